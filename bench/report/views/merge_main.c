// SPDX-License-Identifier: GPL-2.0
/* exitbench merge: reads the command line. */
#include <argp.h>
#include <stdio.h>

#include "merge_main.h"
#include "merge_named.h"

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

int main_merge(int argc, char **argv)
{
	struct words w = { .output = "results/merged" };

	argp_parse(&merge_argp, argc, argv, ARGP_IN_ORDER, NULL, &w);
	if (merge_named(w.runs, w.n, w.output))
		return 1;
	printf("%zu parts: %s\n", w.n, w.output);
	return 0;
}
