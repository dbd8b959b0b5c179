// SPDX-License-Identifier: GPL-2.0
/* The data of the plots of exits against page walks; see plotdata_trade.h. */
#include <math.h>

#include "plotdata_trade.h"
#include "points.h"
#include "text.h"
#include "trade.h"

static double total(const struct trade_side *side)
{
	return side->exits + side->guest + side->host;
}

static bool shows(const struct trade *t)
{
	return t->known && (total(&t->side[PAGING_TDP]) > 0 ||
			    total(&t->side[PAGING_SHADOW]) > 0);
}

bool plotdata_has_trade(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++) {
		struct trade t = trade_of(&figs->groups[i]);

		if (shows(&t))
			return true;
	}
	return false;
}

static void number(FILE *out, double value)
{
	fputc('\t', out);
	text_digits(out, value);
}

void plotdata_trade(FILE *out, const struct figures *figs)
{
	fputs("workload\tmode\ttotal\texits\tguest\thost\n", out);
	for (size_t i = 0; i < figs->n_groups; i++) {
		struct trade t = trade_of(&figs->groups[i]);

		for (int m = 0; shows(&t) && m < PAGING_MODES; m++) {
			plot_label(out, figs->groups[i].label);
			fprintf(out, "\t%s", figures_mode(figs, m));
			number(out, total(&t.side[m]));
			number(out, t.side[m].exits);
			number(out, t.side[m].guest);
			number(out, t.side[m].host);
			fputc('\n', out);
		}
	}
}

/* What never breaks even, or with no miss at all, has no place in the plot. */
static bool crosses(const struct trade *t)
{
	return t->known && t->breaks_even && t->break_even > 0;
}

bool plotdata_has_crossing(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++) {
		struct trade t = trade_of(&figs->groups[i]);

		if (crosses(&t))
			return true;
	}
	return false;
}

void plotdata_crossing(FILE *out, const struct figures *figs)
{
	fputs("workload\tmade\tbreak_even\n", out);
	for (size_t i = 0; i < figs->n_groups; i++) {
		struct trade t = trade_of(&figs->groups[i]);

		if (!crosses(&t))
			continue;
		plot_label(out, figs->groups[i].label);
		number(out, t.side[PAGING_TDP].misses);
		number(out, t.break_even);
		fputc('\n', out);
	}
}
