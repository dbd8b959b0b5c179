// SPDX-License-Identifier: GPL-2.0
/* --output= and RUN...; see run_words.h. */
#include "run_words.h"

error_t run_words_parse(int key, char *arg, struct argp_state *state)
{
	struct run_words *w = state->input;

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
		argp_error(state, "needs %s", w->needs);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}
