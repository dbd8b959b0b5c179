/* SPDX-License-Identifier: GPL-2.0 */
/* The loop over guests. */
#ifndef EXITBENCH_GUESTS_H
#define EXITBENCH_GUESTS_H

#include "kvmhost.h"

/* Runs everything that @host was asked for, in as many guests as needed. */
void guests_run(const struct kvmhost *host);

#endif
