// SPDX-License-Identifier: GPL-2.0
/*
 * membw: reads one array and writes another, in order: memory bandwidth, which
 * virtualization should not touch.
 *
 * Exits: none, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <stdlib.h>
#include <string.h>

#include "workload.h"

enum { SIZE, PASSES };

#define MIB (1 << 20)

static int membw_setup(struct workload_run *run)
{
	run->priv = malloc(2 * run->param[SIZE]);
	if (!run->priv)
		return workload_fail(run, "allocate two arrays");
	memset(run->priv, 1, 2 * run->param[SIZE]);
	return 0;
}

static int64_t membw_run(struct workload_run *run)
{
	int64_t i, pass, n = run->param[SIZE] / sizeof(uint64_t);
	uint64_t *from = run->priv, *to = from + n;

	for (pass = 0; pass < run->param[PASSES]; pass++)
		for (i = 0; i < n; i++)
			to[i] = from[i] + pass;
	return run->param[SIZE] / MIB * pass;
}

static void membw_teardown(struct workload_run *run)
{
	free(run->priv);
}

const struct workload workload_membw = {
	.name = "membw",
	.group = "mm",
	.trade = true,
	.summary = "reads one array and writes another, in order",
	.op = "MiB",
	.params = {
		[SIZE] = { "size", 8 * MIB, MIB, 1 << 30,
			   "bytes of an array, a multiple of 1M" },
		[PASSES] = { "passes", 4, 1, 1000000, "times" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 0.1 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 0, 0.1 } },
	},
	.setup = membw_setup,
	.run = membw_run,
	.teardown = membw_teardown,
};
