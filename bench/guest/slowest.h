/* SPDX-License-Identifier: GPL-2.0 */
/* The slowest exits of a window, as a slot has them. */
#ifndef EXITBENCH_SLOWEST_H
#define EXITBENCH_SLOWEST_H

#include <jansson.h>
#include <stdbool.h>

#include "foreign.h"
#include "kvm_exit_acct.h"
#include "mode.h"

struct slowest_exit {
	uint32_t reason, vcpu;
	bool detailed, write, l2;	/* @what is told; a write; it came from L2 */
	uint64_t what;
	uint64_t cycles;	/* kernel and user */
	uint64_t tsc;		/* of the guest, at the exit */
	uint64_t rip;		/* where the guest went on, 0: not known */
};

struct slowest {
	unsigned int n;		/* 0 with a KVM that does not tell */
	struct slowest_exit exit[KVM_EXIT_ACCT_SLOWEST];
};

/* Those of @slot, which @ask asks for; the first is the slowest. */
void slowest_read(foreign_query ask, unsigned int slot, struct slowest *to);

/* As a record has them, with times since @begin. */
json_t *slowest_json(enum vendor vendor, const struct slowest *list,
		     uint64_t begin);

/* Adds to @all what is slower than its last, or has room there. */
void slowest_add(struct slowest *all, const struct slowest *list);

#endif
