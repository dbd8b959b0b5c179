/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check-abi: does a KVM answer the coursework leaves, and the project's own if
 * it has them, as kvm-patch/ABI.md says? One verdict a rule, with the evidence.
 */
#ifndef EXITBENCH_CHECK_H
#define EXITBENCH_CHECK_H

#include "foreign.h"

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_SKIP };

typedef void (*check_say)(enum verdict verdict, const char *rule,
			  const char *evidence);

/*
 * @tsc is a clock in the unit of the cycles. Returns how many rules failed.
 * @vcpus: how many the guest has. @random_calls: how many random inputs to survive.
 */
unsigned int check_abi(foreign_query query, uint64_t (*tsc)(void),
		       enum vendor vendor, unsigned int vcpus,
		       unsigned int random_calls, check_say say);

/* The real ones. */
struct cpuid_regs check_cpuid(uint32_t leaf, uint32_t index);
enum vendor check_vendor(void);

#endif
