// SPDX-License-Identifier: GPL-2.0
/* The list of sections, in the order they stand in, and the walk over it. */
#include <stdlib.h>
#include <string.h>

#include "plot.h"
#include "section.h"
#include "sections.h"

#define SECTIONS(X)	\
	X(head)		\
	X(verdict)	\
	X(changes)	\
	X(changed_reasons) \
	X(coursework)	\
	X(summary)	\
	X(ratios)	\
	X(trade)	\
	X(pmu)		\
	X(exits)	\
	X(reasons)	\
	X(vcpus)	\
	X(detail)	\
	X(cycles)	\
	X(blocked)	\
	X(switch)	\
	X(l2)		\
	X(costs)	\
	X(slowest)	\
	X(depths)	\
	X(operations)	\
	X(memory)	\
	X(measured)	\
	X(output)	\
	X(boot)		\
	X(witnesses)	\
	X(claims)	\
	X(lmbench)	\
	X(meta)

#define DECLARE(name)	extern const struct section section_##name;
#define LIST(name)	&section_##name,

SECTIONS(DECLARE)

static const struct section *const sections[] = { SECTIONS(LIST) };

#define N_SECTIONS (sizeof(sections) / sizeof(*sections))

static void begin(struct view *view, const struct section *section)
{
	if (view->form->begin)
		view->form->begin(view, section);
	if (section->intro)
		view_text(view, "%s", section->intro);
}

static void show_plots(struct view *view, const struct section *section,
		       const struct figures *figs)
{
	for (size_t i = 0; i < n_plots; i++) {
		char *caption;

		if (strcmp(plots[i].section, section->id) ||
		    !plots[i].has_data(figs))
			continue;
		caption = plot_caption(&plots[i], figs);
		view_plot(view, plots[i].name, plots[i].title,
			  caption ? caption : "");
		free(caption);
	}
}

static void end(struct view *view)
{
	view_settle(view);
	if (view->form->end)
		view->form->end(view);
}

static void show_run(struct view *view, const struct section *section,
		     const struct figures *figs)
{
	if (!section->has || section->has(figs)) {
		begin(view, section);
		show_plots(view, section, figs);
		section->run(view, figs);
		end(view);
	} else if (section->without) {
		begin(view, section);
		view_note(view, "%s", section->without);
		end(view);
	}
}

void sections_run(struct view *view, const struct figures *figs)
{
	for (size_t i = 0; i < N_SECTIONS; i++)
		if (sections[i]->run &&
		    (sections[i]->brief || !view->form->brief))
			show_run(view, sections[i], figs);
}

void sections_one(struct view *view, const char *id,
		  const struct figures *figs)
{
	for (size_t i = 0; i < N_SECTIONS; i++)
		if (!strcmp(sections[i]->id, id))
			show_run(view, sections[i], figs);
}

void sections_comparison(struct view *view, const struct comparison *cmp)
{
	for (size_t i = 0; i < N_SECTIONS; i++) {
		if (!sections[i]->comparison ||
		    (!sections[i]->brief && view->form->brief))
			continue;
		if (view->form->begin)
			view->form->begin(view, sections[i]);
		sections[i]->comparison(view, cmp);
		end(view);
	}
}
