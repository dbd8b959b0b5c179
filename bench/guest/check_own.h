/* SPDX-License-Identifier: GPL-2.0 */
/* Rules of check-abi about the leaves that only this project's KVM has. */
#ifndef EXITBENCH_CHECK_OWN_H
#define EXITBENCH_CHECK_OWN_H

#include "check_rules.h"

void check_own(struct check *c);

#endif
