/* SPDX-License-Identifier: GPL-2.0 */
/* What QEMU says of a guest that does not go on. */
#ifndef EXITBENCH_QEMU_WORDS_H
#define EXITBENCH_QEMU_WORDS_H

#include <stdbool.h>

/*
 * Of QEMU's messages in file @path: the first by which it says that the guest
 * cannot go on, though QEMU itself does; where there is none and QEMU has @ended,
 * the last that is no warning. A new string, or NULL.
 */
char *qemu_words(const char *path, bool ended);

#endif
