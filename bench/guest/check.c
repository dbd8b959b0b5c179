// SPDX-License-Identifier: GPL-2.0
/* The rules of check-abi; see check.h. Each one is a bug that was published. */
#include <string.h>

#include "check.h"
#include "check_isolation.h"
#include "check_own.h"
#include "check_real.h"
#include "check_ring0.h"
#include "kvm_exit_acct.h"

#define N_KNOWN 1000

/* A reason that the manual of this vendor does not define. */
#define UNDEFINED(c) ((c)->f.vendor == VENDOR_SVM ? 0xa7 : 35)

static uint32_t exits_leaf(const struct check *c)
{
	return c->f.leaf[FOREIGN_EXITS];
}

static uint32_t cycles_leaf(const struct check *c)
{
	return c->f.leaf[FOREIGN_CYCLES];
}

static void check_layout(struct check *c)
{
	const struct foreign *f = &c->f;

	if (f->complete)
		check_judge(c, true, "layout", "%c: %s", f->layout, f->why);
	else if (f->layout)
		check_judge(c, false, "layout", "%c, but for %s: %s", f->layout,
			    f->missing, f->why);
	else
		check_judge(c, false, "layout", "none of A, B, C: %s", f->why);
}

static uint64_t total_cycles_at(const struct check *c, uint32_t ecx)
{
	return foreign_cycles_of(&c->f, FOREIGN_TOTAL_CYCLES, ecx);
}

/* A total is one, whatever ecx holds: it only grows, by the questions. */
static void check_totals(struct check *c)
{
	uint32_t own = reason_cpuid(c->f.vendor);
	const uint32_t ecx[] = {
		0, own, reason_never(c->f.vendor, 0), UNDEFINED(c), 0x10000,
		0xffffffff, own,
	};
	bool exits = foreign_has(&c->f, FOREIGN_TOTAL_EXITS);
	bool cycles = foreign_has(&c->f, FOREIGN_TOTAL_CYCLES);
	uint64_t c_last = total_cycles_at(c, own), c_now;
	uint32_t last = foreign_total_exits(&c->f), now;
	size_t i;

	if (!exits && !cycles) {
		check_skip(c, "total-ignores-ecx", "no leaf tells a total");
		return;
	}
	for (i = 0; i < sizeof(ecx) / sizeof(*ecx); i++) {
		now = exits ? check_ask(c, c->f.leaf[FOREIGN_TOTAL_EXITS], ecx[i]).eax : last;
		c_now = total_cycles_at(c, ecx[i]);
		if (now - last < 1000 && c_now - c_last < 1ull << 40) {
			last = now;
			c_last = c_now;
			continue;
		}
		check_judge(c, false, "total-ignores-ecx",
			    "with %#x in ecx: total exits %u after %u, total cycles %llu after %llu",
			    ecx[i], now, last, (unsigned long long)c_now,
			    (unsigned long long)c_last);
		return;
	}
	check_judge(c, true, "total-ignores-ecx",
		    "totals grow by the questions alone, with %zu values of ecx", i);
}

static void check_undefined(struct check *c)
{
	static const uint32_t vmx[] = {
		35, 38, 42, 80, 255, 1000, 0x10000, 0x7fffffff, 0xffffffff,
	};
	static const uint32_t svm[] = {
		0xa7, 0xff, 0x3ff, 0x404, 1000, 0x10000, 0x7fffffff, 0xffffffff,
	};
	bool is_svm = c->f.vendor == VENDOR_SVM;
	const uint32_t *reason = is_svm ? svm : vmx;
	unsigned int i, n = is_svm ? sizeof(svm) / 4 : sizeof(vmx) / 4;
	struct cpuid_regs r;

	if (!check_can(c, "undefined-reasons", HAS(FOREIGN_EXITS)))
		return;
	for (i = 0; i < n; i++) {
		r = check_ask(c, exits_leaf(c), reason[i]);
		if (foreign_undefined(r) && foreign_has(&c->f, FOREIGN_CYCLES))
			r = check_ask(c, cycles_leaf(c), reason[i]);
		if (foreign_undefined(r))
			continue;
		check_judge(c, false, "undefined-reasons",
		      "reason %#x answers %#x %#x %#x %#x, not 0 0 0 0xffffffff",
		      reason[i], r.eax, r.ebx, r.ecx, r.edx);
		return;
	}
	check_judge(c, true, "undefined-reasons",
	      "%u reasons that the manual does not define answer 0 0 0 0xffffffff",
	      n);
}

/* Reasons that KVM never enables. */
static void check_not_enabled(struct check *c)
{
	uint32_t reason[REASONS_NEVER];
	struct cpuid_regs r;
	int i;

	if (!check_can(c, "not-enabled-reasons", HAS(FOREIGN_EXITS)))
		return;
	for (i = 0; i < REASONS_NEVER; i++) {
		reason[i] = reason_never(c->f.vendor, i);
		r = check_ask(c, exits_leaf(c), reason[i]);
		if (!(r.eax | r.ebx | r.ecx | r.edx))
			continue;
		check_judge(c, false, "not-enabled-reasons",
		      "reason %u answers %#x %#x %#x %#x, not 0 0 0 0",
		      reason[i], r.eax, r.ebx, r.ecx, r.edx);
		return;
	}
	check_judge(c, true, "not-enabled-reasons",
	      "reasons %u %u %u %u answer 0 0 0 0", reason[0], reason[1],
	      reason[2], reason[3]);
}

/*
 * A leaf that tells exits has nothing in the other registers, one that tells
 * cycles has nothing in eax; a layout may want both of one leaf.
 */
static void check_registers(struct check *c)
{
	uint32_t own = reason_cpuid(c->f.vendor), leaf;
	const struct foreign_leaf *seen;
	bool exits, cycles;
	struct cpuid_regs r;
	unsigned int i, n = 0;

	for (i = 0; i < FOREIGN_LEAVES; i++) {
		seen = &c->f.seen[i];
		exits = seen->exits_total || seen->exits_reason;
		cycles = seen->cycles_total || seen->cycles_reason;
		if (!exits && !cycles)
			continue;
		n++;
		leaf = KVM_EXIT_ACCT_LEAF_CW_FIRST + i;
		r = check_ask(c, leaf, own);
		if ((exits || !r.eax) && (cycles || !(r.ebx | r.ecx)) && !r.edx)
			continue;
		check_judge(c, false, "unused-registers",
		      "leaf %#x, reason %u: eax %#x ebx %#x ecx %#x edx %#x; unused registers must be 0",
		      leaf, own, r.eax, r.ebx, r.ecx, r.edx);
		return;
	}
	if (n)
		check_judge(c, true, "unused-registers", "0 where there is no answer");
	else
		check_skip(c, "unused-registers", "no leaf tells anything");
}

/* A half in the wrong register makes 1,000 cycles into 4,294,967,296,000. */
static void check_halves(struct check *c)
{
	unsigned int i;

	if (!foreign_has(&c->f, FOREIGN_TOTAL_CYCLES) &&
	    !foreign_has(&c->f, FOREIGN_CYCLES)) {
		check_skip(c, "register-halves", "no leaf tells cycles");
		return;
	}
	for (i = 0; i < FOREIGN_LEAVES; i++) {
		if (!c->f.seen[i].swapped)
			continue;
		check_judge(c, false, "register-halves",
		      "leaf %#x: cycles have their high half in ecx and their low half in ebx; it must be the other way round",
		      KVM_EXIT_ACCT_LEAF_CW_FIRST + i);
		return;
	}
	check_judge(c, true, "register-halves",
	      "cycles have their high half in ebx, their low half in ecx");
}

/*
 * The sum is read between two totals, so it lies between them. A reason with
 * more exits than all together is named, and left out: an index past the table,
 * mostly.
 */
static void check_sum(struct check *c)
{
	uint32_t before, sum = 0, after, exits;
	int64_t reason = FOREIGN_NO_REASON;
	unsigned int n = 0;
	bool plausible = true;

	if (!check_can(c, "plausible-reasons",
		       HAS(FOREIGN_TOTAL_EXITS) | HAS(FOREIGN_EXITS)) ||
	    !check_can(c, "total-is-sum",
		       HAS(FOREIGN_TOTAL_EXITS) | HAS(FOREIGN_EXITS)))
		return;
	before = foreign_total_exits(&c->f);
	while ((reason = foreign_reason_behind(&c->f, reason)) != FOREIGN_NO_REASON) {
		n++;
		exits = foreign_exits(&c->f, reason);
		after = foreign_total_exits(&c->f);
		if (exits <= after) {
			sum += exits;
			continue;
		}
		if (plausible)
			check_judge(c, false, "plausible-reasons",
			      "reason %lld has %u exits, all reasons together %u: is that an index past the table?",
			      (long long)reason, exits, after);
		plausible = false;
	}
	if (plausible)
		check_judge(c, true, "plausible-reasons",
			    "no reason has more exits than all together");
	after = foreign_total_exits(&c->f);
	check_judge(c, sum - before <= after - before, "total-is-sum",
	      "total %u, sum over %u reasons %u, total %u", before, n, sum,
	      after);
}

/* The same of cycles, which some patches keep in two places: within a tenth. */
static void check_sum_of_cycles(struct check *c)
{
	uint64_t before, sum = 0, after;
	int64_t reason = FOREIGN_NO_REASON;
	unsigned int n = 0;

	if (!check_can(c, "cycles-are-sum",
		       HAS(FOREIGN_TOTAL_CYCLES) | HAS(FOREIGN_CYCLES)))
		return;
	before = foreign_total_cycles(&c->f);
	while ((reason = foreign_reason_behind(&c->f, reason)) != FOREIGN_NO_REASON) {
		n++;
		sum += foreign_cycles(&c->f, reason);
	}
	after = foreign_total_cycles(&c->f);
	check_judge(c, sum >= before - before / 10 && sum <= after + after / 10,
		    "cycles-are-sum",
		    "total %llu, sum over %u reasons %llu, total %llu",
		    (unsigned long long)before, n, (unsigned long long)sum,
		    (unsigned long long)after);
}

/* N instructions are N exits; an interrupt in between is another reason. */
static void check_known(struct check *c)
{
	uint32_t own = reason_cpuid(c->f.vendor), total, exits, all;
	bool judge_total, judge_own;
	unsigned int i;

	judge_own = check_can(c, "n-instructions-n-exits", HAS(FOREIGN_EXITS));
	judge_total = check_can(c, "total-grows", HAS(FOREIGN_TOTAL_EXITS));
	total = foreign_total_exits(&c->f);
	exits = foreign_exits(&c->f, own);
	for (i = 0; i < N_KNOWN; i++)
		check_ask(c, 0, 0);
	exits = foreign_exits(&c->f, own) - exits;
	all = foreign_total_exits(&c->f) - total;
	if (judge_own)
		check_judge(c, exits == N_KNOWN + 1, "n-instructions-n-exits",
		      "%u CPUIDs and the question itself: %u exits of reason %u",
		      N_KNOWN, exits, own);
	if (judge_total)
		check_judge(c, all >= N_KNOWN + (judge_own ? 3u : 1u) && all < 2 * N_KNOWN,
		      "total-grows", "the total grew by %u", all);
}

static void judge_cycles(struct check *c, const char *rule, uint64_t cycles,
			 uint64_t elapsed)
{
	check_judge(c, cycles > N_KNOWN && cycles <= elapsed, rule,
	      "%u CPUIDs: %llu cycles in the host, %llu elapsed in the guest",
	      N_KNOWN, (unsigned long long)cycles, (unsigned long long)elapsed);
}

/*
 * Cycles in exits are more than 0 and at most those that have passed. Swapped
 * halves, a shared time stamp or a 32-bit sum break this.
 */
static void check_cycles(struct check *c)
{
	bool judge_total = check_can(c, "total-cycles", HAS(FOREIGN_TOTAL_CYCLES));
	bool judge_one = check_can(c, "cycles-of-a-reason", HAS(FOREIGN_CYCLES));
	uint32_t own = reason_cpuid(c->f.vendor);
	uint64_t total, one, tsc;
	unsigned int i;

	tsc = c->machine->tsc();
	total = foreign_total_cycles(&c->f);
	one = foreign_cycles(&c->f, own);
	for (i = 0; i < N_KNOWN; i++)
		check_ask(c, 0, 0);
	one = foreign_cycles(&c->f, own) - one;
	total = foreign_total_cycles(&c->f) - total;
	tsc = c->machine->tsc() - tsc;
	if (judge_total && c->machine->vcpus == 1)
		judge_cycles(c, "total-cycles", total, tsc);
	else if (judge_total)
		check_skip(c, "total-cycles",
		       "with several vCPUs: on the others, a halt that ends now may have begun long ago");
	if (judge_one)
		judge_cycles(c, "cycles-of-a-reason", one, tsc);
}

static void check_monotonic(struct check *c)
{
	uint64_t last = 0, now;
	int i;

	if (!check_can(c, "time-goes-forward", HAS(FOREIGN_TOTAL_CYCLES)))
		return;
	for (i = 0; i < 2000; i++) {
		now = foreign_total_cycles(&c->f);
		if (now <= last) {
			check_judge(c, false, "time-goes-forward",
			      "total cycles %llu after %llu",
			      (unsigned long long)now,
			      (unsigned long long)last);
			return;
		}
		last = now;
	}
	check_judge(c, true, "time-goes-forward",
	      "total cycles grew with each of 2000 questions");
}

/* The least of many: what else the KVM host did during one is not its price. */
static uint64_t time_of(struct check *c, uint32_t leaf, uint32_t index)
{
	uint64_t least = UINT64_MAX, tsc;
	int i;

	for (i = 0; i < 100; i++) {
		tsc = c->machine->tsc();
		check_ask(c, leaf, index);
		tsc = c->machine->tsc() - tsc;
		if (tsc < least)
			least = tsc;
	}
	return least;
}

/* What a question costs is in every figure that is made of two. */
static void check_cost(struct check *c)
{
	uint32_t leaf = exits_leaf(c);
	uint64_t query, plain;

	leaf = leaf ? leaf : c->f.leaf[FOREIGN_TOTAL_EXITS];
	leaf = leaf ? leaf : c->f.leaf[FOREIGN_TOTAL_CYCLES];
	if (!leaf) {
		check_skip(c, "cost-of-a-query", "no leaf tells anything");
		return;
	}
	query = time_of(c, leaf, reason_cpuid(c->f.vendor));
	plain = time_of(c, 0, 0);
	check_judge(c, query <= 2 * plain, "cost-of-a-query",
		    "leaf %#x takes %llu cycles, another CPUID %llu", leaf,
		    (unsigned long long)query, (unsigned long long)plain);
}

/* Other leaves: the same before and after ours are read. */
static void check_others(struct check *c)
{
	static const uint32_t leaf[] = {
		0, 2, 4, 0x80000000, 0x80000002, 0x40000000, 0x40000001,
		0x4fffff00, 0x4fffffef,
	};
	struct cpuid_regs before[sizeof(leaf) / 4], after;
	unsigned int i, j;

	for (i = 0; i < sizeof(leaf) / 4; i++)
		before[i] = check_ask(c, leaf[i], 0);
	for (i = 0; i < sizeof(leaf) / 4; i++) {
		for (j = 0; j < 16; j++)
			check_ask(c, 0x4ffffff0 + j, i);
		after = check_ask(c, leaf[i], 0);
		if (!memcmp(&after, &before[i], sizeof(after)))
			continue;
		check_judge(c, false, "other-leaves", "leaf %#x has changed", leaf[i]);
		return;
	}
	/* Patches that overwrite every leaf leave no plausible maximum there. */
	check_judge(c, before[0].eax && before[0].eax < 0x100, "other-leaves", "%u leaves answer as before; leaf 0: maximum %u",
	      i, before[0].eax);
}

/* xorshift64*: the same inputs each time. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 2685821657736338717ull;
}

static void check_random(struct check *c)
{
	uint64_t state = 88172645463325252ull, r;
	uint32_t before, grown, index;
	unsigned int i;

	before = foreign_total_exits(&c->f);
	for (i = 0; i < c->machine->random_calls; i++) {
		r = next_random(&state);
		index = next_random(&state);
		/* Small ones name more. */
		if (r & 1)
			index &= 0x80ffffff;
		if (r & 2)
			index &= 0xff0003ff;
		check_ask(c, 0x4fffff00 | (r >> 8 & 0xff), index);
	}
	grown = foreign_total_exits(&c->f) - before;
	if (check_upper_halves()) {
		check_judge(c, false, "random-inputs",
		      "after a CPUID the upper halves of rax, rbx, rcx, rdx are not all 0: %#x",
		      check_upper_halves());
		return;
	}
	if (!foreign_has(&c->f, FOREIGN_TOTAL_EXITS))
		check_judge(c, true, "random-inputs",
		      "survived %u calls of 0x4fffff00 to 0x4fffffff",
		      c->machine->random_calls);
	else
		check_judge(c, grown > c->machine->random_calls, "random-inputs",
		      "survived %u calls of 0x4fffff00 to 0x4fffffff; the total grew by %u",
		      c->machine->random_calls, grown);
}

unsigned int check_abi(const struct check_machine *machine, check_say say)
{
	struct check c = { .machine = machine, .say = say };

	foreign_detect(&c.f, machine->query, machine->vendor);
	check_layout(&c);
	check_totals(&c);
	check_undefined(&c);
	check_not_enabled(&c);
	check_registers(&c);
	check_halves(&c);
	check_sum(&c);
	check_sum_of_cycles(&c);
	check_known(&c);
	check_cycles(&c);
	check_monotonic(&c);
	check_ring0(&c);
	check_cost(&c);
	check_others(&c);
	check_own(&c);
	check_random(&c);
	check_isolation(&c);
	return c.failed;
}
