// SPDX-License-Identifier: GPL-2.0
/*
 * btree: looks random keys up in a B+ tree of nodes with 64 keys: an index of a
 * database. Nodes near the root stay in caches and TLB, leaves do not.
 *
 * Exits: none, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>

#include "chain.h"
#include "workload.h"

enum { COUNT, SIZE };

#define FANOUT 64
#define LEVELS_MAX 8

/* Levels from the leaves up; each has the first key of every node below it. */
static struct {
	uint64_t *level[LEVELS_MAX];
	uint64_t keys[LEVELS_MAX];
	int levels;
} tree;

/* The levels above take a 63rd of the leaves. */
static int64_t bytes_of(const struct workload_run *run)
{
	return run->param[SIZE] + run->param[SIZE] / 32 + LEVELS_MAX * 512;
}

static int btree_setup(struct workload_run *run)
{
	uint64_t keys = run->param[SIZE] / sizeof(uint64_t), i;
	uint64_t *mem = workload_map(run, bytes_of(run));

	if (!mem)
		return -1;
	run->priv = mem;
	tree.levels = 0;
	do {
		tree.level[tree.levels] = mem;
		tree.keys[tree.levels] = keys;
		/* Leaves have the even numbers. */
		for (i = 0; i < keys; i++)
			mem[i] = tree.levels ? tree.level[tree.levels - 1]
						       [i * FANOUT] : 2 * i;
		mem += keys;
		keys = (keys + FANOUT - 1) / FANOUT;
	} while (tree.keys[tree.levels++] > FANOUT);
	return 0;
}

/* The last of up to FANOUT keys from @first that is not above @key. */
static uint64_t search(const uint64_t *keys, uint64_t first, uint64_t n,
		       uint64_t key)
{
	uint64_t low = first, high = first + FANOUT < n ? first + FANOUT : n;

	while (high - low > 1) {
		uint64_t middle = (low + high) / 2;

		if (keys[middle] <= key)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static int64_t btree_run(struct workload_run *run)
{
	uint64_t x = 1, key, at, wrong = 0;
	int64_t i;
	int level;

	for (i = 0; i < run->param[COUNT]; i++) {
		key = random_next(&x) % (2 * tree.keys[0]);
		at = 0;
		for (level = tree.levels - 1; level >= 0; level--)
			at = search(tree.level[level],
				    level == tree.levels - 1 ? 0 : at * FANOUT,
				    tree.keys[level], key);
		wrong += at != key / 2;
	}
	return wrong ? workload_fail(run, "a key was not where it is") : i;
}

static void btree_teardown(struct workload_run *run)
{
	if (run->priv)
		munmap(run->priv, bytes_of(run));
}

const struct workload workload_btree = {
	.name = "btree",
	.group = "trade",
	.summary = "looks up random keys in a B+ tree",
	.op = "lookup",
	.params = {
		[COUNT] = { "count", 50000, 1, 1000000000, "lookups" },
		[SIZE] = { "size", 32 << 20, 4096, 1 << 30,
			   "bytes of the leaves, a multiple of 4K" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 0.001 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 0, 0.001 } },
	},
	.setup = btree_setup,
	.run = btree_run,
	.teardown = btree_teardown,
};
