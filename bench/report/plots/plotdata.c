// SPDX-License-Identifier: GPL-2.0
/*
 * Writes the data of the plots into derived/: plot-*.tsv, and plot-run.gp with
 * what all of them share.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derived.h"
#include "palette.h"
#include "plotdata.h"
#include "text.h"

/* A bar that no reason of which is worth a hundredth says nothing about it. */
#define STACK_SHARE 0.01

/* The largest part @reason has of the exits of any workload and mode. */
static double largest_share(const struct figures *figs, uint32_t reason,
			    const char **name)
{
	double largest = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct mode_figures *mode =
				&figs->groups[i].mode[m];
			const struct reason_figures *r =
				figures_reason(mode, reason);
			double exits = mode->fig[FIG_EXITS].median;

			if (!r || exits <= 0)
				continue;
			*name = r->name;
			if (r->count.median / exits > largest)
				largest = r->count.median / exits;
		}
	return largest;
}

static bool look_taken(const struct stack *stack, const char *vendor,
		       const struct look *look)
{
	for (size_t i = 0; i < stack->n; i++) {
		const struct look *other = palette_look(vendor,
							stack->reason[i]);

		if (!strcmp(other->colour, look->colour) &&
		    other->pattern == look->pattern)
			return true;
	}
	return false;
}

/* The reason of the largest share below @below in order of drawing. */
static bool next_largest(const struct figures *figs, const struct stack *stack,
			 uint32_t *reason, const char **name)
{
	double largest = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (uint64_t r = 0;
		     figures_next_reason(&figs->groups[i], &r); r++) {
			const struct look *look = palette_look(figs->vendor, r);
			const char *its_name = NULL;
			double share = largest_share(figs, r, &its_name);

			if (!look || share < STACK_SHARE || share <= largest ||
			    look_taken(stack, figs->vendor, look))
				continue;
			largest = share;
			*reason = r;
			*name = its_name;
		}
	return largest > 0;
}

void stack_choose(struct stack *stack, const struct figures *figs)
{
	uint32_t reason = 0;
	const char *name = NULL;

	stack->n = 0;
	while (stack->n < STACK_MAX &&
	       next_largest(figs, stack, &reason, &name)) {
		int rank = palette_rank(figs->vendor, reason);
		size_t i = stack->n++;

		for (; i && palette_rank(figs->vendor,
					 stack->reason[i - 1]) > rank; i--) {
			stack->reason[i] = stack->reason[i - 1];
			stack->name[i] = stack->name[i - 1];
		}
		stack->reason[i] = reason;
		stack->name[i] = name;
	}
}

void plot_label(FILE *out, const char *text)
{
	for (; *text; text++)
		text_plain(out, (char [2]){ *text == '"' ? '\'' : *text });
}

static void row_head(FILE *out, const struct figures *figs, size_t group,
		     enum paging m)
{
	plot_label(out, figs->groups[group].label);
	fprintf(out, "\t%s", figures_mode(figs, m));
}

void plot_point(FILE *out, const struct spread *s, double value)
{
	fputc('\t', out);
	if (s->n)
		text_digits(out, value);
	else
		fputs("NaN", out);
}

static bool measured(const struct group *group)
{
	return group->mode[PAGING_TDP].ok || group->mode[PAGING_SHADOW].ok;
}

/* A group and two modes are two rows, a mode that is missing has NaN. */
static void write_plot_exits(FILE *out, const struct figures *figs)
{
	fputs("workload\tmode\tmedian\tmin\tmax\n", out);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; measured(&figs->groups[i]) && m < PAGING_MODES;
		     m++) {
			const struct spread *s =
				&figs->groups[i].mode[m].fig[FIG_EXITS];

			row_head(out, figs, i, m);
			plot_point(out, s, s->median);
			plot_point(out, s, s->min);
			plot_point(out, s, s->max);
			fputc('\n', out);
		}
}

static bool has_exits(const struct group *group)
{
	return group->mode[PAGING_TDP].fig[FIG_EXITS].median > 0 ||
	       group->mode[PAGING_SHADOW].fig[FIG_EXITS].median > 0;
}

static void write_plot_reasons(FILE *out, const struct figures *figs)
{
	struct stack stack;

	stack_choose(&stack, figs);
	fputs("workload\tmode\texits", out);
	for (size_t c = 0; c < stack.n; c++) {
		fputc('\t', out);
		text_plain(out, stack.name[c]);
	}
	fputs("\tother\n", out);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; has_exits(&figs->groups[i]) && m < PAGING_MODES;
		     m++) {
			const struct mode_figures *mode =
				&figs->groups[i].mode[m];
			double rest = mode->fig[FIG_EXITS].median;

			row_head(out, figs, i, m);
			plot_point(out, &mode->fig[FIG_EXITS], rest);
			for (size_t c = 0; c < stack.n; c++) {
				const struct reason_figures *r =
					figures_reason(mode, stack.reason[c]);

				fputc('\t', out);
				text_digits(out, r ? r->count.median : 0);
				rest -= r ? r->count.median : 0;
			}
			/* Medians of parts need not add up to that of all. */
			fputc('\t', out);
			text_digits(out, fmax(rest, 0));
			fputc('\n', out);
		}
}

static void write_plot_cycles(FILE *out, const struct figures *figs)
{
	static const enum figure columns[] = {
		FIG_ELAPSED, FIG_COST, FIG_KERNEL, FIG_USER, FIG_GUEST,
		FIG_BLOCKED,
	};

	fputs("workload\tmode\telapsed\tcost\tkernel\tVMM\tguest\tblocked\n",
	      out);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; measured(&figs->groups[i]) && m < PAGING_MODES;
		     m++) {
			row_head(out, figs, i, m);
			for (size_t c = 0;
			     c < sizeof(columns) / sizeof(*columns); c++) {
				const struct spread *s = &figs->groups[i]
					.mode[m].fig[columns[c]];

				plot_point(out, s, s->median);
			}
			fputc('\n', out);
		}
}

static void assign(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s = ", name);
	text_gnuplot(out, value);
	fputc('\n', out);
}

/* Names and looks of @stack as arrays whose names begin with @prefix. */
static void assign_stack(FILE *out, const struct figures *figs,
			 const struct stack *stack, const char *prefix)
{
	static const char *const arrays[] = { "name", "colour", "pattern" };

	for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++)
		fprintf(out, "array %sreason_%s[%zu]\n", prefix, arrays[i],
			stack->n + 1);
	for (size_t c = 0; c <= stack->n; c++) {
		const struct look *look = c == stack->n ? &look_other :
			palette_look(figs->vendor, stack->reason[c]);

		fprintf(out, "%sreason_name[%zu] = ", prefix, c + 1);
		text_gnuplot(out, c == stack->n ? "other" : stack->name[c]);
		fprintf(out, "\n%sreason_colour[%zu] = '%s'\n"
			"%sreason_pattern[%zu] = %d\n", prefix, c + 1,
			look->colour, prefix, c + 1, look->pattern);
	}
}

void plotdata_run(FILE *out, const struct figures *figs)
{
	struct stack stack;

	fputs("# What all plots of this run share; read by plots/common.gp.\n",
	      out);
	assign(out, "rig", figs->rig);
	assign(out, "tdp", figs->tdp);
	assign(out, "cycles_unit", figs->cycles_unit);
	stack_choose(&stack, figs);
	assign_stack(out, figs, &stack, "");
	stack_choose_boot(&stack, figs);
	assign_stack(out, figs, &stack, "boot_");
	fprintf(out, "boot_phases = %zu\n", boot_phases_drawn(figs));
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

static void ratio_point(FILE *out, const struct group *group, enum figure fig)
{
	plot_ratio(out, figures_ratio(group, fig), group->ratio_interval[fig]);
}

static void write_plot_ratios(FILE *out, const struct figures *figs)
{
	fputs("workload\texits\tlow\thigh\tcost\tlow\thigh\telapsed\tlow\thigh\n",
	      out);
	for (size_t i = 0; i < figs->n_groups; i++) {
		plot_label(out, figs->groups[i].label);
		ratio_point(out, &figs->groups[i], FIG_EXITS);
		ratio_point(out, &figs->groups[i], FIG_COST);
		ratio_point(out, &figs->groups[i], FIG_ELAPSED);
		fputc('\n', out);
	}
}

/* The most exits under either mode of which single costs are known. */
static uint64_t known_costs(const struct figures *figs, uint32_t reason)
{
	const char *name;
	struct histogram tdp = figures_cost(figs, reason, PAGING_TDP, &name);
	struct histogram shadow = figures_cost(figs, reason, PAGING_SHADOW,
					       &name);

	return histogram_count(&tdp) + histogram_count(&shadow);
}

static bool chosen(const uint32_t *reasons, size_t n, uint32_t reason)
{
	for (size_t i = 0; i < n; i++)
		if (reasons[i] == reason)
			return true;
	return false;
}

size_t costs_choose(const struct figures *figs, uint32_t reasons[COSTS_MAX])
{
	uint64_t most;
	size_t n = 0;

	do {
		most = 0;
		for (size_t i = 0; i < figs->n_groups; i++)
			for (uint64_t r = 0;
			     figures_next_reason(&figs->groups[i], &r); r++) {
				uint64_t count = chosen(reasons, n, r) ? 0 :
						 known_costs(figs, r);

				if (count <= most)
					continue;
				most = count;
				reasons[n] = r;
			}
		n += most > 0;
	} while (most && n < COSTS_MAX);
	return n;
}

/* One row a reason and mode. */
static void write_plot_costs(FILE *out, const struct figures *figs)
{
	uint32_t reasons[COSTS_MAX];
	size_t n = costs_choose(figs, reasons);

	fputs("reason\tmode\texits\tp50\tp90\tp99\tmin\tmax\n", out);
	for (size_t i = 0; i < n; i++) {
		const char *name = "";
		struct histogram h[] = {
			figures_cost(figs, reasons[i], PAGING_TDP, &name),
			figures_cost(figs, reasons[i], PAGING_SHADOW, &name),
		};

		for (int m = 0; m < PAGING_MODES; m++) {
			plot_label(out, name);
			fprintf(out, "\t%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
				"\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
				figures_mode(figs, m), histogram_count(&h[m]),
				histogram_percentile(&h[m], 50),
				histogram_percentile(&h[m], 90),
				histogram_percentile(&h[m], 99), h[m].min,
				h[m].max);
		}
	}
}

/* The buckets of those rows, as parts of the largest of the row. */
static void write_plot_buckets(FILE *out, const struct figures *figs)
{
	uint32_t reasons[COSTS_MAX];
	size_t n = costs_choose(figs, reasons);

	fputs("row\tlow\thigh\tpart\n", out);
	for (size_t row = 0; row < 2 * n; row++) {
		const char *name;
		struct histogram h = figures_cost(figs, reasons[row / 2],
						  row % 2, &name);
		uint64_t most = 0;

		for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
			most = h.bucket[i] > most ? h.bucket[i] : most;
		for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
			if (h.bucket[i])
				fprintf(out, "%zu\t%g\t%g\t%g\n", row,
					ldexp(1, i), ldexp(1, i + 1),
					(double)h.bucket[i] / most);
	}
}

int plotdata_write(const struct figures *figs, const char *dir)
{
	static const struct {
		const char *name;
		void (*write)(FILE *out, const struct figures *figs);
	} files[] = {
		{ "plot-exits.tsv", write_plot_exits },
		{ "plot-reasons.tsv", write_plot_reasons },
		{ "plot-cycles.tsv", write_plot_cycles },
		{ "plot-ratios.tsv", write_plot_ratios },
		{ "plot-detail.tsv", plotdata_detail },
		{ "plot-costs.tsv", write_plot_costs },
		{ "plot-buckets.tsv", write_plot_buckets },
		{ "plot-boot-timeline.tsv", write_plot_boot_timeline },
		{ "plot-boot-phases.tsv", write_plot_boot_phases },
		{ "plot-run.gp", plotdata_run },
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(files) / sizeof(*files); i++) {
		char *path;
		FILE *out;

		err = derived_create(&out, dir, files[i].name, &path);
		if (err)
			break;
		files[i].write(out, figs);
		err = derived_close(out, path);
		free(path);
	}
	return err;
}
