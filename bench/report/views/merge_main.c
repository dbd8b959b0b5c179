// SPDX-License-Identifier: GPL-2.0
/* exitbench merge: reads the command line. */
#include <stdio.h>

#include "merge_main.h"
#include "merge_named.h"
#include "run_words.h"

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "the run that is made (results/merged)", 0 },
	{ 0 }
};

static const struct argp merge_argp = {
	options, run_words_parse, "RUN...",
	"Makes one run out of its parts (exitbench plan, docs/many-machines.md). Parts that "
	"do not belong together, and a part that is missing, are named.",
	NULL, NULL, NULL
};

int main_merge(int argc, char **argv)
{
	struct run_words w = {
		.needs = "runs, the parts of one",
		.output = "results/merged",
	};

	argp_parse(&merge_argp, argc, argv, ARGP_IN_ORDER, NULL, &w);
	if (merge_named(w.runs, w.n, w.output))
		return 1;
	printf("%zu parts: %s\n", w.n, w.output);
	return 0;
}
