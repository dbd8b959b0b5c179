// SPDX-License-Identifier: GPL-2.0
/*
 * What each vCPU did; record_check() has checked the fields. For each exit reason, the
 * vCPUs have what the record has, and what is outside.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "packed.h"
#include "parse_reasons.h"
#include "parse_vcpus.h"

/* False if it does not fit in 64 bits. */
static bool add(struct exit_reason *to, const struct exit_reason *what)
{
	return !__builtin_add_overflow(to->count, what->count, &to->count) &&
	       !__builtin_add_overflow(to->kernel_cycles, what->kernel_cycles,
				       &to->kernel_cycles) &&
	       !__builtin_add_overflow(to->user_cycles, what->user_cycles,
				       &to->user_cycles) &&
	       !__builtin_add_overflow(to->blocked_cycles, what->blocked_cycles,
				       &to->blocked_cycles) &&
	       !__builtin_add_overflow(to->away_cycles, what->away_cycles,
				       &to->away_cycles);
}

static int no_room(struct sentence *why)
{
	return sentence_set(why, -EBADMSG, "the sums of its vCPUs do not fit in 64 bits");
}

static int parse_list(struct vcpu *to, const json_t *list, struct sentence *why)
{
	size_t n = json_array_size(list), i;
	const json_t *item;
	int err = 0;

	if (n > PARSE_REASONS_MAX)
		return sentence_set(why, -EBADMSG, "more than %d exit reasons of a vCPU",
				    PARSE_REASONS_MAX);
	to->reasons = calloc(n ? n : 1, sizeof(*to->reasons));
	if (!to->reasons)
		return -ENOMEM;
	json_array_foreach(list, i, item) {
		struct exit_reason *r = &to->reasons[to->n_reasons++];

		err = err ?: parse_reason(item, r, why);
		if (!err && i && r->reason <= r[-1].reason)
			err = sentence_set(why, -EBADMSG, "exit reasons of a vCPU are not in ascending order");
		if (!err && !add(&to->sum, r))
			err = no_room(why);
	}
	return err;
}

static int parse_vcpu(struct vcpu *to, const json_t *obj, struct sentence *why)
{
	int err = parse_list(to, json_object_get(obj, "reasons"), why);

	to->cpu = parse_count(obj, "cpu");
	if (!err && to->sum.count != parse_count(obj, "exits"))
		err = sentence_set(why, -EBADMSG, "vCPU %" PRIu64 " has %" PRIu64
				   " exits, and its reasons have %" PRIu64,
				   to->cpu, parse_count(obj, "exits"),
				   to->sum.count);
	return err;
}

static bool take_off(struct exit_reason *from, const struct exit_reason *what)
{
	return !__builtin_sub_overflow(from->count, what->count, &from->count) &&
	       !__builtin_sub_overflow(from->kernel_cycles, what->kernel_cycles,
				       &from->kernel_cycles) &&
	       !__builtin_sub_overflow(from->user_cycles, what->user_cycles,
				       &from->user_cycles) &&
	       !__builtin_sub_overflow(from->blocked_cycles,
				       what->blocked_cycles,
				       &from->blocked_cycles) &&
	       !__builtin_sub_overflow(from->away_cycles, what->away_cycles,
				       &from->away_cycles);
}

/* What is left of all vCPUs' exits, by reason. */
struct left {
	struct exit_reason reason[PARSE_REASONS_MAX];
	size_t n;
};

/* NULL if there is no room for a new one. */
static struct exit_reason *find(struct left *left, uint32_t reason)
{
	size_t i = 0;

	while (i < left->n && left->reason[i].reason != reason)
		i++;
	if (i == PARSE_REASONS_MAX)
		return NULL;
	if (i == left->n)
		left->reason[left->n++] =
			(struct exit_reason){ .reason = reason };
	return &left->reason[i];
}

static int add_vcpu(struct left *left, const struct vcpu *vcpu,
		    struct sentence *why)
{
	for (size_t i = 0; i < vcpu->n_reasons; i++) {
		struct exit_reason *to = find(left, vcpu->reasons[i].reason);

		if (!to)
			return sentence_set(why, -EBADMSG,
					    "more than %d exit reasons of its vCPUs",
					    PARSE_REASONS_MAX);
		if (!add(to, &vcpu->reasons[i]))
			return no_room(why);
	}
	return 0;
}

static int take(struct left *left, const struct exit_reason *what,
		struct sentence *why)
{
	struct exit_reason *from = find(left, what->reason);

	return from && take_off(from, what) ? 0 :
	       sentence_set(why, -EBADMSG, "its vCPUs have less of reason %"
			    PRIu32 " than the record and 'outside'",
			    what->reason);
}

static int check_sums(const struct record *rec, struct sentence *why)
{
	const struct vcpus *v = rec->extras->vcpus;
	struct packed_walk walk = packed_begin(rec);
	struct left left = { .n = 0 };
	struct exit_reason r;
	int err = 0;

	for (size_t i = 0; i < v->n && !err; i++)
		err = add_vcpu(&left, &v->vcpu[i], why);
	for (size_t i = 0; i < v->outside.n_reasons && !err; i++)
		err = take(&left, &v->outside.reasons[i], why);
	while (!err && packed_next(&walk, &r))
		err = take(&left, &r, why);
	for (size_t i = 0; i < left.n && !err; i++) {
		r = left.reason[i];
		if (r.count | r.kernel_cycles | r.user_cycles |
		    r.blocked_cycles | r.away_cycles)
			err = sentence_set(why, -EBADMSG, "its vCPUs have more of reason %"
					   PRIu32 " than the record and 'outside'",
					   r.reason);
	}
	return err;
}

int parse_vcpus(struct record *rec, const json_t *obj, struct sentence *why)
{
	const json_t *list = json_object_get(obj, "vcpus"), *item;
	size_t n = json_array_size(list), i;
	struct vcpus *v;
	int err;

	if (!list)
		return !json_object_get(obj, "outside") ? 0 :
		       sentence_set(why, -EBADMSG, "'outside' is of vCPUs, and there are none");
	if (!n || n > PARSE_VCPUS_MAX)
		return sentence_set(why, -EBADMSG, "'vcpus' is not a list of 1 to %d",
				    PARSE_VCPUS_MAX);
	v = rec->extras->vcpus = calloc(1, sizeof(*v));
	if (v)
		v->vcpu = calloc(n, sizeof(*v->vcpu));
	if (!v || !v->vcpu)
		return -ENOMEM;
	err = parse_list(&v->outside, json_object_get(obj, "outside"), why);
	json_array_foreach(list, i, item) {
		err = err ?: parse_vcpu(&v->vcpu[v->n++], item, why);
		if (!err && i && v->vcpu[i].cpu <= v->vcpu[i - 1].cpu)
			err = sentence_set(why, -EBADMSG, "its vCPUs are not in ascending order");
	}
	return err ?: check_sums(rec, why);
}

void parse_vcpus_free(struct vcpus *v)
{
	for (size_t i = 0; v && i < v->n; i++)
		free(v->vcpu[i].reasons);
	if (v) {
		free(v->outside.reasons);
		free(v->vcpu);
	}
	free(v);
}
