// SPDX-License-Identifier: GPL-2.0
/* Formats of continuous benchmarking; see ci.h. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "ci.h"
#include "text.h"

/* What is worth an alarm; all of it is better when smaller. */
static const enum figure watched[] = { FIG_EXITS, FIG_COST, FIG_ELAPSED };

#define N_WATCHED (sizeof(watched) / sizeof(*watched))

static const char *unit(const struct figures *figs, enum figure fig)
{
	return figure_descs[fig].cycles ? figs->cycles_unit : "exits";
}

/* "vmx-emu/boot/shadow", to be freed: rigs are never mixed. */
static char *name(const struct figures *figs, const struct group *group,
		  enum paging m)
{
	return text_format("%s/%s/%s", figs->rig, group->label,
			   figures_mode_key(figs, m));
}

static void json_text(FILE *out, const char *text)
{
	json_t *string = json_string(text ? text : "");

	if (!string || json_dumpf(string, out, JSON_ENCODE_ANY))
		fputs("null", out);
	json_decref(string);
}

static void member(FILE *out, const char *key, double value)
{
	fprintf(out, ", \"%s\": ", key);
	text_digits(out, value);
}

static void github_figure(FILE *out, const struct figures *figs,
			  const struct group *group, enum paging m,
			  enum figure fig)
{
	const struct spread *s = &group->mode[m].fig[fig];
	char *of = name(figs, group, m);
	char *whole = of ? text_format("%s %s", of, figure_descs[fig].key) :
			   NULL;
	char *extra = text_format("n=%zu\nkernel %s\nmachine %s", s->n,
				  group->kernel, group->machine);

	fputs("{\"name\": ", out);
	json_text(out, whole);
	fputs(", \"unit\": ", out);
	json_text(out, unit(figs, fig));
	member(out, "value", s->median);
	fputs(", \"range\": ", out);
	json_text(out, text_spread(s).s);
	fputs(", \"extra\": ", out);
	json_text(out, extra);
	fputc('}', out);
	free(extra);
	free(whole);
	free(of);
}

void ci_github(FILE *out, const struct figures *figs)
{
	const char *between = "[\n";
	bool any = false;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			for (size_t f = 0; figs->groups[i].mode[m].ok &&
			     f < N_WATCHED; f++) {
				fputs(between, out);
				github_figure(out, figs, &figs->groups[i], m,
					      watched[f]);
				between = ",\n";
				any = true;
			}
	fputs(any ? "\n]\n" : "[]\n", out);
}

void ci_bencher(FILE *out, const struct figures *figs)
{
	const char *between = "\n";

	fputc('{', out);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct mode_figures *mode =
				&figs->groups[i].mode[m];
			char *of = name(figs, &figs->groups[i], m);

			for (size_t f = 0; mode->ok && f < N_WATCHED; f++) {
				const struct spread *s =
					&mode->fig[watched[f]];

				fputs(f ? ", " : between, out);
				if (!f) {
					json_text(out, of);
					fputs(": {", out);
				}
				json_text(out, figure_descs[watched[f]].key);
				fputs(": {\"value\": ", out);
				text_digits(out, s->median);
				member(out, "lower_value", s->min);
				member(out, "upper_value", s->max);
				fputs(f == N_WATCHED - 1 ? "}}" : "}", out);
				between = ",\n";
			}
			free(of);
		}
	fputs("\n}\n", out);
}

/* A name ends at a blank there, and a unit too. */
static void word(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc((unsigned char)*text <= ' ' ? '_' : *text, out);
}

static void benchstat_record(FILE *out, const struct figures *figs,
			     const struct group *group, enum paging m,
			     const struct record *rec)
{
	double ops = rec->ops;
	const struct { double value; const char *unit; } values[] = {
		{ rec->exits / ops, "exits" },
		{ ((double)rec->kernel_cycles + rec->user_cycles) / ops,
		  "exit-cycles" },
		{ rec->elapsed_cycles / ops, "cycles" },
	};

	fputs("BenchmarkGuest/workload=", out);
	word(out, group->label);
	fprintf(out, "/paging=%s\t%.0f", figures_mode_key(figs, m), ops);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		fputc('\t', out);
		text_digits(out, values[i].value);
		fprintf(out, " %s/op", values[i].unit);
	}
	fputc('\n', out);
}

void ci_benchstat(FILE *out, const struct figures *figs)
{
	fputs("rig: ", out);
	text_plain(out, figs->rig);
	fputs("\nkernel: ", out);
	text_plain(out, figs->kernel);
	fputs("\nmachine: ", out);
	text_plain(out, figs->machine);
	fputc('\n', out);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct mode_figures *mode =
				&figs->groups[i].mode[m];

			for (size_t r = 0; r < mode->n_recs; r++)
				if (mode->recs[r]->status == STATUS_OK &&
				    mode->recs[r]->ops)
					benchstat_record(out, figs,
							 &figs->groups[i], m,
							 mode->recs[r]);
		}
}
