/* SPDX-License-Identifier: GPL-2.0 */
/* The SQLite file of many runs: opened, and whether it is ours. */
#ifndef EXITBENCH_DATABASE_FILE_H
#define EXITBENCH_DATABASE_FILE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base.h"

/* Whether @file begins as databases of SQLite do. */
bool database_file_is(const char *file);

/*
 * Opens @file: to add to it, and makes it where it is not there, or only to read. A
 * file that is anything else is refused. A transaction has begun. 0, or a negative
 * errno with @why; sqlite3_close() is due after 0.
 */
int database_file_open(sqlite3 **lib, const char *file, bool add,
		       struct sentence *why);

/* -EIO, with what SQLite says. */
int database_file_error(sqlite3 *lib, struct sentence *why);

/* Runs @sql: 0, or -EIO with @why. */
int database_file_run(sqlite3 *lib, const char *sql, struct sentence *why);

#endif
