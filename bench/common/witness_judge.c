// SPDX-License-Identifier: GPL-2.0
/* Counters against witnesses; see witness_judge.h. */
#include <errno.h>
#include <stdbool.h>

#include <asm/kvm.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "kvm_exit_acct.h"
#include "witness_judge.h"

#define EMULATED "KVM emulates a guest in a state that this processor cannot enter; the counters count each stretch, and there is no VM exit"
#define EARLY_CHECK "KVM has the processor check a nested VM entry (nested_early_check=1), and no guest exits"
#define FASTPATH "KVM of this kernel enters the guest again before its tracepoint: its fast path"

struct judging {
	enum vendor vendor;
	const json_t *record, *witness;
	json_t *differs;
	json_int_t untraced;	/* of them, not yet accounted for */
	json_int_t emulated;
	struct sentence *why;
	int err;
};

static json_int_t integer(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

static json_int_t count_of(const json_t *rows, json_int_t reason)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
		if (integer(row, "reason") == reason)
			return integer(row, "count");
	return 0;
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

static void judge_reason(struct judging *j, const json_t *row,
			 json_int_t counted, json_int_t seen)
{
	json_int_t missing = counted - seen;
	const char *cause = NULL;

	if (!seen && is_emulated(j, row)) {
		cause = EMULATED;
		j->emulated = counted;
	} else if (!seen && j->vendor == VENDOR_VMX &&
		   integer(row, "reason") == KVM_EXIT_ACCT_REASON_EARLY_CHECK) {
		cause = EARLY_CHECK;
	} else if (missing > 0 && missing <= j->untraced && has_fastpath(j, row)) {
		cause = FASTPATH;
		j->untraced -= missing;
	}
	if (missing)
		differ(j, "kvm_exit", row, counted, seen, cause);
}

static void judge_reasons(struct judging *j)
{
	const json_t *counted = json_object_get(j->record, "reasons");
	const json_t *traced = json_object_get(j->witness, "traced"), *row;
	size_t i;

	json_array_foreach(counted, i, row)
		judge_reason(j, row, integer(row, "count"),
			     count_of(traced, integer(row, "reason")));
	json_array_foreach(traced, i, row)
		if (!count_of(counted, integer(row, "reason")))
			judge_reason(j, row, 0, integer(row, "count"));
	/* Each such entry ends an exit that must have been counted. */
	if (j->untraced)
		differ(j, "kvm_entry", NULL, 0, j->untraced, NULL);
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

int witness_judge(enum vendor vendor, json_t *record, struct sentence *why)
{
	json_t *witness = json_object_get(record, "witness");
	const json_t *vmruns = json_object_get(witness, "vmruns");
	json_int_t lost = integer(witness, "lost");
	json_int_t exits = integer(record, "exits");
	struct judging j = {
		.vendor = vendor, .record = record, .witness = witness,
		.untraced = integer(witness, "untraced"), .why = why,
		.differs = json_array(),
	};

	if (lost)
		j.err = sentence_set(why, -EBADMSG,
				     "no witness: the kernel's trace lost %lld events; give a smaller count or size",
				     (long long)lost);
	judge_reasons(&j);
	judge_statistics(&j);
	if (vmruns && json_integer_value(vmruns) != exits)
		differ(&j, "the emulator's VMRUN", NULL, exits,
		       json_integer_value(vmruns), NULL);
	json_object_set_new(witness, "differs", j.differs);
	return j.err;
}
