/* SPDX-License-Identifier: GPL-2.0 */
/* The tables of the database (docs/database.md), in SQL. */
#ifndef EXITBENCH_DATABASE_TABLES_H
#define EXITBENCH_DATABASE_TABLES_H

/* "exbt": that it is ours; and which tables it has. */
#define DATABASE_ID 0x65786274
#define DATABASE_VERSION 7

extern const char database_tables[];

enum { RUN, RECORD, REASON, BUCKET, DEPTH, SLOW, VCPU, PHASE, INSERTS };

/* Adds a row to each; their values are numbered. */
extern const char *const database_insert[INSERTS];

#endif
