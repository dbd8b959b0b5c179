// SPDX-License-Identifier: GPL-2.0
/* A second VM by KVM's own interface, in real mode; see second_vm.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "line.h"
#include "second_vm.h"

#define CODE_ADDR 0x1000

/* Where Intel's KVM may put what real mode needs without unrestricted guests. */
#define TSS_ADDR 0xfffbd000

#define BYTES_OF(n) (n) & 0xff, (n) >> 8 & 0xff, (n) >> 16 & 0xff, (n) >> 24

/* Real mode, flat. Without an interrupt controller in KVM, HLT ends KVM_RUN. */
static const uint8_t code[] = {
	0x66, 0xbe, BYTES_OF(LINE_SECOND_EXITS),	/* mov $N, %esi */
	0x66, 0x31, 0xc0,			/* 1: xor %eax, %eax */
	0x0f, 0xa2,				/* cpuid */
	0x66, 0x4e,				/* dec %esi */
	0x75, 0xf7,				/* jnz 1b */
	0xf4,					/* hlt */
};

/* Exit statuses of the process, by what failed. */
static const char *const steps[] = {
	NULL, "open '/dev/kvm'", "create a VM", "create a vCPU",
	"give it memory", "set its registers", "run it to its end",
};

enum step { OPEN = 1, VM, VCPU, MEMORY, REGISTERS, RUN };

static pid_t pid;

static enum step run_to_hlt(int vcpu, int size)
{
	struct kvm_run *run = mmap(NULL, size, PROT_READ | PROT_WRITE,
				   MAP_SHARED, vcpu, 0);

	if (size <= 0 || run == MAP_FAILED)
		return VCPU;
	while (ioctl(vcpu, KVM_RUN, 0) && errno == EINTR)
		;
	return run->exit_reason == KVM_EXIT_HLT ? 0 : RUN;
}

static enum step run_vm(void)
{
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = CODE_ADDR, .memory_size = 4096,
	};
	struct kvm_regs regs = { .rip = CODE_ADDR, .rflags = 2 };
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
	sregs.cs.base = sregs.cs.selector = 0;
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs) ||
	    ioctl(vcpu, KVM_SET_REGS, &regs))
		return REGISTERS;
	return run_to_hlt(vcpu, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
}

void second_vm_start(void)
{
	if (pid)
		return;
	pid = fork();
	if (pid)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
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
