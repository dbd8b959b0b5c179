/* SPDX-License-Identifier: GPL-2.0 */
/* One record of a run, parsed (bench/RECORDS.md). */
#ifndef EXITBENCH_RECORDS_H
#define EXITBENCH_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "depths.h"
#include "fields.h"
#include "histogram.h"
#include "mode.h"

enum status { STATUS_OK, STATUS_FAILED, STATUS_SKIPPED };

/* Exits of one reason at one port, register or page, or of one vector. */
struct exit_detail {
	uint64_t what;
	bool write;
	uint64_t count;
	uint64_t cycles;	/* kernel and VMM */
};

/* What one exit reason did in one record, unpacked (packed.h). */
struct exit_reason {
	uint32_t reason;
	size_t name;		/* number of the kept text (kept.h) */
	uint64_t count;
	uint64_t kernel_cycles;
	uint64_t user_cycles;
	uint64_t blocked_cycles;
	uint64_t preempted_cycles, asleep_cycles;	/* parts of blocked */
	uint64_t away_cycles;
	uint64_t switch_cycles;	/* 0: not told, and then the guest's */
	uint64_t l2_count, l2_kernel_cycles, l2_user_cycles;	/* parts, from L2 */
	/* Exits that went so deep (depths.h); all 0: not known. */
	uint64_t depth[KVM_EXIT_ACCT_DEPTHS];
	/* Of single exits, kernel and user cycles: packed; NULL: not known. */
	const unsigned char *cost;
	const struct exit_detail *details;	/* when it tells them apart */
	size_t n_details;
};

/* One phase of a boot (bench/RECORDS.md, "Phases of a boot"). */
struct phase {
	const char *name;
	uint64_t cycles, exits;
	uint64_t kernel_cycles, user_cycles, blocked_cycles, away_cycles;
};

#define PHASES_MAX 8

/* Exits of one reason from sample to sample. */
struct timeline_reason {
	uint32_t reason;
	uint64_t *counts;
};

/* The samples of a boot, by guest TSC, ascending; none when n is 0. */
struct timeline {
	uint64_t *cycles;
	size_t n;
	struct timeline_reason *reasons;
	size_t n_reasons;
};

/* The exits of a record that took longest, the longest first. */
struct slow_exit {
	uint32_t reason, vcpu;
	const char *name;
	uint64_t rip;		/* where the guest went on; 0: not known */
	uint64_t cycles, at;	/* kernel and user; since the record began */
	uint64_t what;
	bool detailed, write;	/* @what is told; it was a write */
	bool l2;		/* it came from L2 */
};

#define SLOWEST_MAX KVM_EXIT_ACCT_SLOWEST

struct slowest {
	size_t n;
	struct slow_exit exit[];
};

/* What only a boot has. */
struct boot {
	uint64_t before_cycles;	/* from the VMM's start to TSC 0 */
	struct phase phases[PHASES_MAX];	/* in order */
	size_t n_phases;
	struct timeline timeline;
};

/* An integer that record_fields.c says is to be shown. */
struct measured {
	const struct field *field;
	const char *key;		/* in a map of integers; else NULL */
	int64_t value;
};

/* What a command printed in one repetition. */
struct output {
	const char *text;
	uint64_t cut;			/* bytes left out before it */
	uint64_t status;		/* with which the command exited */
};

/* Page walks of the guest, or of the KVM host, modelled. */
struct walk_figures {
	uint64_t walks;
	uint64_t invlpg;	/* each may hide a walk: docs/walks.md */
	uint64_t cycles;		/* which no other figure has */
};

struct walks {
	const char *geometry;
	struct walk_figures guest, host;
};

/* Where the counters and a witness of the same exits differ. */
struct difference {
	const char *witness;
	const char *name;		/* of the exit reason; NULL: all together */
	const char *cause;		/* NULL: not known */
	uint64_t counted, seen;
};

/* What others saw of a record's exits. */
struct witness {
	uint64_t traced, untraced;	/* by the kernel's trace */
	uint64_t lost;			/* events of it */
	uint64_t stats_exits, stats_traced;	/* of a time around the bracket */
	bool has_vmruns;
	uint64_t vmruns;		/* by the emulator */
	struct difference *differences;
	size_t n_differences;
};

/* Page walks that the guest's PMU counted; sums over their kinds. */
struct pmu_walks {
	const char *lost;		/* why there are none, or NULL */
	const char *processor;
	uint64_t walks;
	bool knows_cycles;
	uint64_t cycles, nested_cycles;
};

/* Counts of "host_memory", in the order of pages_fields (record_fields.c). */
enum memory_count {
	MEMORY_HOST_TABLES, MEMORY_KVM_TABLES,	/* pages, on the whole host */
	MEMORY_4K, MEMORY_2M, MEMORY_1G, MEMORY_SPLITS,	/* at that moment */
	/* Since the VM was made. */
	MEMORY_MADE, MEMORY_ZAPPED, MEMORY_RECYCLED, MEMORY_WRITES,
	MEMORY_FLOODED, MEMORY_PDE_ZAPPED,
	MEMORY_UNSYNC,				/* at that moment */
	MEMORY_COUNTS
};

struct memory_look {
	uint64_t count[MEMORY_COUNTS];
	uint32_t known;		/* bit per count */
};

/* Of the KVM host: before the VM, and at the ends of the repetition. */
struct host_memory {
	struct memory_look before_vm, begin, end;
	bool has_begin;		/* a boot has not */
};

/* What one vCPU of the guest did. */
struct vcpu {
	uint64_t cpu;
	struct exit_reason *reasons;	/* without costs, depths and details */
	size_t n_reasons;
	struct exit_reason sum;		/* of all of them */
};

struct vcpus {
	struct vcpu *vcpu;
	size_t n;
	struct vcpu outside;	/* what they have more than the record */
};

/* What all repetitions of a cell share, kept once (kept.h). */
struct record_texts {
	const char *rig, *machine, *kernel, *workload, *op;
	/* Of equal parameters equal texts; and as people read them. */
	const char *params, *params_text;
};

/* What few records have. */
struct record_extras {
	const char *error;		/* why not ok, never NULL then */
	const char *lost;		/* what could not be measured, or NULL */
	const char *console;		/* lines of text, or NULL */
	struct exit_detail *details;	/* of all reasons, in their order */
	uint64_t detail_lost;		/* exits that have none for want of room */
	struct output *output;		/* NULL: none was kept */
	struct walks *walks;		/* NULL: they were not modelled */
	struct witness *witness;	/* NULL: there was none */
	struct pmu_walks *pmu;		/* NULL: nobody asked the PMU */
	struct host_memory *memory;	/* NULL: not known */
	struct vcpus *vcpus;		/* NULL: not told apart */
	struct slowest *slowest;	/* NULL: there were none, or they are not told */
	struct boot *boot;		/* NULL: no phases and no timeline */
};

/*
 * One record: one cell, once. A run may have a million, so what they share and
 * what few have is behind pointers. Strings live as long as the program.
 */
struct record {
	uint32_t line;			/* in records.jsonl, from 1 */
	uint16_t n_reasons, n_measured;
	uint16_t odd_histograms;	/* that do not hold the exits counted */
	enum vendor vendor : 8;
	enum paging paging : 8;
	enum status status : 8;
	const struct record_texts *texts;
	uint64_t rep, ops;
	uint64_t elapsed_cycles;
	uint64_t exits;
	/* Sums over the reasons. */
	uint64_t kernel_cycles, user_cycles, blocked_cycles, away_cycles;
	uint64_t switch_cycles;
	unsigned char *reasons;		/* packed, ascending */
	struct measured *measured;	/* in the order of the description */
	struct record_extras *extras;	/* NULL: it has none; read by extras() */
};

static inline const struct record_extras *extras(const struct record *rec)
{
	static const struct record_extras none;

	return rec->extras ?: &none;
}

#endif
