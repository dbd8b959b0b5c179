/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Builds the phases and the timeline of a boot from samples of the VM's counters,
 * as bench/RECORDS.md describes them.
 */
#ifndef EXITBENCH_PHASES_H
#define EXITBENCH_PHASES_H

#include <jansson.h>
#include <stdint.h>

#define SAMPLE_ROWS 40

/* One exit reason since the creation of the VM; host TSC cycles. */
struct sample_row {
	uint32_t reason;
	uint64_t count, kernel, user, blocked, away;
};

struct sample {
	uint64_t tsc;		/* of the KVM host */
	unsigned int rows;
	struct sample_row row[SAMPLE_ROWS];
};

/* What the KVM host knows of the VMM, by host TSC; 0 when not known. */
struct vmm_events {
	uint64_t started;	/* when it was told to start */
	uint64_t runs;		/* when it let its vCPUs run */
	uint64_t firmware_end;
};

/* Parses KVM's file exit_acct, whose text it changes, into @sample. */
void sample_parse(char *text, struct sample *sample);

/*
 * Adds "phases" and "timeline" to the @record of a boot, from @n samples in
 * order of time and what the guest said in "init", its snapshot at the first
 * instruction of /init, and "marks", the guest TSC of events before; removes
 * these two. The guest's TSC is 0 where the host's is @offset. What is not known
 * is added to "lost".
 */
void phases_add(json_t *record, const struct sample *samples, unsigned int n,
		uint64_t interval_cycles, const struct vmm_events *vmm,
		uint64_t offset);

/* The same for a record whose samples cannot be used: @why goes to "lost". */
void phases_lost(json_t *record, const char *why);

#endif
