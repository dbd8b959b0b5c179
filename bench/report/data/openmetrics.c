// SPDX-License-Identifier: GPL-2.0
/*
 * The figures of a run as OpenMetrics text, for those who keep metrics:
 * derived/openmetrics.txt. All are gauges: a run is over when it is read.
 */
#include <inttypes.h>

#include "openmetrics.h"
#include "text.h"

/* A label's value; the specification, section "ABNF", escapes these three. */
static void label(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s=\"", name);
	for (; *value; value++) {
		if (*value == '\n') {
			fputs("\\n", out);
			continue;
		}
		if (*value == '"' || *value == '\\')
			fputc('\\', out);
		fputc(*value, out);
	}
	fputc('"', out);
}

static void labels(FILE *out, const struct figures *figs,
		   const struct group *group, enum paging m)
{
	const struct { const char *name, *value; } all[] = {
		{ "run", results_name(figs->res) },
		{ "rig", figs->rig }, { "kernel", group->kernel },
		{ "machine", group->machine }, { "workload", group->workload },
		{ "params", group->params_text },
		{ "paging", figures_mode_key(figs, m) },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		fputs(i ? "," : "{", out);
		label(out, all[i].name, all[i].value);
	}
}

/* Of one exit reason, unless @reason is NULL; names alone need not differ. */
static void samples(FILE *out, const struct figures *figs,
		    const struct group *group, enum paging m,
		    const char *metric, const struct reason_figures *reason,
		    const struct spread *s)
{
	const struct { const char *name; double value; } stats[] = {
		{ "median", s->median }, { "min", s->min }, { "max", s->max },
	};

	for (size_t i = 0; s->n && i < sizeof(stats) / sizeof(*stats); i++) {
		fprintf(out, "exitbench_%s", metric);
		labels(out, figs, group, m);
		if (reason) {
			fputc(',', out);
			label(out, "reason", reason->name);
			fprintf(out, ",number=\"%" PRIu32 "\"",
				reason->reason);
		}
		fprintf(out, ",stat=\"%s\"} ", stats[i].name);
		text_digits(out, stats[i].value);
		fputc('\n', out);
	}
}

static void family(FILE *out, const char *metric, const char *help)
{
	fprintf(out, "# TYPE exitbench_%s gauge\n# HELP exitbench_%s %s.\n",
		metric, metric, help);
}

static void write_figure(FILE *out, const struct figures *figs,
			 enum figure fig)
{
	family(out, figure_descs[fig].key, figure_descs[fig].title);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			samples(out, figs, &figs->groups[i], m,
				figure_descs[fig].key, NULL,
				&figs->groups[i].mode[m].fig[fig]);
}

static void write_reasons(FILE *out, const struct figures *figs)
{
	family(out, "reason_exits", "VM exits by exit reason");
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct mode_figures *mode =
				&figs->groups[i].mode[m];

			for (size_t r = 0; r < mode->n_reasons; r++)
				samples(out, figs, &figs->groups[i], m,
					"reason_exits", &mode->reasons[r],
					&mode->reasons[r].count);
		}
}

void openmetrics_write(FILE *out, const struct figures *figs)
{
	for (int fig = 0; fig < FIGURES; fig++)
		if (figures_have(figs, fig))
			write_figure(out, figs, fig);
	write_reasons(out, figs);
	fputs("# EOF\n", out);
}
