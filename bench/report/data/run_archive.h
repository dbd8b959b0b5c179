/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run as one file: a tar.gz of meta.json and records.jsonl in a directory of
 * the run's name. Everything else is made again from these two.
 */
#ifndef EXITBENCH_RUN_ARCHIVE_H
#define EXITBENCH_RUN_ARCHIVE_H

#include <stddef.h>

/* The largest meta.json and records.jsonl that are taken from an archive. */
#define ARCHIVE_META_MAX (16LL << 20)
#define ARCHIVE_RECORDS_MAX (8LL << 30)

/*
 * Writes results directory @dir to @file, or, when that is NULL, to
 * <run>.tar.gz in the current directory; tells the file's name in *@written, to
 * be freed. The same run makes the same bytes, whoever exports it and when.
 * @file is there whole or as it was. Returns 0 or a negative errno, printed.
 */
int archive_export(const char *dir, const char *file, char **written);

/*
 * The results directory of @run, to be freed in *@dir: @run itself when it is
 * one; what is in it, taken into @results, when it is an archive. Only the two
 * files are taken, without what the archive says of owners, modes and times, and
 * only when they load. A run that is already there is taken when its records are
 * the same, and refused otherwise; so is a run of shards that is not merged yet.
 * Returns 0 or a negative errno, printed.
 */
int archive_open(const char *run, const char *results, char **dir);

/*
 * Loads the records of @run, likewise, into @res. Returns 0 or a negative errno,
 * printed; results_free() is due only after 0.
 */
struct results;
int archive_results(struct results *res, const char *run);

/*
 * Loads each of the @n @runs, a results directory, or an archive, which is taken
 * into results/. Returns 0 or a negative errno, printed; archive_free_runs() is
 * due only after 0.
 */
struct loaded_run;
int archive_load_runs(struct loaded_run *loaded, const char *const *runs,
		      size_t n);
void archive_free_runs(struct loaded_run *loaded, size_t n);

#endif
