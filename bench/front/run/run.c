// SPDX-License-Identifier: GPL-2.0
/*
 * Carries out a plan: one KVM host for each paging mode, as many at a time as
 * there are processors, records kept as they come.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hygiene.h"
#include "record.h"
#include "remove_tree.h"
#include "restore.h"
#include "run.h"
#include "stock.h"
#include "tools.h"

static volatile sig_atomic_t stop_signal;

static void on_signal(int sig)
{
	stop_signal = sig;
}

void run_catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int run_stopped(void)
{
	return stop_signal;
}

static int complain(const char *what, const char *path)
{
	fprintf(stderr, "exitbench: %s '%s': %s\n", what, path,
		strerror(errno));
	return -1;
}

/* results/latest points at this run. */
static int point_at(const struct run *run)
{
	size_t top = strlen(run->dir) - strlen(run->name);
	char latest[4200], temporary[4200];

	snprintf(latest, sizeof(latest), "%.*slatest", (int)top, run->dir);
	snprintf(temporary, sizeof(temporary), "%.*s.latest-%d", (int)top,
		 run->dir, getpid());
	if (symlink(run->name, temporary) || rename(temporary, latest))
		return complain("point at the run with", latest);
	return 0;
}

/* results/<name> and build/run-<name>, new directories. */
static int make_dirs(struct run *run)
{
	const struct plan *plan = run->plan;
	char top[3072], stamp[32];
	int i;

	mkdir(plan->results, 0755);
	if (!realpath(plan->results, top))
		return complain("create", plan->results);
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S",
		 gmtime(&run->started));
	for (i = 1; i < 100; i++) {
		snprintf(run->name, sizeof(run->name), "%s-%s", stamp,
			 plan->rig->name);
		if (i > 1)
			snprintf(run->name + strlen(run->name), 8, "-%d", i);
		snprintf(run->dir, sizeof(run->dir), "%s/%s", top, run->name);
		if (!mkdir(run->dir, 0755))
			break;
		if (errno != EEXIST)
			return complain("create", run->dir);
	}
	mkdir(plan->build, 0755);
	if (!realpath(plan->build, top)) {
		rmdir(run->dir);
		return complain("create", plan->build);
	}
	/* Another run, with results elsewhere, may have begun this second too. */
	for (i = 1; i < 100; i++) {
		snprintf(run->work, sizeof(run->work),
			 i > 1 ? "%s/run-%s-%d" : "%s/run-%s", top, run->name, i);
		if (!mkdir(run->work, 0755))
			return 0;
		if (errno != EEXIST)
			break;
	}
	rmdir(run->dir);
	return complain("create", run->work);
}

/* Nothing was begun: nothing stays, and the last run is still the last. */
static void discard(struct run *run)
{
	remove_tree(run->work);
	remove_tree(run->dir);
	run->name[0] = 0;
}

/* Keeps the consoles, which say what went wrong long after, and libvirt's XML. */
static void clean_work(struct run *run)
{
	unsigned int i;
	char from[5000], to[5000];

	for (i = 0; i < run->plan->nr_modes; i++) {
		if (!run->session[i].console)
			continue;
		snprintf(to, sizeof(to), "%s/console-%s.log", run->dir,
			 run->session[i].machine.name);
		rename(run->session[i].console, to);
		snprintf(from, sizeof(from), "%s/domain.xml",
			 run->session[i].dir);
		snprintf(to, sizeof(to), "%s/domain-%s.xml", run->dir,
			 run->session[i].machine.name);
		rename(from, to);
	}
	remove_tree(run->work);
}

static void write_line(struct run *run, FILE *file, const json_t *record)
{
	char *line = record_seal(record);

	if (!line || fprintf(file, "%s\n", line) < 0 || fflush(file))
		run->write_failed = true;
	free(line);
}

static void on_record(struct session *session, const json_t *record, void *arg)
{
	const char *status =
		json_string_value(json_object_get(record, "status"));
	struct run *run = arg;

	if (status && !strcmp(status, "ok"))
		run->ok++;
	else if (status && !strcmp(status, "skipped"))
		run->skipped++;
	else
		run->failed++;
	write_line(run, run->records, record);
	progress_cell(run, session, record);
}

/*
 * Records came as they finished. Now that all are here they are put in order of
 * mode, workload and repetition, so that equal runs are equal files.
 */
static void sort_records(struct run *run, const char *path)
{
	unsigned int i, c, n = run->plan->nr_jobs * run->plan->reps;
	char temporary[5100];
	FILE *file;

	snprintf(temporary, sizeof(temporary), "%s.tmp", path);
	file = fopen(temporary, "w");
	if (!file)
		return;
	for (i = 0; i < run->plan->nr_modes; i++)
		for (c = 0; c < n; c++)
			if (run->session[i].cells[c])
				write_line(run, file, run->session[i].cells[c]);
	if (fclose(file) || run->write_failed)
		unlink(temporary);
	else
		rename(temporary, path);
}

/* On a real processor one would disturb the measurement of the other. */
static unsigned int machines_at_once(const struct plan *plan)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 1 && !plan->rig->real ? n : 1;
}

static void run_sessions(struct run *run)
{
	unsigned int i, active, started = 0, n = run->plan->nr_modes;
	struct session *s;

	while (!stop_signal && !run->write_failed) {
		for (active = i = 0; i < started; i++)
			active += !run->session[i].over;
		while (started < n && active < machines_at_once(run->plan)) {
			s = &run->session[started++];
			session_start(s, on_record, run);
			active += !s->over;
		}
		if (!active && started == n)
			break;
		for (i = 0; i < started; i++)
			session_poll(&run->session[i], on_record, run);
		progress_tick(run);
		usleep(100000);
	}
	for (i = 0; i < n; i++)
		session_stop(&run->session[i]);
	run->interrupted = stop_signal;
}

double run_seconds(const struct run *run)
{
	return difftime(time(NULL), run->started);
}

static int run_all(struct run *run, const struct images *images)
{
	const struct plan *plan = run->plan;
	char path[5000], work[4200];
	unsigned int i, prepared;
	bool begun = false;
	int ret = -1;

	for (prepared = 0; prepared < plan->nr_modes; prepared++) {
		snprintf(work, sizeof(work), "%s/%s", run->work,
			 plan_paging(plan, prepared));
		if (session_init(&run->session[prepared], plan, prepared, work))
			goto out;
		run_give_images(plan, images, &run->session[prepared].machine);
		if (plan->rig->this_machine && tools_unpack(plan, work)) {
			prepared++;
			goto out;
		}
	}
	snprintf(path, sizeof(path), "%s/records.jsonl", run->dir);
	run->records = fopen(path, "w");
	if (!run->records) {
		complain("create", path);
		goto out;
	}
	if (point_at(run)) {
		fclose(run->records);
		goto out;
	}
	begun = true;
	progress_begin(run);
	run_sessions(run);
	run->wall_s = run_seconds(run);
	progress_end(run);
	if (fclose(run->records))
		run->write_failed = true;
	if (!run->write_failed)
		sort_records(run, path);
	if (run->write_failed)
		fprintf(stderr,
			"exitbench: write '%s': not all records could be kept; is the disk full?\n",
			path);
	ret = meta_write(run);
	if (run->write_failed)
		ret = -1;
	clean_work(run);
out:
	for (i = 0; i < prepared; i++)
		session_free(&run->session[i]);
	if (!begun)
		discard(run);
	return ret;
}

static const char *initrd_name(const struct plan *plan)
{
	if (plan->rig->this_machine)
		return "guest";
	return plan->image ? plan->image : "kvmhost";
}

int run_find_images(const struct plan *plan, struct images *images)
{
	const char *modules = plan->modules;
	char file[4096], built[4200];

	if (plan->domain) {
		snprintf(file, sizeof(file), "%s/exitbench-guest", plan->build);
		if (!realpath(file, images->initrd))
			return complain("no guest program, type 'make setup': find",
					file);
		return 0;
	}
	snprintf(file, sizeof(file), "%s/kernel-%s/vmlinuz", plan->build,
		 plan->kernel);
	if (!realpath(file, images->kernel) ||
	    !realpath(plan->build, images->build))
		return complain("no kernel, type 'make setup': find", file);
	snprintf(file, sizeof(file), "%s/%s-%s.cpio", plan->build,
		 initrd_name(plan), plan->kernel);
	if (!realpath(file, images->initrd))
		return complain("no image, type 'make setup': find", file);
	if (!plan->rig->this_machine)
		return 0;
	snprintf(built, sizeof(built), "%s/kvm-host", plan->build);
	if (!modules)
		modules = built;
	if (!realpath(modules, images->modules))
		return complain("no patched modules, type 'make bench RIG=host': find",
				modules);
	return 0;
}

int run_add_tools(const struct plan *plan, const char *work,
		  struct images *images)
{
	if (plan->rig->this_machine)
		return tools_unpack(plan, work);
	return tools_initrd(plan, work, images->initrd,
			    sizeof(images->initrd));
}

void run_give_images(const struct plan *plan, const struct images *images,
		     struct machine *machine)
{
	machine->kernel = images->kernel;
	machine->initrd = images->initrd;
	machine->build = images->build;
	machine->modules = images->modules;
	machine->tune = plan->tune;
}

int run_plan(const struct plan *plan, char *dir, size_t len)
{
	static struct run run;
	static struct images images;
	int failed;

	dir[0] = 0;
	run = (struct run){ .plan = plan, .started = time(NULL) };
	if (run_find_images(plan, &images))
		return 1;
	if (!plan->domain && tools_check(plan))
		return 1;
	run_catch_signals();
	if (make_dirs(&run))
		return 1;
	if (!plan->domain && !plan->rig->this_machine &&
	    tools_initrd(plan, run.work, images.initrd, sizeof(images.initrd))) {
		discard(&run);
		return 1;
	}
	if (plan->rig->real && !plan->domain)
		run.hygiene = hygiene_look(stock_machine.root, plan->tune);
	failed = run_all(&run, &images);
	if (run.name[0])
		snprintf(dir, len, "%s/%s", plan->results, run.name);
	json_decref(run.hygiene);
	if (failed)
		return 1;
	if (plan->rig->this_machine && restore_pending(&stock_machine))
		return 1;
	if (run.interrupted)
		return 130;
	return run.failed || !run.ok ? 1 : 0;
}
