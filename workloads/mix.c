// SPDX-License-Identifier: GPL-2.0
/*
 * mix: forks a child that exits at once, then follows a linked list that lies in
 * memory in random order, over and over: work for which shadow paging causes exits and
 * work of which it saves page walks. How much there is of the latter is a
 * parameter; the four workloads differ in it, so that they lie on both sides of where
 * shadow paging breaks even.
 *
 * Exits: as of fork, for each round. The list is not inherited by the child.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>

#include "chain.h"
#include "workload.h"

enum { COUNT, CHASES, SIZE };

#define NODE 64

static int mix_setup(struct workload_run *run)
{
	run->priv = workload_map(run, run->param[SIZE]);
	if (!run->priv)
		return -1;
	madvise(run->priv, run->param[SIZE], MADV_DONTFORK);
	chain_make(run->priv, run->param[SIZE] / NODE, NODE, 0);
	return 0;
}

static int64_t mix_run(struct workload_run *run)
{
	void *at = run->priv;
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++) {
		if (workload_forks(run, 1) < 0)
			return -1;
		at = chain_follow(at, run->param[CHASES]);
	}
	return i;
}

static void mix_teardown(struct workload_run *run)
{
	if (run->priv)
		munmap(run->priv, run->param[SIZE]);
}

#define MIX(id, chases, text)						\
const struct workload workload_mix_##id = {				\
	.name = "mix-" #id,						\
	.group = "trade",						\
	.summary = "forks, and follows " text " pointers after each fork", \
	.op = "round",							\
	.params = {							\
		[COUNT] = { "count", 5, 1, 1000000, "rounds" },		\
		[CHASES] = { "chases", chases, 0, 1000000000,		\
			     "pointers that a round follows" },		\
		[SIZE] = { "size", 32 << 20, 4096, 1 << 30,		\
			   "bytes that the list takes, a multiple of 4K" }, \
	},								\
	.expect = {							\
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,		\
		  { 0, 4 }, { 0, 0 } },					\
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,	\
		  { 0, 0 }, { 10, WORKLOAD_ANY } },			\
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,		\
		  { 0, 0 }, { 2, WORKLOAD_ANY } },			\
	},								\
	.setup = mix_setup,						\
	.run = mix_run,							\
	.teardown = mix_teardown,					\
}

MIX(1k, 1000, "a thousand");
MIX(10k, 10000, "ten thousand");
MIX(100k, 100000, "a hundred thousand");
MIX(1m, 1000000, "a million");
