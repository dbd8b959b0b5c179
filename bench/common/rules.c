// SPDX-License-Identifier: GPL-2.0
/* The one table of check-abi's rules, in the order they are judged; see rules.h. */
#include <string.h>

#include "rules.h"

#define ASSIGNMENT "assignment"
#define MANUAL "manual"
#define PROJECT "project"

const struct rule rules[] = {
	{ "layout", ASSIGNMENT, .asked =
	  "Which leaves answer what, found by asking them." },
	{ "total-ignores-ecx", ASSIGNMENT, .asked =
	  "A leaf of totals answers the same whatever ecx holds." },
	{ "undefined-reasons", ASSIGNMENT, .asked =
	  "Reasons that the manual does not define: eax, ebx and ecx are 0, edx is 0xFFFFFFFF." },
	{ "not-enabled-reasons", ASSIGNMENT, .asked =
	  "Reasons that KVM does not enable: all four registers are 0." },
	{ "unused-registers", PROJECT, .asked =
	  "Registers that the answer does not use are 0.", .warns = true },
	{ "register-halves", ASSIGNMENT, .asked =
	  "Cycles: ebx holds the high 32 bits, ecx the low ones." },
	{ "plausible-reasons", PROJECT, .asked =
	  "No reason has more exits than all reasons together.", .warns = true },
	{ "total-is-sum", ASSIGNMENT, .asked =
	  "The exits of all reasons add up to the total." },
	{ "cycles-are-sum", ASSIGNMENT, .asked =
	  "The cycles of all reasons add up to the total cycles, give or take a tenth." },
	{ "n-instructions-n-exits", MANUAL, .asked =
	  "Every CPUID instruction exits (SDM vol. 3, \"Instructions That Cause VM Exits Unconditionally\"): N of them are N exits." },
	{ "total-grows", ASSIGNMENT, .asked =
	  "The total grows by as many exits as there were." },
	{ "total-cycles", ASSIGNMENT, .asked =
	  "Cycles of exits: more than nothing, and no more than the time that passed." },
	{ "cycles-of-a-reason", ASSIGNMENT, .asked =
	  "Cycles of the reason CPUID grow with its exits, within the time that passed." },
	{ "time-goes-forward", ASSIGNMENT, .asked =
	  "Total cycles grow with each question." },
	{ "exits-of-port-reads", ASSIGNMENT, .asked =
	  "N port reads are N exits, in the total and of their reason." },
	{ "exits-of-msr-writes", ASSIGNMENT, .asked =
	  "N WRMSRs of a register that KVM intercepts are N exits, in the total and of their reason." },
	{ "exits-of-deadlines", ASSIGNMENT, .asked =
	  "N writes of the APIC timer's TSC deadline are N exits, in the total and of the reason WRMSR. On Intel KVM handles them in its fastpath, which never comes to the table of exit handlers." },
	{ "exits-of-cr-writes", ASSIGNMENT, .asked =
	  "N writes of CR4 that KVM intercepts are N exits, in the total and of their reason." },
	{ "exits-of-mmio", ASSIGNMENT, .asked =
	  "N reads of a device's memory are N exits, in the total and of their reason." },
	{ "exits-of-halts", ASSIGNMENT, .asked =
	  "N HLTs are at least N exits, in the total and of their reason." },
	{ "cycles-follow-cost", ASSIGNMENT, .asked =
	  "An exit that takes KVM longer has more cycles: of the time that reads of a device's memory take more than as many CPUIDs, at least half is in the cycles." },
	{ "cost-of-a-query", PROJECT, .asked =
	  "Asking for a count takes no more than twice as long as another CPUID: no printk, no walk over everything.", .warns = true },
	{ "other-leaves", MANUAL, .asked =
	  "Leaves that the assignment does not name answer as they did." },
	{ "own-leaves", PROJECT, .asked =
	  "The project's leaves have its signature." },
	{ "own-latch", PROJECT, .asked =
	  "A latch counts up by one.", .own = true },
	{ "own-latched-values", PROJECT, .asked =
	  "Latched values do not move.", .own = true },
	{ "own-bounds", PROJECT, .asked =
	  "What is beyond the last slot, row or pair is undefined.", .own = true },
	{ "own-rows", PROJECT, .asked =
	  "Histograms add up, and minimum <= maximum <= all.", .own = true },
	{ "own-quarters", PROJECT, .asked =
	  "The quarters of each octave of a histogram add up to it, and all of them to the exits.", .own = true },
	{ "own-depths", PROJECT, .asked =
	  "Of no reason more exits went into a fastpath, the emulator or the VMM than there were.", .own = true },
	{ "own-blocked", PROJECT, .asked =
	  "Of no reason more cycles were preempted and asleep than blocked.", .own = true },
	{ "own-l2", PROJECT, .asked =
	  "Of no reason more came from L2, a guest's guest, than there was.", .own = true },
	{ "own-slowest", PROJECT, .asked =
	  "The slowest exits of a window are in order, and none is slower than the maximum of its reason.", .own = true },
	{ "own-time", PROJECT, .asked =
	  "What a vCPU's exits took and what it was in the guest is all the time there was, to the cycle.",
	  .own = true },
	{ "random-inputs", PROJECT, .asked =
	  "Leaves and reasons at random do no harm to KVM." },
	{ RULE_ISOLATION, PROJECT, .asked =
	  "The exits of another VM are not counted, and what it asks of the leaves changes nothing here.",
	  .warns = true },
	{ RULE_KVM_HOST, PROJECT, .asked =
	  "KVM and the kernel under it neither crash nor hang, and log no warning." },
};

const unsigned int nr_rules = sizeof(rules) / sizeof(*rules);

int rule_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < nr_rules; i++)
		if (!strcmp(rules[i].name, name))
			return i;
	return -1;
}

void rules_print(FILE *out)
{
	unsigned int i;

	for (i = 0; i < nr_rules; i++)
		fprintf(out, "%s\t%s\t%s\t%s\n", rules[i].name, rules[i].source,
			rules[i].warns ? "warning" : "failure",
			rules[i].asked);
}
