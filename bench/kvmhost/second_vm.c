// SPDX-License-Identifier: GPL-2.0
/*
 * A second VM by KVM's own interface, whose one vCPU begins at CPL 3; see second_vm.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "end_with.h"
#include "kvm_exit_acct.h"
#include "line.h"
#include "second_vm.h"

#define CODE_ADDR 0x1000

/* Where Intel's KVM may put what it needs without unrestricted guests. */
#define TSS_ADDR 0xfffbd000

/* Where the guest says that it is done. */
#define DONE_PORT 0x80

#define BYTES_OF(n) (n) & 0xff, (n) >> 8 & 0xff, (n) >> 16 & 0xff, (n) >> 24

/*
 * Protected mode, flat, user space. It touches no memory but these bytes, so it wants
 * no tables. Each leaf of the range comes by, the latch for each slot.
 */
static const uint8_t code[] = {
	0xbe, BYTES_OF(LINE_SECOND_EXITS),	/* mov $N, %esi */
	0x89, 0xf0,				/* 1: mov %esi, %eax */
	0x83, 0xe0, 0x0f,			/* and $0xf, %eax */
	0x0d, BYTES_OF(KVM_EXIT_ACCT_LEAF_BASE),/* or $0x4ffffff0, %eax */
	0x89, 0xf1,				/* mov %esi, %ecx */
	0xc1, 0xe9, 0x04,			/* shr $4, %ecx */
	0x83, 0xe1, 0x7f,			/* and $0x7f, %ecx */
	0x0f, 0xa2,				/* cpuid */
	0x4e,					/* dec %esi */
	0x75, 0xe9,				/* jnz 1b */
	0xe6, DONE_PORT,			/* out %al, $DONE_PORT */
};

/* Exit statuses of the process, by what failed. */
static const char *const steps[] = {
	NULL, "open '/dev/kvm'", "create a VM", "create a vCPU",
	"give it memory", "set its registers", "run it to its end",
};

enum step { OPEN = 1, VM, VCPU, MEMORY, REGISTERS, RUN };

static pid_t pid;

static void begin_in_user_space(struct kvm_sregs *sregs)
{
	const struct kvm_segment data = {
		.limit = 0xffffffff, .selector = 3, .type = 3, .present = 1,
		.dpl = 3, .db = 1, .s = 1, .g = 1,
	};

	sregs->cr0 |= 1;	/* PE */
	sregs->ds = sregs->es = sregs->fs = sregs->gs = sregs->ss = data;
	sregs->cs = data;
	sregs->cs.type = 11;	/* code, accessed */
}

static enum step run_to_end(int vcpu, int size)
{
	struct kvm_run *run = mmap(NULL, size, PROT_READ | PROT_WRITE,
				   MAP_SHARED, vcpu, 0);

	if (size <= 0 || run == MAP_FAILED)
		return VCPU;
	while (ioctl(vcpu, KVM_RUN, 0) && errno == EINTR)
		;
	return run->exit_reason == KVM_EXIT_IO && run->io.port == DONE_PORT ?
	       0 : RUN;
}

static enum step run_vm(void)
{
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = CODE_ADDR, .memory_size = 4096,
	};
	/* IOPL is 3, for the OUT. */
	struct kvm_regs regs = { .rip = CODE_ADDR, .rflags = 0x3002 };
	struct kvm_sregs sregs;
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), vm, vcpu;
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (kvm < 0)
		return OPEN;
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	if (vm < 0)
		return VM;
	ioctl(vm, KVM_SET_TSS_ADDR, TSS_ADDR);
	vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	if (vcpu < 0)
		return VCPU;
	if (page == MAP_FAILED)
		return MEMORY;
	memcpy(page, code, sizeof(code));
	region.userspace_addr = (uintptr_t)page;
	if (ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
		return MEMORY;
	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		return REGISTERS;
	begin_in_user_space(&sregs);
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs) ||
	    ioctl(vcpu, KVM_SET_REGS, &regs))
		return REGISTERS;
	return run_to_end(vcpu, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
}

void second_vm_start(void)
{
	pid_t parent = getpid();

	if (pid)
		return;
	pid = fork();
	if (pid)
		return;
	end_with(parent, SIGKILL);
	_exit(run_vm());
}

int second_vm_ended(struct sentence *why)
{
	int status;
	pid_t ended = pid > 0 ? waitpid(pid, &status, WNOHANG) : -1;

	if (ended < 0)
		return sentence_set(why, -ECHILD, "it could not be started");
	if (!ended) {
		kill(pid, SIGKILL);
		return sentence_set(why, -ETIMEDOUT, "it did not end in time");
	}
	pid = 0;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	return sentence_set(why, -EIO, "could not %s", WIFEXITED(status) &&
			    WEXITSTATUS(status) <= RUN ?
			    steps[WEXITSTATUS(status)] : steps[RUN]);
}
