/* SPDX-License-Identifier: GPL-2.0 */
/* Whether /dev/kvm can run a KVM host. */
#ifndef EXITBENCH_KVM_PROBE_H
#define EXITBENCH_KVM_PROBE_H

#include "rig.h"

/*
 * Runs a guest of a few instructions that looks for vmx and svm and switches
 * one on. Takes at most KVM_PROBE_TIMEOUT_S, and a second to end what hangs.
 */
#define KVM_PROBE_TIMEOUT_S 3

void kvm_probe(struct probe *probe);

#endif
