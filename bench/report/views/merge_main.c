// SPDX-License-Identifier: GPL-2.0
/* exitbench merge: reads the command line, loads the parts. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "merge.h"
#include "merge_main.h"
#include "run_archive.h"

struct words {
	const char *output;
	const char *const *runs;
	size_t n;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct words *w = state->input;

	switch (key) {
	case 'o':
		w->output = arg;
		return 0;
	case ARGP_KEY_ARGS:
		w->runs = (const char *const *)state->argv + state->next;
		w->n = state->argc - state->next;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "needs runs, the parts of one");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "the run that is made (results/merged)", 0 },
	{ 0 }
};

static const struct argp merge_argp = {
	options, parse_option, "RUN...",
	"Makes one run out of its parts (exitbench plan, docs/many-machines.md). Parts that "
	"do not belong together, and a part that is missing, are named.",
	NULL, NULL, NULL
};

static int load(struct results *res, const char *run)
{
	char *dir;
	int err = archive_open(run, "results", &dir);

	if (err)
		return err;
	err = results_load(res, dir);
	free(dir);
	return err;
}

int main_merge(int argc, char **argv)
{
	struct words w = { .output = "results/merged" };
	const struct results **runs;
	struct results *loaded;
	struct sentence why;
	size_t n = 0;
	int err = 0;

	argp_parse(&merge_argp, argc, argv, ARGP_IN_ORDER, NULL, &w);
	loaded = calloc(w.n, sizeof(*loaded));
	runs = calloc(w.n, sizeof(*runs));
	for (; loaded && runs && !err && n < w.n; n += !err) {
		runs[n] = &loaded[n];
		err = load(&loaded[n], w.runs[n]);
	}
	if (loaded && runs && !err) {
		err = merge_runs(runs, n, w.output, &why);
		if (err)
			fprintf(stderr, "exitbench: merging runs: %s\n", why.text);
		else
			printf("%zu parts: %s\n", n, w.output);
	}
	err = loaded && runs ? err : -1;
	while (n)
		results_free(&loaded[--n]);
	free(loaded);
	free(runs);
	return err ? 1 : 0;
}
