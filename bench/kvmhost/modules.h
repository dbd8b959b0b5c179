/* SPDX-License-Identifier: GPL-2.0 */
/* Loads KVM modules in the paging mode asked for. */
#ifndef EXITBENCH_MODULES_H
#define EXITBENCH_MODULES_H

#include "base.h"
#include "kvmhost.h"

/*
 * Loads kvm.ko, with @kvm as its parameters (separated by commas), and the vendor's
 * module from @dir, in place of those that are loaded, and reads back the mode that
 * they took. Returns 0, or a negative errno with @why.
 */
int modules_load(const struct kvmhost *host, const char *dir, const char *kvm,
		 struct sentence *why);

/* What was read back: "kvm_intel ept=Y"; empty before. */
const char *modules_parameter(void);

#endif
