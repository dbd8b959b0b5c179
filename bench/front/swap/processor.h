/* SPDX-License-Identifier: GPL-2.0 */
/* What this machine's processor has. */
#ifndef EXITBENCH_PROCESSOR_H
#define EXITBENCH_PROCESSOR_H

#include <stdbool.h>

/* Whether @root/proc/cpuinfo has the flag, such as "svm" or "hypervisor". */
bool processor_has(const char *root, const char *flag);

/* The vendor's module that fits the processor, NULL when it has neither. */
const char *processor_module(const char *root);

#endif
