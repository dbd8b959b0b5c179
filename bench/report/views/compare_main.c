// SPDX-License-Identifier: GPL-2.0
/* exitbench compare: reads the command line, loads the runs, judges. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "compare_main.h"
#include "compare_show.h"
#include "terminal.h"
#include "text.h"

#define EXIT_EXCEEDED 1
#define EXIT_NOT_COMPARED 2
#define RUNS_MAX 32
#define THRESHOLDS_MAX 32

/* One run, loaded. */
struct run {
	struct results res;
	struct figures figs;
};

struct words {
	const char *dirs[RUNS_MAX], *output, *plots;
	size_t n_dirs, n_thresholds;
	struct threshold thresholds[THRESHOLDS_MAX];
};

enum { OPT_PLOTS = 256 };

static void add_threshold(struct words *w, const char *arg,
			  struct argp_state *state)
{
	const char *wrong;

	if (w->n_thresholds == THRESHOLDS_MAX)
		argp_failure(state, EXIT_NOT_COMPARED, 0,
			     "more than %d conditions", THRESHOLDS_MAX);
	wrong = threshold_parse(&w->thresholds[w->n_thresholds++], arg);
	if (wrong)
		argp_failure(state, EXIT_NOT_COMPARED, 0,
			     "condition '%s': it %s", arg, wrong);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct words *w = state->input;

	switch (key) {
	case 'f':
		add_threshold(w, arg, state);
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
			argp_error(state, "wants two runs or more");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "fail-if", 'f', "COND", 0,
	  "exits, cycles or elapsed, > or <, change in percent: 'exits>+5%'; "
	  "met by a significant change of any workload, or by one of which "
	  "there are too few repetitions to tell; may be repeated", 0 },
	{ "output", 'o', "DIR", 0,
	  "where compare.html, .md, .tsv, .csv and .json go (results/compare)",
	  0 },
	{ "plots", OPT_PLOTS, "DIR", 0, "page templates (plots)", 0 },
	{ 0 }
};

static const struct argp compare_argp = {
	options, parse_option, "BASE RUN...",
	"Compares runs of one rig, directories or exported files, with the first of "
	"them.\v"
	"Exit status: 0; 1 when a condition of --fail-if is met; 2 when nothing "
	"could be compared.", NULL, NULL, NULL
};

/* Loads run @dir; on an error, printed, nothing is to be freed. */
static int load(struct run *run, const char *dir)
{
	char *unpacked;
	int err;

	err = archive_open(dir, "results", &unpacked);
	if (err)
		return err;
	err = results_load(&run->res, unpacked);
	free(unpacked);
	if (err)
		return err;
	err = figures_derive(&run->figs, &run->res);
	if (!err)
		return 0;
	fprintf(stderr, "exitbench: deriving figures of '%s': %s\n", dir,
		strerror(-err));
	figures_free(&run->figs);
	results_free(&run->res);
	return err;
}

static int add_breach(struct compared_runs *runs, char *text)
{
	struct breach *grown = reallocarray(runs->breaches,
					    runs->n_breaches + 1,
					    sizeof(*grown));

	if (!grown || !text) {
		free(text);
		runs->breaches = grown ? grown : runs->breaches;
		return -ENOMEM;
	}
	runs->breaches = grown;
	grown[runs->n_breaches++].text = text;
	return 0;
}

static int judge_pair(struct compared_runs *runs, const struct comparison *cmp,
		      const struct pair *pair, const struct threshold *t)
{
	const char *run = compare_name(cmp->other);
	bool in_base = pair->base && pair->base->mode[pair->paging].ok;
	bool judged = false;

	if (compare_exceeds(pair, t, &judged))
		return add_breach(runs, text_format("%s in run %s: %s",
						    pair->label, run,
						    t->text));
	/* What the base has and the run lost must not pass. */
	if (!judged && in_base)
		return add_breach(runs, text_format(
			"%s has no figures in run %s, so %s cannot be judged",
			pair->label, run, t->text));
	return 0;
}

static int judge(struct compared_runs *runs, const struct words *w)
{
	int err = 0;

	runs->n_thresholds = w->n_thresholds;
	for (size_t i = 0; i < runs->n_cmps; i++)
		for (size_t j = 0; j < runs->cmps[i].n_pairs; j++)
			for (size_t t = 0; !err && t < w->n_thresholds; t++)
				err = judge_pair(runs, &runs->cmps[i],
						 &runs->cmps[i].pairs[j],
						 &w->thresholds[t]);
	return err;
}

static int compare_loaded(struct compared_runs *runs, const struct run *loaded,
			  const struct words *w)
{
	int err = 0;

	for (size_t i = 1; !err && i < w->n_dirs; i++)
		err = compare_figures(&runs->cmps[runs->n_cmps++],
				      &loaded[0].figs, &loaded[i].figs);
	if (!err)
		err = judge(runs, w);
	if (!err)
		err = compare_write(runs, w->output, w->plots);
	if (err == -ENOMEM)
		fprintf(stderr, "exitbench: comparing: %s\n", strerror(-err));
	if (!err)
		compare_print(stdout, runs, terminal_width(),
			      terminal_colour());
	return err;
}

static void free_runs(struct compared_runs *runs)
{
	for (size_t i = 0; i < runs->n_cmps; i++)
		compare_free(&runs->cmps[i]);
	for (size_t i = 0; i < runs->n_breaches; i++)
		free(runs->breaches[i].text);
	free(runs->breaches);
}

int main_compare(int argc, char **argv)
{
	static struct words w = {
		.output = "results/compare", .plots = "plots",
	};
	struct comparison cmps[RUNS_MAX];
	struct compared_runs runs = { .cmps = cmps };
	struct run loaded[RUNS_MAX];
	size_t n = 0;
	int err = 0, ret = EXIT_NOT_COMPARED;

	argp_parse(&compare_argp, argc, argv, 0, NULL, &w);
	while (!err && n < w.n_dirs) {
		err = load(&loaded[n], w.dirs[n]);
		n += !err;
	}
	if (!err)
		err = compare_loaded(&runs, loaded, &w);
	if (!err) {
		printf("Comparison: %s/compare.html\n", w.output);
		ret = runs.n_breaches ? EXIT_EXCEEDED : 0;
	}
	free_runs(&runs);
	while (n--) {
		figures_free(&loaded[n].figs);
		results_free(&loaded[n].res);
	}
	return ret;
}
