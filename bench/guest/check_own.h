/* SPDX-License-Identifier: GPL-2.0 */
/* Rules of check-abi about the leaves that only this project's KVM has. */
#ifndef EXITBENCH_CHECK_OWN_H
#define EXITBENCH_CHECK_OWN_H

#include "check_rules.h"

void check_own(struct check *c);

/* Latches slot 0. False on a KVM that has no such leaves. */
bool check_own_latch(const struct check *c);

/* A checksum of what slot 0 holds. */
uint64_t check_own_sum(const struct check *c);

#endif
