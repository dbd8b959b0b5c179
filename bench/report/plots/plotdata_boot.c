// SPDX-License-Identifier: GPL-2.0
/* The data of the plot of a boot: its timeline, and its phases. */
#include <inttypes.h>

#include "boot.h"
#include "plotdata_boot.h"
#include "stack.h"
#include "text.h"

/* Exits of @reason from sample @i - 1 to sample @i. */
static uint64_t count(const struct timeline *line, uint32_t reason, size_t i)
{
	for (size_t r = 0; r < line->n_reasons; r++)
		if (line->reasons[r].reason == reason)
			return line->reasons[r].counts[i];
	return 0;
}

static uint64_t count_all(const struct timeline *line, size_t i)
{
	uint64_t sum = 0;

	for (size_t r = 0; r < line->n_reasons; r++)
		sum += line->reasons[r].counts[i];
	return sum;
}

static void write_mode(FILE *out, const struct figures *figs,
		       const struct stack *stack, const struct record *rec)
{
	const struct timeline *line = &extras(rec)->boot->timeline;

	for (size_t i = 0; i < line->n; i++) {
		uint64_t rest = count_all(line, i);

		fprintf(out, "%s\t%" PRIu64 "\t%" PRIu64,
			figures_mode(figs, rec->paging),
			i ? line->cycles[i - 1] : 0, line->cycles[i]);
		for (size_t c = 0; c < stack->n; c++) {
			uint64_t n = count(line, stack->reason[c], i);

			fprintf(out, "\t%" PRIu64, n);
			rest -= n;
		}
		fprintf(out, "\t%" PRIu64 "\n", rest);
	}
}

void plotdata_boot_timeline(FILE *out, const struct figures *figs)
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
		rec = boot_record(group, m);
		if (rec)
			write_mode(out, figs, &stack, rec);
	}
}

size_t plotdata_boot_phases_drawn(const struct figures *figs)
{
	const struct group *group = boot_group(figs);
	size_t n = 0;

	for (int m = 0; group && m < PAGING_MODES; m++) {
		const struct record *rec = boot_record(group, m);

		n += rec ? extras(rec)->boot->n_phases : 0;
	}
	return n;
}

/* Those of the boot that the timeline shows, not medians; before TSC 0 negative. */
void plotdata_boot_phases(FILE *out, const struct figures *figs)
{
	const struct group *group = boot_group(figs);

	fputs("mode\tphase\tfrom\tto\n", out);
	for (int m = 0; group && m < PAGING_MODES; m++) {
		const struct record *rec = boot_record(group, m);
		const struct boot *boot = rec ? extras(rec)->boot : NULL;
		int64_t at = boot ? -(int64_t)boot->before_cycles : 0;

		for (size_t p = 0; boot && p < boot->n_phases; p++) {
			fprintf(out, "%s\t", figures_mode(figs, m));
			text_plain(out, boot->phases[p].name);
			fprintf(out, "\t%" PRId64 "\t%" PRId64 "\n", at,
				at + (int64_t)boot->phases[p].cycles);
			at += boot->phases[p].cycles;
		}
	}
}
