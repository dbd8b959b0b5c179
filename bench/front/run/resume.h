/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run that was stopped and is to go on: what it has left, and whether this is
 * still what it was begun with. bench/RECORDS.md, "A run that goes on", says what
 * is run again and why.
 */
#ifndef EXITBENCH_RESUME_H
#define EXITBENCH_RESUME_H

#include <stdio.h>

#include <jansson.h>

struct session;

struct resume {
	char *dir;		/* absolute: results/<name> */
	char *results;		/* absolute: the directory of that */
	char **options;		/* of its settings, settings.h */
	json_t *meta;		/* as it was left */
	FILE *records;		/* at its end, and locked; nobody else goes on */
};

/* The newest in @results that is not complete: its path, to be freed, or NULL. */
char *resume_newest(const char *results);

/*
 * Opens @run, a directory. What a line that was being written has left at the end of the records is cut
 * off. 0, or a negative errno with a message and nothing to free.
 */
int resume_open(struct resume *resume, const char *run);

/*
 * Whether @now, which has "settings", "git", "vendor", "hashes" and "programs" as
 * meta.json has them, is what the run was begun with. 0, or -EINVAL with a message
 * that names the first that differs.
 */
int resume_check(const struct resume *resume, const json_t *now);

/*
 * Gives @sessions, one a mode of the plan, the records that count. 0, or a
 * negative errno with a message.
 */
int resume_take(const struct resume *resume, struct session *sessions,
		unsigned int nr_sessions);

/* Locks the records of a run; only one front end writes to them. 0 or -errno. */
int resume_lock(FILE *records);

/* Closes the records, too, unless they were taken out. */
void resume_free(struct resume *resume);

#endif
