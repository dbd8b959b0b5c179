/* SPDX-License-Identifier: GPL-2.0 */
/* exitstat: counts the VM exits of any command, as `perf stat` counts its events. */
#ifndef EXITBENCH_EXITSTAT_H
#define EXITBENCH_EXITSTAT_H

/* Returns the exit status for the process: that of the command. */
int exitstat_main(int argc, char **argv);

#endif
