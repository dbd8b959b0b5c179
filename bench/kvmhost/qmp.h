/* SPDX-License-Identifier: GPL-2.0 */
/* QEMU's monitor. */
#ifndef EXITBENCH_QMP_H
#define EXITBENCH_QMP_H

#include <stddef.h>

/* Opens the monitor of the guest that runs, or returns a negative errno. */
int qmp_open(void);

/*
 * One command. Its answer ends with a newline unless it was too long or too late;
 * it is empty when QEMU is gone.
 */
void qmp_ask(int fd, const char *command, char *answer, size_t len);

#endif
