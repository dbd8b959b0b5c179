// SPDX-License-Identifier: GPL-2.0
/*
 * Writes the tables of derived/ that hold every figure, for programs; the data
 * of the plots is plotdata.c's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "claims.h"
#include "derived.h"
#include "sheet.h"
#include "text.h"

int derived_mkdir(const char *dir)
{
	const char *slash = strrchr(dir, '/');
	int err;

	if (!mkdir(dir, 0777) || errno == EEXIST)
		return 0;
	err = -errno;
	if (err == -ENOENT && slash && slash != dir) {
		char *above = strndup(dir, slash - dir);

		err = above ? derived_mkdir(above) : -ENOMEM;
		free(above);
		if (err)
			return err;
		err = mkdir(dir, 0777) ? -errno : 0;
	}
	if (err)
		fprintf(stderr, "exitbench: creating directory '%s': %s\n",
			dir, strerror(-err));
	return err;
}

int derived_create(FILE **out, const char *dir, const char *name, char **path)
{
	int err = -ENOMEM;

	*path = text_format("%s/%s", dir, name);
	if (*path) {
		*out = fopen(*path, "w");
		if (*out)
			return 0;
		err = -errno;
	}
	fprintf(stderr, "exitbench: creating '%s/%s': %s\n", dir, name,
		strerror(-err));
	free(*path);
	*path = NULL;
	return err;
}

int derived_close(FILE *out, const char *path)
{
	bool bad = ferror(out);
	int err = 0;

	errno = EIO;
	if (fclose(out) || bad) {
		err = -errno;
		fprintf(stderr, "exitbench: writing '%s': %s\n", path,
			strerror(-err));
	}
	return err;
}

/* The four columns by which every table names a workload. */
#define KEY_COLUMNS "workload", "params", "machine", "kernel"

static void key(struct sheet *sheet, const struct group *group)
{
	sheet_text(sheet, group->workload);
	sheet_text(sheet, group->params_text);
	sheet_text(sheet, group->machine);
	sheet_text(sheet, group->kernel);
}

static const char *const figures_columns[] = {
	KEY_COLUMNS, "mode", "figure", "unit", "n", "median", "min", "max",
	"ci95_low", "ci95_high", NULL
};

static void write_figures(struct sheet *sheet, const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			for (int fig = 0; fig < FIGURES; fig++) {
				const struct group *group = &figs->groups[i];

				key(sheet, group);
				sheet_text(sheet, figures_mode(figs, m));
				sheet_text(sheet, figure_descs[fig].key);
				sheet_text(sheet, figure_descs[fig].cycles ?
					   figs->cycles_unit : "exits");
				sheet_spread(sheet, &group->mode[m].fig[fig]);
				sheet_interval(sheet,
					       &group->mode[m].interval[fig]);
			}
}

static const char *const ratios_columns[] = {
	KEY_COLUMNS, "figure", "shadow_per_tdp", "ci95_low", "ci95_high",
	"note", NULL
};

/* A ratio that is no number has none; the note tells which mode is not 0. */
static void write_ratios(struct sheet *sheet, const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int fig = 0; fig < FIGURES; fig++) {
			const struct group *group = &figs->groups[i];
			struct ratio ratio = figures_ratio(group, fig);

			key(sheet, group);
			sheet_text(sheet, figure_descs[fig].key);
			if (ratio.kind == RATIO_VALUE)
				sheet_number(sheet, ratio.value);
			else
				sheet_none(sheet);
			sheet_interval(sheet, &group->ratio_interval[fig]);
			sheet_text(sheet, ratio.kind == RATIO_VALUE ||
				   ratio.kind == RATIO_NONE ? "" :
				   text_ratio(ratio, figs->tdp).s);
		}
}

/* What names one reason of one workload and mode. */
static void reason_key(struct sheet *sheet, const struct figures *figs,
		       const struct group *group, int m,
		       const struct reason_figures *r)
{
	key(sheet, group);
	sheet_text(sheet, figures_mode(figs, m));
	sheet_number(sheet, r->reason);
	sheet_text(sheet, r->name);
}

static const char *const reasons_columns[] = {
	KEY_COLUMNS, "mode", "reason", "name", "n", "count", "min", "max",
	"kernel_cycles", "kernel_min", "kernel_max", "user_cycles", "user_min",
	"user_max", "blocked_cycles", "blocked_min", "blocked_max", NULL
};

static void reason_cycles(struct sheet *sheet, const struct spread *s)
{
	sheet_number(sheet, s->median);
	sheet_number(sheet, s->min);
	sheet_number(sheet, s->max);
}

static void write_reasons(struct sheet *sheet, const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct group *group = &figs->groups[i];
			const struct mode_figures *mode = &group->mode[m];

			for (size_t j = 0; j < mode->n_reasons; j++) {
				const struct reason_figures *r =
					&mode->reasons[j];

				reason_key(sheet, figs, group, m, r);
				sheet_spread(sheet, &r->count);
				reason_cycles(sheet, &r->kernel);
				reason_cycles(sheet, &r->user);
				reason_cycles(sheet, &r->blocked);
			}
		}
}

static const char *const costs_columns[] = {
	KEY_COLUMNS, "mode", "reason", "name", "exits", "p50_at_most",
	"p90_at_most", "p99_at_most", "min", "max", NULL
};

static void cost_row(struct sheet *sheet, const struct histogram *cost)
{
	sheet_number(sheet, histogram_count(cost));
	sheet_number(sheet, histogram_percentile(cost, 50));
	sheet_number(sheet, histogram_percentile(cost, 90));
	sheet_number(sheet, histogram_percentile(cost, 99));
	sheet_number(sheet, cost->min);
	sheet_number(sheet, cost->max);
}

static void write_costs(struct sheet *sheet, const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct group *group = &figs->groups[i];
			const struct mode_figures *mode = &group->mode[m];

			for (size_t j = 0; j < mode->n_reasons; j++) {
				const struct reason_figures *r =
					&mode->reasons[j];

				if (!histogram_count(&r->cost))
					continue;
				reason_key(sheet, figs, group, m, r);
				cost_row(sheet, &r->cost);
			}
		}
}

static const char *const histograms_columns[] = {
	KEY_COLUMNS, "mode", "reason", "name", "from", "to", "exits", NULL
};

static void write_histograms(struct sheet *sheet, const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct group *group = &figs->groups[i];
			const struct mode_figures *mode = &group->mode[m];

			for (size_t j = 0; j < mode->n_reasons; j++)
				for (int b = 0; b < HISTOGRAM_BUCKETS; b++) {
					const struct reason_figures *r =
						&mode->reasons[j];

					if (!r->cost.bucket[b])
						continue;
					reason_key(sheet, figs, group, m, r);
					sheet_number(sheet, histogram_low(b));
					sheet_number(sheet, histogram_high(b));
					sheet_number(sheet,
						     r->cost.bucket[b]);
				}
		}
}

static const char *const claims_columns[] = {
	"source", "claim", "this_run", "rule", "verdict", NULL
};

static void write_claims(struct sheet *sheet, const struct figures *figs)
{
	for (size_t i = 0; i < n_claims; i++) {
		char *ours;
		enum claim_verdict verdict = claim_judged(&claims[i], figs,
							  &ours);

		sheet_text(sheet, claims[i].source);
		sheet_text(sheet, claims[i].text);
		sheet_text(sheet, ours ? ours : "");
		sheet_text(sheet, claims[i].rule);
		sheet_text(sheet, claim_word(verdict));
		free(ours);
	}
}

int derived_write(const struct figures *figs)
{
	static const struct {
		const char *name;
		const char *const *columns;
		void (*write)(struct sheet *sheet, const struct figures *figs);
	} tables[] = {
		{ "figures", figures_columns, write_figures },
		{ "ratios", ratios_columns, write_ratios },
		{ "reasons", reasons_columns, write_reasons },
		{ "costs", costs_columns, write_costs },
		{ "claims", claims_columns, write_claims },
		{ "histograms", histograms_columns, write_histograms },
	};
	char *dir = text_format("%s/derived", figs->res->dir);
	int err = dir ? derived_mkdir(dir) : -ENOMEM;

	for (size_t i = 0; !err && i < sizeof(tables) / sizeof(*tables); i++) {
		struct sheet sheet;

		err = sheet_open(&sheet, dir, tables[i].name,
				 tables[i].columns);
		if (err)
			break;
		tables[i].write(&sheet, figs);
		err = sheet_close(&sheet);
	}
	if (!err)
		err = openmetrics_write(figs, dir) ?:
		      plotdata_write(figs, dir);
	free(dir);
	return err;
}
