// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of the time that a VMM sleeps while it halts its vCPU.
 *
 * usage: own_time     prints "ok TEXT" or "not ok TEXT" lines
 */
#include <poll.h>
#include <x86intrin.h>

#include "own_vm.h"

/* The pairs of each row that are asked for. */
enum { COUNT_KERNEL, USER_BLOCKED, MIN_MAX, AWAY, NR_PAIRS };

#define CPUIDS	10

#define ROWS	KVM_EXIT_ACCT_SVM_ROWS		/* VMX has fewer */

/* What comes before the rows. */
enum { VENDOR, LATCH_OWN, TIME, DROPPED, NR_FIRST };

/* What a latch says of a vCPU: of its exits by HLT, and of all. */
struct account {
	uint64_t count, kernel, user, blocked, away, min, max;
	uint64_t dropped;
	uint64_t sum, elapsed;		/* of all parts and the guest; since it began */
};

static struct query read_of(uint32_t row, uint32_t pair)
{
	return (struct query){
		.leaf = KVM_EXIT_ACCT_LEAF_READ,
		.index = row << KVM_EXIT_ACCT_READ_ROW_SHIFT | pair,
	};
}

/* A VM whose guest reads all of that. */
static struct vm create_accounted(void)
{
	static const uint32_t pairs[NR_PAIRS] = {
		KVM_EXIT_ACCT_PAIR_COUNT_KERNEL, KVM_EXIT_ACCT_PAIR_USER_BLOCKED,
		KVM_EXIT_ACCT_PAIR_MIN_MAX, KVM_EXIT_ACCT_PAIR_AWAY,
	};
	static struct query q[NR_FIRST + ROWS * NR_PAIRS];
	struct vm vm = create();
	uint32_t i;

	q[VENDOR] = (struct query){
		.leaf = KVM_EXIT_ACCT_LEAF_DISCOVER, .index = 1,
	};
	q[LATCH_OWN] = (struct query){
		.leaf = KVM_EXIT_ACCT_LEAF_LATCH,
		.index = KVM_EXIT_ACCT_LATCH_VCPU,
	};
	q[TIME] = read_of(KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_TIME);
	q[DROPPED] = read_of(KVM_EXIT_ACCT_ROW_SLOT,
			     KVM_EXIT_ACCT_PAIR_LATCH_DROPPED);
	for (i = 0; i < ROWS * NR_PAIRS; i++)
		q[NR_FIRST + i] = read_of(i / NR_PAIRS, pairs[i % NR_PAIRS]);
	if (ask(&vm, 0, KVM_EXIT_ACCT_LAYOUT_B, 0))
		die("ask for the accounting");
	add_vcpu(&vm, q, sizeof(q) / sizeof(*q));
	return vm;
}

static uint64_t first(const struct query *q)
{
	return q->eax | (uint64_t)q->ebx << 32;
}

static uint64_t second(const struct query *q)
{
	return q->ecx | (uint64_t)q->edx << 32;
}

/* Runs the guest, and says what it has read. */
static struct account run_account(struct vm *vm, unsigned int cpuids)
{
	struct account a = { 0 };
	const struct query *q;
	uint32_t row, hlt;

	run(vm, cpuids);
	hlt = vm->query[VENDOR].eax == KVM_EXIT_ACCT_VENDOR_VMX ? 12 : 0x78;
	a.sum = first(&vm->query[TIME]);
	a.elapsed = second(&vm->query[TIME]);
	a.dropped = first(&vm->query[DROPPED]);
	for (row = 0; row < vm->query[VENDOR].ebx && row < ROWS; row++) {
		q = vm->query + NR_FIRST + row * NR_PAIRS;
		a.sum += second(q + COUNT_KERNEL) + first(q + USER_BLOCKED) +
			 second(q + USER_BLOCKED) + first(q + AWAY);
		if (row != hlt)
			continue;
		a.count = first(q + COUNT_KERNEL);
		a.kernel = second(q + COUNT_KERNEL);
		a.user = first(q + USER_BLOCKED);
		a.blocked = second(q + USER_BLOCKED);
		a.away = first(q + AWAY);
		a.min = first(q + MIN_MAX);
		a.max = second(q + MIN_MAX);
	}
	return a;
}

static void show(const char *what, const struct account *a)
{
	printf("# %s: %llu exits, kernel %llu, user %llu, blocked %llu, away %llu, min %llu, max %llu, dropped %llu, sum %llu of %llu\n",
	       what, (unsigned long long)a->count, (unsigned long long)a->kernel,
	       (unsigned long long)a->user, (unsigned long long)a->blocked,
	       (unsigned long long)a->away, (unsigned long long)a->min,
	       (unsigned long long)a->max, (unsigned long long)a->dropped,
	       (unsigned long long)a->sum, (unsigned long long)a->elapsed);
}

/*
 * Without an irqchip in the kernel a HLT ends in the VMM, which sleeps instead: no
 * work of its own, unlike a VMM that is busy for as long.
 */
static void test_halted_by_the_vmm(void)
{
	struct vm vm = create_accounted();
	struct account before, slept, worked;
	uint64_t ticks, begin;

	before = run_account(&vm, CPUIDS);
	begin = __rdtsc();
	poll(NULL, 0, 200);
	ticks = __rdtsc() - begin;
	slept = run_account(&vm, CPUIDS);
	show("slept", &slept);
	check(!before.count && slept.count == 1 && !slept.dropped &&
	      slept.away >= ticks / 10 * 9 && slept.away <= ticks / 10 * 11,
	      "a HLT that the VMM sleeps through for 200 ms is time away");
	check(slept.user < ticks / 20 && slept.max < ticks / 20,
	      "and not the VMM's work, nor what the exit cost at most");
	begin = __rdtsc();
	while (__rdtsc() - begin < ticks)
		;
	worked = run_account(&vm, CPUIDS);
	show("worked", &worked);
	check(worked.count == 2 && worked.user - slept.user >= ticks / 10 * 9 &&
	      worked.away - slept.away < ticks / 20 && worked.max >= ticks / 10 * 9,
	      "a VMM that works for as long is not away");
	check(slept.sum == slept.elapsed && worked.sum == worked.elapsed,
	      "all parts and the guest's time are all the time, to the cycle");
	end(&vm);
}

int main(void)
{
	open_kvm();
	test_halted_by_the_vmm();
	return failures != 0;
}
