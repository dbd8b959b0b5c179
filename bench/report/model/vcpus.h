/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which vCPU had the exits of a workload under one paging mode, over the good
 * repetitions that tell it.
 */
#ifndef EXITBENCH_VCPUS_H
#define EXITBENCH_VCPUS_H

#include "figures.h"

enum vcpu_figure {
	VCPU_EXITS, VCPU_KERNEL, VCPU_USER, VCPU_BLOCKED, VCPU_AWAY,
	VCPU_COST,		/* kernel and VMM */
	VCPU_FIGURES
};

/* Its name in derived/. */
const char *vcpus_key(enum vcpu_figure figure);

/* How many vCPUs there are at most; 0 where it is not told. */
size_t vcpus_count(const struct mode_figures *mode);

/* The number of vCPU @i, from 0, has in the guest's Linux. */
uint64_t vcpus_number(const struct mode_figures *mode, size_t i);

/* Instead of @i: what all have together that is outside the bracket. */
#define VCPUS_OUTSIDE ((size_t)-1)

/* All reasons together. */
struct spread vcpus_all(const struct mode_figures *mode, size_t i,
			enum vcpu_figure figure);
struct spread vcpus_reason(const struct mode_figures *mode, size_t i,
			   uint32_t reason, enum vcpu_figure figure);

/*
 * The next larger reason that vCPU @i had, beginning with *@reason: true and stored
 * there with its name, or false when there is none.
 */
bool vcpus_next_reason(const struct mode_figures *mode, size_t i,
		       uint64_t *reason, const char **name);

#endif
