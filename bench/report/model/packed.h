/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The exit reasons of a record in as few bytes as their numbers need: a run may
 * have a million records, and most of their numbers are small.
 */
#ifndef EXITBENCH_PACKED_H
#define EXITBENCH_PACKED_H

#include "records.h"

/* Reasons that are being packed; begins as { 0 }, ends with packed_done(). */
struct packer {
	unsigned char *bytes;
	size_t len, room;
};

/*
 * Adds @reason, without its details, and what single exits @cost; NULL when that
 * is not known. Returns 0 or -ENOMEM.
 */
int packed_add(struct packer *packer, const struct exit_reason *reason,
	       const struct histogram *cost);

/* What was packed, in no more memory than it needs, to be freed; NULL: nothing. */
unsigned char *packed_done(struct packer *packer);

/* From reason to reason; begins as packed_begin(). */
struct packed_walk {
	const unsigned char *at;
	size_t left;
	const struct exit_detail *details;
};

struct packed_walk packed_begin(const struct record *rec);

/* The next reason, in ascending order; false when there is none. */
bool packed_next(struct packed_walk *walk, struct exit_reason *reason);

/* Bytes that the reasons of @rec take. */
size_t packed_size(const struct record *rec);

/* What single exits of @reason cost; empty when that is not known. */
struct histogram packed_cost(const struct exit_reason *reason);

#endif
