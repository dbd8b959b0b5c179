// SPDX-License-Identifier: GPL-2.0
/* Figures as text, and text made safe for where it goes; see text.h. */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define COUNT_LIMIT 1e7		/* from here on, suffixes */
#define SI_LIMIT 1e4
#define TIMES "\xc3\x97"
#define PLUS_MINUS "\xc2\xb1"

struct text text_exact(double value)
{
	char digits[32];
	struct text t;
	size_t len, to = 0;

	/* Halves go up, as in the plots. */
	len = snprintf(digits, sizeof(digits), "%.0f",
		       round(fmin(value, 1e18)));
	for (size_t i = 0; i < len; i++) {
		if (i && digits[i - 1] != '-' && (len - i) % 3 == 0)
			t.s[to++] = ',';
		t.s[to++] = digits[i];
	}
	t.s[to] = '\0';
	return t;
}

static struct text suffixed(double value)
{
	static const char suffixes[] = "kMGTPE";
	struct text t;
	size_t i = 0;

	value /= 1e3;
	while (value >= 999.5 && suffixes[i + 1]) {
		value /= 1e3;
		i++;
	}
	snprintf(t.s, sizeof(t.s), "%.*f %c",
		 value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value, suffixes[i]);
	return t;
}

struct text text_address(uint64_t address)
{
	struct text t = { "" };

	if (address)
		snprintf(t.s, sizeof(t.s), "0x%" PRIx64, address);
	return t;
}

struct text text_number(double value)
{
	struct text t;

	if (value >= COUNT_LIMIT)
		return suffixed(value);
	if (value == floor(value) || value >= 99.95)
		return text_exact(value);
	if (value < 0.01)
		snprintf(t.s, sizeof(t.s), "%.1g", value);
	else
		snprintf(t.s, sizeof(t.s), "%.*f", value < 9.995 ? 2 : 1,
			 value);
	return t;
}

struct text text_si(double value)
{
	return value < SI_LIMIT ? text_number(value) : suffixed(value);
}

struct text text_median(const struct spread *s, bool cycles)
{
	if (!s->n)
		return (struct text){ TEXT_NONE };
	return cycles ? text_si(s->median) : text_number(s->median);
}

struct text text_spread(const struct spread *s)
{
	double percent = stats_relative(s) * 100;
	struct text t;

	if (!s->n)
		return (struct text){ TEXT_NONE };
	if (s->n == 1)
		return (struct text){ "n=1" };
	if (!stats_differ(s))
		return (struct text){ "none" };
	/* There is no percent of 0. */
	if (!s->median) {
		snprintf(t.s, sizeof(t.s), "%.20s to %.20s",
			 text_number(s->min).s, text_number(s->max).s);
		return t;
	}
	if (percent > 999)
		return (struct text){ ">" PLUS_MINUS "999 %" };
	if (percent < 0.01)
		return (struct text){ "<" PLUS_MINUS "0.01 %" };
	snprintf(t.s, sizeof(t.s), PLUS_MINUS "%.*f %%",
		 percent < 0.095 ? 2 : percent < 9.95 ? 1 : 0, percent);
	return t;
}

struct text text_ratio(struct ratio ratio, const char *tdp)
{
	struct text t;

	switch (ratio.kind) {
	case RATIO_NONE:
		break;
	case RATIO_FROM_0:
		return (struct text){ "only shadow" };
	case RATIO_TO_0:
		snprintf(t.s, sizeof(t.s), "only %s", tdp);
		return t;
	case RATIO_VALUE:
		if (ratio.value < 0.005)
			return (struct text){ "<0.01" TIMES };
		if (ratio.value < 99.5)
			snprintf(t.s, sizeof(t.s), "%.*f" TIMES,
				 ratio.value < 9.995 ? 2 : 1, ratio.value);
		else
			snprintf(t.s, sizeof(t.s), "%.40s" TIMES,
				 text_number(round(ratio.value)).s);
		return t;
	}
	return (struct text){ TEXT_NONE };
}

size_t text_width(const char *utf8)
{
	size_t width = 0;

	for (; *utf8; utf8++)
		width += (*utf8 & 0xc0) != 0x80;
	return width;
}

char *text_format(const char *fmt, ...)
{
	va_list ap;
	char *text;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	return len < 0 ? NULL : text;
}

/*
 * How many bytes at @text are a character that is not to be shown: C0, DEL, C1,
 * and those that turn the direction of writing or break lines (Unicode 15,
 * U+061C, U+200E to U+200F, U+2028 to U+202E, U+2066 to U+2069). 0 for others.
 */
static size_t hidden(const unsigned char *text)
{
	if (text[0] < 0x20 || text[0] == 0x7f)
		return 1;
	if ((text[0] == 0xc2 && text[1] >= 0x80 && text[1] < 0xa0) ||
	    (text[0] == 0xd8 && text[1] == 0x9c))
		return 2;
	if (text[0] == 0xe2 && text[1] == 0x80 &&
	    ((text[2] >= 0x8e && text[2] <= 0x8f) ||
	     (text[2] >= 0xa8 && text[2] <= 0xae)))
		return 3;
	if (text[0] == 0xe2 && text[1] == 0x81 && text[2] >= 0xa6 &&
	    text[2] <= 0xa9)
		return 3;
	return 0;
}

void text_plain(FILE *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	for (; *c; c++) {
		size_t n = hidden(c);

		fputc(n ? ' ' : *c, out);
		c += n ? n - 1 : 0;
	}
}

void text_cut(FILE *out, const char *text, size_t most)
{
	size_t bytes = 0, columns = 0;
	char *part;

	if (text_width(text) <= most) {
		text_plain(out, text);
		return;
	}
	/* A byte that begins with 10 goes on with a character of UTF-8. */
	while (columns + 1 < most || (text[bytes] & 0xc0) == 0x80)
		columns += (text[bytes++] & 0xc0) != 0x80;
	part = strndup(text, bytes);
	if (part)
		text_plain(out, part);
	fputs("\u2026", out);
	free(part);
}

void text_markdown(FILE *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	for (; *c; c++) {
		size_t n = hidden(c);

		if (n) {
			fputc(' ', out);
			c += n - 1;
			continue;
		}
		if (strchr("|\\`*_<>[]~#", *c))
			fputc('\\', out);
		fputc(*c, out);
	}
}

void text_digits(FILE *out, double value)
{
	fprintf(out, value == floor(value) ? "%.0f" : "%.10g", value);
}

void text_html(FILE *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	for (; *c; c++) {
		if (*c == '&')
			fputs("&amp;", out);
		else if (*c == '<')
			fputs("&lt;", out);
		else if (*c == '>')
			fputs("&gt;", out);
		else if (*c == '"')
			fputs("&quot;", out);
		else if (*c == '\'')
			fputs("&#39;", out);
		else if (*c == '\n' || *c == '\t' || !hidden(c))
			fputc(*c, out);
		else {
			fputs("\xef\xbf\xbd", out);
			c += hidden(c) - 1;
		}
	}
}

void text_gnuplot(FILE *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	fputc('\'', out);
	for (; *c; c++) {
		size_t n = hidden(c);

		if (*c == '\'')
			fputc('\'', out);
		fputc(n ? ' ' : *c, out);
		c += n ? n - 1 : 0;
	}
	fputc('\'', out);
}

void text_csv(FILE *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;
	bool formula = *c && strchr("=+-@", *c);
	const char *quote = formula || text[strcspn(text, "\",\r\n")] ?
			    "\"" : "";

	fputs(quote, out);
	fputs(formula ? "'" : "", out);
	for (; *c; c++) {
		size_t n = hidden(c);

		if (*c == '"')
			fputc('"', out);
		fputc(n ? ' ' : *c, out);
		c += n ? n - 1 : 0;
	}
	fputs(quote, out);
}
