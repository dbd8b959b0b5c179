/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines of records.jsonl that are parsed together, each by whichever processor is
 * free: parsing JSON is most of what a report of many records does.
 */
#ifndef EXITBENCH_BATCH_H
#define EXITBENCH_BATCH_H

#include "base.h"
#include "lines.h"
#include "records.h"

/* Longest line of records.jsonl, in bytes. */

#define BATCH_LINES 256

/* One line, and what came of it. */
struct batch_line {
	size_t at, len;		/* in the batch's text */
	bool too_long;
	int err;		/* -EBADMSG: not usable, for the reason in why */
	struct sentence why;
	struct record rec;	/* after 0; the caller's */
};

/* Begins as { 0 }. */
struct batch {
	struct batch_line line[BATCH_LINES];
	size_t n;
	char *text;
	size_t len, room;
};

/*
 * Reads the next lines, as many as may be parsed together; none at the end of the
 * file. Returns 0 or a negative errno; those before it are in the batch, too.
 */
int batch_read(struct batch *batch, struct lines *lines);

/* Parses all lines that were read. */
void batch_parse(struct batch *batch);

void batch_free(struct batch *batch);

#endif
