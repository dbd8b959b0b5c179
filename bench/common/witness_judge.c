// SPDX-License-Identifier: GPL-2.0
/* Counters against witnesses; see witness_judge.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include <asm/kvm.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "kvm_exit_acct.h"
#include "witness_judge.h"

#define EMULATED "KVM emulates a guest in a state that this processor cannot enter; the counters count each stretch, and there is no VM exit"
#define EARLY_CHECK "KVM has the processor check a nested VM entry (nested_early_check=1), and no guest exits"
#define FASTPATH "KVM of this kernel enters the guest again before its tracepoint: its fast path"
#define MEANWHILE "while the VM's counters were latched, exits of other vCPUs ended; each of these is before the latch for one and behind it for the other"

struct judging {
	enum vendor vendor;
	const json_t *record, *witness;
	json_t *differs;
	json_int_t untraced;	/* of them, not yet accounted for */
	/* How many may remain so, or be missing: they ended during a latch. */
	json_int_t untraced_more, untraced_less;
	json_int_t emulated;
	struct sentence *why;
	int err;
};

static json_int_t integer(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

/* Numbers may come from a stranger. */
static json_int_t add(json_int_t a, json_int_t b)
{
	json_int_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static const json_t *row_of(const json_t *rows, json_int_t reason)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
		if (integer(row, "reason") == reason)
			return row;
	return NULL;
}

/* @row names the reason; NULL for all reasons together. */
static void differ(struct judging *j, const char *witness, const json_t *row,
		   json_int_t counted, json_int_t seen, const char *cause)
{
	json_t *what = json_pack("{s:s, s:I, s:I, s:s*}", "witness", witness,
				 "counted", counted, "seen", seen,
				 "cause", cause);
	const char *name = json_string_value(json_object_get(row, "name"));

	if (row) {
		json_object_set(what, "reason", json_object_get(row, "reason"));
		json_object_set(what, "name", json_object_get(row, "name"));
	}
	json_array_append_new(j->differs, what);
	if (cause || j->err)
		return;
	j->err = sentence_set(j->why, -EBADMSG,
			      "a witness disagrees: %lld VM exits%s%s were counted, %s saw %lld",
			      (long long)counted, name ? " of " : "",
			      name ? name : "", witness, (long long)seen);
}

/* AMD's KVM up to 6.10 handles these exits before it traces them. */
static bool has_fastpath(const struct judging *j, const json_t *row)
{
	json_int_t reason = integer(row, "reason");

	return j->vendor == VENDOR_SVM &&
	       (reason == SVM_EXIT_MSR || reason == SVM_EXIT_HLT);
}

/* The coursework's leaves count it as the exit that entering would have caused. */
static bool is_emulated(const struct judging *j, const json_t *row)
{
	json_int_t reason = integer(row, "reason");

	return j->vendor == VENDOR_VMX &&
	       (reason == KVM_EXIT_ACCT_REASON_EMULATED ||
		reason == EXIT_REASON_INVALID_STATE);
}

/*
 * Whether the counters may have so many more, or fewer, as other vCPUs went on while
 * they were latched. An exit that ended during the first latch is before the bracket
 * in the trace; one that ended during the last, within it.
 */
static bool is_meanwhile(json_int_t missing, const json_t *traced)
{
	return missing <= integer(traced, "at_begin") &&
	       -missing <= integer(traced, "at_end");
}

/* Whether KVM did not trace @missing exits; then they are accounted for. */
static bool is_fastpath(struct judging *j, json_int_t missing,
			const json_t *traced)
{
	json_int_t most = add(j->untraced, j->untraced_less);
	json_int_t fast = missing < most ? missing : most;

	if (fast <= 0 || !is_meanwhile(missing - fast, traced))
		return false;
	j->untraced -= fast;
	return true;
}

/* @row names the reason, @traced is what was seen of it, if anything was. */
static void judge_reason(struct judging *j, const json_t *row,
			 json_int_t counted, const json_t *traced)
{
	json_int_t seen = integer(traced, "count");
	json_int_t missing = counted - seen;
	const char *cause = NULL;

	if (has_fastpath(j, row))
		j->untraced_more = add(j->untraced_more,
				       integer(traced, "at_end"));
	if (!missing)
		return;
	if (!seen && is_emulated(j, row)) {
		cause = EMULATED;
		j->emulated = counted;
	} else if (!seen && j->vendor == VENDOR_VMX &&
		   integer(row, "reason") == KVM_EXIT_ACCT_REASON_EARLY_CHECK) {
		cause = EARLY_CHECK;
	} else if (has_fastpath(j, row) && is_fastpath(j, missing, traced)) {
		cause = FASTPATH;
	} else if (is_meanwhile(missing, traced)) {
		cause = MEANWHILE;
	}
	differ(j, "kvm_exit", row, counted, seen, cause);
}

static void judge_reasons(struct judging *j)
{
	const json_t *counted = json_object_get(j->record, "reasons");
	const json_t *traced = json_object_get(j->witness, "traced"), *row;
	size_t i;

	json_array_foreach(counted, i, row)
		judge_reason(j, row, integer(row, "count"),
			     row_of(traced, integer(row, "reason")));
	json_array_foreach(traced, i, row)
		if (!row_of(counted, integer(row, "reason")))
			judge_reason(j, row, 0, row);
	/* Each such entry ends an exit that must have been counted. */
	if (j->untraced > 0)
		differ(j, "kvm_entry", NULL, 0, j->untraced,
		       j->untraced <= j->untraced_more ? MEANWHILE : NULL);
	else if (j->untraced)
		differ(j, "kvm_entry", NULL, -j->untraced, 0, MEANWHILE);
}

/*
 * At either moment every vCPU may be between an exit and where KVM counts it, or
 * traces it.
 */
static void judge_statistics(struct judging *j)
{
	json_int_t traced = integer(j->witness, "stats_traced") + j->emulated;
	json_int_t slack = 2 * integer(j->witness, "vcpus");
	const json_t *stats = json_object_get(j->witness, "stats");
	json_int_t exits = integer(stats, "exits");

	if (!json_object_get(stats, "exits"))
		return;
	if (exits > traced + slack || exits + slack < traced)
		differ(j, "KVM's statistic exits", NULL, traced, exits, NULL);
}

/* Exits of all reasons that ended while a latch was under way. */
static json_int_t all_meanwhile(const struct judging *j, const char *key,
				const char *untraced)
{
	json_int_t sum = integer(j->witness, untraced);
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(j->witness, "traced"), i, row)
		sum = add(sum, integer(row, key));
	return sum;
}

/*
 * The emulator has a latch where the guest executes it, before KVM copies what it has
 * counted: what ended in between is behind the first latch, and behind the last.
 */
static void judge_vmruns(struct judging *j, json_int_t vmruns)
{
	json_int_t exits = integer(j->record, "exits");
	json_int_t more = vmruns - exits;

	if (!more)
		return;
	differ(j, "the emulator's VMRUN", NULL, exits, vmruns,
	       more <= all_meanwhile(j, "at_begin", "untraced_at_begin") &&
	       -more <= all_meanwhile(j, "at_end", "untraced_at_end") ?
	       MEANWHILE : NULL);
}

int witness_judge(enum vendor vendor, json_t *record, struct sentence *why)
{
	json_t *witness = json_object_get(record, "witness");
	const json_t *vmruns = json_object_get(witness, "vmruns");
	json_int_t lost = integer(witness, "lost");
	struct judging j = {
		.vendor = vendor, .record = record, .witness = witness,
		.untraced = integer(witness, "untraced"), .why = why,
		.untraced_more = integer(witness, "untraced_at_end"),
		.untraced_less = integer(witness, "untraced_at_begin"),
		.differs = json_array(),
	};

	if (lost)
		j.err = sentence_set(why, -EBADMSG,
				     "no witness: the kernel's trace lost %lld events; give a smaller count or size",
				     (long long)lost);
	judge_reasons(&j);
	judge_statistics(&j);
	if (vmruns)
		judge_vmruns(&j, json_integer_value(vmruns));
	json_object_set_new(witness, "differs", j.differs);
	return j.err;
}
