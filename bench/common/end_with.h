/* SPDX-License-Identifier: GPL-2.0 */
#ifndef EXITBENCH_END_WITH_H
#define EXITBENCH_END_WITH_H

#include <sys/types.h>

/*
 * Of a process that has just been forked: signal number @sig comes when @parent ends
 * (prctl(2), PR_SET_PDEATHSIG). If it already has, this process ends here.
 */
void end_with(pid_t parent, int sig);

#endif
