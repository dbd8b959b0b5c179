// SPDX-License-Identifier: GPL-2.0
/*
 * Rules of check-abi about exits other than CPUID's: the guest's kernel module does
 * each N times in ring 0, so N is the answer. What is counted in the table of exit
 * handlers alone, or timed around nothing, shows here.
 */
#include <errno.h>

#include <asm/svm.h>
#include <asm/vmx.h>

#include "check_ring0.h"
#include "ring0.h"

#define N_OPS 1000
#define N_HALTS 50

/* Ends a list of reasons: 0 is one, too. */
#define NONE UINT32_MAX

struct known {
	const char *rule, *what;
	unsigned int op, count;
	/* Of which of these it is depends on the paging mode. */
	uint32_t reason[VENDORS][4];
};

static const struct known known[] = {
	{ "exits-of-port-reads", "port reads", RING0_INB, N_OPS, {
		[VENDOR_VMX] = { EXIT_REASON_IO_INSTRUCTION, NONE },
		[VENDOR_SVM] = { SVM_EXIT_IOIO, NONE } } },
	{ "exits-of-msr-writes", "WRMSRs", RING0_WRMSR, N_OPS, {
		[VENDOR_VMX] = { EXIT_REASON_MSR_WRITE, NONE },
		[VENDOR_SVM] = { SVM_EXIT_MSR, NONE } } },
	{ "exits-of-deadlines", "writes of the TSC deadline",
	  RING0_TSCDEADLINE, N_OPS, {
		[VENDOR_VMX] = { EXIT_REASON_MSR_WRITE, NONE },
		[VENDOR_SVM] = { SVM_EXIT_MSR, NONE } } },
	{ "exits-of-cr-writes", "writes of CR4", RING0_CR4WR, N_OPS, {
		[VENDOR_VMX] = { EXIT_REASON_CR_ACCESS, NONE },
		[VENDOR_SVM] = { SVM_EXIT_WRITE_CR4, NONE } } },
	{ "exits-of-mmio", "reads of the I/O APIC", RING0_MMIO, N_OPS, {
		[VENDOR_VMX] = { EXIT_REASON_EPT_MISCONFIG,
				 EXIT_REASON_EPT_VIOLATION,
				 EXIT_REASON_EXCEPTION_NMI, NONE },
		[VENDOR_SVM] = { SVM_EXIT_NPF, SVM_EXIT_EXCP_BASE + 14,
				 NONE } } },
	{ "exits-of-halts", "HLTs", RING0_HLT_WAKE, N_HALTS, {
		[VENDOR_VMX] = { EXIT_REASON_HLT, NONE },
		[VENDOR_SVM] = { SVM_EXIT_HLT, NONE } } },
};

static const uint32_t *reasons_of(const struct check *c, unsigned int op)
{
	const struct known *k = known;

	while (k->op != op)
		k++;
	return k->reason[c->f.vendor];
}

static uint32_t exits_of(const struct check *c, const uint32_t *reason)
{
	uint32_t sum = 0;

	for (; *reason != NONE; reason++)
		sum += foreign_exits(&c->f, *reason);
	return sum;
}

/* Whether @op can be done; if not, @rule is skipped. */
static bool possible(struct check *c, const char *rule, unsigned int op)
{
	int err = c->machine->ring0(op, 0);

	if (!err)
		return true;
	check_skip(c, rule, err == -ENODEV ?
		   "this guest's machine cannot do it" :
		   "needs " RING0_DEVICE ", the guest module of this project");
	return false;
}

static void check_one(struct check *c, const struct known *k)
{
	const uint32_t *reason = k->reason[c->f.vendor];
	bool has_total = foreign_has(&c->f, FOREIGN_TOTAL_EXITS);
	bool has_exits = foreign_has(&c->f, FOREIGN_EXITS);
	uint32_t total, exits;
	bool good;

	if (!has_total && !has_exits) {
		check_skip(c, k->rule, "no leaf tells exits");
		return;
	}
	if (!possible(c, k->rule, k->op))
		return;
	total = foreign_total_exits(&c->f);
	exits = exits_of(c, reason);
	if (c->machine->ring0(k->op, k->count)) {
		check_skip(c, k->rule, "the guest module did not come to an end");
		return;
	}
	exits = exits_of(c, reason) - exits;
	total = foreign_total_exits(&c->f) - total;
	good = (!has_total || total >= k->count) &&
	       (!has_exits || exits >= k->count);
	/* Not much more: interrupts and other vCPUs come between. */
	if (has_exits && c->machine->vcpus == 1)
		good = good && exits <= k->count + k->count / 4 + 20;
	if (has_exits && has_total)
		check_judge(c, good, k->rule,
			    "%u %s: %u exits of reason %u, the total grew by %u",
			    k->count, k->what, exits, reason[0], total);
	else
		check_judge(c, good, k->rule, "%u %s: %s by %u", k->count,
			    k->what, has_total ? "the total grew" :
			    "the exits of its reason grew",
			    has_total ? total : exits);
}

/* The cycles that the leaves tell of CPUID and of reads of device memory. */
static uint64_t counted(const struct check *c, const uint32_t *reason)
{
	uint64_t sum = foreign_cycles(&c->f, reason_cpuid(c->f.vendor));

	if (foreign_has(&c->f, FOREIGN_TOTAL_CYCLES))
		return foreign_total_cycles(&c->f);
	for (; *reason != NONE; reason++)
		sum += foreign_cycles(&c->f, *reason);
	return sum;
}

struct cost {
	uint64_t elapsed, counted;
};

static struct cost cost_of(const struct check *c, bool dear)
{
	const uint32_t *reason = reasons_of(c, RING0_MMIO);
	struct cost cost = { c->machine->tsc(), counted(c, reason) };
	unsigned int i;

	if (dear)
		c->machine->ring0(RING0_MMIO, N_OPS);
	for (i = 0; !dear && i < N_OPS; i++)
		check_ask(c, 0, 0);
	cost.counted = counted(c, reason) - cost.counted;
	cost.elapsed = c->machine->tsc() - cost.elapsed;
	return cost;
}

/*
 * Emulation of an instruction takes KVM longer than CPUID: a patch that takes its
 * time stamps around something else has the same cycles for both.
 */
static void check_cost_shows(struct check *c)
{
	static const char rule[] = "cycles-follow-cost";
	struct cost cheap, dear;

	if (!foreign_has(&c->f, FOREIGN_TOTAL_CYCLES) &&
	    !foreign_has(&c->f, FOREIGN_CYCLES)) {
		check_skip(c, rule, "no leaf tells cycles");
		return;
	}
	if (!possible(c, rule, RING0_MMIO))
		return;
	cheap = cost_of(c, false);
	dear = cost_of(c, true);
	if (dear.elapsed < cheap.elapsed + cheap.elapsed / 8) {
		check_skip(c, rule,
			   "here reads of a device's memory take hardly longer than CPUIDs");
		return;
	}
	check_judge(c, dear.counted > cheap.counted &&
		    dear.counted - cheap.counted >=
		    (dear.elapsed - cheap.elapsed) / 2, rule,
		    "%u CPUIDs: %llu cycles of %llu that passed; %u reads of the I/O APIC: %llu of %llu",
		    N_OPS, (unsigned long long)cheap.counted,
		    (unsigned long long)cheap.elapsed, N_OPS,
		    (unsigned long long)dear.counted,
		    (unsigned long long)dear.elapsed);
}

void check_ring0(struct check *c)
{
	unsigned int i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		check_one(c, &known[i]);
	check_cost_shows(c);
}
