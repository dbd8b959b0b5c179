/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A table for programs: written once, and lying there as tab-separated values,
 * as CSV (RFC 4180) and as a JSON array of objects.
 */
#ifndef EXITBENCH_SHEET_H
#define EXITBENCH_SHEET_H

#include <stddef.h>
#include <stdio.h>

#include "stats.h"

#define SHEET_FORMS 3

struct sheet {
	FILE *out[SHEET_FORMS];
	char *path[SHEET_FORMS];
	const char *const *columns;	/* ends with NULL */
	size_t at;			/* the column of the next cell */
	size_t rows;
};

/*
 * Creates @dir/@name.tsv, .csv and .json. Returns 0 or a negative errno,
 * printed, and then nothing is to be closed.
 */
int sheet_open(struct sheet *sheet, const char *dir, const char *name,
	       const char *const *columns);

/* The next cell, on the next row when this one is full. */
void sheet_text(struct sheet *sheet, const char *text);
void sheet_number(struct sheet *sheet, double value);

/* No value: "-" as TSV, empty as CSV, null in JSON. */
void sheet_none(struct sheet *sheet);

/* n, median, min, max of @s; the interval's ends. */
void sheet_spread(struct sheet *sheet, const struct spread *s);
void sheet_interval(struct sheet *sheet, const struct interval *i);

/* Returns 0 or a negative errno, printed. */
int sheet_close(struct sheet *sheet);

#endif
