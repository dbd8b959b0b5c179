/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A section of a report or of a comparison: a question, and what answers it. The
 * terminal, Markdown and HTML show all sections of one list (sections.c); none of
 * them knows a section by name.
 *
 * To add a section: write views/section_NAME.c, which ends with its
 * `const struct section section_NAME`, and add NAME to the list in sections.c.
 * To add a plot to a section: write plots/NAME.gp, and add an entry to the list
 * in plots/plot.c, which names the section by its id.
 */
#ifndef EXITBENCH_SECTION_H
#define EXITBENCH_SECTION_H

#include "compare.h"
#include "figures.h"
#include "view.h"

struct section {
	const char *id;		/* in links, and in plot.c's list */
	const char *heading;	/* the question it answers; NULL for none */
	const char *intro;	/* before its plots, or NULL */
	bool brief;		/* the terminal shows it too */

	/*
	 * Whether it has anything to say of a run; NULL is always. When it has
	 * not, @without stands in its place, or nothing.
	 */
	bool (*has)(const struct figures *figs);
	const char *without;

	/* Says it, after the plots: of a run, of a comparison. Either may be NULL. */
	void (*run)(struct view *view, const struct figures *figs);
	void (*comparison)(struct view *view, const struct comparison *cmp);
};

#endif
