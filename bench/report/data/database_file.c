// SPDX-License-Identifier: GPL-2.0
/* The SQLite file of many runs; see database_file.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database_file.h"
#include "database_tables.h"
#include "lines.h"
#include "text.h"

/* Two may add at once: how long one waits for the other. */
#define WAIT_MS 60000

/* The first bytes of the file, with the zero behind them. */
#define MAGIC "SQLite format 3"

bool database_file_is(const char *file)
{
	char begin[sizeof(MAGIC)] = "";
	FILE *in;

	if (lines_open(&in, file))
		return false;
	(void)!fread(begin, 1, sizeof(begin), in);
	fclose(in);
	return !memcmp(begin, MAGIC, sizeof(MAGIC));
}

int database_file_error(sqlite3 *lib, struct sentence *why)
{
	int what = sqlite3_errcode(lib);

	sentence_set(why, -EIO, "%s", sqlite3_errmsg(lib));
	/* It is damaged, or has not the tables that it says. */
	if (what == SQLITE_CORRUPT || what == SQLITE_ERROR)
		sentence_add(why, "; make a new one from the runs");
	return -EIO;
}

int database_file_run(sqlite3 *lib, const char *sql, struct sentence *why)
{
	return sqlite3_exec(lib, sql, NULL, NULL, NULL) ?
	       database_file_error(lib, why) : 0;
}

static int64_t ask(sqlite3 *lib, const char *sql)
{
	sqlite3_stmt *stmt;
	int64_t answer = -1;

	if (sqlite3_prepare_v2(lib, sql, -1, &stmt, NULL))
		return -1;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		answer = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return answer;
}

static int make_tables(sqlite3 *lib, struct sentence *why)
{
	char *text = text_format("%sPRAGMA application_id = %d;"
				 "PRAGMA user_version = %d", database_tables,
				 DATABASE_ID, DATABASE_VERSION);
	int err = text ? database_file_run(lib, text, why) : -ENOMEM;

	free(text);
	return err;
}

/* Whether the tables are ours; makes them where nothing is yet, to add to them. */
static int check_tables(sqlite3 *lib, bool add, struct sentence *why)
{
	const char *remedy = add ? "name another with FILE=" :
			     "make export FORMAT=sqlite makes one of runs";
	int64_t tables = ask(lib, "SELECT count(*) FROM sqlite_master");

	if (!tables && add)
		return make_tables(lib, why);
	if (sqlite3_errcode(lib) == SQLITE_NOTADB)
		return sentence_set(why, -EINVAL, "it is there and is no SQLite database; %s",
				    remedy);
	if (tables < 0)
		return database_file_error(lib, why);
	if (ask(lib, "PRAGMA application_id") != DATABASE_ID)
		return sentence_set(why, -EINVAL, "it is a database of another program; %s",
				    remedy);
	if (ask(lib, "PRAGMA user_version") != DATABASE_VERSION)
		return sentence_set(why, -EINVAL, "its tables are of another version of exitbench; make a new one from the runs");
	return 0;
}

int database_file_open(sqlite3 **lib, const char *file, bool add,
		       struct sentence *why)
{
	int flags = add ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
			  SQLITE_OPEN_NOFOLLOW : SQLITE_OPEN_READONLY;
	int err = 0;

	/* A flag keeps a name such as ":memory:" or "file:…" a name of a file. */
	if (sqlite3_open_v2(file, lib, flags, NULL))
		err = database_file_error(*lib, why);
	if (!err) {
		sqlite3_busy_timeout(*lib, WAIT_MS);
		/* One that is no database is told by check_tables(). */
		if (sqlite3_exec(*lib, add ? "BEGIN IMMEDIATE" : "BEGIN", NULL,
				 NULL, NULL) &&
		    sqlite3_errcode(*lib) != SQLITE_NOTADB)
			err = database_file_error(*lib, why);
	}
	err = err ?: check_tables(*lib, add, why);
	if (err)
		sqlite3_close(*lib);
	return err;
}
