/* SPDX-License-Identifier: GPL-2.0 */
/* The variants of KVM whose exits are compared by `make bench-overhead`. */
#ifndef EXITBENCH_VARIANTS_H
#define EXITBENCH_VARIANTS_H

#include "base.h"
#include "kvmhost.h"

/* The name of variant 0, 1, ...; NULL behind the last one. */
const char *variant_name(unsigned int variant);

/* Loads a variant. Returns 0, or a negative errno with @why. */
int variant_begin(const struct kvmhost *host, unsigned int variant,
		  struct sentence *why);

/*
 * Undoes what unloading it does not. 0, or a negative errno with @why: what was to be
 * measured has counted nothing.
 */
int variant_end(unsigned int variant, struct sentence *why);

#endif
