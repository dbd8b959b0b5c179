/* SPDX-License-Identifier: GPL-2.0 */
/* Command-line options that several of the programs have, for argp. */
#ifndef EXITBENCH_OPTIONS_H
#define EXITBENCH_OPTIONS_H

#include <argp.h>

#include "jobs.h"

/* The largest number that any of them takes. */
#define OPTION_MAX 1000000

/*
 * Reads @arg, the number of @what, from @min to OPTION_MAX. For any other it calls
 * argp_error(), which ends the program unless ARGP_NO_EXIT is set.
 */
unsigned int option_number(const char *arg, const char *what, unsigned int min,
			   struct argp_state *state);

/* jobs_add() with argp_error(): 0 or EINVAL. */
error_t option_jobs(const char *arg, struct job *jobs, unsigned int *nr,
		    struct argp_state *state);

#endif
