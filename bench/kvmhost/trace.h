/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own trace of VM exits and entries (tracepoints kvm_exit, kvm_entry,
 * and kvm_cpuid of the latch), in a tracing instance of ours, so that nobody else's
 * tracing is touched.
 */
#ifndef EXITBENCH_TRACE_H
#define EXITBENCH_TRACE_H

#include "base.h"
#include "exit_count.h"

/* Begins to trace; after KVM is loaded. 0, or a negative errno with @why. */
int trace_begin(struct sentence *why);
void trace_end(void);

/*
 * Hands over what has been traced until now, of all threads, in the order of time.
 * 0, or a negative errno with @why: then the trace is no witness any more.
 */
int trace_drain(void (*take)(void *arg, const struct trace_event *event),
		void *arg, struct sentence *why);

/* How many events the kernel says it had no room for, since the beginning. */
uint64_t trace_lost(void);

#endif
