/* SPDX-License-Identifier: GPL-2.0 */
/* A run beside the published lmbench figures of KVM under EPT and shadow paging. */
#ifndef EXITBENCH_LMBENCH_H
#define EXITBENCH_LMBENCH_H

/*
 * Prints the table for the run in @dir, or nothing when fewer than three of its
 * rows have both paging modes. Returns 0, or -1 with a message.
 */
int lmbench_print(const char *dir);

#endif
