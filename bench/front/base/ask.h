/* SPDX-License-Identifier: GPL-2.0 */
/* Runs a program that may hang, such as QEMU for its version. */
#ifndef EXITBENCH_ASK_H
#define EXITBENCH_ASK_H

#include <stddef.h>

/*
 * Runs @argv without input. @out takes what it prints on both outputs, as much as
 * fits. After @timeout_s it is killed. Returns its exit status, or -ETIME, -ENOENT
 * when there is no such program, -EINTR when a signal ended it, or another -errno.
 */
int ask(char *const argv[], unsigned int timeout_s, char *out, size_t len);

#endif
