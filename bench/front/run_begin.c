// SPDX-License-Identifier: GPL-2.0
/* Begins a run; see run_begin.h. */
#include <stdio.h>

#include <glib.h>

#include "auto_counts.h"
#include "dry_run.h"
#include "run.h"
#include "run_begin.h"

int run_begin(struct plan *plan, struct resume *resume, char **dir)
{
	g_autofree char *warning = NULL;
	int ret;

	*dir = NULL;
	if (host_refused(plan))
		return 1;
	warning = host_warning(&stock_machine, plan);
	if (warning)
		fprintf(stderr, "exitbench: %s\n", warning);
	ret = auto_counts(plan);
	return ret ? ret : run_plan(plan, resume, dir);
}
