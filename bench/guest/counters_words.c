// SPDX-License-Identifier: GPL-2.0
/* What records and messages say of a KVM's counters; see counters.h. */
#include <stdio.h>

#include "counters.h"

const char *counters_paging(const struct counters_info *info)
{
	return info->foreign ? "unknown" : paging_word(info->paging);
}

const char *counters_lost(const struct counters_info *info)
{
	static char text[512];
	const struct foreign *f = info->foreign;
	char name[] = "layout ?";

	if (!f)
		return NULL;
	name[sizeof(name) - 2] = f->layout;
	snprintf(text, sizeof(text), "%s: no latch, exits wrap at 32 bits, %s%s%s",
		 f->layout ? name : "a layout of its own",
		 foreign_has(f, FOREIGN_CYCLES) ?
		 "cycles undivided: all are kernel_cycles, those of the VMM and of halts included" :
		 "no cycles of a reason",
		 f->missing[0] ? "; told by no leaf: " : "", f->missing);
	return text;
}
