/* SPDX-License-Identifier: GPL-2.0 */
/* Names of exit reasons, those of the kernel's asm/vmx.h and asm/svm.h. */
#ifndef EXITBENCH_REASONS_H
#define EXITBENCH_REASONS_H

#include <stdint.h>

#include "mode.h"

/* Of one snapshot: how many things exits were about a guest reads. */
#define DETAILS_MAX 1024

/* The name of @reason, NULL when the headers have none for it. */
const char *reason_name(enum vendor vendor, uint32_t reason);

#endif
