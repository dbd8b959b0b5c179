// SPDX-License-Identifier: GPL-2.0
/*
 * Exit reasons in few bytes; see packed.h. Every number is written in groups of 7
 * bits, the lowest first; the high bit of a byte says that more follow (LEB128).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "packed.h"

#define NUMBER_MAX 10		/* bytes of 64 bits */
/* Numbers of a reason, and of its histogram: extremes, first bucket, count, quarters. */
#define REASON_NUMBERS (16 + KVM_EXIT_ACCT_DEPTHS)
#define COST_NUMBERS (4 + HISTOGRAM_BUCKETS + 3 * KVM_EXIT_ACCT_OCTAVES)

static unsigned char *put(unsigned char *to, uint64_t number)
{
	for (; number > 0x7f; number >>= 7)
		*to++ = number | 0x80;
	*to++ = number;
	return to;
}

static uint64_t get(const unsigned char **from)
{
	uint64_t number = 0, byte;
	int shift = 0;

	do {
		byte = *(*from)++;
		number |= (byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return number;
}

/* Of the buckets only those between the first and the last that are in use. */
static unsigned char *put_cost(unsigned char *to, const struct histogram *cost)
{
	int first = 0, end = HISTOGRAM_BUCKETS;
	bool quarters = false;

	while (end && !cost->bucket[end - 1])
		end--;
	while (first < end && !cost->bucket[first])
		first++;
	/* Wraps, and back, where they are the wrong way round. */
	to = put(put(to, cost->min), cost->max - cost->min);
	for (int i = first; i < end; i++)
		quarters |= buckets_has_quarters(cost->bucket, cost->quarter, i);
	to = put(put(to, 2 * first + quarters), end - first);
	for (int i = first; i < end; i++) {
		to = put(to, cost->bucket[i]);
		/* The last is what they leave. */
		for (int q = 4 * i; quarters && cost->bucket[i] && q < 4 * i + 3; q++)
			to = put(to, cost->quarter[q]);
	}
	return to;
}

static int make_room(struct packer *packer, size_t len)
{
	size_t room = packer->len + len;
	unsigned char *grown;

	if (room <= packer->room)
		return 0;
	grown = realloc(packer->bytes, 2 * room);
	if (!grown)
		return -ENOMEM;
	packer->bytes = grown;
	packer->room = 2 * room;
	return 0;
}

int packed_add(struct packer *packer, const struct exit_reason *reason,
	       const struct histogram *cost)
{
	unsigned char bytes[COST_NUMBERS * NUMBER_MAX], *to;
	size_t len = cost ? put_cost(bytes, cost) - bytes : 0;
	size_t depths = KVM_EXIT_ACCT_DEPTHS;
	bool parts = reason->preempted_cycles || reason->asleep_cycles;
	bool l2 = reason->l2_count || reason->l2_kernel_cycles ||
		  reason->l2_user_cycles;

	while (depths && !reason->depth[depths - 1])
		depths--;
	if (make_room(packer, REASON_NUMBERS * NUMBER_MAX + len))
		return -ENOMEM;
	to = packer->bytes + packer->len;
	to = put(put(to, reason->reason), reason->name);
	to = put(put(to, reason->count), reason->kernel_cycles);
	to = put(put(to, reason->user_cycles), reason->blocked_cycles);
	/* Few have all of these: the low bits say what follows. */
	to = put(to, len << 6 | !!reason->switch_cycles << 5 | l2 << 4 | parts << 3 | !!depths << 2 | !!reason->away_cycles << 1 |
		 !!reason->n_details);
	if (reason->n_details)
		to = put(to, reason->n_details);
	if (reason->away_cycles)
		to = put(to, reason->away_cycles);
	if (reason->switch_cycles)
		to = put(to, reason->switch_cycles);
	if (parts)
		to = put(put(to, reason->preempted_cycles),
			 reason->asleep_cycles);
	if (l2)
		to = put(put(put(to, reason->l2_count), reason->l2_kernel_cycles),
			 reason->l2_user_cycles);
	if (depths)
		to = put(to, depths);
	for (size_t i = 0; i < depths; i++)
		to = put(to, reason->depth[i]);
	for (size_t i = 0; i < len; i++)
		*to++ = bytes[i];
	packer->len = to - packer->bytes;
	return 0;
}

unsigned char *packed_done(struct packer *packer)
{
	unsigned char *bytes = packer->bytes, *exact = NULL;

	/* A copy, not a block cut to size: that leaves gaps of no use. */
	if (packer->len)
		exact = malloc(packer->len);
	if (exact) {
		memcpy(exact, bytes, packer->len);
		free(bytes);
		bytes = exact;
	}
	*packer = (struct packer){ 0 };
	return bytes;
}

struct packed_walk packed_begin(const struct record *rec)
{
	return (struct packed_walk){ rec->reasons, rec->n_reasons,
				     extras(rec)->details };
}

bool packed_next(struct packed_walk *walk, struct exit_reason *reason)
{
	const unsigned char **at = &walk->at;
	size_t len, depths;

	if (!walk->left)
		return false;
	walk->left--;
	reason->reason = get(at);
	reason->name = get(at);
	reason->count = get(at);
	reason->kernel_cycles = get(at);
	reason->user_cycles = get(at);
	reason->blocked_cycles = get(at);
	len = get(at);
	reason->n_details = len & 1 ? get(at) : 0;
	reason->away_cycles = len & 2 ? get(at) : 0;
	reason->switch_cycles = len & 32 ? get(at) : 0;
	reason->preempted_cycles = len & 8 ? get(at) : 0;
	reason->asleep_cycles = len & 8 ? get(at) : 0;
	reason->l2_count = len & 16 ? get(at) : 0;
	reason->l2_kernel_cycles = len & 16 ? get(at) : 0;
	reason->l2_user_cycles = len & 16 ? get(at) : 0;
	depths = len & 4 ? get(at) : 0;
	for (size_t i = 0; i < KVM_EXIT_ACCT_DEPTHS; i++)
		reason->depth[i] = i < depths ? get(at) : 0;
	len >>= 6;
	reason->details = walk->details;
	if (walk->details)	/* else there are none to go on by */
		walk->details += reason->n_details;
	reason->cost = len ? *at : NULL;
	*at += len;
	return true;
}

size_t packed_size(const struct record *rec)
{
	struct packed_walk walk = packed_begin(rec);
	struct exit_reason reason;

	if (!rec->reasons)
		return 0;
	while (packed_next(&walk, &reason));
	return walk.at - rec->reasons;
}

struct histogram packed_cost(const struct exit_reason *reason)
{
	const unsigned char *from = reason->cost;
	struct histogram cost = { 0 };
	uint64_t first, n;
	bool quarters;

	if (!from)
		return cost;
	cost.min = get(&from);
	cost.max = cost.min + get(&from);
	first = get(&from);
	quarters = first & 1;
	first >>= 1;
	n = get(&from);
	for (uint64_t i = first; i < first + n; i++) {
		uint64_t *quarter;

		cost.bucket[i] = get(&from);
		if (!quarters || !cost.bucket[i])
			continue;
		quarter = &cost.quarter[4 * i];
		quarter[3] = cost.bucket[i];
		for (int q = 0; q < 3; q++) {
			quarter[q] = get(&from);
			quarter[3] -= quarter[q];
		}
	}
	return cost;
}
