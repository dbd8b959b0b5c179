/* SPDX-License-Identifier: GPL-2.0 */
/*
 * BPF programs at KVM's tracepoints that count exits by reason, as tools in the field do
 * (bpftrace's `tracepoint:kvm:kvm_exit { @[args->exit_reason] = count() }`). They are
 * here to be measured; nothing else uses what they count.
 */
#ifndef EXITBENCH_BPF_H
#define EXITBENCH_BPF_H

#include <stdbool.h>

#include "base.h"

/*
 * For all VMs, from now on; KVM is loaded. With @times the time from kvm_exit to kvm_entry
 * is added up, too. 0, or a negative errno with @why.
 */
int bpf_begin(bool times, struct sentence *why);

/* Takes the programs away. 0, or -ENODATA with @why: they have counted nothing. */
int bpf_end(struct sentence *why);

#endif
