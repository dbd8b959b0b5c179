/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check-abi: does a KVM answer the coursework leaves, and the project's own if
 * it has them, as kvm-patch/ABI.md says? One verdict a rule, with the evidence.
 */
#ifndef EXITBENCH_CHECK_H
#define EXITBENCH_CHECK_H

#include "check_rules.h"

/* Returns how many rules failed. */
unsigned int check_abi(const struct check_machine *machine, check_say say);

#endif
