/* SPDX-License-Identifier: GPL-2.0 */
/* The words of a command that makes one thing, --output=, out of RUN.... */
#ifndef EXITBENCH_RUN_WORDS_H
#define EXITBENCH_RUN_WORDS_H

#include <argp.h>
#include <stddef.h>

/* Begins with .output as it is by default. */
struct run_words {
	const char *needs;	/* what is said to be missing when there is no RUN */
	const char *output;
	const char *const *runs;
	size_t n;
};

/* The parser of an argp whose input is a struct run_words. */
error_t run_words_parse(int key, char *arg, struct argp_state *state);

#endif
