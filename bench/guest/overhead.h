/* SPDX-License-Identifier: GPL-2.0 */
/* The cost of an exit without any counter; guest TSC ticks, 0 if unknown. */
#ifndef EXITBENCH_OVERHEAD_H
#define EXITBENCH_OVERHEAD_H

struct overhead {
	double cpuid;		/* one CPUID, exit and loop */
	double hypercall;	/* one that KVM answers at once */
	double vmm;		/* a write of a port that is the VMM's */
	double first_touch;	/* one page, the guest's own fault included */
};

struct overhead overhead_measure(void);

#endif
