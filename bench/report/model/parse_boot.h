/* SPDX-License-Identifier: GPL-2.0 */
/* Phases and timeline of a boot, out of the JSON of its record. */
#ifndef EXITBENCH_PARSE_BOOT_H
#define EXITBENCH_PARSE_BOOT_H

#include "parse.h"

/*
 * Fills in phases and timeline of @rec, the reasons of which are known, if @obj
 * has them. Returns 0, -EBADMSG with the reason in @why, or -ENOMEM.
 */
int parse_boot(struct record *rec, const json_t *obj, struct sentence *why);
void parse_boot_free(struct boot *boot);

#endif
