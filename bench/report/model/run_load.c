// SPDX-License-Identifier: GPL-2.0
/* A run, loaded with all that follows from its records; see run_load.h. */
#include <stdio.h>
#include <string.h>

#include "findings.h"
#include "run_load.h"

int run_derive(struct loaded_run *run)
{
	int err = figures_derive(&run->figs, &run->res) ?:
		  findings_collect(&run->figs);

	if (!err)
		return 0;
	fprintf(stderr, "exitbench: deriving figures of '%s': %s\n",
		run->res.dir, strerror(-err));
	run_free(run);
	return err;
}

int run_load(struct loaded_run *run, const char *dir)
{
	return results_load(&run->res, dir) ?: run_derive(run);
}

void run_free(struct loaded_run *run)
{
	figures_free(&run->figs);
	results_free(&run->res);
}
