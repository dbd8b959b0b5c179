/* SPDX-License-Identifier: GPL-2.0 */
/* The cost of an exit without any counter; guest TSC ticks. */
#ifndef EXITBENCH_OVERHEAD_H
#define EXITBENCH_OVERHEAD_H

struct overhead {
	double cpuid;		/* one CPUID, exit and loop */
	double first_touch;	/* one page, the guest's own fault included */
};

struct overhead overhead_measure(void);

#endif
