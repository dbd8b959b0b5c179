// SPDX-License-Identifier: GPL-2.0
/* Counts the repetitions of a workload in a run; see tally.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tally.h"

int tally_count(struct tally *tally, const struct figures *figs,
		      const struct group *group, enum paging paging)
{
	size_t asked = figs->res->meta.reps, n;
	double *ops;

	if (!group)
		return 0;
	tally->failed = group->mode[paging].failed;
	tally->skipped = group->mode[paging].skipped;
	n = group->mode[paging].ok + tally->failed + tally->skipped;
	tally->missing = n && n < asked ? asked - n : 0;
	tally->ok = calloc(n + 1, sizeof(*tally->ok));
	ops = calloc(n + 1, sizeof(*ops));
	if (!tally->ok || !ops) {
		free(ops);
		return -ENOMEM;
	}
	for (size_t i = 0; i < group->mode[paging].n_recs; i++) {
		const struct record *rec = group->mode[paging].recs[i];

		if (rec->status != STATUS_OK)
			continue;
		ops[tally->n_ok] = rec->ops;
		tally->ok[tally->n_ok++] = rec;
	}
	tally->ops = stats_double(ops, tally->n_ok).median;
	free(ops);
	return 0;
}

bool tally_has_ops(const struct tally *tally)
{
	for (size_t i = 0; i < tally->n_ok; i++)
		if (!tally->ok[i]->ops)
			return false;
	return true;
}

bool tally_is_short(const struct tally *tally, const struct tally *base)
{
	return tally->failed || tally->missing ||
	       tally->skipped > base->skipped || tally->n_ok < base->n_ok;
}

char *tally_text(const struct tally *tally)
{
	const struct { size_t n; const char *word; } parts[] = {
		{ tally->failed, "failed" }, { tally->skipped, "skipped" },
		{ tally->missing, "missing" },
	};
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	if (!tally->ok)
		fputs("no record", out);
	else
		fprintf(out, "%zu good repetition%s", tally->n_ok,
			tally->n_ok == 1 ? "" : "s");
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (parts[i].n)
			fprintf(out, ", %zu %s", parts[i].n, parts[i].word);
	return fclose(out) ? NULL : text;
}
