/* SPDX-License-Identifier: GPL-2.0 */
/* Receives one guest's messages, and settles the cells that it sends records of. */
#ifndef EXITBENCH_LISTEN_H
#define EXITBENCH_LISTEN_H

#include "cells.h"
#include "host_memory.h"

/* The guest that runs. */
struct talk {
	struct cells *cells;
	struct guest_needs has;	/* it has */
	const char *variant;	/* of KVM, when its overhead is asked for */
	int timer;		/* of the samples of its boot, -1 for none */
	json_t *boot_record;	/* until it has ended */
	struct host_memory *memory;
	bool booted, said_bye;
	bool silent;		/* for so long that it is to be stopped */
	bool refused;		/* its last record was, and those to come would be: end it */
};

/* Whether, going by its messages, it is still booting. */
bool talk_in_boot(const struct talk *talk);

/*
 * Listens until the guest ends. What goes wrong in a cell is recorded there; only
 * when no guest of this host will do, returns a negative errno with @why.
 */
int listen_to(struct talk *talk, const struct guest *guest,
	      struct sentence *why);

#endif
