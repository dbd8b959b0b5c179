// SPDX-License-Identifier: GPL-2.0
/*
 * boot: from the creation of the VM until user space is up: firmware, kernel,
 * initcalls, and an /init that loads its modules and mounts its disk. The counters
 * of a VM are zero when it is created, so the snapshot at the end is the delta. Its
 * phases and its timeline come from samples that the KVM host takes
 * (bench/kvmhost/timeline.c), each of which costs an external interrupt and a turn
 * on the processor; interval=0 leaves the boot alone.
 *
 * Exits: I/O for the devices, CPUID and MSR accesses of the kernel; EPT
 * violations for every page or huge page first used, or, under shadow paging,
 * page faults, CR3 writes and INVLPG for every change of a page table.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "workload.h"

const struct workload workload_boot = {
	.name = "boot",
	.group = "boot",
	.summary = "a VM from creation until user space is up, in phases",
	.op = "boot",
	.params = {
		{ "interval", 10000000, 0, 1000000000000,
		  "TSC cycles between samples for the timeline; 0: none" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 100, WORKLOAD_ANY }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 100 }, { 1000, WORKLOAD_ANY } },
		{ EXIT_REASON_INVLPG, SVM_EXIT_INVLPG,
		  { 0, 0 }, { 1, WORKLOAD_ANY } },
		{ EXIT_REASON_CPUID, SVM_EXIT_CPUID,
		  { 10, WORKLOAD_ANY }, { 10, WORKLOAD_ANY } },
	},
	.boot = true,
};
