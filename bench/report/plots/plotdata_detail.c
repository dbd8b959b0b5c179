// SPDX-License-Identifier: GPL-2.0
/*
 * plot-detail.tsv: the most frequent of what the exits of a workload were about.
 * The table beside the plot has more, derived/detail.tsv all.
 */
#include <stdlib.h>

#include "detail.h"
#include "detail_names.h"
#include "plotdata_detail.h"
#include "points.h"
#include "text.h"

#define OF_WORKLOAD 3
#define OF_RUN 40		/* beyond, fewer of each workload */
#define SHARE 0.05		/* of the exits of its workload, at least */

static double exits_of(const struct detail_pair *pair, int m)
{
	return pair->of[m] ? pair->of[m]->count.median : 0;
}

static bool frequent(const struct group *group, const struct detail_pair *pair)
{
	for (int m = 0; m < PAGING_MODES; m++) {
		double all = group->mode[m].fig[FIG_EXITS].median;

		if (all > 0 && exits_of(pair, m) >= SHARE * all)
			return true;
	}
	return false;
}

static void write_pair(FILE *out, const struct figures *figs,
		       const struct group *group,
		       const struct detail_pair *pair)
{
	const struct detail_figures *any = detail_any(pair);
	enum detail_kind kind = detail_kind(figs->vendor, any->reason);
	const char *access = detail_access(figs->vendor, any);
	struct text name = detail_name(kind, any->what, group->machine);
	char *label = text_format("%s: %s %s%s%s%s%s%s", group->label,
				  detail_kind_word(kind),
				  detail_what(kind, any->what).s,
				  *access ? " " : "", access,
				  *name.s ? " (" : "", name.s,
				  *name.s ? ")" : "");

	for (int m = 0; label && m < PAGING_MODES; m++) {
		const struct spread none = { .n = group->mode[m].ok };
		const struct spread *s = pair->of[m] ? &pair->of[m]->count :
						       &none;

		plot_label(out, label);
		fprintf(out, "\t%s", figures_mode(figs, m));
		plot_point(out, s, s->median);
		plot_point(out, s, s->min);
		plot_point(out, s, s->max);
		fputc('\n', out);
	}
	free(label);
}

/* Writes the first @most of @group, to nowhere if @out is NULL; how many. */
static size_t write_group(FILE *out, const struct figures *figs,
			  const struct group *group, size_t most)
{
	size_t n, shown = 0;
	struct detail_pair *pairs = detail_pairs(&group->mode[PAGING_TDP].details,
						 &group->mode[PAGING_SHADOW].details,
						 &n);

	for (size_t i = 0; i < n && shown < most; i++) {
		if (!frequent(group, &pairs[i]))
			continue;
		shown++;
		if (out)
			write_pair(out, figs, group, &pairs[i]);
	}
	free(pairs);
	return shown;
}

static size_t write_all(FILE *out, const struct figures *figs, size_t most)
{
	size_t shown = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		shown += write_group(out, figs, &figs->groups[i], most);
	return shown;
}

bool plotdata_has_detail(const struct figures *figs)
{
	return write_all(NULL, figs, 1) > 0;
}

void plotdata_detail(FILE *out, const struct figures *figs)
{
	size_t most = OF_WORKLOAD;

	while (most > 1 && write_all(NULL, figs, most) > OF_RUN)
		most--;
	fputs("what\tmode\tmedian\tmin\tmax\n", out);
	write_all(out, figs, most);
}
