// SPDX-License-Identifier: GPL-2.0
/*
 * exitstat: brackets a command with snapshots of the VM-exit counters of the VM
 * that it runs in, and says on stderr what its exits were. The counters are those
 * of the whole VM: what else runs in it is in them.
 *
 * JSON is a line for every run, and in interval mode one for every interval:
 * type ("run" or "interval"), vendor, paging ("unknown" on a KVM with the
 * coursework leaves only), run, elapsed_cycles, exits, reasons and lost as in
 * records (bench/RECORDS.md), command_status.
 */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "counters.h"
#include "exitstat.h"
#include "options.h"

/* Slots of its own, apart from those of a workload's bracket. */
enum { SLOT_BEGIN = 2, SLOT_END, SLOT_INTERVAL };

#define EXIT_USAGE 2
/* As a shell says it. */
#define EXIT_NOT_RUN 126
#define EXIT_NOT_FOUND 127

struct options {
	unsigned int runs;
	unsigned int interval_ms;	/* 0: only at the end */
	bool json;
	char **command;
};

/* One exit reason over all runs. */
struct sum {
	struct counters_row row;
	uint64_t min, max;		/* count of a run */
	unsigned int runs;		/* in which it occurred */
};

static struct counters_info info;
static struct counters_delta delta;
static struct sum sums[COUNTERS_MAX_ROWS];
static unsigned int nr_sums;
static uint64_t all_cycles;

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *opt = state->input;

	switch (key) {
	case 'r':
		opt->runs = option_number(arg, "runs", 1, state);
		return 0;
	case 'I':
		opt->interval_ms = option_number(arg, "interval", 1, state);
		return 0;
	case 'o':
		if (strcmp(arg, "json") && strcmp(arg, "table"))
			argp_error(state, "no output '%s'; known ones: table json",
				   arg);
		opt->json = !strcmp(arg, "json");
		return 0;
	case ARGP_KEY_ARG:
		opt->command = &state->argv[state->next - 1];
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no command");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option option_list[] = {
	{ "repeat", 'r', "N", 0, "run the command N times (1)", 0 },
	{ "output", 'o', "FORMAT", 0, "table or json, on stderr (table)", 0 },
	{ "interval", 'I', "MS", 0,
	  "say what happened every MS ms, too; the CPUIDs by which it asks, some hundreds, count in the interval that follows", 0 },
	{ 0 }
};

static const struct argp argp = {
	option_list, parse_option, "[--] COMMAND...",
	"Counts the VM exits of this VM while a command runs.", NULL, NULL,
	NULL
};

static const char *name_of(uint32_t reason)
{
	const char *name = reason_name(info.vendor, reason);

	return name ? name : "unnamed";
}

static uint64_t exits(void)
{
	uint64_t total = 0;
	unsigned int i;

	for (i = 0; i < delta.rows; i++)
		total += delta.row[i].count;
	return total;
}

static json_t *reasons(void)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < delta.rows; i++) {
		const struct counters_row *row = &delta.row[i];

		json_array_append_new(list, json_pack(
			"{s:I, s:s, s:I, s:I, s:I, s:I}",
			"reason", (json_int_t)row->reason,
			"name", name_of(row->reason),
			"count", (json_int_t)row->count,
			"kernel_cycles", (json_int_t)row->kernel,
			"user_cycles", (json_int_t)row->user,
			"blocked_cycles", (json_int_t)row->blocked));
	}
	return list;
}

/* A line of JSON for @delta. */
static void say_json(const char *type, unsigned int run, uint64_t cycles,
		     int status)
{
	json_t *obj = json_pack("{s:s, s:s, s:s, s:i, s:I, s:I, s:o, s:i}",
				"type", type,
				"vendor", vendor_name(info.vendor),
				"paging", counters_paging(&info),
				"run", run, "elapsed_cycles",
				(json_int_t)cycles, "exits",
				(json_int_t)exits(), "reasons", reasons(),
				"command_status", status);
	char *line;

	if (counters_lost(&info))
		json_object_set_new(obj, "lost",
				    json_string(counters_lost(&info)));
	line = json_dumps(obj, JSON_COMPACT);
	if (line)
		fprintf(stderr, "%s\n", line);
	free(line);
	json_decref(obj);
}

/* Interval mode, for people: the total and the most frequent reason. */
static void say_interval(double seconds)
{
	const struct counters_row *most = NULL;
	unsigned int i;

	for (i = 0; i < delta.rows; i++)
		if (!most || delta.row[i].count > most->count)
			most = &delta.row[i];
	fprintf(stderr, "%10.3f s %12" PRIu64 " exits", seconds, exits());
	if (most)
		fprintf(stderr, ", most of all %s: %" PRIu64,
			name_of(most->reason), most->count);
	fputc('\n', stderr);
}

static void add_up(void)
{
	unsigned int i, s;

	for (i = 0; i < delta.rows; i++) {
		const struct counters_row *row = &delta.row[i];

		for (s = 0; s < nr_sums; s++)
			if (sums[s].row.reason == row->reason)
				break;
		if (s == nr_sums)
			sums[nr_sums++] = (struct sum){
				.row.reason = row->reason, .min = UINT64_MAX,
			};
		sums[s].row.count += row->count;
		sums[s].row.kernel += row->kernel;
		sums[s].row.user += row->user;
		sums[s].row.blocked += row->blocked;
		sums[s].runs++;
		if (row->count < sums[s].min)
			sums[s].min = row->count;
		if (row->count > sums[s].max)
			sums[s].max = row->count;
	}
}

static int by_count(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;

	return (x->row.count < y->row.count) - (x->row.count > y->row.count);
}

static void say_table(const struct options *opt)
{
	double runs = opt->runs, count = 0, kernel = 0, user = 0, blocked = 0;
	unsigned int s;
	int w;

	fprintf(stderr, "\n VM exits of '");
	for (w = 0; opt->command[w]; w++)
		fprintf(stderr, "%s%s", w ? " " : "", opt->command[w]);
	fprintf(stderr, "' (%u run%s, %s paging)\n\n", opt->runs,
		opt->runs == 1 ? "" : "s, means",
		info.foreign ? "unknown" :
		info.paging == PAGING_TDP ? "two-dimensional" : "shadow");
	fprintf(stderr, "%14s %23s %14s %14s %14s  %s\n", "exits",
		"lowest - highest", "kernel", "VMM", "blocked", "reason");
	qsort(sums, nr_sums, sizeof(*sums), by_count);
	for (s = 0; s < nr_sums; s++) {
		const struct counters_row *row = &sums[s].row;
		uint64_t min = sums[s].runs < opt->runs ? 0 : sums[s].min;

		fprintf(stderr,
			"%14.1f %11" PRIu64 " %11" PRIu64 " %14.0f %14.0f %14.0f  %s\n",
			row->count / runs, min, sums[s].max,
			row->kernel / runs, row->user / runs,
			row->blocked / runs, name_of(row->reason));
		count += row->count;
		kernel += row->kernel;
		user += row->user;
		blocked += row->blocked;
	}
	fprintf(stderr, "%14.1f %23s %14.0f %14.0f %14.0f  all\n", count / runs,
		"", kernel / runs, user / runs, blocked / runs);
	fprintf(stderr, "\n%14.0f cycles of the guest's TSC elapsed; kernel, VMM and blocked are the host's\n",
		all_cycles / runs);
	if (counters_lost(&info))
		fprintf(stderr, " what this KVM cannot tell: %s\n",
			counters_lost(&info));
	fputc('\n', stderr);
}

static double seconds_since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - begin->tv_sec +
		(now.tv_nsec - begin->tv_nsec) * 1e-9;
}

/*
 * Waits for the end, and says something every interval until then. SIGCHLD is
 * blocked, so the end of the child cannot slip in before the wait.
 */
static int wait_for(pid_t pid, const struct options *opt, unsigned int run,
		    const sigset_t *child)
{
	struct timespec begin, interval = {
		opt->interval_ms / 1000, opt->interval_ms % 1000 * 1000000L,
	};
	int before = SLOT_BEGIN, now = SLOT_INTERVAL, status = 0;
	uint64_t tsc = __rdtsc(), then;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	while (opt->interval_ms && !waitpid(pid, &status, WNOHANG)) {
		if (sigtimedwait(child, NULL, &interval) >= 0)
			continue;
		then = tsc;
		tsc = __rdtsc();
		counters_latch(now);
		if (counters_read_delta(&info, before, now, &delta))
			continue;
		if (opt->json)
			say_json("interval", run, tsc - then, 0);
		else
			say_interval(seconds_since(&begin));
		before = now;
		now = now == SLOT_INTERVAL ? SLOT_INTERVAL + 1 : SLOT_INTERVAL;
	}
	if (!opt->interval_ms)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

static void begin_bracket(void)
{
	if (info.foreign)
		counters_begin(&info);
	else
		counters_latch(SLOT_BEGIN);
}

static void end_bracket(void)
{
	if (info.foreign)
		counters_end(&info);
	else
		counters_latch(SLOT_END);
}

/* Runs the command once. Returns its exit status; without one, a negative errno. */
static int run_once(const struct options *opt, unsigned int run)
{
	sigset_t child, old;
	uint64_t begin, end;
	int status;
	pid_t pid;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &old);
	fflush(NULL);
	begin_bracket();
	begin = __rdtsc();
	pid = fork();
	if (!pid) {
		signal(SIGINT, SIG_DFL);
		signal(SIGQUIT, SIG_DFL);
		sigprocmask(SIG_SETMASK, &old, NULL);
		execvp(opt->command[0], opt->command);
		status = errno == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUN;
		fprintf(stderr, "exitstat: run '%s': %s\n", opt->command[0],
			strerror(errno));
		_exit(status);
	}
	status = pid < 0 ? -1 : wait_for(pid, opt, run, &child);
	end = __rdtsc();
	end_bracket();
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (pid < 0) {
		fprintf(stderr, "exitstat: fork: %s\n", strerror(errno));
		return -ECHILD;
	}
	if (counters_read_delta(&info, SLOT_BEGIN, SLOT_END, &delta)) {
		fprintf(stderr, "exitstat: counters not latched, or went backwards; does another exitstat run in this VM?\n");
		return -ERANGE;
	}
	all_cycles += end - begin;
	if (opt->json)
		say_json("run", run, end - begin, status);
	add_up();
	return status;
}

int exitstat_main(int argc, char **argv)
{
	struct options opt = { .runs = 1 };
	int status, last = 0;
	unsigned int run;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &opt);
	if (counters_discover(&info) && counters_discover_foreign(&info, counters_cpuid)) {
		fprintf(stderr, "exitstat: the KVM under this guest does not serve VM-exit counters, or this is no guest; it needs the patched modules\n");
		return 1;
	}
	if (info.foreign && opt.interval_ms) {
		fprintf(stderr, "exitstat: --interval needs a latch, and this KVM has only layout %c of the coursework leaves; leave it out\n",
			info.foreign->layout);
		return 1;
	}
	/* Ctrl-C is for the command; its end is then the end. */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	for (run = 0; run < opt.runs; run++) {
		status = run_once(&opt, run);
		if (status < 0)
			return 1;
		if (status)
			last = status;
	}
	if (!opt.json)
		say_table(&opt);
	return last;
}
