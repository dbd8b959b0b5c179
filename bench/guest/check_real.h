/* SPDX-License-Identifier: GPL-2.0 */
/* The machine that check-abi really runs on. */
#ifndef EXITBENCH_CHECK_REAL_H
#define EXITBENCH_CHECK_REAL_H

#include "check_rules.h"

/* All but vcpus and random_calls. */
struct check_machine check_machine(void);

/* What was ever found in the upper halves of the registers after a CPUID. */
uint32_t check_upper_halves(void);

#endif
