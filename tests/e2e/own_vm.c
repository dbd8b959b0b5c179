// SPDX-License-Identifier: GPL-2.0
/*
 * A VMM of its own on a KVM host whose exit_acct is off: VMs that ask for the
 * accounting have it, others do not. The guest is a few instructions in real
 * mode, which is CPL 0.
 *
 * usage: own_vm     prints "ok TEXT" or "not ok TEXT" lines
 */
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

#include "kvm_exit_acct.h"

#define MEMORY	0x10000
#define CODE	0x1000
#define QUERIES	0x2000
enum { VMX_CPUIDS, SVM_CPUIDS, SIGNATURE, ABOUT, LATCH, NR_QUERIES };
#define CPUIDS	10

/* CPUIDS times leaf 0, then the queries, then HLT. */
asm(".pushsection .rodata\n"
    "code: .code16\n"
    "	mov $10, %si\n"
    "1:	xor %eax, %eax\n"
    "	cpuid\n"
    "	dec %si\n"
    "	jnz 1b\n"
    "	mov $0x2000, %di\n"
    "	mov $5, %si\n"
    "2:	mov (%di), %eax\n"
    "	mov 4(%di), %ecx\n"
    "	cpuid\n"
    "	mov %eax, 8(%di)\n"
    "	mov %ebx, 12(%di)\n"
    "	mov %ecx, 16(%di)\n"
    "	mov %edx, 20(%di)\n"
    "	add $24, %di\n"
    "	dec %si\n"
    "	jnz 2b\n"
    "	hlt\n"
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

static void add_vcpu(struct vm *vm)
{
	struct kvm_userspace_memory_region region = {
		.memory_size = MEMORY,
	};
	struct kvm_sregs sregs;
	struct kvm_regs regs = { .rip = CODE, .rflags = 2 };
	const struct query query[NR_QUERIES] = {
		/* Exits of a reason, by layout B. */
		[VMX_CPUIDS] = { .leaf = 0x4ffffffd, .index = 10 },
		[SVM_CPUIDS] = { .leaf = 0x4ffffffd, .index = 0x72 },
		[SIGNATURE] = { .leaf = KVM_EXIT_ACCT_LEAF_DISCOVER, .index = 0 },
		[ABOUT] = { .leaf = KVM_EXIT_ACCT_LEAF_DISCOVER, .index = 2 },
		[LATCH] = { .leaf = KVM_EXIT_ACCT_LEAF_LATCH, .index = 0 },
	};

	vm->memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	region.userspace_addr = (uintptr_t)vm->memory;
	memcpy(vm->memory + CODE, code, code_end - code);
	vm->query = (struct query *)(vm->memory + QUERIES);
	memcpy(vm->query, query, sizeof(query));
	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region))
		die("give the VM memory");
	vm->vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, 0);
	if (vm->vcpu < 0)
		die("create a vCPU");
	if (ioctl(vm->vcpu, KVM_GET_SREGS, &sregs))
		die("read registers");
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	if (ioctl(vm->vcpu, KVM_SET_SREGS, &sregs) ||
	    ioctl(vm->vcpu, KVM_SET_REGS, &regs))
		die("set registers");
}

static void run(struct vm *vm)
{
	int size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	struct kvm_run *kvm_run = mmap(NULL, size, PROT_READ | PROT_WRITE,
				       MAP_SHARED, vm->vcpu, 0);

	if (kvm_run == MAP_FAILED || ioctl(vm->vcpu, KVM_RUN, 0))
		die("run the vCPU");
	if (kvm_run->exit_reason != KVM_EXIT_HLT) {
		printf("not ok the guest comes to its end: exit %u\n",
		       kvm_run->exit_reason);
		exit(1);
	}
	munmap(kvm_run, size);
}

static void end(struct vm *vm)
{
	if (vm->vcpu >= 0)
		close(vm->vcpu);
	if (vm->memory)
		munmap(vm->memory, MEMORY);
	close(vm->fd);
}

static bool has_nothing(const struct vm *vm)
{
	const struct query *q;

	for (q = vm->query; q < vm->query + NR_QUERIES; q++)
		if (q->eax || q->ebx || q->ecx || q->edx)
			return false;
	return true;
}

int main(void)
{
	struct vm plain, with;
	int i;

	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		die("open '/dev/kvm'");
	check(ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_EXIT_ACCT) ==
	      KVM_EXIT_ACCT_LAYOUT_C, "the capability is there, with its layouts");

	plain = create();
	check(ask(&plain, 0, 0, 0) == -EINVAL && ask(&plain, 0, 4, 0) == -EINVAL &&
	      ask(&plain, 0, 1ull << 32 | 1, 0) == -EINVAL &&
	      ask(&plain, 0, 2, 1) == -EINVAL && ask(&plain, 1, 2, 0) == -EINVAL,
	      "a layout that there is not, another argument, a flag: refused");
	add_vcpu(&plain);
	check(ask(&plain, 0, KVM_EXIT_ACCT_LAYOUT_B, 0) == -EINVAL,
	      "a VM that has a vCPU: too late");
	run(&plain);
	check(has_nothing(&plain), "a VM that did not ask has no leaf");

	with = create();
	check(!ask(&with, 0, KVM_EXIT_ACCT_LAYOUT_A, 0) &&
	      !ask(&with, 0, KVM_EXIT_ACCT_LAYOUT_C, 0),
	      "a VM without vCPUs may ask, and change the layout");
	add_vcpu(&with);
	run(&with);
	check(with.query[SIGNATURE].eax == KVM_EXIT_ACCT_VERSION &&
	      with.query[SIGNATURE].ebx == KVM_EXIT_ACCT_SIG_EBX &&
	      with.query[SIGNATURE].ecx == KVM_EXIT_ACCT_SIG_ECX &&
	      with.query[SIGNATURE].edx == KVM_EXIT_ACCT_SIG_EDX &&
	      with.query[ABOUT].ecx == KVM_EXIT_ACCT_LAYOUT_C &&
	      with.query[LATCH].eax == 1, "it has the leaves, at CPL 0");

	/* The other one goes on beside it, without counters. */
	plain.query[0].eax = 1;
	if (ioctl(plain.vcpu, KVM_SET_REGS,
		  &(struct kvm_regs){ .rip = CODE, .rflags = 2 }))
		die("set registers");
	run(&plain);
	check(has_nothing(&plain), "a VM that did not ask has none beside it");
	end(&with);
	end(&plain);

	with = create();
	ask(&with, 0, KVM_EXIT_ACCT_LAYOUT_B, 0);
	add_vcpu(&with);
	run(&with);
	/* The first query is a CPUID before the second. */
	check(with.query[VMX_CPUIDS].eax == CPUIDS ||
	      with.query[SVM_CPUIDS].eax == CPUIDS + 1,
	      "it counts from the first exit on");
	end(&with);

	for (i = 0; i < 50; i++) {
		with = create();
		if (ask(&with, 0, KVM_EXIT_ACCT_LAYOUT_B, 0))
			break;
		if (i % 2)
			add_vcpu(&with);
		end(&with);
	}
	check(i == 50, "fifty VMs that ask, one after the other");
	return failures != 0;
}
