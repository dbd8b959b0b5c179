/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What page tables take of the KVM host's memory under one paging mode, over the
 * good repetitions that tell it.
 */
#ifndef EXITBENCH_FOOTPRINT_H
#define EXITBENCH_FOOTPRINT_H

#include "figures.h"

#define MEMORY_PAGE_KIB 4

/*
 * At the end of a repetition. Pages of tables are those that came since before the
 * VM, which can be fewer than none; n is 0 where it is not known.
 */
struct spread footprint_after(const struct mode_figures *mode,
			   enum memory_count count);

/* How much it grew in a repetition, or shrank. */
struct spread footprint_change(const struct mode_figures *mode,
			    enum memory_count count);

/* Its name in records and in derived/. */
const char *footprint_key(enum memory_count count);

/* Whether any repetition tells anything. */
bool footprint_known(const struct figures *figs);

#endif
