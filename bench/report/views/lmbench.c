// SPDX-License-Identifier: GPL-2.0
/*
 * Our ratios of shadow to two-dimensional paging beside the published ones, which
 * each workload that has an lmbench counterpart names, and how far the two agree
 * in their order.
 */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jobs.h"
#include "lmbench.h"
#include "record.h"
#include "stats.h"

#define MAX_ROWS 32
#define MAX_SAMPLES 256
#define MIN_ROWS 3

struct row {
	const struct workload *workload;
	double sample[2][MAX_SAMPLES];	/* cycles an operation; [shadow] */
	size_t n[2];
	double ours, published;		/* ratios */
};

static struct row rows[MAX_ROWS];
static unsigned int nr_rows;

static double integer(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

static const char *string(const json_t *obj, const char *key)
{
	const char *text = json_string_value(json_object_get(obj, key));

	return text ? text : "";
}

static struct row *row_of(const struct workload *w)
{
	unsigned int i;

	for (i = 0; i < nr_rows; i++)
		if (rows[i].workload == w)
			return &rows[i];
	if (nr_rows == MAX_ROWS)
		return NULL;
	rows[nr_rows] = (struct row){ .workload = w };
	return &rows[nr_rows++];
}

static void take(const json_t *record)
{
	const struct workload *w = workload_find(string(record, "workload"));
	bool shadow = !strcmp(string(record, "paging"), "shadow");
	struct row *row;

	if (!w || !w->lmbench.name || strcmp(string(record, "status"), "ok"))
		return;
	row = row_of(w);
	if (!row || row->n[shadow] == MAX_SAMPLES)
		return;
	row->sample[shadow][row->n[shadow]++] =
		integer(record, "elapsed_cycles") / integer(record, "ops");
}

static int load(const char *dir)
{
	char path[4096], *line = NULL;
	const char *damaged;
	size_t size = 0;
	json_t *record;
	FILE *file;

	nr_rows = 0;
	snprintf(path, sizeof(path), "%s/records.jsonl", dir);
	file = fopen(path, "r");
	if (!file) {
		fprintf(stderr, "exitbench: open '%s': %s\n", path,
			strerror(errno));
		return -1;
	}
	/* The report names damaged lines. */
	while (getline(&line, &size, file) > 0) {
		record = record_open(line, &damaged);
		if (record)
			take(record);
		json_decref(record);
	}
	free(line);
	fclose(file);
	return 0;
}

/* The rank of @i among @ratio; equal ones share the mean of theirs. */
static double rank(const double *ratio, unsigned int n, unsigned int i)
{
	double rank = 1;
	unsigned int j;

	for (j = 0; j < n; j++)
		if (j != i)
			rank += ratio[j] < ratio[i] ? 1 :
				ratio[j] == ratio[i] ? 0.5 : 0;
	return rank;
}

/* Spearman's: Pearson's of the ranks. NAN when all of one side are equal. */
static double rank_correlation(const double *x, const double *y, unsigned int n)
{
	double mean = (n + 1) / 2.0, xy = 0, xx = 0, yy = 0, dx, dy;
	unsigned int i;

	for (i = 0; i < n; i++) {
		dx = rank(x, n, i) - mean;
		dy = rank(y, n, i) - mean;
		xy += dx * dy;
		xx += dx * dx;
		yy += dy * dy;
	}
	return xy / sqrt(xx * yy);
}

int lmbench_print(const char *dir)
{
	double ours[MAX_ROWS], published[MAX_ROWS], tdp, shadow, r;
	unsigned int i, n = 0;

	if (load(dir))
		return -1;
	for (i = 0; i < nr_rows; i++)
		if (rows[i].n[0] && rows[i].n[1])
			rows[n++] = rows[i];
	if (n < MIN_ROWS)
		return 0;

	printf("\nBeside lmbench on KVM as published (PVM, SOSP'23: Xeon, Linux 4.19, page-table isolation on)\n\n");
	printf("%-17s %-11s %14s %14s %7s %10s\n", "lmbench", "workload",
	       "two-dim.", "shadow", "ratio", "published");
	for (i = 0; i < n; i++) {
		const struct workload *w = rows[i].workload;

		tdp = stats_double(rows[i].sample[0], rows[i].n[0]).median;
		shadow = stats_double(rows[i].sample[1], rows[i].n[1]).median;
		ours[i] = shadow / tdp;
		published[i] = w->lmbench.shadow_us / w->lmbench.tdp_us;
		printf("%-17s %-11s %14.0f %14.0f %6.2fx %9.2fx\n",
		       w->lmbench.name, w->name, tdp, shadow, ours[i],
		       published[i]);
	}
	r = rank_correlation(ours, published, n);
	printf("\n          Cycles an operation, medians; the ratio is shadow paging by two-dimensional.\n"
	       "          Rank correlation of the ratios (Spearman): ");
	if (isnan(r))
		printf("none, all are equal");
	else
		printf("%.2f", r);
	printf(", n = %u\n", n);
	return 0;
}
