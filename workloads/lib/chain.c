// SPDX-License-Identifier: GPL-2.0
/* Pointers in random order; see chain.h. */
#include "chain.h"

static void **slot(char *mem, int64_t i, int64_t stride, int64_t skew)
{
	return (void **)(mem + i * stride + i * skew % stride);
}

/* One cycle through all of them (Sattolo's algorithm). */
void chain_make(char *mem, int64_t n, int64_t stride, int64_t skew)
{
	uint64_t x = 1;
	int64_t i, j;
	void *swap;

	for (i = 0; i < n; i++)
		*slot(mem, i, stride, skew) = slot(mem, i, stride, skew);
	for (i = n - 1; i > 0; i--) {
		j = random_next(&x) % i;
		swap = *slot(mem, i, stride, skew);
		*slot(mem, i, stride, skew) = *slot(mem, j, stride, skew);
		*slot(mem, j, stride, skew) = swap;
	}
}
