/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest tells the model of page walks (bench/walks/) in svm-emu: no-ops
 * with a displacement that no compiler makes. They cost a real processor nothing,
 * touch no memory and cause no exit.
 */
#ifndef EXITBENCH_WALK_MARKS_H
#define EXITBENCH_WALK_MARKS_H

#include <stdint.h>

/* nopl MARK(%rax) is 0f 1f 80 and the displacement. */
#define WALK_MARK_OPCODE "\x0f\x1f\x80"

enum walk_mark {
	WALK_BIT_0 = 0x7eb00000,	/* the next bit of the bracket's number, */
	WALK_BIT_1,			/* of which the last 32 count */
	WALK_BEGIN,
	WALK_END,
};

#define WALK_MARK(mark)	\
	__asm__ volatile("nopl %c0(%%rax)" : : "i" (mark) : "memory")

/* Before a bracket: its number, which its record has, too. */
static inline void walk_number(uint32_t number)
{
	for (int bit = 31; bit >= 0; bit--)
		if (number >> bit & 1)
			WALK_MARK(WALK_BIT_1);
		else
			WALK_MARK(WALK_BIT_0);
}

#endif
