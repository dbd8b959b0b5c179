// SPDX-License-Identifier: GPL-2.0
/* Texts and points in the data files of plots; see points.h. */
#include "points.h"
#include "text.h"

void plot_label(FILE *out, const char *text)
{
	for (; *text; text++)
		text_plain(out, (char [2]){ *text == '"' ? '\'' : *text });
}

void plot_point(FILE *out, const struct spread *s, double value)
{
	fputc('\t', out);
	if (s->n)
		text_digits(out, value);
	else
		fputs("NaN", out);
}

void plot_ratio(FILE *out, struct ratio ratio, struct interval i)
{
	if (ratio.kind != RATIO_VALUE) {
		fputs("\tNaN\tNaN\tNaN", out);
		return;
	}
	/* Of one repetition: a point without an interval. */
	if (!i.known || i.low <= 0)
		i.low = i.high = ratio.value;
	fputc('\t', out);
	text_digits(out, ratio.value);
	fputc('\t', out);
	text_digits(out, i.low);
	fputc('\t', out);
	text_digits(out, i.high);
}
