/* SPDX-License-Identifier: GPL-2.0 */
/*
 * VM exits of one VM by the kernel's own trace, per bracket: an independent count
 * of what the guest reads from the counters. Knows nothing of where the events
 * come from.
 */
#ifndef EXITBENCH_EXIT_COUNT_H
#define EXITBENCH_EXIT_COUNT_H

#include <stdbool.h>
#include <stdint.h>

enum trace_kind { TRACE_EXIT, TRACE_ENTRY, TRACE_LATCH };

/* Times are of the KVM host's TSC. */
struct trace_event {
	uint64_t tsc;
	int tid;		/* of the vCPU */
	enum trace_kind kind;
	uint32_t what;		/* of an exit its reason, of a latch its slot */
	uint64_t seq;		/* of a latch: how often its slot was latched */
};

#define EXIT_COUNT_REASONS 128
#define EXIT_COUNT_VCPUS 256
#define EXIT_COUNT_KEPT 64
#define EXIT_COUNT_ENDED 1024

struct exit_count_reason {
	uint32_t reason;
	uint64_t count;
	uint64_t cycles;	/* from kvm_exit to kvm_entry */
	/*
	 * Of other vCPUs, that ended while the bracket's first latch was under way,
	 * and its last: from the exit that latches to where the trace has the latch.
	 * Where within that time KVM copied a vCPU's counters, nobody tells. Those
	 * of the first are not in @count, those of the last are.
	 */
	uint64_t at_begin, at_end;
};

/*
 * What was seen between two latches, which their numbers tell from others; of a
 * boot, the first number is 0.
 */
struct exit_count_bracket {
	uint64_t before, after;
	unsigned int n;
	struct exit_count_reason reason[EXIT_COUNT_REASONS];
	uint64_t untraced;	/* entries that no kvm_exit was before */
	uint64_t untraced_at_begin, untraced_at_end;
	bool overflow;		/* more of something than there is room for */
};

/* An exit that a VM entry has ended. */
struct exit_count_ended {
	uint64_t tsc;		/* of the entry */
	int tid;
	bool traced;
	uint32_t reason;	/* if it was */
};

struct exit_count_vcpu {
	int tid;
	bool exited;		/* and has not entered again */
	bool latched;		/* by that exit, which is the bracket's own */
	uint32_t reason;
	uint64_t tsc;
};

struct exit_count {
	unsigned int n_vcpus, n_kept;
	struct exit_count_vcpu vcpu[EXIT_COUNT_VCPUS];
	struct exit_count_bracket boot, now;
	bool up, open;		/* the boot has ended; a bracket has begun */
	struct exit_count_bracket kept[EXIT_COUNT_KEPT];	/* a ring */
	struct exit_count_ended ended[EXIT_COUNT_ENDED];	/* another */
	uint64_t exits;		/* since the VM was created */
};

/* Takes the next event of the VM; all vCPUs' in the order of time. */
void exit_count_take(struct exit_count *count, const struct trace_event *event);

/* The bracket of latches @before and @after, NULL if it was not seen. */
const struct exit_count_bracket *exit_count_find(const struct exit_count *count,
						 uint64_t before,
						 uint64_t after);

/* Whether events of thread @tid have been taken. */
bool exit_count_knows(const struct exit_count *count, int tid);

#endif
