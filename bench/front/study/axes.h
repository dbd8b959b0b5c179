/* SPDX-License-Identifier: GPL-2.0 */
/* What the axes of a study are called, which values they take, and what they say to a run. */
#ifndef EXITBENCH_AXES_H
#define EXITBENCH_AXES_H

#include <stdbool.h>

#include "base.h"
#include "jobs.h"

/* The value of an axis with a dot that leaves things as they are; a bare word. */
#define VALUE_DEFAULT "default"
#define VALUE_SET "set"

enum axis_kind {
	AXIS_OPTION,		/* an option of exitbench run, and its value */
	AXIS_FLAG,		/* an option without one: yes or no */
	AXIS_MODE,		/* "tdp" or "shadow" */
	AXIS_WORKLOAD,
	AXIS_PARAM,		/* "WORKLOAD.PARAM" */
	AXIS_KVM,		/* "kvm.PARAM": a parameter of kvm.ko */
	AXIS_VENDOR,		/* "vendor.PARAM": of kvm-intel.ko or kvm-amd.ko */
	AXIS_GUEST,		/* "guest.WORD": a word for the guest's kernel */
	AXIS_HOST,		/* "host.WORD": the KVM host's */
};

struct axis_name {
	enum axis_kind kind;
	const char *option;		/* without its --; of the first two */
	const char *key;		/* behind the dot */
	const struct workload *workload;	/* of a parameter */
	int param;
};

/* Whether there is such a rig on this machine. */
typedef bool (*axis_rig)(const char *name);

/*
 * What @name means; @axis->key points into it. 0, or -EINVAL with @why: an axis that
 * is unknown, or one that a study cannot have.
 */
int axis_find(const char *name, struct axis_name *axis, struct sentence *why);

/*
 * Whether @axis takes @value, which is changed into the spelling that all equal
 * values have. @job is what AXIS_WORKLOAD and AXIS_PARAM make of it. 0, or -EINVAL
 * with @why.
 */
int axis_value(const struct axis_name *axis, char **value, axis_rig is_rig,
	       struct job *job, struct sentence *why);

/* Whether all that @axis says is said for each workload and mode on its own. */
bool axis_is_of_cell(const struct axis_name *axis);

#endif
