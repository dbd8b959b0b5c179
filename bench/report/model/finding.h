/* SPDX-License-Identifier: GPL-2.0 */
/* A list of what a reader must know before believing figures. */
#ifndef EXITBENCH_FINDING_H
#define EXITBENCH_FINDING_H

#include <stddef.h>

enum finding_kind {
	FINDING_FAILED,
	FINDING_SKIPPED,
	FINDING_MISSING,
	FINDING_DAMAGED,
	FINDING_NOTE,
	FINDING_KINDS
};

/* Something a reader must know before believing the figures. */
struct finding {
	enum finding_kind kind;
	char *text;
	const char *console;	/* last lines of the guest, or NULL */
};

struct findings {
	struct finding *list;
	size_t n;
};

/* Adds a finding, with the guest's last lines if any; 0 or -ENOMEM. */
__attribute__((format(printf, 4, 5)))
int finding_add(struct findings *findings, enum finding_kind kind,
		const char *console, const char *fmt, ...);

void findings_free(struct findings *findings);

#endif
