// SPDX-License-Identifier: GPL-2.0
/*
 * Writes data files of plots: figures by workload, and plot-run.gp with what
 * all plots share.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "palette.h"
#include "plotdata.h"
#include "plotdata_boot.h"
#include "points.h"
#include "stack.h"
#include "text.h"

static void row_head(FILE *out, const struct figures *figs, size_t group,
		     enum paging m)
{
	plot_label(out, figs->groups[group].label);
	fprintf(out, "\t%s", figures_mode(figs, m));
}

static bool measured(const struct group *group)
{
	return group->mode[PAGING_TDP].ok || group->mode[PAGING_SHADOW].ok;
}

/* A group and two modes are two rows, a mode that is missing has NaN. */
void plotdata_exits(FILE *out, const struct figures *figs)
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

void plotdata_reasons(FILE *out, const struct figures *figs)
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

void plotdata_cycles(FILE *out, const struct figures *figs)
{
	static const enum figure columns[] = {
		FIG_ELAPSED, FIG_COST, FIG_KERNEL, FIG_USER, FIG_GUEST,
		FIG_BLOCKED, FIG_AWAY,
	};

	fputs("workload\tmode\telapsed\tcost\tkernel\tVMM\tguest\tblocked\taway\n",
	      out);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; measured(&figs->groups[i]) && m < PAGING_MODES;
		     m++) {
			row_head(out, figs, i, m);
			for (size_t c = 0;
			     c < sizeof(columns) / sizeof(*columns); c++) {
				const struct spread *s = &figs->groups[i]
					.mode[m].fig[columns[c]];

				double value = s->median;

				/* As it is in runs that do not tell it. */
				if (columns[c] == FIG_GUEST)
					value += figs->groups[i].mode[m]
						.fig[FIG_SWITCH].median;
				plot_point(out, s, value);
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
	static const char *const arrays[] = { "name", "colour", "pale" };

	for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++)
		fprintf(out, "array %sreason_%s[%zu]\n", prefix, arrays[i],
			stack->n + 1);
	for (size_t c = 0; c <= stack->n; c++) {
		const struct look *look = c == stack->n ? &look_other :
			palette_look(figs->vendor, stack->reason[c]);

		fprintf(out, "%sreason_name[%zu] = ", prefix, c + 1);
		text_gnuplot(out, c == stack->n ? "other" : stack->name[c]);
		fprintf(out, "\n%sreason_colour[%zu] = '%s'\n"
			"%sreason_pale[%zu] = %d\n", prefix, c + 1,
			look->colour, prefix, c + 1, look->pale);
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
	fprintf(out, "boot_phases = %zu\n", plotdata_boot_phases_drawn(figs));
}

static void ratio_point(FILE *out, const struct group *group, enum figure fig)
{
	plot_ratio(out, figures_ratio(group, fig), group->ratio_interval[fig]);
}

void plotdata_ratios(FILE *out, const struct figures *figs)
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
