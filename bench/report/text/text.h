/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Figures as text, and text made safe for where it goes. Knows no layout.
 */
#ifndef EXITBENCH_TEXT_H
#define EXITBENCH_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ratio.h"
#include "stats.h"

/* What stands where there is no figure: an en dash. */
#define TEXT_NONE "\xe2\x80\x93"

/* A short text by value, UTF-8. */
struct text {
	char s[48];
};

/* All digits of a whole number, with commas. */
struct text text_exact(double value);

/* 1,234,567 up to seven digits, then 12.3 M; 0.25 and 17.6 for fractions. */
struct text text_number(double value);

/* "0x1234"; "" for 0, which no address is. */
struct text text_address(uint64_t address);

/* 8,192 below ten thousand, then three digits and k, M, G, T. */
struct text text_si(double value);

/* The median of a figure as text_number(), or text_si() when @cycles. */
struct text text_median(const struct spread *s, bool cycles);

/* The range: "none", "n=1", TEXT_NONE without samples, or "±1.2 %". */
struct text text_spread(const struct spread *s);

/* "2.10×", "only shadow", "only EPT" by the name of @tdp, or TEXT_NONE. */
struct text text_ratio(struct ratio ratio, const char *tdp);

/* How many columns @utf8 takes in a terminal. */
size_t text_width(const char *utf8);

/* printf() into memory, to be freed by the caller; NULL when there is none. */
__attribute__((format(printf, 1, 2)))
char *text_format(const char *fmt, ...);

/* Writes @text on one line, control characters as spaces: for terminal, TSV. */
void text_plain(FILE *out, const char *text);

/* text_plain() of no more than @most columns; an ellipsis ends what is cut. */
void text_cut(FILE *out, const char *text, size_t most);

/* Writes @value for a program: all digits of whole numbers, ten of others. */
void text_digits(FILE *out, double value);

/* Writes @text for Markdown on one line, nothing in it being markup. */
void text_markdown(FILE *out, const char *text);

/* Writes @text for HTML, in content and in double-quoted attributes. */
void text_html(FILE *out, const char *text);

/*
 * Writes @text as a cell of CSV (RFC 4180), quoted where it must be. One that a spreadsheet would
 * take for a formula gets an apostrophe before it.
 */
void text_csv(FILE *out, const char *text);

/* Writes @text as a single-quoted string of gnuplot. */
void text_gnuplot(FILE *out, const char *text);

#endif
