// SPDX-License-Identifier: GPL-2.0
/* Common command-line options; see options.h. */
#include <errno.h>

#include "options.h"

unsigned int option_number(const char *arg, const char *what, unsigned int min,
			   struct argp_state *state)
{
	int64_t value;

	if (number_parse(arg, &value) || value < min || value > OPTION_MAX)
		argp_error(state, "%s '%s': wants a number from %u to %d", what,
			   arg, min, OPTION_MAX);
	return value;
}

error_t option_jobs(const char *arg, struct job *jobs, unsigned int *nr,
		    struct argp_state *state)
{
	struct sentence why;

	if (!jobs_add(jobs, nr, arg, &why))
		return 0;
	argp_error(state, "%s", why.text);
	return EINVAL;
}
