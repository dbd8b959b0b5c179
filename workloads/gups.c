// SPDX-License-Identifier: GPL-2.0
/*
 * gups: changes words of a table at random, as the RandomAccess benchmark of the
 * HPC Challenge does: counters, histograms, bitmaps of sets.
 *
 * Exits: none, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <string.h>
#include <sys/mman.h>

#include "chain.h"
#include "workload.h"

enum { COUNT, SIZE };

static int gups_setup(struct workload_run *run)
{
	run->priv = workload_map(run, run->param[SIZE]);
	if (!run->priv)
		return -1;
	memset(run->priv, 1, run->param[SIZE]);
	return 0;
}

static int64_t gups_run(struct workload_run *run)
{
	int64_t i, words = run->param[SIZE] / sizeof(uint64_t);
	volatile uint64_t *table = run->priv;
	uint64_t x = 1;

	for (i = 0; i < run->param[COUNT]; i++)
		table[random_next(&x) % words] ^= x;
	return i;
}

static void gups_teardown(struct workload_run *run)
{
	if (run->priv)
		munmap(run->priv, run->param[SIZE]);
}

const struct workload workload_gups = {
	.name = "gups",
	.group = "trade",
	.summary = "changes words of a large table at random",
	.op = "update",
	.params = {
		[COUNT] = { "count", 200000, 1, 1000000000, "updates" },
		[SIZE] = { "size", 32 << 20, 4096, 1 << 30,
			   "bytes of the table, a multiple of 4K" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 0.001 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 0, 0.001 } },
	},
	.setup = gups_setup,
	.run = gups_run,
	.teardown = gups_teardown,
};
