/* SPDX-License-Identifier: GPL-2.0 */
/* Facts about the KVM host, for meta.json. */
#ifndef EXITBENCH_FACTS_H
#define EXITBENCH_FACTS_H

#include "kvmhost.h"

/* Emits what a reader of the results wants to know about this host. */
void facts_emit(const struct kvmhost *host);

#endif
