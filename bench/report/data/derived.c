// SPDX-License-Identifier: GPL-2.0
/*
 * Writes the tables of derived/ that hold every figure, for programs; the data
 * of the plots is plotdata.c's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot.h"
#include "ci.h"
#include "claims.h"
#include "derived.h"
#include "detail.h"
#include "detail_names.h"
#include "files.h"
#include "footprint.h"
#include "openmetrics.h"
#include "operation.h"
#include "sheet.h"
#include "text.h"
#include "vcpus.h"

/* The four columns by which every table names a workload. */
#define KEY_COLUMNS "workload", "params", "machine", "kernel"

static void key(struct sheet *sheet, const struct group *group)
{
	sheet_text(sheet, group->workload);
	sheet_text(sheet, group->params_text);
	sheet_text(sheet, group->machine);
	sheet_text(sheet, group->kernel);
}

/* One workload under one paging mode. */
struct place {
	const struct figures *figs;
	const struct group *group;
	const struct mode_figures *mode;
	const char *mode_name;
};

static const char *const figures_columns[] = {
	KEY_COLUMNS, "mode", "figure", "unit", "n", "median", "min", "max",
	"ci95_low", "ci95_high", NULL
};

static void write_figures(struct sheet *sheet, const struct place *at)
{
	for (int fig = 0; fig < FIGURES; fig++) {
		if (!figures_have(at->figs, fig))
			continue;
		key(sheet, at->group);
		sheet_text(sheet, at->mode_name);
		sheet_text(sheet, figure_descs[fig].key);
		sheet_text(sheet, figure_descs[fig].cycles ?
			   at->figs->cycles_unit : "exits");
		sheet_spread(sheet, &at->mode->fig[fig]);
		sheet_interval(sheet, &at->mode->interval[fig]);
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

			if (!figures_have(figs, fig))
				continue;
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
static void reason_key(struct sheet *sheet, const struct place *at,
		       const struct reason_figures *r)
{
	key(sheet, at->group);
	sheet_text(sheet, at->mode_name);
	sheet_number(sheet, r->reason);
	sheet_text(sheet, r->name);
}

static const char *const reasons_columns[] = {
	KEY_COLUMNS, "mode", "reason", "name", "n", "count", "min", "max",
	"kernel_cycles", "kernel_min", "kernel_max", "user_cycles", "user_min",
	"user_max", "blocked_cycles", "blocked_min", "blocked_max",
	"away_cycles", "away_min", "away_max", "switch_cycles", "switch_min",
	"switch_max", NULL
};

static void cycles(struct sheet *sheet, const struct spread *s)
{
	const double values[] = { s->median, s->min, s->max };

	for (int i = 0; i < 3; i++)
		if (s->n)
			sheet_number(sheet, values[i]);
		else
			sheet_none(sheet);
}

static void write_reasons(struct sheet *sheet, const struct place *at)
{
	for (size_t i = 0; i < at->mode->n_reasons; i++) {
		const struct reason_figures *r = &at->mode->reasons[i];

		reason_key(sheet, at, r);
		sheet_spread(sheet, &r->count);
		cycles(sheet, &r->kernel);
		cycles(sheet, &r->user);
		cycles(sheet, &r->blocked);
		cycles(sheet, &r->away);
		cycles(sheet, figures_tell_switch(at->figs) ? &r->switch_cycles :
							     &(struct spread){ 0 });
	}
}

static const char *const operations_columns[] = {
	KEY_COLUMNS, "mode", "operation", "figure", "unit", "value", NULL
};

static void write_operations(struct sheet *sheet, const struct place *at)
{
	enum paging m = at->mode - at->group->mode;

	for (int f = 0; f < OP_FIGURES; f++) {
		struct spread s = operation_figure(at->group, m, f);

		key(sheet, at->group);
		sheet_text(sheet, at->mode_name);
		sheet_text(sheet, at->group->op);
		sheet_text(sheet, operation_keys[f]);
		sheet_text(sheet, f == OP_EXITS ? "exits" :
						  at->figs->cycles_unit);
		if (s.n)
			sheet_number(sheet, s.median);
		else
			sheet_none(sheet);
	}
}

static const char *const phases_columns[] = {
	KEY_COLUMNS, "mode", "phase", "figure", "unit", "n", "median", "min",
	"max", NULL
};

static void phase_figure(struct sheet *sheet, const struct place *at,
			 const char *phase, const char *figure,
			 const char *unit, const struct spread *s)
{
	key(sheet, at->group);
	sheet_text(sheet, at->mode_name);
	sheet_text(sheet, phase);
	sheet_text(sheet, figure);
	sheet_text(sheet, unit);
	sheet_spread(sheet, s);
}

static void write_phases(struct sheet *sheet, const struct place *at)
{
	const char *unit = at->figs->cycles_unit;
	struct boot_phase phases[PHASES_MAX];
	enum paging m = at->mode - at->group->mode;
	size_t n = boot_phases(at->group, m, phases);

	for (size_t i = 0; i < n; i++) {
		const struct boot_phase *p = &phases[i];

		phase_figure(sheet, at, p->name, "exits", "exits", &p->exits);
		phase_figure(sheet, at, p->name, "cost", unit, &p->cost);
		phase_figure(sheet, at, p->name, "elapsed", unit, &p->cycles);
		phase_figure(sheet, at, p->name, "blocked", unit, &p->blocked);
	}
}

static const char *const costs_columns[] = {
	KEY_COLUMNS, "mode", "reason", "name", "exits", "p50_at_most",
	"p90_at_most", "p99_at_most", "min", "max", NULL
};

static void write_costs(struct sheet *sheet, const struct place *at)
{
	for (size_t i = 0; i < at->mode->n_reasons; i++) {
		const struct reason_figures *r = &at->mode->reasons[i];

		if (!histogram_count(&r->cost))
			continue;
		reason_key(sheet, at, r);
		sheet_number(sheet, histogram_count(&r->cost));
		sheet_number(sheet, histogram_percentile(&r->cost, 50));
		sheet_number(sheet, histogram_percentile(&r->cost, 90));
		sheet_number(sheet, histogram_percentile(&r->cost, 99));
		sheet_number(sheet, r->cost.min);
		sheet_number(sheet, r->cost.max);
	}
}

static const char *const histograms_columns[] = {
	KEY_COLUMNS, "mode", "reason", "name", "from", "to", "exits", NULL
};

static void write_buckets(struct sheet *sheet, const struct place *at,
			  const struct reason_figures *r)
{
	unsigned int next = 0;
	struct bucket b;

	while (histogram_next(&r->cost, &next, &b)) {
		reason_key(sheet, at, r);
		sheet_number(sheet, b.low);
		sheet_number(sheet, b.high);
		sheet_number(sheet, b.count);
	}
}

static void write_histograms(struct sheet *sheet, const struct place *at)
{
	for (size_t i = 0; i < at->mode->n_reasons; i++)
		write_buckets(sheet, at, &at->mode->reasons[i]);
}

static const char *const l2_columns[] = {
	KEY_COLUMNS, "mode", "reason", "name", "exits", "kernel_cycles",
	"user_cycles", NULL
};

static void write_l2(struct sheet *sheet, const struct place *at)
{
	for (size_t i = 0; i < at->mode->n_reasons; i++) {
		const struct reason_figures *r = &at->mode->reasons[i];

		if (!r->l2.count)
			continue;
		reason_key(sheet, at, r);
		sheet_number(sheet, r->l2.count);
		sheet_number(sheet, r->l2.kernel);
		sheet_number(sheet, r->l2.user);
	}
}

static const char *const slowest_columns[] = {
	KEY_COLUMNS, "mode", "rep", "reason", "name", "cycles", "at_cycles",
	"vcpu", "rip", "kind", "what", "access", "l2", NULL
};

static void write_slowest(struct sheet *sheet, const struct place *at)
{
	for (size_t r = 0; r < at->mode->n_recs; r++) {
		const struct slowest *list = extras(at->mode->recs[r])->slowest;

		for (size_t i = 0; list && i < list->n; i++) {
			const struct slow_exit *e = &list->exit[i];
			enum detail_kind kind = detail_kind(at->figs->vendor, e->reason);
			struct detail_figures d = { .reason = e->reason, .write = e->write };

			key(sheet, at->group);
			sheet_text(sheet, at->mode_name);
			sheet_number(sheet, at->mode->recs[r]->rep);
			sheet_number(sheet, e->reason);
			sheet_text(sheet, e->name);
			sheet_number(sheet, e->cycles);
			sheet_number(sheet, e->at);
			sheet_number(sheet, e->vcpu);
			sheet_text(sheet, text_address(e->rip).s);
			sheet_text(sheet, e->detailed ? detail_kind_word(kind) : "");
			sheet_text(sheet, e->detailed ? detail_what(kind, e->what).s : "");
			sheet_text(sheet, e->detailed ? detail_access(at->figs->vendor, &d) : "");
			sheet_number(sheet, e->l2);
		}
	}
}

static const char *const detail_columns[] = {
	KEY_COLUMNS, "mode", "reason", "name", "kind", "what", "what_name",
	"access", "n", "count", "min", "max", "cycles", "cycles_min",
	"cycles_max", NULL
};

static void write_detail(struct sheet *sheet, const struct place *at)
{
	for (size_t i = 0; i < at->mode->details.n; i++) {
		const struct detail_figures *d = &at->mode->details.list[i];
		enum vendor vendor = at->figs->vendor;
		enum detail_kind kind = detail_kind(vendor, d->reason);

		reason_key(sheet, at, figures_reason(at->mode, d->reason));
		sheet_text(sheet, detail_kind_word(kind));
		sheet_text(sheet, detail_what(kind, d->what).s);
		sheet_text(sheet, detail_name(kind, d->what,
					      at->group->machine).s);
		sheet_text(sheet, detail_access(vendor, d));
		sheet_spread(sheet, &d->count);
		cycles(sheet, &d->cycles);
	}
}

static const char *const measured_columns[] = {
	KEY_COLUMNS, "mode", "field", "key", "n", "median", "min", "max", NULL
};

static void write_measured(struct sheet *sheet, const struct place *at)
{
	for (size_t i = 0; i < at->mode->n_measured; i++) {
		const struct measured_figures *m = &at->mode->measured[i];

		key(sheet, at->group);
		sheet_text(sheet, at->mode_name);
		sheet_text(sheet, m->field->name);
		sheet_text(sheet, m->key ? m->key : "");
		sheet_spread(sheet, &m->values);
	}
}

static const char *const memory_columns[] = {
	KEY_COLUMNS, "mode", "figure", "when", "n", "median", "min", "max", NULL
};

static void memory_figure(struct sheet *sheet, const struct place *at,
			  enum memory_count count, const char *when,
			  struct spread s)
{
	if (!s.n)
		return;
	key(sheet, at->group);
	sheet_text(sheet, at->mode_name);
	sheet_text(sheet, footprint_key(count));
	sheet_text(sheet, when);
	sheet_spread(sheet, &s);
}

static void write_memory(struct sheet *sheet, const struct place *at)
{
	for (int c = 0; c < MEMORY_COUNTS; c++) {
		memory_figure(sheet, at, c, "end", footprint_after(at->mode, c));
		memory_figure(sheet, at, c, "change",
			      footprint_change(at->mode, c));
	}
}

static const char *const vcpus_columns[] = {
	KEY_COLUMNS, "mode", "vcpu", "reason", "name", "figure", "n", "median",
	"min", "max", NULL
};

/* A vCPU by its number, or what is outside the bracket; a reason, or all. */
static void vcpu_figures(struct sheet *sheet, const struct place *at, size_t i,
			 const uint32_t *reason, const char *name)
{
	for (int f = 0; f < VCPU_COST; f++) {
		struct spread s = reason ?
			vcpus_reason(at->mode, i, *reason, f) :
			vcpus_all(at->mode, i, f);

		if (!s.n)
			continue;
		key(sheet, at->group);
		sheet_text(sheet, at->mode_name);
		if (i == VCPUS_OUTSIDE)
			sheet_text(sheet, "outside");
		else
			sheet_number(sheet, vcpus_number(at->mode, i));
		if (reason)
			sheet_number(sheet, *reason);
		else
			sheet_text(sheet, "");
		sheet_text(sheet, name);
		sheet_text(sheet, vcpus_key(f));
		sheet_spread(sheet, &s);
	}
}

static void write_vcpus(struct sheet *sheet, const struct place *at)
{
	size_t n = vcpus_count(at->mode);
	const char *name;

	for (size_t i = 0; n && i <= n; i++) {
		size_t vcpu = i < n ? i : VCPUS_OUTSIDE;

		vcpu_figures(sheet, at, vcpu, NULL, "all");
		for (uint64_t r = 0; vcpus_next_reason(at->mode, vcpu, &r, &name);
		     r++)
			vcpu_figures(sheet, at, vcpu, &(uint32_t){ r }, name);
	}
}

static const char *const claims_columns[] = {
	"source", "claim", "this_run", "rule", "verdict", NULL
};

static void write_claims(struct sheet *sheet, const struct figures *figs)
{
	size_t n;
	const struct claim *claims = claims_all(&n);

	for (size_t i = 0; i < n; i++) {
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

/* A table of a row or more for each workload and mode, or of the whole run. */
static const struct {
	const char *name;
	const char *const *columns;
	void (*write)(struct sheet *sheet, const struct place *at);
	void (*write_all)(struct sheet *sheet, const struct figures *figs);
} tables[] = {
	{ "figures", figures_columns, write_figures, NULL },
	{ "ratios", ratios_columns, NULL, write_ratios },
	{ "reasons", reasons_columns, write_reasons, NULL },
	{ "costs", costs_columns, write_costs, NULL },
	{ "operations", operations_columns, write_operations, NULL },
	{ "measured", measured_columns, write_measured, NULL },
	{ "memory", memory_columns, write_memory, NULL },
	{ "vcpus", vcpus_columns, write_vcpus, NULL },
	{ "boot-phases", phases_columns, write_phases, NULL },
	{ "claims", claims_columns, NULL, write_claims },
	{ "histograms", histograms_columns, write_histograms, NULL },
	{ "detail", detail_columns, write_detail, NULL },
	{ "l2", l2_columns, write_l2, NULL },
	{ "slowest", slowest_columns, write_slowest, NULL },
};

static int write_table(const struct figures *figs, const char *dir, size_t t)
{
	struct place at = { .figs = figs };
	struct sheet sheet;
	int err = sheet_open(&sheet, dir, tables[t].name, tables[t].columns);

	if (err)
		return err;
	if (tables[t].write_all)
		tables[t].write_all(&sheet, figs);
	for (size_t i = 0; tables[t].write && i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			at.group = &figs->groups[i];
			at.mode = &at.group->mode[m];
			at.mode_name = figures_mode(figs, m);
			tables[t].write(&sheet, &at);
		}
	return sheet_close(&sheet);
}

/* Formats of other programs: one line here, and who writes it. */
static const struct {
	const char *name;
	void (*write)(FILE *out, const struct figures *figs);
} formats[] = {
	{ "openmetrics.txt", openmetrics_write },
	{ "github-action-benchmark.json", ci_github },
	{ "bencher.json", ci_bencher },
	{ "benchstat.txt", ci_benchstat },
};

static int write_format(const struct figures *figs, const char *dir, size_t f)
{
	char *path;
	FILE *out;
	int err = files_create(&out, dir, formats[f].name, &path);

	if (err)
		return err;
	formats[f].write(out, figs);
	err = files_close(out, path);
	free(path);
	return err;
}

int derived_write(const struct figures *figs, const char *dir)
{
	int err = 0;

	for (size_t t = 0; !err && t < sizeof(tables) / sizeof(*tables); t++)
		err = write_table(figs, dir, t);
	for (size_t f = 0; !err && f < sizeof(formats) / sizeof(*formats); f++)
		err = write_format(figs, dir, f);
	return err;
}
