/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of rigs. A rig is a file that defines a struct rig, and a line in
 * RIGS; this is the one place that names those of rigs/ and swap/.
 */
#ifndef EXITBENCH_RIGS_H
#define EXITBENCH_RIGS_H

#include "plan.h"

/* In the order in which they are listed. */
#define RIGS(rig)		\
	rig(vmx_emu)		\
	rig(svm_emu)		\
	rig(nested_vmx)		\
	rig(nested_svm)		\
	rig(host_vmx)		\
	rig(host_svm)

/* Rig number @i that this processor may have, NULL behind the last. */
const struct rig *rig_at(unsigned int i);

/*
 * The rig to use when none is named: `nested` if a probe shows that it works, else
 * the first of the table. @why is what the probe of `nested` found.
 */
const struct rig *rig_auto(struct probe *why);

/* What make qemu left in @build is svm-emu's, unless the user chose another. */
void rigs_use(const char *build);

/*
 * Gives @plan the rig of that name; NULL, "" and "auto" are rig_auto(). 0, or
 * -EINVAL with a message that names the known ones.
 */
int plan_set_rig(struct plan *plan, const char *name);

#endif
