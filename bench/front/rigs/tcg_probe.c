// SPDX-License-Identifier: GPL-2.0
/*
 * Does QEMU's TCG intercept reads of control registers correctly under SVM? Since
 * version 9.1 it reports each as a read of CR0 (scripts/build-qemu says why). A
 * KVM that uses shadow paging then cannot keep its guest from reading the shadow
 * CR3. The version does not tell, because distributions fix it. So a hypervisor of a few
 * instructions, in place of the firmware, enters a guest that reads CR3, and ends
 * QEMU with an exit status that says why the guest exited.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <glib.h>

#include "ask.h"
#include "tcg_probe.h"

#define TIMEOUT_S 10

/* Of a PC's firmware that is 64 KiB long. */
#define ROM_SIZE 0x10000
#define RESET_VECTOR 0xfff0

/*
 * isa-debug-exit ends QEMU with twice the value and one. APM vol. 2, appendix C:
 * VMEXIT_CR3_READ is 3; VMEXIT_VMMCALL, 0x81, comes out as 3 of the 8 bits.
 */
#define STATUS(exit_code) (((exit_code) << 1 | 1) & 0xff)
#define EXIT_CR3_READ 0x03
#define EXIT_VMMCALL 0x81

/*
 * Runs at 0xf0000. The VMCB (APM vol. 2, appendix B) is at 0x2000, with what the
 * state save area wants of a guest in real mode; VM_HSAVE_PA at 0x3000.
 */
asm(".pushsection .rodata\n"
    "tcg_probe_rom:\n"
    "	.code16\n"
    "	cli\n"
    "	lgdtl	%cs:(gdtr - tcg_probe_rom)\n"
    "	movl	%cr0, %eax\n"
    "	orb	$1, %al			# PE: VMRUN needs it\n"
    "	movl	%eax, %cr0\n"
    "	ljmpl	$8, $(0xf0000 + protected - tcg_probe_rom)\n"
    "protected:\n"
    "	.code32\n"
    "	movw	$16, %ax\n"
    "	movw	%ax, %ds\n"
    "	movw	%ax, %es\n"
    "	movw	%ax, %ss\n"
    "	movl	$0xc0000080, %ecx	# EFER\n"
    "	rdmsr\n"
    "	orl	$0x1000, %eax		# SVME\n"
    "	wrmsr\n"
    "	movl	$0xc0010117, %ecx	# VM_HSAVE_PA\n"
    "	movl	$0x3000, %eax\n"
    "	xorl	%edx, %edx\n"
    "	wrmsr\n"
    "	movl	$0x2000, %edi\n"
    "	xorl	%eax, %eax\n"
    "	movl	$1024, %ecx\n"
    "	cld\n"
    "	rep stosl\n"
    "	movl	$1 << 3, 0x2000		# intercept reads of CR3,\n"
    "	movl	$3, 0x2010		# VMRUN and VMMCALL\n"
    "	movl	$1, 0x2058		# ASID\n"
    "	movl	$0x009b0008, 0x2410	# CS: code, its base and limit\n"
    "	movl	$0xffff, 0x2414\n"
    "	movl	$0xf0000, 0x2418\n"
    "	movl	$0x1000, 0x24d0		# EFER\n"
    "	movl	$0x10, 0x2558		# CR0\n"
    "	movl	$0x400, 0x2560		# DR7\n"
    "	movl	$0xffff0ff0, 0x2568	# DR6\n"
    "	movl	$2, 0x2570		# RFLAGS\n"
    "	movl	$(nested - tcg_probe_rom), 0x2578	# RIP\n"
    "	movl	$0x2000, %eax\n"
    "	vmrun\n"
    "	movl	0x2070, %eax		# EXITCODE\n"
    "	movw	$0xf4, %dx\n"
    "	outl	%eax, %dx\n"
    "	hlt\n"
    "nested:\n"
    "	.code16\n"
    "	movl	%cr3, %eax\n"
    "	vmmcall\n"
    "	.balign	8\n"
    "gdt:	.quad	0, 0x00cf9b000000ffff, 0x00cf93000000ffff\n"
    "gdtr:	.word	. - gdt - 1\n"
    "	.long	0xf0000 + gdt - tcg_probe_rom\n"
    "tcg_probe_rom_end:\n"
    "	.code64\n"
    "	.popsection\n");

extern const uint8_t tcg_probe_rom[], tcg_probe_rom_end[];

/* The firmware as a file that QEMU inherits, -1 with errno. */
static int make_rom(void)
{
	static const uint8_t jump[] = { 0xea, 0, 0, 0, 0xf0 };	/* f000:0000 */
	size_t len = tcg_probe_rom_end - tcg_probe_rom;
	int fd = memfd_create("exitbench-rom", 0), err;

	if (fd >= 0 && !ftruncate(fd, ROM_SIZE) &&
	    pwrite(fd, tcg_probe_rom, len, 0) == (ssize_t)len &&
	    pwrite(fd, jump, sizeof(jump), RESET_VECTOR) == sizeof(jump))
		return fd;
	err = errno ? errno : ENOMEM;
	if (fd >= 0)
		close(fd);
	return -err;
}

enum tcg_svm tcg_probe(const char *qemu, struct sentence *why)
{
	int fd = make_rom(), status;
	g_autofree char *rom = format_text("/proc/self/fd/%d", fd);
	char said[256];
	char *argv[] = {
		(char *)qemu, "-M", "pc", "-accel", "tcg", "-cpu", "max", "-m", "4",
		"-nodefaults", "-no-user-config", "-display", "none",
		"-no-reboot", "-bios", rom,
		"-device", "isa-debug-exit,iobase=0xf4,iosize=4", NULL
	};

	if (fd < 0) {
		sentence_set(why, 0, "no memory for a firmware: %s",
			     strerror(-fd));
		return TCG_SVM_NONE;
	}
	status = ask(argv, TIMEOUT_S, said, sizeof(said));
	close(fd);
	if (status == STATUS(EXIT_CR3_READ))
		return TCG_SVM_RIGHT;
	if (status == STATUS(EXIT_VMMCALL))
		return TCG_SVM_READS_AS_CR0;
	said[strcspn(said, "\n")] = 0;
	if (status == -ETIME)
		sentence_set(why, 0, "it did not answer within %d s", TIMEOUT_S);
	else if (status < 0 && status != -EINTR)
		sentence_set(why, 0, "%s", strerror(-status));
	else
		sentence_set(why, 0, "%s", said[0] ? said : "the guest exited for another reason");
	return TCG_SVM_NONE;
}
