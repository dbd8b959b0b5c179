/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The exit reasons of a record out of its text, as exitbench writes them. They are nine
 * tenths of a line, and a JSON library that makes an object of each number takes
 * ten times as long. What is written in any other way, or is wrong, is left to
 * parse_reasons.h: this file knows no message.
 */
#ifndef EXITBENCH_SCAN_REASONS_H
#define EXITBENCH_SCAN_REASONS_H

#include "parse.h"

struct scanned {
	struct record rec;		/* with nothing but reasons and sums */
	uint64_t exits;			/* of all reasons */
	const char *array, *end;	/* their array in the text */
};

/*
 * Whether it has scanned the first array of exit reasons in @text; the caller makes
 * sure that it is the record's own. scan_free() is due in any case.
 */
bool scan_reasons(struct scanned *scanned, const char *text);
void scan_free(struct scanned *scanned);

/*
 * Moves reasons and sums to @rec, whose exits are known. 0, or -EBADMSG with @why;
 * they are @rec's in both cases.
 */
int scan_take(struct record *rec, struct scanned *scanned, struct sentence *why);

#endif
