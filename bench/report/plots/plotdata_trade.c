// SPDX-License-Identifier: GPL-2.0
/* The data of the plots of exits against page walks; see plotdata_trade.h. */
#include <math.h>
#include <stdlib.h>

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

struct point {
	const char *name;
	double made, even;
	double label;		/* how high its name stands */
};

/* Of the plot's height, what a line of text needs; plots/trade-crossing.gp. */
#define LINE_SHARE (15 / 332.)

/* Their names are left of the diagonal, those of others right of it. */
static bool is_above(const struct point *p)
{
	return p->even > p->made;
}

static int by_side_and_height(const void *a, const void *b)
{
	const struct point *p = a, *q = b;

	return is_above(p) != is_above(q) ? is_above(p) - is_above(q) :
	       (p->even > q->even) - (p->even < q->even);
}

/* Sorts @points. A name that would touch the one below it goes up. */
static void place_names(struct point *points, size_t n)
{
	double least = INFINITY, most = 0, line;
	struct point *p;

	for (p = points; p < points + n; p++) {
		least = fmin(least, fmin(p->made, p->even));
		most = fmax(most, fmax(p->made, p->even));
	}
	line = pow(10, LINE_SHARE * (ceil(log10(most)) - floor(log10(least)) + 2));
	qsort(points, n, sizeof(*points), by_side_and_height);
	for (p = points; p < points + n; p++) {
		p->label = p->even;
		if (p > points && is_above(p) == is_above(p - 1))
			p->label = fmax(p->label, p[-1].label * line);
	}
}

void plotdata_crossing(FILE *out, const struct figures *figs)
{
	struct point *points = calloc(figs->n_groups, sizeof(*points));
	size_t n = 0;

	for (size_t i = 0; points && i < figs->n_groups; i++) {
		struct trade t = trade_of(&figs->groups[i]);

		if (crosses(&t))
			points[n++] = (struct point){
				.name = figs->groups[i].label,
				.made = t.side[PAGING_TDP].misses,
				.even = t.break_even,
			};
	}
	place_names(points, n);
	fputs("workload\tmade\tbreak_even\tlabel\n", out);
	for (size_t i = 0; i < n; i++) {
		plot_label(out, points[i].name);
		number(out, points[i].made);
		number(out, points[i].even);
		number(out, points[i].label);
		fputc('\n', out);
	}
	free(points);
}
