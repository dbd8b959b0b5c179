// SPDX-License-Identifier: GPL-2.0
/* The user's words, checked; see plan.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "base.h"
#include "plan.h"

/* How many real seconds an emulated one may take. */
#define REAL_SECONDS 10
#define STALL_MIN_S 600

#define KERNEL_PREFIX "kernel-"
/* If no kernel is built: the message that says so names this one. */
#define KERNEL_FALLBACK "6.1"

const char *const plan_machines[] = { "q35", "pc", "microvm", NULL };

void plan_init(struct plan *plan)
{
	const char *uri = getenv("LIBVIRT_URI");
	static char *here;

	if (!here)
		here = program_folder();

	*plan = (struct plan){
		.libvirt_uri = uri && *uri ? uri : NULL,
		.reps = 3, .warmup = 1, .timeout_s = 60, .machine = "q35",
		.build = here ?: "build", .results = "results", .kernel = KERNEL_FALLBACK,
	};
}

/*
 * Refuses shadow paging before anything boots on a rig that cannot have it. A rig
 * whose counts are only partly right is used, with a warning.
 */
static int check_shadow(const struct plan *plan)
{
	bool shadow = plan->paging[plan->nr_modes - 1] == PAGING_SHADOW;
	struct probe p = { .works = true };

	if (plan->rig->probe_shadow)
		plan->rig->probe_shadow(&p);
	if (p.found[0])
		fprintf(stderr, "exitbench: rig %s%s: %s; %s\n", plan->rig->name,
			shadow && !p.works ? " cannot have shadow paging" : "",
			p.found, p.remedy);
	return shadow && !p.works ? -EOPNOTSUPP : 0;
}

int plan_set_mode(struct plan *plan, const char *name)
{
	bool both = !name || !*name || !strcmp(name, "both");
	enum vendor vendor = plan->rig->vendor;
	enum paging paging;

	plan->nr_modes = 0;
	for (paging = 0; paging < PAGING_MODES; paging++)
		if (both || !strcmp(name, paging_word(paging)) ||
		    !strcmp(name, paging_name(vendor, paging)))
			plan->paging[plan->nr_modes++] = paging;
	if (plan->nr_modes)
		return check_shadow(plan);
	fprintf(stderr,
		"exitbench: rig %s has no paging mode '%s'; known ones: both tdp %s shadow\n",
		plan->rig->name, name, paging_name(vendor, PAGING_TDP));
	return -EINVAL;
}

/* Of those in directory @build, to be freed; NULL for none. */
static char *newest_kernel(const char *build)
{
	GDir *dir = g_dir_open(build, 0, NULL);
	char *newest = NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *image = g_build_filename(build, name,
							  "vmlinuz", NULL);

		if (!g_str_has_prefix(name, KERNEL_PREFIX) || access(image, R_OK))
			continue;
		name += strlen(KERNEL_PREFIX);
		if (newest && strverscmp(name, newest) < 0)
			continue;
		g_free(newest);
		newest = g_strdup(name);
	}
	if (dir)
		g_dir_close(dir);
	return newest;
}

void plan_set_kernel(struct plan *plan, const char *version)
{
	g_autofree char *path = g_build_filename(plan->build, "kernel.default",
						 NULL);
	char *found;

	if (version && *version) {
		plan->kernel = version;
		return;
	}
	found = read_first_line(path);
	if (!found || !*found) {
		free(found);
		found = newest_kernel(plan->build);
	}
	if (found)
		plan->kernel = found;
}

/* What JSON can keep byte for byte; nothing is, too. */
static bool is_text(const char *command)
{
	json_t *text = json_string(command ? command : "");

	json_decref(text);
	return text;
}

int plan_set_workloads(struct plan *plan, const char *list)
{
	struct sentence why;
	unsigned int i;
	bool has_cmd = false;

	plan->nr_jobs = 0;
	if (plan->command && !*plan->command)
		plan->command = NULL;
	if (!is_text(plan->command)) {
		fprintf(stderr,
			"exitbench: the command is not UTF-8, so meta.json cannot hold it; put it into a script\n");
		return -EINVAL;
	}
	if (!list || !*list)
		list = plan->command ? "cmd" : JOBS_DEFAULT;
	if (jobs_add(plan->job, &plan->nr_jobs, list, &why)) {
		fprintf(stderr, "exitbench: %s\n", why.text);
		return -EINVAL;
	}
	for (i = 0; i < plan->nr_jobs; i++)
		has_cmd |= !strcmp(plan->job[i].workload->name, "cmd");
	if (has_cmd && !plan->command) {
		fprintf(stderr,
			"exitbench: the workload cmd needs a command; give CMD=\n");
		return -EINVAL;
	}
	if (plan->command && !has_cmd &&
	    jobs_add(plan->job, &plan->nr_jobs, "cmd", &why)) {
		fprintf(stderr, "exitbench: %s\n", why.text);
		return -EINVAL;
	}
	if (plan->nr_jobs)
		return 0;
	fprintf(stderr, "exitbench: '%s' names no workload; to see them, type: make list\n",
		list);
	return -EINVAL;
}

bool plan_is_version(const char *version)
{
	return *version >= '0' && *version <= '9' &&
	       !strpbrk(version, "/ \t\n'\"") && !strstr(version, "..");
}

/* What stands behind "--" is /init's, and quotes would join words. */
bool plan_is_words(const char *words)
{
	const char *at;

	for (at = words; *at; at++)
		if (*at < ' ' || *at > '~' || *at == '"' || *at == '\'')
			return false;
	for (at = words; (at = strstr(at, "--")); at += 2)
		if ((at == words || at[-1] == ' ') && (!at[2] || at[2] == ' '))
			return false;
	return true;
}

int plan_set_machine(struct plan *plan, const char *name)
{
	int i;

	if (!name || !*name)
		return 0;
	for (i = 0; plan_machines[i]; i++)
		if (!strcmp(plan_machines[i], name)) {
			plan->machine = plan_machines[i];
			return 0;
		}
	fprintf(stderr, "exitbench: unknown guest machine '%s'; known ones:", name);
	for (i = 0; plan_machines[i]; i++)
		fprintf(stderr, " %s", plan_machines[i]);
	fprintf(stderr, "\n");
	return -EINVAL;
}

void plan_set_counts(struct plan *plan)
{
	unsigned int i;
	struct job *job;
	int count;

	for (i = 0; plan->rig->real && i < plan->nr_jobs; i++) {
		job = &plan->job[i];
		count = workload_count_param(job->workload);
		if (count >= 0 && !(job->given & 1u << count))
			job->param[count] = JOB_AUTO;
	}
}

unsigned int plan_stall_s(const struct plan *plan)
{
	int64_t longest_ms = 0, ms;
	const struct job *job;
	uint64_t stall_s;
	unsigned int i;

	if (plan->stall_s)
		return plan->stall_s;
	for (i = 0; i < plan->nr_jobs; i++) {
		job = &plan->job[i];
		ms = job->workload->duration_ms ?
			job->workload->duration_ms(job->param) : 0;
		longest_ms = ms > longest_ms ? ms : longest_ms;
	}
	/* The warm-ups and the first repetition are one silence. */
	stall_s = (uint64_t)plan->timeout_s * REAL_SECONDS +
		  (plan->warmup + 1) * longest_ms / 1000;
	/* There all repetitions are one. */
	if (plan->domain)
		stall_s *= plan->reps + plan->warmup;
	if (stall_s > UINT_MAX)
		stall_s = UINT_MAX;
	return stall_s > STALL_MIN_S ? stall_s : STALL_MIN_S;
}

unsigned int plan_lanes(const struct plan *plan)
{
	long n = plan->lanes ? (long)plan->lanes : sysconf(_SC_NPROCESSORS_ONLN);

	if (n < 1 || plan->rig->real)
		n = 1;
	return n < plan->nr_modes ? n : plan->nr_modes;
}

unsigned int plan_cells(const struct plan *plan)
{
	return plan->nr_modes * plan->nr_jobs * plan->reps;
}

const char *plan_paging(const struct plan *plan, unsigned int mode)
{
	return paging_name(plan->rig->vendor, plan->paging[mode]);
}
