/* SPDX-License-Identifier: GPL-2.0 */
/* One figure by another, where one of them may be 0. */
#ifndef EXITBENCH_RATIO_H
#define EXITBENCH_RATIO_H

#include "stats.h"

/* The first is below the line, the second above it. */
enum ratio_kind { RATIO_NONE, RATIO_VALUE, RATIO_TO_0, RATIO_FROM_0 };

struct ratio {
	enum ratio_kind kind;
	double value;
};

/* The medians' @other by @base; never divides by zero. */
struct ratio ratio_of(const struct spread *base, const struct spread *other);

#endif
