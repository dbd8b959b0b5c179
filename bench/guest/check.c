// SPDX-License-Identifier: GPL-2.0
/* The rules of check-abi; see check.h. Each one is a bug that was published. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "kvm_exit_acct.h"

#define N_KNOWN 1000

/* Found in the registers after any CPUID: see check_cpuid(). */
static uint32_t upper_halves;

struct check {
	struct foreign f;
	foreign_query query;
	uint64_t (*tsc)(void);
	unsigned int vcpus, random_calls, failed;
	check_say say;
};

/*
 * A leaf may look only at eax and ecx: what is in the other registers differs from
 * call to call, and the upper halves must be 0 afterwards (SDM
 * vol. 2, CPUID).
 */
struct cpuid_regs check_cpuid(uint32_t leaf, uint32_t index)
{
	static uint64_t junk = 0x9e3779b97f4a7c15ull;
	uint64_t a, b, c, d;

	junk = junk * 6364136223846793005ull + 1442695040888963407ull;
	a = (junk & 0xffffffff00000000ull) | leaf;
	b = junk;
	c = (~junk & 0xffffffff00000000ull) | index;
	d = ~junk;
	__asm__ volatile("cpuid"
			 : "+a"(a), "+b"(b), "+c"(c), "+d"(d) :: "memory");
	upper_halves |= (a | b | c | d) >> 32;
	return (struct cpuid_regs){ a, b, c, d };
}

enum vendor check_vendor(void)
{
	return vendor_of_signature(check_cpuid(0, 0).ebx);
}

static void judge(struct check *c, bool good, const char *rule,
		  const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void judge(struct check *c, bool good, const char *rule,
		  const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	c->failed += !good;
	c->say(good ? VERDICT_PASS : VERDICT_FAIL, rule, text);
}

static uint32_t exits_leaf(const struct check *c)
{
	return c->f.leaf[FOREIGN_EXITS];
}

static uint32_t cycles_leaf(const struct check *c)
{
	return c->f.leaf[FOREIGN_CYCLES];
}

/* Whether the leaves tell all of @what; if not, reports that @rule is skipped. */
static bool can_judge(struct check *c, const char *rule, unsigned int what)
{
	char text[160];
	unsigned int i;

	for (i = 0; i < FOREIGN_WHATS; i++) {
		if (!(what & 1u << i) || foreign_has(&c->f, i))
			continue;
		snprintf(text, sizeof(text), "no leaf tells %s",
			 foreign_what_names[i]);
		c->say(VERDICT_SKIP, rule, text);
		return false;
	}
	return true;
}

#define HAS_TOTAL_EXITS (1u << FOREIGN_TOTAL_EXITS)
#define HAS_TOTAL_CYCLES (1u << FOREIGN_TOTAL_CYCLES)
#define HAS_EXITS (1u << FOREIGN_EXITS)
#define HAS_CYCLES (1u << FOREIGN_CYCLES)

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

	if (!can_judge(c, "undefined-reasons", HAS_EXITS))
		return;
	for (i = 0; i < n; i++) {
		r = c->query(exits_leaf(c), reason[i]);
		if (foreign_undefined(r) && foreign_has(&c->f, FOREIGN_CYCLES))
			r = c->query(cycles_leaf(c), reason[i]);
		if (foreign_undefined(r))
			continue;
		judge(c, false, "undefined-reasons",
		      "reason %#x answers %#x %#x %#x %#x, not 0 0 0 0xffffffff",
		      reason[i], r.eax, r.ebx, r.ecx, r.edx);
		return;
	}
	judge(c, true, "undefined-reasons",
	      "%u reasons that the manual does not define answer 0 0 0 0xffffffff",
	      n);
}

/* Reasons that KVM never enables. */
static void check_not_enabled(struct check *c)
{
	uint32_t reason[REASONS_NEVER];
	struct cpuid_regs r;
	int i;

	if (!can_judge(c, "not-enabled-reasons", HAS_EXITS))
		return;
	for (i = 0; i < REASONS_NEVER; i++) {
		reason[i] = reason_never(c->f.vendor, i);
		r = c->query(exits_leaf(c), reason[i]);
		if (!(r.eax | r.ebx | r.ecx | r.edx))
			continue;
		judge(c, false, "not-enabled-reasons",
		      "reason %u answers %#x %#x %#x %#x, not 0 0 0 0",
		      reason[i], r.eax, r.ebx, r.ecx, r.edx);
		return;
	}
	judge(c, true, "not-enabled-reasons",
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
		r = c->query(leaf, own);
		if ((exits || !r.eax) && (cycles || !(r.ebx | r.ecx)) && !r.edx)
			continue;
		judge(c, false, "unused-registers",
		      "leaf %#x, reason %u: eax %#x ebx %#x ecx %#x edx %#x; unused registers must be 0",
		      leaf, own, r.eax, r.ebx, r.ecx, r.edx);
		return;
	}
	if (n)
		judge(c, true, "unused-registers", "0 where there is no answer");
}

/* A half in the wrong register makes 1,000 cycles into 4,294,967,296,000. */
static void check_halves(struct check *c)
{
	unsigned int i;

	if (!foreign_has(&c->f, FOREIGN_TOTAL_CYCLES) &&
	    !foreign_has(&c->f, FOREIGN_CYCLES)) {
		c->say(VERDICT_SKIP, "register-halves", "no leaf tells cycles");
		return;
	}
	for (i = 0; i < FOREIGN_LEAVES; i++) {
		if (!c->f.seen[i].swapped)
			continue;
		judge(c, false, "register-halves",
		      "leaf %#x: cycles have their high half in ecx and their low half in ebx; it must be the other way round",
		      KVM_EXIT_ACCT_LEAF_CW_FIRST + i);
		return;
	}
	judge(c, true, "register-halves",
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
	int64_t reason;
	unsigned int i;

	if (!can_judge(c, "total-is-sum", HAS_TOTAL_EXITS | HAS_EXITS))
		return;
	before = foreign_total_exits(&c->f);
	for (i = 0; (reason = foreign_reason(&c->f, i)) >= 0; i++) {
		exits = foreign_exits(&c->f, reason);
		after = foreign_total_exits(&c->f);
		if (exits <= after)
			sum += exits;
		else
			judge(c, false, "plausible-reasons",
			      "reason %lld has %u exits, all reasons together %u: is that an index past the table?",
			      (long long)reason, exits, after);
	}
	after = foreign_total_exits(&c->f);
	judge(c, sum - before <= after - before, "total-is-sum",
	      "total %u, sum over %u reasons %u, total %u", before, i, sum,
	      after);
}

/* N instructions are N exits; an interrupt in between is another reason. */
static void check_known(struct check *c)
{
	uint32_t own = reason_cpuid(c->f.vendor), total, exits, all;
	bool judge_total, judge_own;
	unsigned int i;

	judge_own = can_judge(c, "n-instructions-n-exits", HAS_EXITS);
	judge_total = can_judge(c, "total-grows", HAS_TOTAL_EXITS);
	total = foreign_total_exits(&c->f);
	exits = foreign_exits(&c->f, own);
	for (i = 0; i < N_KNOWN; i++)
		c->query(0, 0);
	exits = foreign_exits(&c->f, own) - exits;
	all = foreign_total_exits(&c->f) - total;
	if (judge_own)
		judge(c, exits == N_KNOWN + 1, "n-instructions-n-exits",
		      "%u CPUIDs and the question itself: %u exits of reason %u",
		      N_KNOWN, exits, own);
	if (judge_total)
		judge(c, all >= N_KNOWN + (judge_own ? 3u : 1u) && all < 2 * N_KNOWN,
		      "total-grows", "the total grew by %u", all);
}

static void judge_cycles(struct check *c, const char *rule, uint64_t cycles,
			 uint64_t elapsed)
{
	judge(c, cycles > N_KNOWN && cycles <= elapsed, rule,
	      "%u CPUIDs: %llu cycles in the host, %llu elapsed in the guest",
	      N_KNOWN, (unsigned long long)cycles, (unsigned long long)elapsed);
}

/*
 * Cycles in exits are more than 0 and at most those that have passed. Swapped
 * halves, a shared time stamp or a 32-bit sum break this.
 */
static void check_cycles(struct check *c)
{
	bool judge_total = can_judge(c, "total-cycles", HAS_TOTAL_CYCLES);
	bool judge_one = can_judge(c, "cycles-of-a-reason", HAS_CYCLES);
	uint32_t own = reason_cpuid(c->f.vendor);
	uint64_t total, one, tsc;
	unsigned int i;

	tsc = c->tsc();
	total = foreign_total_cycles(&c->f);
	one = foreign_cycles(&c->f, own);
	for (i = 0; i < N_KNOWN; i++)
		c->query(0, 0);
	one = foreign_cycles(&c->f, own) - one;
	total = foreign_total_cycles(&c->f) - total;
	tsc = c->tsc() - tsc;
	if (judge_total && c->vcpus == 1)
		judge_cycles(c, "total-cycles", total, tsc);
	else if (judge_total)
		c->say(VERDICT_SKIP, "total-cycles",
		       "with several vCPUs: on the others, a halt that ends now may have begun long ago");
	if (judge_one)
		judge_cycles(c, "cycles-of-a-reason", one, tsc);
}

static void check_monotonic(struct check *c)
{
	uint64_t last = 0, now;
	int i;

	if (!can_judge(c, "time-goes-forward", HAS_TOTAL_CYCLES))
		return;
	for (i = 0; i < 2000; i++) {
		now = foreign_total_cycles(&c->f);
		if (now <= last) {
			judge(c, false, "time-goes-forward",
			      "total cycles %llu after %llu",
			      (unsigned long long)now,
			      (unsigned long long)last);
			return;
		}
		last = now;
	}
	judge(c, true, "time-goes-forward",
	      "total cycles grew with each of 2000 questions");
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
		before[i] = c->query(leaf[i], 0);
	for (i = 0; i < sizeof(leaf) / 4; i++) {
		for (j = 0; j < 16; j++)
			c->query(0x4ffffff0 + j, i);
		after = c->query(leaf[i], 0);
		if (!memcmp(&after, &before[i], sizeof(after)))
			continue;
		judge(c, false, "other-leaves", "leaf %#x has changed", leaf[i]);
		return;
	}
	/* Patches that overwrite every leaf leave no plausible maximum there. */
	judge(c, before[0].eax && before[0].eax < 0x100, "other-leaves", "%u leaves answer as before; leaf 0: maximum %u",
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
	for (i = 0; i < c->random_calls; i++) {
		r = next_random(&state);
		index = next_random(&state);
		/* Small ones name more. */
		if (r & 1)
			index &= 0x80ffffff;
		if (r & 2)
			index &= 0xff0003ff;
		c->query(0x4fffff00 | (r >> 8 & 0xff), index);
	}
	grown = foreign_total_exits(&c->f) - before;
	if (upper_halves) {
		judge(c, false, "random-inputs",
		      "after a CPUID the upper halves of rax, rbx, rcx, rdx are not all 0: %#x",
		      upper_halves);
		return;
	}
	if (!foreign_has(&c->f, FOREIGN_TOTAL_EXITS))
		judge(c, true, "random-inputs",
		      "survived %u calls of 0x4fffff00 to 0x4fffffff",
		      c->random_calls);
	else
		judge(c, grown > c->random_calls, "random-inputs",
		      "survived %u calls of 0x4fffff00 to 0x4fffffff; the total grew by %u",
		      c->random_calls, grown);
}

static uint64_t low_pair(struct cpuid_regs r)
{
	return (uint64_t)r.ebx << 32 | r.eax;
}

static uint64_t high_pair(struct cpuid_regs r)
{
	return (uint64_t)r.edx << 32 | r.ecx;
}

static struct cpuid_regs read_pair(struct check *c, uint32_t slot, uint32_t row,
				   uint32_t pair)
{
	return c->query(KVM_EXIT_ACCT_LEAF_READ,
			slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
			row << KVM_EXIT_ACCT_READ_ROW_SHIFT | pair);
}

/* The histogram of every row adds up, minimum <= mean <= maximum. */
static void check_rows(struct check *c, uint32_t slot, uint32_t rows)
{
	uint64_t count, busy, sum, min, max;
	uint32_t row, pair, used = 0;
	struct cpuid_regs r;

	for (row = 0; row < rows; row++) {
		r = read_pair(c, slot, row, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL);
		count = low_pair(r);
		if (!count)
			continue;
		used++;
		busy = high_pair(r) + low_pair(read_pair(c, slot, row,
				KVM_EXIT_ACCT_PAIR_USER_BLOCKED));
		r = read_pair(c, slot, row, KVM_EXIT_ACCT_PAIR_MIN_MAX);
		min = low_pair(r);
		max = high_pair(r);
		for (sum = pair = 0; pair < KVM_EXIT_ACCT_HIST_BUCKETS / 2; pair++) {
			r = read_pair(c, slot, row,
				      KVM_EXIT_ACCT_PAIR_HIST + pair);
			sum += low_pair(r) + high_pair(r);
		}
		if (sum != count || min > max || (max && max > busy)) {
			judge(c, false, "own-rows",
			      "row %u: %llu exits, %llu in the histogram, minimum %llu, maximum %llu, all %llu cycles",
			      row, (unsigned long long)count,
			      (unsigned long long)sum,
			      (unsigned long long)min,
			      (unsigned long long)max,
			      (unsigned long long)busy);
			return;
		}
	}
	judge(c, used > 0, "own-rows",
	      "%u rows with exits: histograms add up, minimum <= maximum <= all",
	      used);
}

static void check_own(struct check *c)
{
	struct cpuid_regs r = c->query(KVM_EXIT_ACCT_LEAF_DISCOVER, 0), again;
	uint32_t rows, slots, pairs;
	uint64_t seq;

	if (r.ebx != KVM_EXIT_ACCT_SIG_EBX || r.ecx != KVM_EXIT_ACCT_SIG_ECX ||
	    r.edx != KVM_EXIT_ACCT_SIG_EDX) {
		c->say(VERDICT_SKIP, "own-leaves",
		       "no signature at 0x4ffffff0: coursework leaves only");
		return;
	}
	judge(c, r.eax == KVM_EXIT_ACCT_VERSION, "own-leaves", "version %u",
	      r.eax);
	r = c->query(KVM_EXIT_ACCT_LEAF_DISCOVER, 1);
	rows = r.ebx;
	slots = r.ecx;
	pairs = c->query(KVM_EXIT_ACCT_LEAF_DISCOVER, 2).ebx;

	seq = low_pair(c->query(KVM_EXIT_ACCT_LEAF_LATCH, 0));
	r = c->query(KVM_EXIT_ACCT_LEAF_LATCH, 0);
	judge(c, low_pair(r) == seq + 1 && !r.ecx && !r.edx, "own-latch",
	      "latched for the %lluth time", (unsigned long long)low_pair(r));
	r = read_pair(c, 0, 0, 0);
	again = read_pair(c, 0, 0, 0);
	judge(c, !memcmp(&r, &again, sizeof(r)), "own-latched-values",
	      "the same when read again");
	judge(c, foreign_undefined(c->query(KVM_EXIT_ACCT_LEAF_LATCH, slots)) &&
	      foreign_undefined(read_pair(c, slots, 0, 0)) &&
	      foreign_undefined(read_pair(c, 0, rows, 0)) &&
	      foreign_undefined(read_pair(c, 0, 0, pairs)) &&
	      foreign_undefined(c->query(KVM_EXIT_ACCT_LEAF_DISCOVER, 3)),
	      "own-bounds",
	      "slot %u, row %u, pair %u and index 3 are undefined", slots, rows,
	      pairs);
	if (pairs >= KVM_EXIT_ACCT_PAIRS)
		check_rows(c, 0, rows);
}

unsigned int check_abi(foreign_query query, uint64_t (*tsc)(void),
		       enum vendor vendor, unsigned int vcpus,
		       unsigned int random_calls, check_say say)
{
	struct check c = {
		.query = query, .tsc = tsc, .vcpus = vcpus,
		.random_calls = random_calls, .say = say,
	};

	foreign_detect(&c.f, query, vendor);
	if (c.f.complete)
		judge(&c, true, "layout", "%c: %s", c.f.layout, c.f.why);
	else if (c.f.layout)
		judge(&c, false, "layout", "%c, but for %s: %s", c.f.layout,
		      c.f.missing, c.f.why);
	else
		judge(&c, false, "layout", "none of A, B, C: %s", c.f.why);
	check_undefined(&c);
	check_not_enabled(&c);
	check_registers(&c);
	check_halves(&c);
	check_sum(&c);
	check_known(&c);
	check_cycles(&c);
	check_monotonic(&c);
	check_others(&c);
	check_own(&c);
	check_random(&c);
	say(VERDICT_SKIP, "isolation", "needs a second VM; not asked for");
	return c.failed;
}
