// SPDX-License-Identifier: GPL-2.0
/* What the exits of a row cost; see costs.h. */
#include "costs.h"

static void read_two(foreign_query ask, uint32_t index, uint64_t *to)
{
	struct cpuid_regs r = ask(KVM_EXIT_ACCT_LEAF_READ, index);

	to[0] = (uint64_t)r.ebx << 32 | r.eax;
	to[1] = (uint64_t)r.edx << 32 | r.ecx;
}

void costs_read(foreign_query ask, uint32_t row, uint64_t count, bool quarters,
		uint64_t *octave, uint64_t *quarter)
{
	unsigned int i;

	/* Every exit is in one bucket: no need to read past the last. */
	for (i = 0; count && i < KVM_EXIT_ACCT_HIST_BUCKETS; i += 2) {
		read_two(ask, row | (KVM_EXIT_ACCT_PAIR_HIST + i / 2),
			 &octave[i]);
		count -= octave[i] + octave[i + 1];
	}
	/* Each of these is an exit: none for where there is nothing. */
	for (i = 0; quarters && i < KVM_EXIT_ACCT_QUARTERS; i += 2)
		if (octave[i / 4])
			read_two(ask, row | (KVM_EXIT_ACCT_PAIR_QUARTERS + i / 2),
				 &quarter[i]);
}
