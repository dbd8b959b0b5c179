// SPDX-License-Identifier: GPL-2.0
/* Reads what Debian's cpuid printed; see coursework.h. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot.h"
#include "coursework.h"
#include "reasons.h"

/* The leaves of a reason's exits and cycles: kvm-patch/ABI.md. */
static const struct {
	uint32_t exits, cycles;
} leaves[] = {
	{ 0x4ffffffe, 0 }, { 0x4ffffffd, 0x4ffffffc }, { 0x4ffffffe, 0x4fffffff },
};

static struct coursework_reason *find(struct coursework *cw, uint32_t reason)
{
	size_t i;

	for (i = 0; i < cw->n; i++)
		if (cw->reason[i].reason == reason)
			return &cw->reason[i];
	if (cw->n == COURSEWORK_REASONS)
		return NULL;
	cw->reason[cw->n] = (struct coursework_reason){ .reason = reason };
	return &cw->reason[cw->n++];
}

/* "   0x4ffffffd 0x0a: eax=0x00000d5a ebx=0x00000000 ecx=0x00000000 edx=0x00000000" */
static void take(struct coursework *cw, enum paging m, const char *line)
{
	uint32_t leaf, reason, eax, ebx, ecx, edx;
	struct coursework_reason *r;
	int l = cw->layout - 'A';

	if (sscanf(line, " %" SCNx32 " %" SCNx32 ": eax=%" SCNx32 " ebx=%" SCNx32 " ecx=%" SCNx32 " edx=%" SCNx32,
		   &leaf, &reason, &eax, &ebx, &ecx, &edx) != 6 ||
	    (leaf != leaves[l].exits && leaf != leaves[l].cycles))
		return;
	r = find(cw, reason);
	if (!r)
		return;
	if (leaf == leaves[l].cycles) {
		r->cycles[m] = (uint64_t)ebx << 32 | ecx;
		return;
	}
	r->told[m] = cw->told[m] = true;
	r->exits[m] = eax;
	r->undefined[m] = !eax && !ebx && !ecx && edx == UINT32_MAX;
}

static void take_text(struct coursework *cw, enum paging m, const char *text)
{
	char layout;

	if (!text || strncmp(text, COURSEWORK_LINE, strlen(COURSEWORK_LINE)))
		return;
	layout = text[strlen(COURSEWORK_LINE)];
	if (layout < 'A' || layout > 'C' || (cw->layout && layout != cw->layout))
		return;
	cw->layout = layout;
	cw->timed = leaves[layout - 'A'].cycles;
	for (; *text; text += strcspn(text, "\n"), text += *text != 0)
		take(cw, m, text);
}

void coursework_collect(struct coursework *cw, const struct figures *figs)
{
	*cw = (struct coursework){ 0 };
	for (size_t i = 0; i < figs->res->n_records; i++) {
		const struct record *rec = &figs->res->records[i];
		const struct output *output = extras(rec)->output;

		if (!cw->told[rec->paging])
			take_text(cw, rec->paging,
				  output ? output->text : NULL);
	}
}

struct coursework_rate coursework_rate(const struct figures *figs,
				       enum paging m)
{
	const struct group *group = boot_group(figs);
	const struct record *rec = group ? boot_record(group, m) : NULL;
	struct coursework_rate rate = { 0 };
	double *exits, mean = 0, square = 0;
	const struct timeline *line;

	if (!rec)
		return rate;
	line = &extras(rec)->boot->timeline;
	exits = calloc(line->n, sizeof(*exits));
	if (!exits)
		return rate;
	for (size_t i = 0; i < line->n; i++) {
		for (size_t r = 0; r < line->n_reasons; r++)
			exits[i] += line->reasons[r].counts[i];
		rate.empty += !exits[i];
		mean += exits[i] / line->n;
	}
	for (size_t i = 0; i < line->n; i++)
		square += (exits[i] - mean) * (exits[i] - mean) / line->n;
	rate.n = line->n;
	rate.interval_cycles = (double)line->cycles[line->n - 1] / line->n;
	rate.variation = mean > 0 ? sqrt(square) / mean : 0;
	rate.exits = stats_double(exits, line->n);
	free(exits);
	return rate;
}
