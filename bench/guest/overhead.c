// SPDX-License-Identifier: GPL-2.0
/*
 * What an exit costs by this guest's own clock, whatever KVM is under it: a
 * CPUID, a hypercall, a port of the VMM's, and the first touch of a page. See
 * overhead.h.
 */
#include <cpuid.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <x86intrin.h>

#include "overhead.h"
#include "ring0.h"

#define ROUNDS 10
#define CPUIDS 500
#define HYPERCALLS 500
#define OUTBS 100
#define PIECES 2047
#define PIECE_PAGES 4
#define PAGE_BYTES 4096

static uint64_t cpuids(void)
{
	unsigned int i, eax, ebx, ecx, edx;
	uint64_t begin = __rdtsc();

	for (i = 0; i < CPUIDS; i++)
		__cpuid(0, eax, ebx, ecx, edx);
	return __rdtsc() - begin;
}

static struct workload_run ring0;

static uint64_t ring0_ticks(enum exitbench_ring0_op op, unsigned int count)
{
	uint64_t begin = __rdtsc();

	return ring0_run(&ring0, op, count) < 0 ? UINT64_MAX :
						  __rdtsc() - begin;
}

static uint64_t hypercalls(void)
{
	return ring0_ticks(RING0_VMCALL, HYPERCALLS);
}

static uint64_t outbs(void)
{
	return ring0_ticks(RING0_OUTB_USER, OUTBS);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/*
 * Ticks of the median of many pieces, over so much memory that most pages are new
 * to the host, too: a piece that the boot has used and freed (a few MiB) is
 * cheaper, and one with an interrupt in it more expensive.
 */
static double first_touches(void)
{
	uint64_t ticks[PIECES], begin;
	volatile char *p;
	int i, page;

	p = mmap(NULL, PIECES * PIECE_PAGES * PAGE_BYTES,
		 PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return 0;
	madvise((void *)p, PIECES * PIECE_PAGES * PAGE_BYTES, MADV_NOHUGEPAGE);
	for (i = 0; i < PIECES; i++) {
		begin = __rdtsc();
		for (page = 0; page < PIECE_PAGES; page++, p += PAGE_BYTES)
			*p = 1;
		ticks[i] = __rdtsc() - begin;
	}
	qsort(ticks, PIECES, sizeof(*ticks), compare);
	return ticks[PIECES / 2];
}

/* The cheapest round had the fewest interrupts. */
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
	struct overhead cost = {
		.cpuid = cheapest(cpuids, CPUIDS),
		.first_touch = first_touches() / PIECE_PAGES,
	};

	if (!ring0_setup(&ring0, RING0_VMCALL)) {
		cost.hypercall = cheapest(hypercalls, HYPERCALLS);
		cost.vmm = cheapest(outbs, OUTBS);
	}
	ring0_teardown(&ring0);
	return cost;
}
