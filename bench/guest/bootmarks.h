/* SPDX-License-Identifier: GPL-2.0 */
/* When the kernel of this guest began and ended its initcalls. */
#ifndef EXITBENCH_BOOTMARKS_H
#define EXITBENCH_BOOTMARKS_H

#include <stdint.h>

/* TSC of this guest; 0 when not known. */
struct bootmarks {
	uint64_t initcalls, initcalls_end;
};

/* Looks in the kernel's log, and writes two lines to it. Takes 20 ms. */
void bootmarks_find(struct bootmarks *marks);

#endif
