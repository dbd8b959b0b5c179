/* SPDX-License-Identifier: GPL-2.0 */
/* What writing and reading an archive of a run share. */
#ifndef EXITBENCH_RUN_ARCHIVE_PARTS_H
#define EXITBENCH_RUN_ARCHIVE_PARTS_H

#include <stdbool.h>

/* In the directory of a run that is made of them: shards, each a run. */
#define SHARDS_DIR "shards"

/* meta.json and records.jsonl. */
#define ARCHIVE_MEMBERS 2
extern const char *const archive_members[ARCHIVE_MEMBERS];

/*
 * Whether a run in results/ may have this name: one that is neither hidden, nor
 * taken (latest, compare), nor has slashes or control characters.
 */
bool archive_name_ok(const char *name);

/*
 * Whether @dir is no run of shards that was stopped, or goes on: such a one has its
 * shards and nothing else. 0, -ENODATA printed with what to do, or -ENOMEM.
 */
int archive_check_merged(const char *dir);

/* "exitbench: @what '@object': …" on stderr; returns @err, a negative errno. */
int archive_complain(const char *what, const char *object, int err);

#endif
