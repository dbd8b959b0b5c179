/* SPDX-License-Identifier: GPL-2.0 */
/* Lists the workloads, for people to read. */
#ifndef EXITBENCH_LISTING_H
#define EXITBENCH_LISTING_H

/*
 * Prints a line for every workload, or for @names (as jobs_add() reads them)
 * their details, a line for those of a group. Returns an exit code.
 */
int list_workloads(const char *names);

#endif
