/* SPDX-License-Identifier: GPL-2.0 */
/* Rules of check-abi about exits that ring 0 causes. */
#ifndef EXITBENCH_CHECK_RING0_H
#define EXITBENCH_CHECK_RING0_H

#include "check_rules.h"

void check_ring0(struct check *c);

#endif
