/* SPDX-License-Identifier: GPL-2.0 */
/* What a Linux kernel logs when it complains, crashes or hangs, out of its log. */
#ifndef EXITBENCH_CRASH_H
#define EXITBENCH_CRASH_H

#include <stdbool.h>

#include <jansson.h>

#include "base.h"

#define CRASH_LINES 8

/*
 * What a kernel complains about in a line of its log that a healthy one does not
 * write, as in "a warning"; or NULL.
 */
const char *crash_complaint(const char *line);

/*
 * Whether the line is one of those that a kernel writes as it runs out of memory, a
 * trace among them, which is no complaint then. @among them is the next one, too. The
 * last says what was killed, and so does @why, and what to do.
 */
bool crash_oom(bool *among, const char *line, struct sentence *why);

/* What to do where a guest has more memory than the KVM host. */
#define CRASH_NO_MEMORY "give the guest less by MEMORY=, or the workload less to do"

struct crash {
	unsigned int n;		/* lines kept; 0: no crash */
	bool in_trace;		/* behind "Call Trace:" */
	bool has_rip;
	char line[CRASH_LINES][160];
};

/*
 * Looks at the next line of the log. Kept are the first line of a crash, the line
 * that says where it was, and the functions that called that.
 */
void crash_line(struct crash *crash, const char *line);

/* Looks at all lines of a file, such as a console. */
void crash_file(struct crash *crash, const char *path);

/* "the KVM host crashed: …", with all that was kept in one sentence. */
void crash_say(const struct crash *crash, struct sentence *why);

/* The kept lines: a new array. */
json_t *crash_lines(const struct crash *crash);

#endif
