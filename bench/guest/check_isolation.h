/* SPDX-License-Identifier: GPL-2.0 */
/* The rule of check-abi about another VM. */
#ifndef EXITBENCH_CHECK_ISOLATION_H
#define EXITBENCH_CHECK_ISOLATION_H

#include "check_rules.h"

void check_isolation(struct check *c);

#endif
