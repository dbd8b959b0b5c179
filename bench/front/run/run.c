// SPDX-License-Identifier: GPL-2.0
/*
 * Carries out a plan: one KVM host for each paging mode, as many at a time as
 * there are lanes, records kept as they come.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "dirs.h"
#include "hygiene.h"
#include "images.h"
#include "interrupt.h"
#include "meta.h"
#include "progress.h"
#include "record.h"
#include "restore.h"
#include "root.h"
#include "run.h"
#include "session.h"
#include "stock.h"
#include "tools.h"
#include "worker.h"

struct run {
	const struct plan *plan;
	struct dirs dirs;
	struct images images;
	struct session session[PAGING_MODES];
	char *log[PAGING_MODES];	/* of the emulators */
	char *saved;			/* KVM hosts that have booted */
	unsigned int nr_sessions;	/* that are prepared */
	struct progress progress;
	struct meta meta;
	struct resume *resume;		/* of a run that goes on, or NULL */
	FILE *records;
	bool write_failed;
};

static void remove_if_empty(const char *path)
{
	struct stat st;

	if (!stat(path, &st) && !st.st_size)
		unlink(path);
}

/* Keeps the consoles and the domains' XML with the results. */
static void keep_logs(const struct run *run)
{
	static const struct { const char *from, *to; } logs[] = {
		{ "console", "console-%s.log" },
		{ "domain.xml", "domain-%s.xml" },
	};
	const struct session *s;
	unsigned int i;
	size_t l;

	for (i = 0; i < run->nr_sessions; i++) {
		s = &run->session[i];
		for (l = 0; l < G_N_ELEMENTS(logs); l++) {
			g_autofree char *name = g_strdup_printf(logs[l].to,
								s->machine.name);
			g_autofree char *from =
				g_build_filename(s->dir, logs[l].from, NULL);
			g_autofree char *to =
				g_build_filename(run->dirs.results, name, NULL);

			rename(from, to);
		}
		remove_if_empty(run->log[i]);
	}
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
	struct run *run = arg;

	write_line(run, run->records, record);
	progress_cell(&run->progress, session, record);
}

/*
 * Records came as they finished. Now that all are here they are put in order of
 * mode, workload and repetition, so that equal runs are equal files.
 */
static void sort_records(struct run *run, const char *path)
{
	unsigned int i, c, n = run->plan->nr_jobs * run->plan->reps;
	g_autofree char *temporary = g_strdup_printf("%s.tmp", path);
	FILE *file;

	/* What an earlier run left, or a link that somebody put there. */
	unlink(temporary);
	file = fopen(temporary, "wx");
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

/* How many are at work of the first @started; a session that is whole never is. */
static unsigned int nr_active(const struct run *run, unsigned int started)
{
	unsigned int i, active = 0;

	for (i = 0; i < started; i++)
		active += !run->session[i].over;
	return active;
}

static void run_sessions(struct run *run)
{
	unsigned int i, active, left, started = 0, n = run->nr_sessions;
	struct session *s;

	for (left = nr_active(run, n); !interrupt_signal() && !run->write_failed;) {
		active = nr_active(run, started);
		while (started < n && active < plan_lanes(run->plan)) {
			s = &run->session[started];
			if (!s->whole) {
				progress_mode(&run->progress, started);
				session_start(s, on_record, run);
			}
			started++;
			active += !s->over;
		}
		/* What a machine has told is kept as soon as it is over. */
		if (nr_active(run, n) < left)
			meta_write(&run->meta, false);
		left = nr_active(run, n);
		if (!active && started == n)
			break;
		for (i = 0; i < started; i++)
			session_poll(&run->session[i], on_record, run);
		progress_tick(&run->progress);
		usleep(100000);
	}
	for (i = 0; i < n; i++)
		session_stop(&run->session[i]);
}

static int prepare_session(struct run *run, unsigned int mode)
{
	const struct plan *plan = run->plan;
	g_autofree char *work = g_build_filename(run->dirs.work,
						 plan_paging(plan, mode), NULL);
	g_autofree char *log = g_strdup_printf("emulator-%s.log",
					       plan_paging(plan, mode));
	struct session *s = &run->session[mode];
	int err = session_init(s, plan, mode, work);

	if (err)
		return err;
	run->log[mode] = g_build_filename(run->dirs.results, log, NULL);
	run->nr_sessions++;
	s->machine.images = &run->images;
	s->machine.log = run->log[mode];
	/* An image that no other run has would only push out others. */
	s->machine.saved = run->images.once ? NULL : run->saved;
	return plan->rig->kind == RIG_THIS_MACHINE ?
	       tools_add(plan, work, &run->images) : 0;
}

/* Everything up to the records' file; a failure here leaves nothing behind. */
static int prepare(struct run *run, const char *records)
{
	const struct plan *plan = run->plan;
	unsigned int i;
	int err = 0;

	run->saved = dirs_saved(&run->dirs);
	if (plan->rig->kind == RIG_BOOTS)
		err = tools_add(plan, run->dirs.work, &run->images);
	for (i = 0; i < plan->nr_modes && !err; i++)
		err = prepare_session(run, i);
	if (err)
		return err;
	if (run->resume) {
		err = resume_take(run->resume, run->session, run->nr_sessions);
		run->records = g_steal_pointer(&run->resume->records);
		return err;
	}
	run->records = fopen(records, "wxe");
	if (run->records && !resume_lock(run->records))
		return 0;
	err = errno;
	fprintf(stderr, "exitbench: create '%s': %s\n", records, strerror(err));
	return -err;
}

static int carry_out(struct run *run, const char *records)
{
	struct progress *p = &run->progress;
	int err;

	progress_begin(p, run->dirs.name,
		       json_object_get(run->meta.hygiene, "warnings"));
	if (run->resume)
		progress_kept(p);
	err = meta_write(&run->meta, false);
	if (err)
		return err;
	run_sessions(run);
	progress_end(p);
	if (fclose(run->records))
		run->write_failed = true;
	run->records = NULL;
	if (!run->write_failed)
		sort_records(run, records);
	if (run->write_failed)
		fprintf(stderr,
			"exitbench: write '%s': not all records could be written; is the disk full?\n",
			records);
	run->meta.interrupted = interrupt_signal() || run->write_failed;
	err = meta_write(&run->meta, true);
	keep_logs(run);
	if (!err)
		err = dirs_point_at(&run->dirs);
	/* A study's unfinished run is not kept; the study says how to go on. */
	if (run->meta.interrupted && !g_str_has_suffix(run->plan->results, "/.running"))
		fprintf(stderr, "exitbench: the run was stopped; to go on, type: make bench RESUME=%s/%s\n",
			run->plan->results, run->dirs.name);
	return run->write_failed ? -EIO : err;
}

static int status_of(const struct run *run)
{
	if (run->plan->rig->kind == RIG_THIS_MACHINE &&
	    restore_pending(&stock_machine))
		return 1;
	if (interrupt_signal())
		return 130;
	for (unsigned int i = 0; i < run->nr_sessions; i++)
		if (run->session[i].failed.text[0] || run->session[i].differs)
			return 1;
	return run->progress.failed || !run->progress.ok ? 1 : 0;
}

/* The directories, of a new run or of the one that goes on. */
static int make_dirs(struct run *run)
{
	struct meta *meta = &run->meta;
	int err;

	if (!run->resume) {
		err = dirs_make(&run->dirs, run->plan, meta->started);
	} else {
		err = resume_check(run->resume, meta->fixed) ?:
		      dirs_resume(&run->dirs, run->plan, run->resume->dir);
		meta->before = run->resume->meta;
	}
	meta->name = run->dirs.name;
	meta->dir = run->dirs.results;
	return err;
}

int run_plan(const struct plan *plan, struct resume *resume, char **dir)
{
	static struct run run;
	g_autofree char *records = NULL;
	json_t *hygiene = NULL;
	unsigned int i;
	int ret = 1;

	*dir = NULL;
	run = (struct run){ .plan = plan, .resume = resume };
	run.meta.started = time(NULL);
	run.meta.progress = &run.progress;
	if (worker_check(plan) || images_find(plan, &run.images) ||
	    (plan->rig->kind != RIG_DOMAIN && tools_check(plan)))
		goto out;
	interrupt_catch();
	root_remove_left_over();
	meta_begin(&run.meta, plan);
	if (make_dirs(&run))
		goto out;
	records = g_build_filename(run.dirs.results, "records.jsonl", NULL);
	if (prepare(&run, records)) {
		dirs_discard(&run.dirs);
		goto out;
	}
	if (plan->rig->real && plan->rig->kind != RIG_DOMAIN)
		hygiene = hygiene_look(stock_machine.root, plan->tune);
	run.meta.hygiene = hygiene;
	progress_init(&run.progress, plan, run.session);
	*dir = g_build_filename(plan->results, run.dirs.name, NULL);
	if (!carry_out(&run, records))
		ret = status_of(&run);
out:
	if (run.records)
		fclose(run.records);
	for (i = 0; i < run.nr_sessions; i++)
		session_free(&run.session[i]);
	for (i = 0; i < PAGING_MODES; i++)
		g_free(run.log[i]);
	g_free(run.saved);
	json_decref(hygiene);
	meta_free(&run.meta);
	dirs_free(&run.dirs);
	images_free(&run.images);
	return ret;
}
