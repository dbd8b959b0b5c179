/* SPDX-License-Identifier: GPL-2.0 */
/* What each vCPU did, out of a record's JSON. */
#ifndef EXITBENCH_PARSE_VCPUS_H
#define EXITBENCH_PARSE_VCPUS_H

#include "parse.h"

/*
 * Makes @rec->vcpus of @obj, if they are there; @rec has its reasons. They must add up
 * to these. 0, -EBADMSG with @why, or -ENOMEM.
 */
int parse_vcpus(struct record *rec, const json_t *obj, struct sentence *why);

void parse_vcpus_free(struct vcpus *vcpus);

#endif
