// SPDX-License-Identifier: GPL-2.0
/*
 * What an exit costs by this guest's own clock, whatever KVM is under it: a
 * CPUID, and the first touch of a page. See overhead.h.
 */
#include <cpuid.h>
#include <stdint.h>
#include <sys/mman.h>
#include <x86intrin.h>

#include "overhead.h"

#define ROUNDS 10
#define CPUIDS 500
#define PAGES 8192
#define PAGE_BYTES 4096

static uint64_t cpuids(void)
{
	unsigned int i, eax, ebx, ecx, edx;
	uint64_t begin = __rdtsc();

	for (i = 0; i < CPUIDS; i++)
		__cpuid(0, eax, ebx, ecx, edx);
	return __rdtsc() - begin;
}

/*
 * One round over so much that most pages are new to the host too: what the boot
 * has used and freed is a few MiB. Not the cheapest of several, for that would
 * be the one with the fewest exits.
 */
static uint64_t first_touches(void)
{
	uint64_t begin, ticks;
	volatile char *p;
	int i;

	p = mmap(NULL, PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return 0;
	madvise((void *)p, PAGES * PAGE_BYTES, MADV_NOHUGEPAGE);
	begin = __rdtsc();
	for (i = 0; i < PAGES; i++)
		p[i * PAGE_BYTES] = 1;
	ticks = __rdtsc() - begin;
	return ticks;
}

/* The cheapest round met the fewest interrupts. */
static double cheapest(uint64_t (*round)(void), unsigned int ops)
{
	uint64_t ticks, best = UINT64_MAX;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ticks = round();
		if (ticks < best)
			best = ticks;
	}
	return (double)best / ops;
}

struct overhead overhead_measure(void)
{
	return (struct overhead){
		.cpuid = cheapest(cpuids, CPUIDS),
		.first_touch = (double)first_touches() / PAGES,
	};
}
