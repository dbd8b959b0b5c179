// SPDX-License-Identifier: GPL-2.0
/* Exit reasons of a record, added and checked; see add_reason.h. */
#include <errno.h>
#include <inttypes.h>

#include "add_reason.h"

/* Those of each octave are what is in it. */
static int check_quarters(const struct read_reason *read, struct sentence *why)
{
	for (int i = 0; read->has_quarters && i < HISTOGRAM_BUCKETS; i++) {
		uint64_t sum = 0;

		for (int q = 4 * i; i < KVM_EXIT_ACCT_OCTAVES && q < 4 * i + 4; q++)
			if (__builtin_add_overflow(sum, read->cost.quarter[q], &sum))
				sum = UINT64_MAX;
		if (sum != read->cost.bucket[i])
			return sentence_set(why, -EBADMSG,
					    "the 'quarters' of reason %" PRIu32
					    " do not add up to its 'hist'",
					    read->reason.reason);
	}
	return 0;
}

/* What single exits cost. Without a histogram that is not known. */
static int check_cost(struct record *rec, struct read_reason *read,
		      struct sentence *why)
{
	struct histogram *cost = &read->cost;
	uint64_t sum = 0, min = cost->min, max = cost->max;

	for (int i = 0; read->has_hist && i < HISTOGRAM_BUCKETS; i++)
		if (__builtin_add_overflow(sum, cost->bucket[i], &sum))
			return sentence_set(why, -EBADMSG,
					    "'hist' of reason %" PRIu32
					    " does not fit in 64 bits",
					    read->reason.reason);
	rec->odd_histograms += read->has_hist && sum != read->reason.count;
	if (read->has_min && read->has_max && min > max)
		return sentence_set(why, -EBADMSG,
				    "the shortest exit of reason %" PRIu32
				    " took longer than the longest",
				    read->reason.reason);
	if (!read->has_hist)
		return 0;
	histogram_bounds(cost);
	cost->min = read->has_min ? min : cost->min;
	cost->max = read->has_max ? max : cost->max;
	return 0;
}

/* Every exit went as deep as one of them says, if any of them is known. */
static int check_depths(const struct exit_reason *r, struct sentence *why)
{
	uint64_t sum = 0;

	for (int i = 0; i < KVM_EXIT_ACCT_DEPTHS; i++)
		if (__builtin_add_overflow(sum, r->depth[i], &sum))
			sum = UINT64_MAX;
	if (!sum || sum == r->count)
		return 0;
	return sentence_set(why, -EBADMSG, "the depths of reason %" PRIu32
			    " are of %" PRIu64 " exits, not of %" PRIu64,
			    r->reason, sum, r->count);
}

static int check_blocked(const struct exit_reason *r, struct sentence *why)
{
	if (r->preempted_cycles <= r->blocked_cycles &&
	    r->asleep_cycles <= r->blocked_cycles - r->preempted_cycles)
		return 0;
	return sentence_set(why, -EBADMSG, "reason %" PRIu32
			    " was preempted and asleep for longer than blocked",
			    r->reason);
}

static int check_l2(const struct exit_reason *r, struct sentence *why)
{
	if (r->l2_count <= r->count && r->l2_kernel_cycles <= r->kernel_cycles &&
	    r->l2_user_cycles <= r->user_cycles)
		return 0;
	return sentence_set(why, -EBADMSG, "of reason %" PRIu32
			    " more came from L2 than there was", r->reason);
}

/* Adds up what the record says of the whole. */
static int add_up(struct record *rec, const struct exit_reason *r,
		  uint64_t *exits, struct sentence *why)
{
	if (__builtin_add_overflow(*exits, r->count, exits) ||
	    __builtin_add_overflow(rec->kernel_cycles, r->kernel_cycles,
				   &rec->kernel_cycles) ||
	    __builtin_add_overflow(rec->user_cycles, r->user_cycles,
				   &rec->user_cycles) ||
	    __builtin_add_overflow(rec->blocked_cycles, r->blocked_cycles,
				   &rec->blocked_cycles) ||
	    __builtin_add_overflow(rec->away_cycles, r->away_cycles,
				   &rec->away_cycles) ||
	    __builtin_add_overflow(rec->switch_cycles, r->switch_cycles,
				   &rec->switch_cycles))
		return sentence_set(why, -EBADMSG,
				    "its sums do not fit in 64 bits");
	return 0;
}

int add_reason(struct reasons *to, struct read_reason *read,
	       struct sentence *why)
{
	struct exit_reason *r = &read->reason;
	int err = check_cost(to->rec, read, why);

	if (!err && r->reason < to->least)
		err = sentence_set(why, -EBADMSG, "its reasons do not ascend");
	err = err ?: check_quarters(read, why) ?: check_depths(r, why) ?: check_blocked(r, why) ?:
	      check_l2(r, why) ?:
	      add_up(to->rec, r, &to->exits, why) ?:
	      packed_add(&to->packer, r, read->has_hist ? &read->cost : NULL);
	if (err)
		return err;
	to->least = (uint64_t)r->reason + 1;
	to->rec->n_reasons++;
	return 0;
}

void reasons_done(struct reasons *to)
{
	to->rec->reasons = packed_done(&to->packer);
}

int reasons_sum(const struct record *rec, uint64_t exits, struct sentence *why)
{
	if (exits == rec->exits)
		return 0;
	return sentence_set(why, -EBADMSG, "its reasons add up to %" PRIu64
			    " exits, not %" PRIu64, exits, rec->exits);
}
