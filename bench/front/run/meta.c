// SPDX-License-Identifier: GPL-2.0
/* meta.json: under which circumstances the records came to be. */
#include <errno.h>
#include <string.h>

#include "cell.h"
#include "record.h"
#include "run.h"

/* The first line of what a command prints; "unknown" when it fails. */
static json_t *first_line(const char *command)
{
	char line[256] = "";
	FILE *pipe = popen(command, "r");

	if (pipe && !fgets(line, sizeof(line), pipe))
		line[0] = 0;
	if (!pipe || pclose(pipe))
		line[0] = 0;
	line[strcspn(line, " \n")] = 0;
	return json_string(line[0] ? line : "unknown");
}

static void add_hash(json_t *hashes, const char *key, const char *path)
{
	char command[4400];

	/* The paths are this program's own: build directory and fixed names. */
	snprintf(command, sizeof(command), "sha256sum -- '%s' 2>/dev/null",
		 path);
	json_object_set_new(hashes, key, first_line(command));
}

static void add_module_hashes(json_t *obj, const struct plan *plan)
{
	static const char *const modules[] = {
		"kvm.ko", "kvm-intel.ko", "kvm-amd.ko",
	};
	char dir[4096], path[4200];
	size_t i;

	if (plan->modules)
		snprintf(dir, sizeof(dir), "%s", plan->modules);
	else
		snprintf(dir, sizeof(dir), "%s/kvm-%s", plan->build,
			 plan->rig->this_machine ? "host" : plan->kernel);
	for (i = 0; i < sizeof(modules) / sizeof(*modules); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, modules[i]);
		add_hash(obj, modules[i], path);
	}
}

static json_t *hashes(const struct plan *plan)
{
	static const char *const files[][2] = {
		{ "kernel", "kernel-%s/vmlinuz" },
		{ "guest_initrd", "guest-%s.cpio" },
		{ "kvmhost_initrd", "kvmhost-%s.cpio" },
	};
	json_t *obj = json_object();
	char name[64], path[4200];
	size_t i;

	if (plan->domain) {
		snprintf(path, sizeof(path), "%s/exitbench-guest", plan->build);
		add_hash(obj, "guest_program", path);
		return obj;
	}
	add_module_hashes(obj, plan);

	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *version = strstr(files[i][1], "%s");
		int before = version - files[i][1];

		/* Here the KVM host is not an image. */
		if (plan->rig->this_machine &&
		    !strcmp(files[i][0], "kvmhost_initrd"))
			continue;
		snprintf(name, sizeof(name), "%.*s%s%s", before, files[i][1],
			 plan->kernel, version + 2);
		snprintf(path, sizeof(path), "%s/%s", plan->build, name);
		add_hash(obj, files[i][0], path);
	}
	return obj;
}

static json_t *jobs(const struct plan *plan)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < plan->nr_jobs; i++) {
		const struct workload *w = plan->job[i].workload;

		json_array_append_new(list, json_pack("{s:s, s:o, s:s}",
			"name", w->name, "params", cell_params(&plan->job[i]),
			"op", w->op));
	}
	return list;
}

/* What each session has to tell. */
static void add_sessions(const struct run *run, json_t *meta)
{
	json_t *modes = json_array(), *verified = json_object();
	json_t *commands = json_object(), *facts = json_object();
	json_t *kernel = NULL;
	unsigned int i, damaged = 0;

	for (i = 0; i < run->plan->nr_modes; i++) {
		const struct session *s = &run->session[i];

		json_array_append_new(modes, json_string(s->machine.name));
		if (s->verified)
			json_object_set(verified, s->machine.name, s->verified);
		if (s->described)
			json_object_set_new(commands, s->machine.name,
					    json_string(s->described));
		if (s->facts)
			json_object_update_missing(facts, s->facts);
		if (s->kernel)
			kernel = s->kernel;
		damaged += s->damaged;
	}
	json_object_set_new(meta, "kernel",
			    kernel ? json_incref(kernel) :
				     json_string(run->plan->kernel));
	json_object_set_new(meta, "modes", modes);
	json_object_set_new(meta, "verified", verified);
	json_object_set_new(meta, "damaged_lines", json_integer(damaged));
	json_object_set_new(meta, "commands", commands);
	json_object_update(facts, json_object_get(run->hygiene, "facts"));
	json_object_set_new(meta, "facts", facts);
	if (run->hygiene)
		json_object_set(meta, "warnings",
				json_object_get(run->hygiene, "warnings"));
}

int meta_write(const struct run *run)
{
	const struct plan *plan = run->plan;
	json_t *meta = json_object();
	char path[5000], when[32];
	int ret = 0;

	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ",
		 gmtime(&run->started));
	json_object_set_new(meta, "schema", json_integer(RECORD_SCHEMA));
	json_object_set_new(meta, "run", json_string(run->name));
	json_object_set_new(meta, "started", json_string(when));
	json_object_set_new(meta, "wall_seconds", json_integer(run->wall_s));
	json_object_set_new(meta, "git",
			    first_line("git describe --always --dirty --abbrev=12 2>/dev/null"));
	json_object_set_new(meta, "rig", json_string(plan->rig->name));
	json_object_set_new(meta, "vendor", json_string(plan->rig->vendor));
	json_object_set_new(meta, "machine", json_string(plan->machine));
	json_object_set_new(meta, "cycles_unit",
			    json_string(plan->rig->cycles_unit));
	json_object_set_new(meta, "cycles_note",
			    json_string(plan->rig->cycles_note));
	json_object_set_new(meta, "workloads", jobs(plan));
	json_object_set_new(meta, "reps", json_integer(plan->reps));
	json_object_set_new(meta, "interrupted",
			    json_boolean(run->interrupted));
	json_object_set_new(meta, "cells",
			    json_pack("{s:i, s:i, s:i, s:i}", "expected",
				      plan->nr_modes * plan->nr_jobs *
				      plan->reps, "ok", run->ok, "failed",
				      run->failed, "skipped", run->skipped));
	add_sessions(run, meta);
	if (run->plan->command)
		json_object_set_new(meta, "command",
				    json_string(run->plan->command));
	json_object_set_new(meta, "hashes", hashes(plan));

	snprintf(path, sizeof(path), "%s/meta.json", run->dir);
	if (json_dump_file(meta, path, JSON_INDENT(2))) {
		fprintf(stderr, "exitbench: write '%s': %s\n", path,
			strerror(errno));
		ret = -1;
	}
	json_decref(meta);
	return ret;
}
