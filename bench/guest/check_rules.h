/* SPDX-License-Identifier: GPL-2.0 */
/* What the files that judge the rules of check-abi share. */
#ifndef EXITBENCH_CHECK_RULES_H
#define EXITBENCH_CHECK_RULES_H

#include "foreign.h"

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_WARN, VERDICT_SKIP };

typedef void (*check_say)(enum verdict verdict, const char *rule,
			  const char *evidence);

/* What is asked, and by what means; tests have a KVM of their own. */
struct check_machine {
	enum vendor vendor;
	unsigned int vcpus;
	unsigned int random_calls;	/* how many random inputs to survive */
	foreign_query query;
	uint64_t (*tsc)(void);		/* in the unit of the cycles */
	/* Does a RING0_* operation so many times. 0, or a negative errno. */
	int (*ring0)(unsigned int op, uint64_t count);
	/* Lets another VM have LINE_SECOND_EXITS exits of CPUID; NULL: there is none. */
	void (*second_vm)(void);
};

struct check {
	struct foreign f;
	const struct check_machine *machine;
	unsigned int failed;
	check_say say;
};

/* Says what became of @rule: a broken one fails, or warns (rules.h). */
void check_judge(struct check *c, bool good, const char *rule,
		 const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Says that it was not judged. */
void check_skip(struct check *c, const char *rule, const char *why);

static inline struct cpuid_regs check_ask(const struct check *c, uint32_t leaf,
					  uint32_t index)
{
	return c->machine->query(leaf, index);
}

#define HAS(what) (1u << (what))

/* Whether leaves tell all of @what, HAS(…) | …; if not, @rule is skipped. */
bool check_can(struct check *c, const char *rule, unsigned int what);

#endif
