/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The entry point of the guest program. As /init, it latches the counters in its
 * very first instructions, before the C library has executed a CPUID or faulted
 * in a page of its own: a boundary in `boot`. Then the C library starts as usual.
 * On a KVM without the leaves the CPUID does nothing.
 */
#include "kvm_exit_acct.h"
#include "counters.h"

	.text
	.globl	exitbench_start
exitbench_start:
	mov	%rdx, %r12		/* the only register the ABI passes */
	mov	$39, %eax		/* __NR_getpid */
	syscall
	cmp	$1, %eax
	jne	1f
	rdtsc
	shl	$32, %rdx
	or	%rdx, %rax
	mov	%rax, boot_tsc(%rip)
	mov	$KVM_EXIT_ACCT_LEAF_LATCH, %eax
	mov	$COUNTERS_SLOT_BOOT, %ecx
	cpuid
1:	mov	%r12, %rdx
	jmp	_start

	.bss
	.globl	boot_tsc
	.balign	8
boot_tsc:
	.quad	0

	.section .note.GNU-stack, "", @progbits
