/* SPDX-License-Identifier: GPL-2.0 */
/* Names of what exits are about: ports, registers, pages, vectors. */
#ifndef EXITBENCH_DETAIL_NAMES_H
#define EXITBENCH_DETAIL_NAMES_H

#include <stdint.h>

#include "mode.h"
#include "text.h"

enum detail_kind {
	DETAIL_NONE,
	DETAIL_PORT,
	DETAIL_MSR,
	DETAIL_CR,
	DETAIL_PAGE,		/* of MMIO, by its number */
	DETAIL_VECTOR,
};

/* What the exits of @reason are told apart by. */
enum detail_kind detail_kind(enum vendor vendor, uint32_t reason);

/* "port", "MSR", … */
const char *detail_kind_word(enum detail_kind kind);

/* "0x3f8", "CR3", "14"; a page as its address. */
struct text detail_what(enum detail_kind kind, uint64_t what);

/* What stands there on a guest of type @machine, "" when that is not known. */
struct text detail_name(enum detail_kind kind, uint64_t what,
			const char *machine);

#endif
