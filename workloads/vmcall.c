// SPDX-License-Identifier: GPL-2.0
/*
 * vmcall: a hypercall (VMCALL, on SVM VMMCALL) that KVM answers at once without
 * doing anything: the cheapest round trip that a guest can ask for.
 *
 * Exits: exactly one an operation, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int vmcall_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_VMCALL);
}

static int64_t vmcall_run(struct workload_run *run)
{
	return ring0_run(run, RING0_VMCALL, run->param[COUNT]);
}

const struct workload workload_vmcall = {
	.name = "vmcall",
	.group = "nano",
	.summary = "a hypercall that KVM answers at once: VMCALL or VMMCALL",
	.op = "hypercall",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "hypercalls" },
	},
	.expect = {
		{ EXIT_REASON_VMCALL, SVM_EXIT_VMMCALL,
		  { 1, 1 }, { 1, 1 } },
	},
	.published = {
		{ "hypercall", SOURCE_PVM_EXITS, .tdp = 0.46 },
	},
	.setup = vmcall_setup,
	.run = vmcall_run,
	.teardown = ring0_teardown,
};
