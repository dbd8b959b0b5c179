// SPDX-License-Identifier: GPL-2.0
/*
 * Names of exit reasons. The tables are the system's own, from the kernel's
 * user-space headers; only what KVM has no word for is added.
 */
#include <stddef.h>

#include <asm/kvm.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "kvm_exit_acct.h"
#include "reasons.h"

struct name {
	uint32_t reason;
	const char *name;
};

/*
 * Reasons newer than the system's headers follow the system's own, which are
 * looked up first (SDM vol. 3, appendix C; asm/vmx.h and asm/svm.h of 7.3).
 */
static const struct name vmx_names[] = {
	VMX_EXIT_REASONS,
	{ 65, "PCONFIG" }, { 66, "SPP" }, { 69, "LOADIWKEY" },
	{ 70, "ENCLV" }, { 72, "ENQCMD_PASID" }, { 73, "ENQCMDS_PASID" },
	{ 76, "SEAMCALL" }, { 77, "TDCALL" }, { 78, "RDMSRLIST" },
	{ 79, "WRMSRLIST" }, { 84, "MSR_READ_IMM" }, { 85, "MSR_WRITE_IMM" },
	{ KVM_EXIT_ACCT_REASON_OTHER, "VMFAIL" },
};

static const struct name svm_names[] = {
	SVM_EXIT_REASONS,
	{ 0xa5, "buslock" }, { 0xa6, "idle-halt" },
	{ KVM_EXIT_ACCT_REASON_OTHER, "invalid" },
};

const char *reason_name(enum vendor vendor, uint32_t reason)
{
	const struct name *names = vmx_names;
	size_t i, n = sizeof(vmx_names) / sizeof(*vmx_names);

	if (vendor == VENDOR_SVM) {
		names = svm_names;
		n = sizeof(svm_names) / sizeof(*svm_names);
	}
	for (i = 0; i < n; i++)
		if (names[i].reason == reason)
			return names[i].name;
	return NULL;
}
