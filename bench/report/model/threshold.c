// SPDX-License-Identifier: GPL-2.0
/* Reads conditions, and holds changes against them; see threshold.h. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "threshold.h"

/* The text that is read, and what is wrong with it. */
struct reader {
	const char *text, *at;
	const char *wrong, *wrong_at;
};

static bool refuse(struct reader *in, const char *at, const char *what)
{
	in->wrong = what;
	in->wrong_at = at;
	return false;
}

static void skip_blanks(struct reader *in)
{
	while (isspace((unsigned char)*in->at))
		in->at++;
}

static bool take(struct reader *in, char c)
{
	skip_blanks(in);
	if (*in->at != c)
		return false;
	in->at++;
	return true;
}

/* Blanks, semicolons and comments stand between conditions. */
static bool at_end(struct reader *in)
{
	for (;; in->at++) {
		skip_blanks(in);
		if (*in->at == '#')
			in->at += strcspn(in->at, "\n");
		if (!*in->at)
			return true;
		if (*in->at != ';' && *in->at != '\n')
			return false;
	}
}

/* A name, with dots in it; its length. */
static size_t word(struct reader *in, const char **begin)
{
	size_t len;

	skip_blanks(in);
	*begin = in->at;
	len = strspn(in->at, "abcdefghijklmnopqrstuvwxyz"
		     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.*");
	in->at += len;
	return len;
}

static bool is_word(const char *begin, size_t len, const char *known)
{
	return len == strlen(known) && !memcmp(begin, known, len);
}

static bool read_mode(struct reader *in, struct threshold *t)
{
	const char *begin;
	size_t len = word(in, &begin);

	if (is_word(begin, len, "shadow"))
		t->mode = MODE_SHADOW;
	else if (is_word(begin, len, "tdp") || is_word(begin, len, "ept") ||
		 is_word(begin, len, "npt"))
		t->mode = MODE_TDP;
	else
		return refuse(in, begin, "needs a paging mode here: tdp, ept, npt or shadow");
	if (!take(in, ':'))
		return refuse(in, in->at, "needs a colon after the paging mode");
	return true;
}

/* "99", "99.9": all of it, more than 0 and at most 100. */
static double percentile_of(const char *digits, size_t len)
{
	char *end;
	double value;

	if (!len || strspn(digits, "0123456789.") < len ||
	    !isdigit((unsigned char)*digits))
		return 0;
	value = strtod(digits, &end);
	return end == digits + len && value <= 100 ? value : 0;
}

/* Splits "part.figure"; a percentile may have a dot of its own. */
static bool read_figure(struct reader *in, struct threshold *t,
			const char *begin, size_t len)
{
	static const struct { const char *name; enum figure fig; } names[] = {
		{ "exits", FIG_EXITS }, { "cycles", FIG_COST },
		{ "elapsed", FIG_ELAPSED }, { "switch", FIG_SWITCH },
	};
	size_t from, i, n = sizeof(names) / sizeof(*names);

	for (from = 0; from < len; from++) {
		const char *name = begin + from;

		if (from && name[-1] != '.')
			continue;
		for (i = 0; i < n; i++)
			if (is_word(name, len - from, names[i].name))
				break;
		t->measure.percentile = *name == 'p' ?
			percentile_of(name + 1, len - from - 1) : 0;
		if (i == n && !t->measure.percentile)
			continue;
		t->measure.fig = i < n ? names[i].fig : FIG_COST;
		t->part = from ? strndup(begin, from - 1) : NULL;
		t->measure.part = t->part;
		t->measure.of_reason = t->part && measure_is_reason(t->part);
		break;
	}
	if (from >= len)
		return refuse(in, begin, "needs a figure: exits, cycles, elapsed, switch, or a percentile such as p99");
	if (t->measure.of_reason && t->measure.fig == FIG_ELAPSED)
		return refuse(in, begin, "an exit reason has exits, cycles and percentiles, no elapsed time");
	if (t->part && t->measure.fig == FIG_SWITCH)
		return refuse(in, begin, "only a whole workload has the cycles of the world switch");
	if (t->part && !t->measure.of_reason && t->measure.percentile)
		return refuse(in, begin, "only an exit reason has percentiles");
	return true;
}

/* A decimal number; strtod() also knows nan, inf and hexadecimal ones. */
static bool read_number(struct reader *in, double *value)
{
	const char *begin;
	char *end;

	skip_blanks(in);
	begin = in->at + strspn(in->at, "+-");
	if (begin - in->at > 1 || begin[strspn(begin, ".")] < '0' ||
	    begin[strspn(begin, ".")] > '9' || !strncasecmp(begin, "0x", 2))
		return false;
	*value = strtod(in->at, &end);
	if (end == in->at)
		return false;
	in->at = end;
	return isfinite(*value);
}

static bool read_change(struct reader *in, struct threshold *t)
{
	const char *begin;

	skip_blanks(in);
	if (*in->at != '>' && *in->at != '<')
		return refuse(in, in->at, "needs > or < after the figure");
	t->above = *in->at++ == '>';
	skip_blanks(in);
	begin = in->at;
	if (!read_number(in, &t->percent))
		return refuse(in, begin, "needs a change in percent, such as +5%");
	if (!take(in, '%'))
		return refuse(in, in->at, "needs a % after the number");
	if (!take(in, ','))
		return true;
	skip_blanks(in);
	begin = in->at;
	if (!read_number(in, &t->floor))
		return refuse(in, begin, "needs the least difference after the comma, such as +10");
	if (*begin == (t->above ? '-' : '+'))
		return refuse(in, begin, "the least difference and the change must have the same sign");
	t->floor = fabs(t->floor);
	return true;
}

/* "boot/shadow:kernel.exits": all but the change. */
static bool read_what(struct reader *in, struct threshold *t)
{
	const char *begin;
	size_t len;

	len = word(in, &begin);
	skip_blanks(in);
	if (*in->at == '/' || *in->at == ':') {
		if (len && !is_word(begin, len, "*"))
			t->workload = strndup(begin, len);
		if (*in->at++ == '/' && !read_mode(in, t))
			return false;
		len = word(in, &begin);
	}
	return read_figure(in, t, begin, len);
}

static bool read_threshold(struct reader *in, struct threshold *t)
{
	const char *start = in->at;
	size_t len;

	if (!read_what(in, t) || !read_change(in, t))
		return false;
	if (*in->at && !isspace((unsigned char)in->at[-1]) &&
	    !isspace((unsigned char)*in->at) && !strchr(";#", *in->at))
		return refuse(in, in->at, "needs a blank between conditions");
	len = in->at - start;
	while (len && isspace((unsigned char)start[len - 1]))
		len--;
	t->text = strndup(start, len);
	return true;
}

static void free_threshold(struct threshold *t)
{
	free(t->workload);
	free(t->part);
	free(t->text);
}

static void locate(const struct reader *in, struct threshold_error *error)
{
	*error = (struct threshold_error){ 1, 1, in->wrong };
	for (const char *c = in->text; c < in->wrong_at; c++) {
		if (*c == '\n') {
			error->line++;
			error->column = 1;
		} else if ((*c & 0xc0) != 0x80) {
			error->column++;
		}
	}
}

int thresholds_parse(struct thresholds *all, const char *text,
		     struct threshold_error *error)
{
	struct reader in = { .text = text, .at = text };
	struct threshold t, *grown;
	bool none = true;

	while (!at_end(&in)) {
		t = (struct threshold){ 0 };
		if (!read_threshold(&in, &t)) {
			free_threshold(&t);
			locate(&in, error);
			return -EINVAL;
		}
		grown = t.text ? reallocarray(all->list, all->n + 1,
					      sizeof(*grown)) : NULL;
		if (!grown) {
			free_threshold(&t);
			return -ENOMEM;
		}
		all->list = grown;
		all->list[all->n++] = t;
		none = false;
	}
	if (!none)
		return 0;
	refuse(&in, in.at, "needs a condition, such as exits>+5%");
	locate(&in, error);
	return -EINVAL;
}

int threshold_figure(struct thresholds *all, const char *text,
		     struct threshold_error *error)
{
	struct reader in = { .text = text, .at = text };
	struct threshold t = { 0 };

	if (read_what(&in, &t) && !at_end(&in))
		refuse(&in, in.at, "wants nothing behind the figure");
	if (!in.wrong && !t.workload)
		refuse(&in, text, "wants a workload before the figure, such as boot:exits");
	if (in.wrong) {
		free_threshold(&t);
		locate(&in, error);
		return -EINVAL;
	}
	t.text = strdup(text);
	all->list = t.text ? malloc(sizeof(*all->list)) : NULL;
	if (!all->list) {
		free_threshold(&t);
		return -ENOMEM;
	}
	all->list[all->n++] = t;
	return 0;
}

void thresholds_free(struct thresholds *all)
{
	for (size_t i = 0; i < all->n; i++)
		free_threshold(&all->list[i]);
	free(all->list);
	*all = (struct thresholds){ 0 };
}

bool threshold_covers(const struct threshold *threshold, const char *workload,
		      enum paging paging)
{
	if (threshold->workload && strcmp(threshold->workload, workload))
		return false;
	return threshold->mode == MODE_ANY ||
	       (threshold->mode == MODE_SHADOW) == (paging == PAGING_SHADOW);
}

bool threshold_exceeded(const struct threshold *threshold,
			const struct spread *base, const struct spread *other,
			double scale)
{
	double change = other->median - base->median, percent;

	if (!base->n || !other->n || (!base->median && !other->median))
		return false;
	if (threshold->floor &&
	    (threshold->above ? change : -change) * scale <= threshold->floor)
		return false;
	if (!base->median)
		return threshold->above;
	/* 1.05 is no whole number of 2^-52: 5 % is not above 5 %. */
	percent = round((other->median / base->median - 1) * 1e11) / 1e9;
	return threshold->above ? percent > threshold->percent :
	       percent < threshold->percent;
}
