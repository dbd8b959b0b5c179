/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a module has the parameters that a user names. */
#ifndef EXITBENCH_MODULE_PARAMS_H
#define EXITBENCH_MODULE_PARAMS_H

#include "base.h"
#include "plan.h"

/*
 * Each of @list, NAME=VALUE with commas between, against what the module file says of
 * itself. 0; -EINVAL with @why, which names those that it has; or another
 * negative errno with @why when it cannot be read.
 */
int module_params_check(const char *file, const char *list,
			struct sentence *why);

/*
 * The same for kvm.ko and the vendor's module that @plan is going to load, where they
 * are built and told parameters. The vendor's has one that only the paging mode
 * may set. 0, or -EINVAL with a message.
 */
int plan_check_params(const struct plan *plan);

#endif
