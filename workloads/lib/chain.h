/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers, and pointers that lead through memory in random order. */
#ifndef EXITBENCH_CHAIN_H
#define EXITBENCH_CHAIN_H

#include <stdint.h>

/* The next 31-bit number of a sequence that is the same in every run. */
static inline uint32_t random_next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/*
 * Writes @n pointers, each @stride bytes behind the one before and @skew bytes
 * further within its stride, so that following them from @mem visits all of them
 * and comes back.
 */
void chain_make(char *mem, int64_t n, int64_t stride, int64_t skew);

/* Follows @count of them from @at, and returns where that ends. */
static inline void *chain_follow(void *at, int64_t count)
{
	void *volatile *pointer = at;

	while (count--)
		pointer = *pointer;
	return (void *)pointer;
}

#endif
