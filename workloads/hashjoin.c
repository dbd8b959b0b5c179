// SPDX-License-Identifier: GPL-2.0
/*
 * hashjoin: the probing half of a database's hash join: reads keys in order and
 * looks each up in a hash table that was built from another relation. Half of the
 * keys are there. The reads stream, the lookups are random.
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

struct bucket {
	uint64_t key;		/* 0: empty */
	uint64_t row;
};

struct join {
	struct bucket *table;
	uint64_t buckets;
	uint64_t matches;
};

static struct join join;

static uint64_t bucket_of(uint64_t key)
{
	return key * 0x9e3779b97f4a7c15u % join.buckets;
}

/* Linear probing; half of the buckets stay empty, so that chains are short. */
static int hashjoin_setup(struct workload_run *run)
{
	uint64_t i, at;

	join.table = workload_map(run, run->param[SIZE]);
	if (!join.table)
		return -1;
	run->priv = join.table;
	join.buckets = run->param[SIZE] / sizeof(*join.table);
	for (i = 1; i <= join.buckets / 2; i++) {
		at = bucket_of(i);
		while (join.table[at].key)
			at = (at + 1) % join.buckets;
		join.table[at] = (struct bucket){ .key = i, .row = i };
	}
	return 0;
}

static int64_t hashjoin_run(struct workload_run *run)
{
	uint64_t x = 1, key, at;
	int64_t i;

	join.matches = 0;
	for (i = 0; i < run->param[COUNT]; i++) {
		key = random_next(&x) % join.buckets + 1;
		at = bucket_of(key);
		while (join.table[at].key && join.table[at].key != key)
			at = (at + 1) % join.buckets;
		join.matches += join.table[at].key == key;
	}
	if (i < 100 || join.matches)
		return i;
	return workload_fail(run, "no key was found");
}

static void hashjoin_teardown(struct workload_run *run)
{
	if (run->priv)
		munmap(run->priv, run->param[SIZE]);
}

const struct workload workload_hashjoin = {
	.name = "hashjoin",
	.group = "trade",
	.summary = "probes a hash table with random keys, as a join does",
	.op = "probe",
	.params = {
		[COUNT] = { "count", 200000, 1, 1000000000, "probes" },
		[SIZE] = { "size", 32 << 20, 4096, 1 << 30,
			   "bytes of the hash table, a multiple of 4K" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 0.001 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 0, 0.001 } },
	},
	.setup = hashjoin_setup,
	.run = hashjoin_run,
	.teardown = hashjoin_teardown,
};
