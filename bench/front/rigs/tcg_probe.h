/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a QEMU emulates what a KVM host with SVM needs. */
#ifndef EXITBENCH_TCG_PROBE_H
#define EXITBENCH_TCG_PROBE_H

#include "base.h"

enum tcg_svm {
	TCG_SVM_RIGHT,
	/* Intercepts of reads of CR2, CR3, CR4 and CR8 are those of CR0. */
	TCG_SVM_READS_AS_CR0,
	TCG_SVM_NONE,		/* no answer, or one that means nothing */
};

/*
 * Runs a nested guest of a few instructions under the emulator @qemu. It takes 0.2 s,
 * so the answer is not cached. @why is what QEMU printed if it is TCG_SVM_NONE.
 */
enum tcg_svm tcg_probe(const char *qemu, struct sentence *why);

#endif
