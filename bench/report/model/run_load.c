// SPDX-License-Identifier: GPL-2.0
/* A run, loaded with all that follows from its records; see run_load.h. */
#include <stdio.h>
#include <string.h>

#include "findings.h"
#include "run_load.h"

/* Whether @err, which is told, keeps the run from being used. */
static int derived(struct loaded_run *run, int err)
{
	if (!err)
		return 0;
	fprintf(stderr, "exitbench: deriving figures of '%s': %s\n",
		run->res.dir, strerror(-err));
	run_free(run);
	return err;
}

int run_derive(struct loaded_run *run)
{
	return derived(run, figures_derive(&run->figs, &run->res) ?:
			    findings_collect(&run->figs));
}

int run_group(struct loaded_run *run)
{
	return derived(run, figures_group(&run->figs, &run->res));
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
