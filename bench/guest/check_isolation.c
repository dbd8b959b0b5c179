// SPDX-License-Identifier: GPL-2.0
/*
 * The rule of check-abi about another VM, whose user space asks every leaf meanwhile:
 * its exits are not this guest's, and its latches leave this guest's slot as it was.
 */
#include "check_isolation.h"
#include "check_own.h"
#include "line.h"
#include "rules.h"

/* Meanwhile this guest sleeps, so that hardly anything of its own is counted. */
void check_isolation(struct check *c)
{
	bool of_reason = foreign_has(&c->f, FOREIGN_EXITS);
	uint32_t own = reason_cpuid(c->f.vendor), exits, total;
	bool latched, kept;
	uint64_t sum;

	if (!c->machine->second_vm) {
		check_skip(c, RULE_ISOLATION, "needs a second VM: ISOLATION=1");
		return;
	}
	if (!of_reason && !foreign_has(&c->f, FOREIGN_TOTAL_EXITS)) {
		check_skip(c, RULE_ISOLATION, "no leaf tells exits");
		return;
	}
	latched = check_own_latch(c);
	sum = latched ? check_own_sum(c) : 0;
	exits = foreign_exits(&c->f, own);
	total = foreign_total_exits(&c->f);
	c->machine->second_vm();
	exits = foreign_exits(&c->f, own) - exits;
	total = foreign_total_exits(&c->f) - total;
	kept = !latched || check_own_sum(c) == sum;
	check_judge(c, kept && (of_reason ? exits : total) < LINE_SECOND_EXITS / 2,
		    RULE_ISOLATION,
		    "while user space of another VM had %u exits of CPUID: %u of CPUID here, the total grew by %u%s",
		    LINE_SECOND_EXITS, exits, total,
		    !latched ? "" : kept ? ", the slot latched here is as it was" :
					   ", the slot latched here has changed");
}
