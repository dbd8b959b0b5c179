/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the paging mode really is the one asked for. */
#ifndef EXITBENCH_VERIFY_H
#define EXITBENCH_VERIFY_H

#include <jansson.h>

#include "kvmhost.h"

/*
 * Why @record's exits cannot be of @host's paging mode, a constant string; NULL
 * when they can. With @whole_boot it must also have exits that only this mode
 * causes.
 */
const char *verify_exits(const struct kvmhost *host, const json_t *record,
			 bool whole_boot);

/*
 * Verifies the mode by the guest's first message: the discovery leaf, and the exits
 * of the boot. Emits the findings. NULL, or why the mode is not the one asked
 * for.
 */
const char *verify_hello(const struct kvmhost *host, const json_t *hello);

#endif
