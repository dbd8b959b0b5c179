/* SPDX-License-Identifier: GPL-2.0 */
/* What the fuzz targets share. One file a target, in tests/fuzz/targets.mk's list. */
#ifndef EXITBENCH_FUZZ_H
#define EXITBENCH_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer calls it with every input; 0 is what it wants to hear. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
