/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The slots that the guest program latches: those of a bracket, that of a guest
 * that is up, and the one of start.S. KVM hosts know brackets by them.
 */
#ifndef EXITBENCH_BRACKET_SLOTS_H
#define EXITBENCH_BRACKET_SLOTS_H

#include "kvm_exit_acct.h"

#define COUNTERS_SLOT_BEFORE	0
#define COUNTERS_SLOT_AFTER	1
#define COUNTERS_SLOT_UP	6
#define COUNTERS_SLOT_BOOT	7

#endif
