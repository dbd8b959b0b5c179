// SPDX-License-Identifier: GPL-2.0
/* exitbench trend: reads the command line, loads the runs, follows the figure. */
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database_file.h"
#include "database_load.h"
#include "program.h"
#include "run_archive.h"
#include "terminal.h"
#include "text.h"
#include "trend_main.h"
#include "trend_show.h"

#define EXIT_USAGE 2

struct words {
	const char *output, *plots;
	struct thresholds what;
	const char *const *runs;
	size_t n;
	bool of_database;	/* the first is one, and the others names in it */
};

enum { OPT_PLOTS = 256 };

static void take_figure(struct words *w, const char *arg,
			struct argp_state *state)
{
	struct threshold_error error;
	int err = threshold_figure(&w->what, arg, &error);

	if (err == -EINVAL)
		argp_failure(state, EXIT_USAGE, 0,
			     "figure:%zu:%zu: %s; it reads: %s; see docs/thresholds.md",
			     error.line, error.column, error.what, arg);
	else if (err)
		argp_failure(state, EXIT_USAGE, -err, "figure");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct words *w = state->input;

	switch (key) {
	case 'o':
		w->output = arg;
		return 0;
	case OPT_PLOTS:
		w->plots = arg;
		return 0;
	case ARGP_KEY_ARGS:
		take_figure(w, state->argv[state->next], state);
		w->runs = (const char *const *)state->argv + state->next + 1;
		w->n = state->argc - state->next - 1;
		state->next = state->argc;
		w->of_database = w->n && database_file_is(*w->runs);
		if (w->n < 2 && !w->of_database)
			argp_error(state, "needs two runs or more, or a database of them, which make export FORMAT=sqlite makes");
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "needs a figure, such as boot/shadow:exits, and runs");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0,
	  "where trend.html, .md, .tsv, .csv and .json go (results/trend)", 0 },
	{ "plots", OPT_PLOTS, "DIR", 0, "page templates (plots)", 0 },
	{ 0 }
};

static const struct argp trend_argp = {
	options, parse_option, "FIGURE RUN...\nFIGURE DATABASE [NAME...]",
	"Follows one figure, such as boot/shadow:exits (docs/thresholds.md), over "
	"runs in the order of their revisions, and names the steps: over directories, "
	"exported files, or what a database has (docs/database.md), of which a NAME, such "
	"as '*-svm-emu', takes some.",
	NULL, NULL, NULL
};

/* An option or a path is no revision. */
static bool is_revision(const char *text)
{
	return *text && strspn(text, "0123456789abcdef") == strlen(text);
}

/* A line of git's: a commit and its time, for the runs of it. */
static void take_time(struct trend_run *runs, size_t n, const char *line)
{
	size_t len = strcspn(line, " ");

	for (size_t i = 0; i < n; i++)
		if (is_revision(runs[i].commit) &&
		    strlen(runs[i].commit) <= len &&
		    !memcmp(runs[i].commit, line, strlen(runs[i].commit)))
			runs[i].time = strtoll(line + len, NULL, 10);
}

/* What git here says of them all, in one go; it leaves out what it does not know. */
static int commit_times(struct trend_run *runs, size_t n)
{
	static char *const words[] = {
		"git", "log", "--no-walk=unsorted", "--ignore-missing",
		"--format=%H %ct",
	};
	size_t args = sizeof(words) / sizeof(*words);
	char **argv = calloc(args + n + 2, sizeof(*argv)), *text, *rest, *line;

	if (!argv)
		return -ENOMEM;
	memcpy(argv, words, sizeof(words));
	for (size_t i = 0; i < n; i++)
		if (is_revision(runs[i].commit))
			argv[args++] = runs[i].commit;
	argv[args] = "--";
	program_text(argv, &text);
	rest = text;
	while ((line = strsep(&rest, "\n")))
		take_time(runs, n, line);
	free(text);
	free(argv);
	return 0;
}

/* Whether some run has the figure. */
static bool has_points(const struct trend *trend)
{
	for (int m = 0; m < PAGING_MODES; m++)
		if (trend->series[m].n_points)
			return true;
	fprintf(stderr, "exitbench: follow '%s': none of %zu runs has this figure; make report RUN= shows what a run has\n",
		trend->what->text, trend->n_runs);
	return false;
}

static int follow(const struct words *w, const struct database_runs *runs)
{
	const struct figures **figs = calloc(runs->n, sizeof(*figs));
	struct trend trend = { 0 };
	int err = -ENOMEM;

	if (!figs)
		goto out;
	for (size_t i = 0; i < runs->n; i++)
		figs[i] = &runs->list[i].figs;
	err = trend_make(&trend, figs, runs->n, w->what.list, commit_times);
	if (!err && !has_points(&trend))
		err = -ENODATA;
	if (!err)
		err = trend_print(stdout, &trend, terminal_width(),
				  terminal_colour());
	if (!err)
		err = trend_write(&trend, w->output, w->plots);
	if (!err)
		printf("Trend: %s/trend.html\n", w->output);
out:
	if (err == -ENOMEM)
		fprintf(stderr, "exitbench: follow '%s': %s\n",
			w->what.list->text, strerror(ENOMEM));
	trend_free(&trend);
	free(figs);
	return err;
}

/* Of each run what it has of the workload, and exit reasons only if it takes them. */
static int load(struct database_runs *runs, const struct words *w)
{
	int err = 0;

	runs->list = calloc(w->n, sizeof(*runs->list));
	if (!runs->list)
		return -ENOMEM;
	for (size_t i = 0; !err && i < w->n; i++) {
		struct loaded_run *run = &runs->list[i];

		err = archive_results(&run->res, w->runs[i]);
		if (err)
			break;
		if (!measure_of_reasons(&w->what.list->measure))
			results_drop_reasons(&run->res);
		results_keep_workload(&run->res, w->what.list->workload);
		err = run_group(run);
		runs->n += !err;
	}
	return err;
}

static int load_database(struct database_runs *runs, const struct words *w)
{
	const char *file = *w->runs;
	struct sentence why;
	int err = database_load(runs, file, w->what.list, w->runs + 1,
				w->n - 1, &why);

	if (!err && runs->n < 2)
		err = sentence_set(&why, -ENODATA, "a trend needs two runs or more, and it has %zu; make export FORMAT=sqlite adds runs",
				   runs->n);
	if (!err)
		return 0;
	fputs("exitbench: reading database '", stderr);
	text_plain(stderr, file);
	fputs("': ", stderr);
	text_plain(stderr, why.text);
	fputc('\n', stderr);
	return err;
}

int main_trend(int argc, char **argv)
{
	struct words w = { .output = "results/trend" };
	struct database_runs runs = { 0 };
	int err;

	argp_parse(&trend_argp, argc, argv, ARGP_IN_ORDER, NULL, &w);
	err = w.of_database ? load_database(&runs, &w) : load(&runs, &w);
	if (!err)
		err = follow(&w, &runs);
	database_unload(&runs);
	thresholds_free(&w.what);
	return err ? 1 : 0;
}
