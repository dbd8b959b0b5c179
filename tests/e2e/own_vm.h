/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A VMM of its own for tests on a KVM host: a VM with one vCPU and no irqchip, whose
 * guest is a few instructions in real mode, which is CPL 0. Prints "ok TEXT" or
 * "not ok TEXT" lines.
 */
#ifndef OWN_VM_H
#define OWN_VM_H

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <x86intrin.h>

#include "kvm_exit_acct.h"

#define MEMORY	0x10000
#define CODE	0x1000
#define QUERIES	0x2000

/* As many CPUIDs of leaf 0 as si says, the queries up to one of leaf 0, then HLT. */
asm(".pushsection .rodata\n"
    "code: .code16\n"
    "1:	xor %eax, %eax\n"
    "	cpuid\n"
    "	dec %si\n"
    "	jnz 1b\n"
    "	mov $0x2000, %di\n"
    "2:	mov (%di), %eax\n"
    "	test %eax, %eax\n"
    "	jz 3f\n"
    "	mov 4(%di), %ecx\n"
    "	cpuid\n"
    "	mov %eax, 8(%di)\n"
    "	mov %ebx, 12(%di)\n"
    "	mov %ecx, 16(%di)\n"
    "	mov %edx, 20(%di)\n"
    "	add $24, %di\n"
    "	jmp 2b\n"
    "3:	hlt\n"
    "code_end: .code64\n"
    ".popsection\n");
extern const char code[], code_end[];

struct query {
	uint32_t leaf, index, eax, ebx, ecx, edx;
};

struct vm {
	int fd, vcpu;
	char *memory;
	struct query *query;
	uint64_t left;		/* TSC when KVM_RUN returned last */
	int64_t outside;	/* of the VMM's own stamps: from then to the next KVM_RUN */
};

static int kvm;
static int failures;

static void check(bool good, const char *text)
{
	printf("%s %s\n", good ? "ok" : "not ok", text);
	failures += !good;
}

static void die(const char *what)
{
	printf("not ok %s: %s\n", what, strerror(errno));
	exit(1);
}

static int ask(const struct vm *vm, uint32_t flags, uint64_t a0, uint64_t a1)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_EXIT_ACCT, .flags = flags, .args = { a0, a1 },
	};

	return ioctl(vm->fd, KVM_ENABLE_CAP, &cap) ? -errno : 0;
}

static struct vm create(void)
{
	struct vm vm = { .fd = ioctl(kvm, KVM_CREATE_VM, 0), .vcpu = -1 };

	if (vm.fd < 0)
		die("create a VM");
	return vm;
}

/* Its guest makes these @n queries. */
static void add_vcpu(struct vm *vm, const struct query *query, size_t n)
{
	struct kvm_userspace_memory_region region = {
		.memory_size = MEMORY,
	};
	struct kvm_sregs sregs;

	vm->memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	region.userspace_addr = (uintptr_t)vm->memory;
	memcpy(vm->memory + CODE, code, code_end - code);
	vm->query = (struct query *)(vm->memory + QUERIES);
	memcpy(vm->query, query, n * sizeof(*query));
	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region))
		die("give the VM memory");
	vm->vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, 0);
	if (vm->vcpu < 0)
		die("create a vCPU");
	if (ioctl(vm->vcpu, KVM_GET_SREGS, &sregs))
		die("read registers");
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	if (ioctl(vm->vcpu, KVM_SET_SREGS, &sregs))
		die("set registers");
}

/* From there to HLT. */
static void run_from(struct vm *vm, uint64_t rip, unsigned int cpuids)
{
	struct kvm_regs regs = { .rip = rip, .rflags = 2, .rsi = cpuids };
	int size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	struct kvm_run *kvm_run = mmap(NULL, size, PROT_READ | PROT_WRITE,
				       MAP_SHARED, vm->vcpu, 0);

	if (ioctl(vm->vcpu, KVM_SET_REGS, &regs))
		die("set registers");
	if (kvm_run == MAP_FAILED)
		die("map the vCPU");
	vm->outside = __rdtsc() - vm->left;
	if (ioctl(vm->vcpu, KVM_RUN, 0))
		die("run the vCPU");
	vm->left = __rdtsc();
	if (kvm_run->exit_reason != KVM_EXIT_HLT) {
		printf("not ok the guest comes to its end: exit %u\n",
		       kvm_run->exit_reason);
		exit(1);
	}
	munmap(kvm_run, size);
}

static void run(struct vm *vm, unsigned int cpuids)
{
	run_from(vm, CODE, cpuids);
}

static void end(struct vm *vm)
{
	if (vm->vcpu >= 0)
		close(vm->vcpu);
	if (vm->memory)
		munmap(vm->memory, MEMORY);
	close(vm->fd);
}

static void open_kvm(void)
{
	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		die("open '/dev/kvm'");
}

#endif
