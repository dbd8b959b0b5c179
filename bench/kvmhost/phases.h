/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Samples of a VM's counters put together to the phases and the timeline of its
 * boot, as bench/RECORDS.md describes them.
 */
#ifndef EXITBENCH_PHASES_H
#define EXITBENCH_PHASES_H

#include <jansson.h>
#include <stdint.h>

#define SAMPLE_ROWS 40

/* One exit reason since the creation of the VM; host TSC cycles. */
struct sample_row {
	uint32_t reason;
	uint64_t count, kernel, user, blocked;
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

/* Takes the rows of KVM's file exit_acct, which is changed, to @sample. */
void sample_parse(char *text, struct sample *sample);

/*
 * Adds "phases" and "timeline" to the @record of a boot, from @n samples in
 * order of time and what the guest said in "init", its snapshot at the first
 * instruction of /init, and "marks", the guest TSC of events before; takes these
 * two out of it. What could not be had is added to "lost".
 */
void phases_add(json_t *record, const struct sample *samples, unsigned int n,
		uint64_t interval_cycles, const struct vmm_events *vmm);

/* The same for a record whose samples are of no use: @why goes to "lost". */
void phases_lost(json_t *record, const char *why);

#endif
