/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The exit reasons of a record, one by one, as they are read: whether each fits in
 * with itself and with those before it, and their sums.
 */
#ifndef EXITBENCH_ADD_REASON_H
#define EXITBENCH_ADD_REASON_H

#include "packed.h"
#include "parse.h"

/* A record to which reasons are added; begins as { .rec = … }. */
struct reasons {
	struct record *rec;
	struct packer packer;
	uint64_t exits;			/* of all so far */
	uint64_t least;			/* that the next may be */
};

/* One reason, as it was read. What cost does not know is 0. */
struct read_reason {
	struct exit_reason reason;
	struct histogram cost;
	bool has_hist, has_quarters, has_min, has_max;
};

/*
 * Adds @read, whose details are with the record already. 0, -EBADMSG with @why, or
 * -ENOMEM; reasons_done() is due in any case.
 */
int add_reason(struct reasons *to, struct read_reason *read,
	       struct sentence *why);

/* Leaves the reasons with the record. */
void reasons_done(struct reasons *to);

/* Whether the record has as many @exits as its reasons. 0, or -EBADMSG with @why. */
int reasons_sum(const struct record *rec, uint64_t exits, struct sentence *why);

#endif
