// SPDX-License-Identifier: GPL-2.0
/* The shards of a run, several at a time; see lanes.h. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#include "auto_counts.h"
#include "dirs.h"
#include "end_with.h"
#include "images.h"
#include "interrupt.h"
#include "lanes.h"
#include "merge_named.h"
#include "progress.h"
#include "remove_tree.h"
#include "resume.h"
#include "run.h"
#include "run_archive_parts.h"
#include "settings.h"
#include "shard.h"
#include "terminal.h"
#include "text.h"
#include "tools.h"
#include "worker.h"

#define PLAN_FILE "plan.json"

struct lanes {
	struct plan *plan;		/* the whole */
	unsigned int shards;
	unsigned int at_once;		/* shards; each has so many lanes: */
	unsigned int lanes;
	struct dirs dirs;
	char *top;			/* absolute: of the shards */
	char *run;			/* results/<name>, for messages */
	int lock;
	pid_t *pid;			/* of each shard, while it runs */
	unsigned int started, over, failed;
	bool changed;			/* since it was shown */
	struct progress progress;	/* its clock, and where it is shown */
};

static char *top_of(const char *run)
{
	return g_build_filename(run, SHARDS_DIR, NULL);
}

bool lanes_is(const char *run)
{
	g_autofree char *top = top_of(run);

	return g_file_test(top, G_FILE_TEST_IS_DIR);
}

/* A new reference, or NULL with a message. */
static json_t *read_plan(const char *run)
{
	g_autofree char *path = g_build_filename(run, SHARDS_DIR, PLAN_FILE, NULL);
	json_error_t error;
	json_t *saved = json_load_file(path, 0, &error);

	if (!saved)
		fprintf(stderr, "exitbench: resume '%s': read '%s': %s\n", run, path,
			error.text);
	return saved;
}

int lanes_open(const char *run, unsigned int *shards, char ***options)
{
	json_t *saved = read_plan(run);
	int err = 0;

	if (!saved)
		return -EINVAL;
	*shards = json_integer_value(json_object_get(saved, "shards"));
	*options = settings_options(json_object_get(saved, "settings"));
	if (!*shards || !*options) {
		fprintf(stderr, "exitbench: resume '%s': its " SHARDS_DIR "/" PLAN_FILE " is not known; go on with the exitbench that began it\n",
			run);
		err = -EINVAL;
	}
	json_decref(saved);
	return err;
}

/* What is said again must be the same, as of an undivided run. */
static int check_plan(const struct lanes *l)
{
	json_t *saved = read_plan(l->dirs.results);
	json_t *now = settings_of(l->plan);
	const char *option = saved ?
		settings_differ(json_object_get(saved, "settings"), now) : NULL;

	if (option)
		fprintf(stderr, "exitbench: resume '%s': --%s is not what it was begun with; leave it out, or begin a new run\n",
			l->run, option);
	json_decref(now);
	json_decref(saved);
	return saved && !option ? 0 : -EINVAL;
}

static int write_plan(const struct lanes *l)
{
	g_autofree char *path = g_build_filename(l->top, PLAN_FILE, NULL);
	json_t *obj = json_pack("{s:i, s:o}", "shards", (int)l->shards,
				"settings", settings_of(l->plan));
	int err = 0;

	if (mkdir(l->top, 0755) || json_dump_file(obj, path, JSON_INDENT(2))) {
		err = -errno;
		fprintf(stderr, "exitbench: create '%s': %s\n", path,
			strerror(errno));
	}
	json_decref(obj);
	return err;
}

/* Held by this process and the shards, until the last of them has ended. */
static int take_lock(struct lanes *l)
{
	l->lock = open(l->top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (l->lock >= 0 && !flock(l->lock, LOCK_EX | LOCK_NB))
		return 0;
	fprintf(stderr, "exitbench: resume '%s': %s\n", l->run,
		errno == EWOULDBLOCK ? "it is still going on" : strerror(errno));
	return -EBUSY;
}

static unsigned int processors(void)
{
	cpu_set_t set;

	if (!sched_getaffinity(0, sizeof(set), &set))
		return CPU_COUNT(&set);
	return sysconf(_SC_NPROCESSORS_ONLN);
}

static char *dir_of(const struct lanes *l, unsigned int number)
{
	g_autofree char *name = g_strdup_printf("%u", number);

	return g_build_filename(l->top, name, NULL);
}

static char *latest_of(const struct lanes *l, unsigned int number)
{
	g_autofree char *dir = dir_of(l, number);

	return g_build_filename(dir, "latest", NULL);
}

/* In a process of its own: begins the shard, goes on with it, or finds it done. */
static int run_shard(const struct lanes *l, unsigned int number)
{
	static struct plan plan;
	static struct resume from;
	g_autofree char *results = dir_of(l, number);
	g_autofree char *latest = latest_of(l, number);
	g_autofree char *stopped = resume_newest(results);
	char *dir;

	if (!stopped && g_file_test(latest, G_FILE_TEST_EXISTS))
		return 0;
	plan = *l->plan;
	plan.shard = number;
	plan.shards = l->shards;
	plan.lanes = l->lanes;
	plan.results = results;
	if (shard_take(&plan) || (stopped && resume_open(&from, stopped)))
		return 1;
	return run_plan(&plan, stopped ? &from : NULL, &dir);
}

static void start(struct lanes *l, unsigned int number)
{
	g_autofree char *dir = dir_of(l, number);
	g_autofree char *log = g_build_filename(dir, "log", NULL);
	pid_t pid, parent = getpid();
	int ret;

	fflush(NULL);
	pid = fork();
	if (pid) {
		/* One that could not be made ends as one that failed. */
		l->pid[number - 1] = pid;
		return;
	}
	end_with(parent, SIGTERM);
	mkdir(dir, 0755);
	if (!freopen(log, "a", stdout) || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
		_exit(1);
	ret = run_shard(l, number);
	fflush(NULL);
	_exit(ret);
}

/* Which run, and how many are over: on a terminal in one line, else line by line. */
static void show(struct lanes *l)
{
	g_autoptr(GString) line = g_string_new(NULL);
	unsigned int running = 0;
	int elapsed = progress_seconds(&l->progress);

	if (!l->changed && (!l->progress.on_terminal || elapsed == l->progress.shown_s))
		return;
	l->changed = false;
	l->progress.shown_s = elapsed;
	g_string_printf(line, "[%u/%u shards] %d:%02d", l->over, l->shards,
			elapsed / 60, elapsed % 60);
	for (unsigned int i = 0; i < l->shards; i++) {
		g_autofree char *cells = NULL;

		if (!l->pid[i])
			continue;
		cells = shard_text(l->plan, i + 1, l->shards);
		g_string_append_printf(line, "%s %u (%s)", running++ ? "," :
				       "  running:", i + 1, cells);
	}
	if (l->progress.on_terminal) {
		/* A line that wraps could not be erased. */
		printf("\r\033[K");
		text_cut(stdout, line->str, terminal_width() - 1);
	} else {
		printf("%s\n", line->str);
	}
	fflush(stdout);
}

static void count(struct lanes *l, unsigned int number, int status)
{
	g_autofree char *cells = NULL;

	if (status && interrupt_signal())
		return;
	l->over++;
	if (!status)
		return;
	l->failed++;
	cells = shard_text(l->plan, number, l->shards);
	if (l->progress.on_terminal) {
		printf("\r\033[K");
		fflush(stdout);
	}
	fprintf(stderr, "exitbench: shard %u of %u (%s) failed: see %s/" SHARDS_DIR "/%u/log\n",
		number, l->shards, cells, l->run, number);
}

/* Takes those that have ended; how many have not. */
static unsigned int reap(struct lanes *l)
{
	unsigned int running = 0;

	for (unsigned int i = 0; i < l->started; i++) {
		pid_t pid = l->pid[i];
		int status = -1;

		if (!pid)
			continue;
		if (pid > 0 && !waitpid(pid, &status, WNOHANG)) {
			running++;
			continue;
		}
		l->pid[i] = 0;
		l->changed = true;
		count(l, i + 1, status);
	}
	return running;
}

static void run_shards(struct lanes *l)
{
	unsigned int running;
	bool told = false;
	int took;

	while ((running = reap(l)) ||
	       (l->started < l->shards && !interrupt_signal())) {
		if (!interrupt_signal() && running < l->at_once &&
		    l->started < l->shards) {
			start(l, ++l->started);
			l->changed = true;
			continue;
		}
		for (unsigned int i = 0; interrupt_signal() && !told &&
		     i < l->started; i++)
			if (l->pid[i] > 0)
				kill(l->pid[i], interrupt_signal());
		told = interrupt_signal();
		show(l);
		usleep(100000);
	}
	if (l->progress.on_terminal)
		printf("\r\033[K");
	took = progress_seconds(&l->progress);
	printf("%u of %u shards done, %u of them with a failure, in %d:%02d\n",
	       l->over, l->shards, l->failed, took / 60, took % 60);
	fflush(stdout);
}

static int put(const struct lanes *l, const char *merged, const char *name)
{
	g_autofree char *from = g_build_filename(merged, name, NULL);
	g_autofree char *to = g_build_filename(l->dirs.results, name, NULL);

	if (!rename(from, to))
		return 0;
	fprintf(stderr, "exitbench: create '%s': %s\n", to, strerror(errno));
	return -errno;
}

/* By the name of the run, and then in its place; what was there is replaced. */
static int merge(struct lanes *l)
{
	g_autofree char *merged = g_build_filename(l->top, l->dirs.name, NULL);
	g_auto(GStrv) parts = g_new0(char *, l->shards + 1);
	int err;

	for (unsigned int i = 0; i < l->shards; i++) {
		parts[i] = latest_of(l, i + 1);
		/* It failed before it had begun, which has been said. */
		if (!g_file_test(parts[i], G_FILE_TEST_EXISTS))
			return -ENOENT;
	}
	/* One that was killed here left it. */
	remove_tree(merged);
	err = merge_named((const char *const *)parts, l->shards, merged) ?:
	      put(l, merged, "records.jsonl") ?: put(l, merged, "meta.json");
	rmdir(merged);
	return err ?: dirs_point_at(&l->dirs);
}

/* What no shard could begin without is said once, and not in the log of each. */
static int check_once(const struct plan *plan)
{
	struct images images;
	int err = worker_check(plan) ?: images_find(plan, &images);

	if (err)
		return err;
	images_free(&images);
	return tools_check(plan);
}

static int prepare(struct lanes *l, const char *resume)
{
	int err = resume ? dirs_resume(&l->dirs, l->plan, resume) :
		  dirs_make(&l->dirs, l->plan, time(NULL));

	if (err)
		return err;
	l->top = top_of(l->dirs.results);
	l->run = g_build_filename(l->plan->results, l->dirs.name, NULL);
	err = resume ? check_plan(l) : write_plan(l);
	err = err ?: take_lock(l);
	if (err)
		dirs_discard(&l->dirs);
	return err;
}

static int carry_out(struct lanes *l, char **dir)
{
	int err;

	progress_init(&l->progress, l->plan, NULL);
	progress_begin(&l->progress, l->dirs.name, NULL);
	printf("  %u shards, %u at a time; what each says is in %s/" SHARDS_DIR "\n",
	       l->shards, l->at_once, l->run);
	interrupt_catch();
	run_shards(l);
	err = interrupt_signal() ? -EINTR : merge(l);
	if (!err)
		*dir = g_strdup(l->run);
	if (err || l->failed)
		fprintf(stderr, "exitbench: the run %s; to go on with what is missing, type: make bench RESUME=%s\n",
			interrupt_signal() ? "was stopped" : "is not complete",
			l->run);
	return interrupt_signal() ? 130 : err || l->failed ? 1 : 0;
}

int lanes_run(struct plan *plan, const struct lanes_words *words, char **dir)
{
	struct lanes l = { .plan = plan, .shards = words->shards, .lock = -1 };
	unsigned int jobs = words->jobs ? words->jobs : plan->rig->real ? 1 :
			    processors();
	int ret = check_once(plan) ? 1 : auto_counts(plan);

	*dir = NULL;
	if (ret)
		return ret;
	l.at_once = jobs < l.shards ? jobs : l.shards;
	l.lanes = jobs / l.at_once;
	l.pid = g_new0(pid_t, l.shards);
	ret = prepare(&l, words->resume) ? 1 : carry_out(&l, dir);
	if (l.lock >= 0)
		close(l.lock);
	dirs_free(&l.dirs);
	g_free(l.top);
	g_free(l.run);
	g_free(l.pid);
	return ret;
}
