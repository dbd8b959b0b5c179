// SPDX-License-Identifier: GPL-2.0
/* Writes meta.json; see meta.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "ask.h"
#include "cell.h"
#include "meta.h"
#include "meta_file.h"
#include "record.h"
#include "revision.h"
#include "settings.h"

#define UNKNOWN "unknown"
#define ASK_TIMEOUT_S 10

/* SHA-256 of the file, which may be missing. */
static void add_hash(json_t *hashes, const char *key, const char *path)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	static guchar buf[1 << 20];
	FILE *file = fopen(path, "re");
	bool whole;
	size_t n;

	while (file && (n = fread(buf, 1, sizeof(buf), file)) > 0)
		g_checksum_update(sum, buf, n);
	whole = file && !ferror(file);
	if (file)
		fclose(file);
	json_object_set_new(hashes, key,
			    json_string(whole ? g_checksum_get_string(sum) :
						UNKNOWN));
}

/* QEMU and Bochs print their version in a line of their help. */
static json_t *version(char *program)
{
	char *argv[] = { program, "--help", NULL };
	char text[8192], *line, *next;

	ask(argv, ASK_TIMEOUT_S, text, sizeof(text));
	for (line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		if (strstr(line, "mulator ") && g_utf8_validate(line, -1, NULL))
			return json_string(g_strstrip(line));
	}
	return json_string(UNKNOWN);
}

static json_t *add_program(json_t *programs, const char *key, char *path)
{
	json_t *program = json_pack("{s:s, s:o}", "path", path, "version",
				    version(path));

	add_hash(program, "sha256", path);
	json_object_set_new(programs, key, program);
	return program;
}

/* The first part of a rig that boots the KVM host. */
static void add_emulator(json_t *programs, const struct rig *rig)
{
	g_autofree char *path = part_path(rig->parts[0]);
	g_autofree char *built = path && rig->built ? rig->built() : NULL;
	json_t *emulator = path ? add_program(programs, "emulator", path) : NULL;

	if (built)
		json_object_set_new(emulator, "built", json_string(built));
}

/*
 * What the KVM host ran on, if a rig boots one, and what ran the measured guests:
 * that which make packed.
 */
static json_t *programs(const struct plan *plan)
{
	g_autofree char *from = g_build_filename(plan->build, "vmm.from", NULL);
	g_autofree char *name = NULL, *vmm = NULL;
	json_t *obj = json_object();

	if (plan->rig->kind == RIG_BOOTS)
		add_emulator(obj, plan->rig);
	if (plan->rig->kind == RIG_THIS_MACHINE)
		vmm = part_path(&part_qemu);
	else if (plan->rig->kind == RIG_BOOTS &&
		 g_file_get_contents(from, &name, NULL, NULL))
		vmm = g_find_program_in_path(g_strstrip(name));
	if (vmm)
		add_program(obj, "vmm", vmm);
	return obj;
}

static void add_module_hashes(json_t *obj, const struct plan *plan)
{
	static const char *const modules[] = {
		"kvm.ko", "kvm-intel.ko", "kvm-amd.ko",
	};
	g_autofree char *built = g_strdup_printf("%s/kvm-%s", plan->build,
		plan->rig->kind == RIG_THIS_MACHINE ? "host" : plan->kernel);
	const char *dir = plan->modules ? plan->modules : built;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(modules); i++) {
		g_autofree char *path = g_build_filename(dir, modules[i], NULL);

		add_hash(obj, modules[i], path);
	}
}

static void add_files(json_t *obj, const struct user_files *files)
{
	static const char *const kinds[] = {
		[USER_FILE] = "file", [USER_LIBRARY] = "library",
		[USER_LOADER] = "loader",
	};

	for (size_t i = 0; files && i < files->n; i++) {
		g_autofree char *key = g_strdup_printf("%s %s",
			kinds[files->file[i].kind], files->file[i].name);

		json_object_set_new(obj, key, json_string(files->file[i].sha256));
	}
}

static json_t *hashes(const struct plan *plan)
{
	g_autofree char *program = g_strdup_printf("%s/exitbench-guest",
						   plan->build);
	g_autofree char *kernel = g_strdup_printf("%s/kernel-%s/vmlinuz",
						  plan->build, plan->kernel);
	g_autofree char *guest = g_strdup_printf("%s/guest-%s.cpio", plan->build,
						 plan->kernel);
	g_autofree char *host = g_strdup_printf("%s/kvmhost-%s.cpio",
						plan->build, plan->kernel);
	json_t *obj = json_object();

	add_files(obj, plan->files);
	if (plan->submission) {
		g_autofree char *modules = g_build_filename(plan->submission,
							    "modules.cpio", NULL);

		add_hash(obj, "submission", modules);
	}
	if (plan->rig->kind == RIG_DOMAIN) {
		add_hash(obj, "guest_program", program);
		return obj;
	}
	add_module_hashes(obj, plan);
	add_hash(obj, "kernel", kernel);
	add_hash(obj, "guest_initrd", guest);
	if (plan->rig->kind == RIG_BOOTS)
		add_hash(obj, "kvmhost_initrd", host);
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

/* Of @obj what it says of that mode, or NULL. */
static json_t *of_mode(const json_t *meta, const char *key, const char *mode)
{
	return json_object_get(json_object_get(meta, key), mode);
}

/* What a machine of this run has reported. */
static void add_session(const struct session *s, json_t *meta)
{
	const char *mode = s->machine.name;

	if (s->verified)
		json_object_set(json_object_get(meta, "verified"), mode,
				s->verified);
	if (s->described)
		json_object_set_new(json_object_get(meta, "commands"), mode,
				    json_string(s->described));
	if (s->described)
		json_object_set_new(json_object_get(meta, "kvm_hosts"), mode,
				    json_string(s->machine.restored ?
						"restored" : "booted"));
	if (s->facts)
		json_object_update_missing(json_object_get(meta, "facts"),
					   s->facts);
	if (s->kernel)
		json_object_set(meta, "kernel", s->kernel);
}

/* What one had reported that has nothing left to do. */
static void add_kept(const struct session *s, const json_t *before, json_t *meta)
{
	static const char *const keys[] = { "verified", "commands", "kvm_hosts" };
	const char *mode = s->machine.name;

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		json_t *item = of_mode(before, keys[i], mode);

		if (item)
			json_object_set(json_object_get(meta, keys[i]), mode,
					item);
	}
	json_object_update_missing(json_object_get(meta, "facts"),
				   json_object_get(before, "facts"));
	json_object_set(meta, "kernel", json_object_get(before, "kernel"));
}

/* A machine that is still at work is in none of them, by which one that goes on sees it. */
static void add_sessions(const struct meta *m, json_t *meta, bool over)
{
	const struct plan *plan = m->progress->plan;
	json_t *modes = json_array();
	json_int_t damaged = json_integer_value(json_object_get(m->before,
							"damaged_lines"));

	json_object_set_new(meta, "kernel", json_string(plan->kernel));
	json_object_set_new(meta, "verified", json_object());
	json_object_set_new(meta, "commands", json_object());
	if (plan->rig->kind == RIG_BOOTS)
		json_object_set_new(meta, "kvm_hosts", json_object());
	json_object_set_new(meta, "facts", json_object());
	for (unsigned int i = 0; i < plan->nr_modes; i++) {
		const struct session *s = &m->progress->session[i];

		json_array_append_new(modes, json_string(s->machine.name));
		if (s->whole)
			add_kept(s, m->before, meta);
		else if (s->over || over)
			add_session(s, meta);
		damaged += s->damaged;
	}
	json_object_set_new(meta, "modes", modes);
	json_object_set_new(meta, "damaged_lines", json_integer(damaged));
	json_object_update(json_object_get(meta, "facts"),
			   json_object_get(m->hygiene, "facts"));
	if (m->hygiene)
		json_object_set(meta, "warnings",
				json_object_get(m->hygiene, "warnings"));
}

void meta_begin(struct meta *m, const struct plan *plan)
{
	json_t *meta = json_object();

	m->fixed = meta;
	json_object_set_new(meta, "schema", json_integer(RECORD_SCHEMA));
	json_object_set_new(meta, "run", json_null());
	json_object_set_new(meta, "started", json_null());
	json_object_set_new(meta, "wall_seconds", json_integer(0));
	json_object_set_new(meta, "git", json_string(program_revision));
	json_object_set_new(meta, "rig", json_string(plan->rig->name));
	json_object_set_new(meta, "emulated", json_boolean(!plan->rig->real));
	json_object_set_new(meta, "vendor", json_string(vendor_name(plan->rig->vendor)));
	json_object_set_new(meta, "machine", json_string(plan->machine));
	json_object_set_new(meta, "cycles_unit",
			    json_string(plan->rig->cycles_unit));
	json_object_set_new(meta, "cycles_note",
			    json_string(plan->rig->cycles_note));
	json_object_set_new(meta, "workloads", jobs(plan));
	json_object_set_new(meta, "reps", json_integer(plan->reps));
	json_object_set_new(meta, "warmup", json_integer(plan->warmup));
	if (plan->shards)
		json_object_set_new(meta, "shard", json_pack("{s:i, s:i}",
			"number", plan->shard, "of", plan->shards));
	if (plan->command)
		json_object_set_new(meta, "command", json_string(plan->command));
	json_object_set_new(meta, "settings", settings_of(plan));
	json_object_set_new(meta, "hashes", hashes(plan));
	json_object_set_new(meta, "programs", programs(plan));
}

/* When it began, and how often and how long it has gone on. */
static void add_times(const struct meta *m, json_t *meta)
{
	json_int_t before_s = json_integer_value(json_object_get(m->before,
							"wall_seconds"));
	char when[32];

	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", gmtime(&m->started));
	json_object_set_new(meta, "started", json_string(when));
	json_object_set_new(meta, "wall_seconds",
			    json_integer(before_s + progress_seconds(m->progress)));
	if (!m->before)
		return;
	json_object_set(meta, "started", json_object_get(m->before, "started"));
	json_object_set_new(meta, "resumed", json_integer(1 +
		json_integer_value(json_object_get(m->before, "resumed"))));
}

int meta_write(const struct meta *m, bool over)
{
	g_autofree char *path = g_build_filename(m->dir, "meta.json", NULL);
	const struct progress *p = m->progress;
	json_t *meta = json_copy(m->fixed);
	int err;

	json_object_set_new(meta, "run", json_string(m->name));
	add_times(m, meta);
	json_object_set_new(meta, "interrupted",
			    json_boolean(!over || m->interrupted));
	json_object_set_new(meta, "cells",
			    json_pack("{s:i, s:i, s:i, s:i}", "expected",
				      plan_cells(p->plan), "ok", p->ok, "failed",
				      p->failed, "skipped", p->skipped));
	add_sessions(m, meta, over);
	err = meta_file_write(path, meta);
	if (err)
		fprintf(stderr, "exitbench: write '%s': %s\n", path,
			strerror(-err));
	json_decref(meta);
	return err;
}

void meta_free(struct meta *m)
{
	json_decref(m->fixed);
	m->fixed = NULL;
}
