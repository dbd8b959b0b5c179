/* SPDX-License-Identifier: GPL-2.0 */
/* Plugs in vCPUs when a guest has booted. */
#ifndef EXITBENCH_PLUG_H
#define EXITBENCH_PLUG_H

#include <stdbool.h>

/*
 * Whether a guest of so many vCPUs boots with one and asks for the others; then
 * plug_vcpus() gives them.
 */
bool plug_is_needed(unsigned int vcpus);
void plug_vcpus(unsigned int vcpus);

#endif
