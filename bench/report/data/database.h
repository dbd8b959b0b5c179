/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs in one SQLite database, to be asked together (docs/database.md has its tables
 * and queries).
 */
#ifndef EXITBENCH_DATABASE_H
#define EXITBENCH_DATABASE_H

#include "base.h"
#include "results.h"

struct database;

/*
 * Opens @file, or makes it. A file that is anything else is refused. 0, or a negative
 * errno with @why; database_close() is due after 0.
 */
int database_open(struct database **db, const char *file, struct sentence *why);

/*
 * Adds a run, all of it or nothing. Returns 1, or 0 if the same run is in there
 * already, or a negative errno with @why.
 */
int database_add(struct database *db, const struct results *res,
		 struct sentence *why);

void database_close(struct database *db);

#endif
