/* SPDX-License-Identifier: GPL-2.0 */
/* How deep an exit went, of KVM_EXIT_ACCT_DEPTH_*; as messages and tables call it. */
#ifndef EXITBENCH_DEPTHS_H
#define EXITBENCH_DEPTHS_H

#include "kvm_exit_acct.h"

extern const char *const depth_names[KVM_EXIT_ACCT_DEPTHS];

#endif
