// SPDX-License-Identifier: GPL-2.0
/* exitbench compare: reads the command line, loads the runs, judges. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_archive.h"
#include "compare_main.h"
#include "compare_show.h"
#include "files.h"
#include "junit.h"
#include "run_load.h"
#include "terminal.h"
#include "text.h"

#define EXIT_EXCEEDED 1
#define EXIT_NOT_COMPARED 2
#define RUNS_MAX 32

struct words {
	const char *dirs[RUNS_MAX], *output, *plots, *junit;
	size_t n_dirs;
	struct thresholds thresholds;
};

enum { OPT_PLOTS = 256, OPT_JUNIT };

/* Conditions of an argument, or of the file that it names behind an @. */
static void add_thresholds(struct words *w, const char *arg,
			   struct argp_state *state)
{
	const char *what = *arg == '@' ? arg + 1 : "condition";
	struct threshold_error error;
	char *text = *arg == '@' ? files_read(arg + 1) : NULL;
	int err;

	if (*arg == '@' && !text)
		argp_failure(state, EXIT_NOT_COMPARED, 0,
			     "no conditions of '%s'", arg + 1);
	err = thresholds_parse(&w->thresholds, text ? text : arg, &error);
	if (err == -EINVAL)
		argp_failure(state, EXIT_NOT_COMPARED, 0,
			     "%s:%zu:%zu: %s; see docs/thresholds.md%s%s", what,
			     error.line, error.column, error.what,
			     text ? "" : "; it reads: ", text ? "" : arg);
	else if (err)
		argp_failure(state, EXIT_NOT_COMPARED, -err, "conditions");
	free(text);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct words *w = state->input;

	switch (key) {
	case 'f':
		add_thresholds(w, arg, state);
		return 0;
	case OPT_JUNIT:
		w->junit = arg;
		return 0;
	case 'o':
		w->output = arg;
		return 0;
	case OPT_PLOTS:
		w->plots = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (w->n_dirs == RUNS_MAX)
			argp_error(state, "more than %d runs", RUNS_MAX);
		w->dirs[w->n_dirs++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (w->n_dirs < 2)
			argp_error(state, "needs two runs or more");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "fail-if", 'f', "COND", 0,
	  "conditions, such as 'exits>+5%,+10' or 'boot/shadow:kernel.exits>+1%' "
	  "(docs/thresholds.md), or @FILE that contains conditions; may be repeated", 0 },
	{ "junit", OPT_JUNIT, "FILE", 0,
	  "write the conditions and their results as JUnit XML", 0 },
	{ "output", 'o', "DIR", 0,
	  "where compare.html, .md, .tsv, .csv and .json go (results/compare)",
	  0 },
	{ "plots", OPT_PLOTS, "DIR", 0, "gnuplot files and page template (plots/ of the program's tree)", 0 },
	{ 0 }
};

static const struct argp compare_argp = {
	options, parse_option, "BASE RUN...",
	"Compares runs of one rig with the first of them; a run is a directory or an "
	"exported file.\v"
	"Exit status: 0; 1 when a condition of --fail-if is met; 2 when nothing "
	"could be compared.", NULL, NULL, NULL
};

static int compare_loaded(struct compared_runs *runs,
			  const struct loaded_run *loaded,
			  const struct words *w)
{
	int err = 0;

	runs->n_thresholds = w->thresholds.n;
	for (size_t i = 1; !err && i < w->n_dirs; i++)
		err = compare_figures(&runs->cmps[runs->n_cmps++],
				      &loaded[0].figs, &loaded[i].figs);
	for (size_t i = 0; !err && i < runs->n_cmps; i++)
		err = judge_comparison(&runs->judgements, &runs->cmps[i],
				       &w->thresholds);
	if (!err && w->junit)
		err = junit_write(&runs->judgements, w->junit);
	if (err == -ENOMEM)
		fprintf(stderr, "exitbench: comparing: %s\n", strerror(-err));
	if (err)
		return err;
	/* Even without files the verdict is worth having. */
	err = compare_print(stdout, runs, terminal_width(), terminal_colour());
	return compare_write(runs, w->output, w->plots) ?: err;
}

static void free_runs(struct compared_runs *runs)
{
	for (size_t i = 0; i < runs->n_cmps; i++)
		compare_free(&runs->cmps[i]);
	judgements_free(&runs->judgements);
}

int main_compare(int argc, char **argv)
{
	static struct words w = {
		.output = "results/compare",
	};
	struct comparison cmps[RUNS_MAX];
	struct compared_runs runs = { .cmps = cmps };
	struct loaded_run loaded[RUNS_MAX];
	int err, ret = EXIT_NOT_COMPARED;

	argp_parse(&compare_argp, argc, argv, 0, NULL, &w);
	err = archive_load_runs(loaded, w.dirs, w.n_dirs);
	if (!err) {
		err = compare_loaded(&runs, loaded, &w);
		archive_free_runs(loaded, w.n_dirs);
	}
	if (!err) {
		printf("Comparison: %s/compare.html\n", w.output);
		ret = runs.judgements.breaches ? EXIT_EXCEEDED : 0;
	}
	free_runs(&runs);
	thresholds_free(&w.thresholds);
	return ret;
}
