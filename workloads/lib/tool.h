/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For workloads that are a program of the distribution, fio or stress-ng. In the
 * measured guest it is on a disk of its own, with its libraries; in any other
 * guest it is what is installed there.
 */
#ifndef EXITBENCH_TOOL_H
#define EXITBENCH_TOOL_H

#include "workload.h"

#define TOOL_DIR "/tool"

/* The file that takes a tool's output: /tmp/exitbench-tool. */
extern char tool_output[128];

/* This guest is ours: the disk after that of the workloads may be mounted. */
extern bool tool_on_disk;

/* Finds @name, or skips the workload; runs it once with --version. */
int tool_setup(struct workload_run *run, const char *name);

/*
 * Runs @argv, whose first word is the tool's name, NULL at its end; what it
 * says goes to tool_output. Returns 0 when it exits with 0.
 */
int tool_run(struct workload_run *run, const char *const *argv);

#endif
