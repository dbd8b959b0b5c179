// SPDX-License-Identifier: GPL-2.0
/* Loads the parts of a run and merges them; see merge_named.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "merge.h"
#include "merge_named.h"
#include "run_archive.h"

static int load(struct results *res, const char *run)
{
	int err = archive_results(res, run);

	/* A part may have a million records, and merging asks for none. */
	if (!err)
		results_drop_reasons(res);
	return err;
}

int merge_named(const char *const *names, size_t n, const char *dir)
{
	struct results *loaded = calloc(n, sizeof(*loaded));
	const struct results **runs = calloc(n, sizeof(*runs));
	struct sentence why;
	size_t i = 0;
	int err = loaded && runs ? 0 : -ENOMEM;

	for (; !err && i < n; i += !err) {
		runs[i] = &loaded[i];
		err = load(&loaded[i], names[i]);
	}
	if (!err) {
		err = merge_runs(runs, n, dir, &why);
		if (err)
			fprintf(stderr, "exitbench: merging runs: %s\n", why.text);
	}
	while (i)
		results_free(&loaded[--i]);
	free(loaded);
	free(runs);
	return err;
}
