// SPDX-License-Identifier: GPL-2.0
/* The data of the plot of a boot: its timeline, and its phases. */
#include <inttypes.h>
#include <string.h>

#include "boot.h"
#include "derived.h"
#include "text.h"

void stack_choose_boot(struct stack *stack, const struct figures *figs)
{
	const struct group *group = boot_group(figs);
	struct figures boot = *figs;

	boot.groups = (struct group *)group;
	boot.n_groups = group ? 1 : 0;
	stack_choose(stack, &boot);
}

/* Exits of @reason from sample @i - 1 to sample @i. */
static uint64_t count(const json_t *line, uint32_t reason, size_t i)
{
	const json_t *row;
	size_t r;

	json_array_foreach(json_object_get(line, "reasons"), r, row)
		if (json_integer_value(json_object_get(row, "reason")) ==
		    reason)
			return json_integer_value(json_array_get(
				json_object_get(row, "counts"), i));
	return 0;
}

static uint64_t count_all(const json_t *line, size_t i)
{
	uint64_t sum = 0;
	const json_t *row;
	size_t r;

	json_array_foreach(json_object_get(line, "reasons"), r, row)
		sum += json_integer_value(json_array_get(
			json_object_get(row, "counts"), i));
	return sum;
}

static void write_mode(FILE *out, const struct figures *figs,
		       const struct stack *stack, const struct record *rec)
{
	const json_t *line = json_object_get(rec->obj, "timeline"), *item;
	uint64_t from = 0, rest, n;
	size_t i;

	json_array_foreach(json_object_get(line, "cycles"), i, item) {
		fprintf(out, "%s\t%" PRIu64 "\t%" JSON_INTEGER_FORMAT,
			figures_mode(figs, rec->paging), from,
			json_integer_value(item));
		from = json_integer_value(item);
		rest = count_all(line, i);
		for (size_t c = 0; c < stack->n; c++) {
			n = count(line, stack->reason[c], i);
			fprintf(out, "\t%" PRIu64, n);
			rest -= n;
		}
		fprintf(out, "\t%" PRIu64 "\n", rest);
	}
}

void write_plot_boot_timeline(FILE *out, const struct figures *figs)
{
	const struct group *group = boot_group(figs);
	const struct record *rec;
	struct stack stack;

	stack_choose_boot(&stack, figs);
	fputs("mode\tfrom\tto", out);
	for (size_t c = 0; c < stack.n; c++) {
		fputc('\t', out);
		text_plain(out, stack.name[c]);
	}
	fputs("\tother\n", out);
	for (int m = 0; group && m < PAGING_MODES; m++) {
		rec = boot_record(figs, group, m);
		if (rec)
			write_mode(out, figs, &stack, rec);
	}
}

size_t boot_phases_drawn(const struct figures *figs)
{
	const struct group *group = boot_group(figs);
	const struct record *rec;
	size_t n = 0;

	for (int m = 0; group && m < PAGING_MODES; m++) {
		rec = boot_record(figs, group, m);
		if (rec)
			n += json_array_size(json_object_get(rec->obj,
							     "phases"));
	}
	return n;
}

/* Those of the boot that the timeline shows, not medians. */
void write_plot_boot_phases(FILE *out, const struct figures *figs)
{
	const struct group *group = boot_group(figs);
	const struct record *rec;
	const json_t *phase;
	size_t p;

	fputs("mode\tphase\tfrom\tto\n", out);
	for (int m = 0; group && m < PAGING_MODES; m++) {
		uint64_t at = 0, cycles;

		rec = boot_record(figs, group, m);
		if (!rec)
			continue;
		json_array_foreach(json_object_get(rec->obj, "phases"), p,
				   phase) {
			cycles = json_integer_value(json_object_get(phase,
								    "cycles"));
			fprintf(out, "%s\t", figures_mode(figs, m));
			text_plain(out, json_string_value(
				json_object_get(phase, "name")));
			fprintf(out, "\t%" PRIu64 "\t%" PRIu64 "\n", at,
				at + cycles);
			at += cycles;
		}
	}
}
