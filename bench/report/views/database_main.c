// SPDX-License-Identifier: GPL-2.0
/* exitbench database: reads the command line, adds one run after the other. */
#include <stdio.h>

#include "database.h"
#include "database_main.h"
#include "run_archive.h"
#include "run_words.h"

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "the database (results/runs.sqlite)", 0 },
	{ 0 }
};

static const struct argp database_argp = {
	options, run_words_parse, "RUN...",
	"Adds runs, or exported files, to an SQLite database (docs/database.md). A run "
	"that is in it already is left as it is.",
	NULL, NULL, NULL
};

static int add(struct database *db, const char *run, const char *file)
{
	struct sentence why;
	struct results res;
	int added = archive_results(&res, run);

	if (added)
		return added;
	added = database_add(db, &res, &why);
	if (added < 0)
		fprintf(stderr, "exitbench: adding run '%s' to '%s': %s\n", run,
			file, why.text);
	else if (!added)
		printf("%s is in %s already\n", run, file);
	else
		printf("%s: %zu records added to %s\n", run, res.n_records,
		       file);
	results_free(&res);
	return added < 0 ? added : 0;
}

int main_database(int argc, char **argv)
{
	struct run_words w = {
		.needs = "a run, such as results/latest",
		.output = "results/runs.sqlite",
	};
	struct sentence why;
	struct database *db;
	int failed = 0;

	argp_parse(&database_argp, argc, argv, ARGP_IN_ORDER, NULL, &w);
	if (database_open(&db, w.output, &why)) {
		fprintf(stderr, "exitbench: opening database '%s': %s\n", w.output,
			why.text);
		return 1;
	}
	/* One that cannot be read does not keep the others out. */
	for (size_t i = 0; i < w.n; i++)
		failed |= add(db, w.runs[i], w.output);
	database_close(db);
	return failed ? 1 : 0;
}
