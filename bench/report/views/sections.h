/* SPDX-License-Identifier: GPL-2.0 */
/* The list of sections; see section.h. */
#ifndef EXITBENCH_SECTIONS_H
#define EXITBENCH_SECTIONS_H

#include "compare.h"
#include "figures.h"
#include "view.h"

/* Show every section that speaks of a run, or of a comparison. */
void sections_run(struct view *view, const struct figures *figs);

/* Shows the section of a run with that @id, if it has anything to say. */
void sections_one(struct view *view, const char *id,
		  const struct figures *figs);

void sections_comparison(struct view *view, const struct comparison *cmp);

#endif
