// SPDX-License-Identifier: GPL-2.0
/*
 * A million random calls of the accounting's leaves and those beside them, on a KVM
 * host: two VMs of two vCPUs each, one of a vCPU at CPL 0 and one at CPL 3, while
 * other threads read and reset the host's views and the binary statistics, and VMs
 * come and go. Nothing is expected of the answers. What a fault is, the kernel's log
 * says, above all that of a kernel with lockdep and KASAN (tests/debug-kernel).
 *
 * usage: hammer [CALLS]      prints what was done, and "ok" or "not ok"
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kvm_exit_acct.h"

#define MEMORY	0x4000
#define CODE	0x1000
#define VMS	2
#define VCPUS	2
#define VIEWS	"/sys/kernel/debug/kvm"

/*
 * ESI: a random number that is not 0; EDI: how often. The leaf is one of sixteen; every
 * other index is small. In 32-bit code without a stack, memory or an IDT.
 */
asm(".pushsection .rodata\n"
    "code: .code32\n"
    "1:	mov %esi, %eax\n"
    "	shl $13, %eax\n"
    "	xor %eax, %esi\n"
    "	mov %esi, %eax\n"
    "	shr $17, %eax\n"
    "	xor %eax, %esi\n"
    "	mov %esi, %eax\n"
    "	shl $5, %eax\n"
    "	xor %eax, %esi\n"
    "	mov %esi, %eax\n"
    "	and $15, %eax\n"
    "	or $0x4ffffff0, %eax\n"
    "	mov %esi, %ecx\n"
    "	shr $5, %ecx\n"
    "	test $16, %esi\n"
    "	jz 2f\n"
    "	and $0xff, %ecx\n"
    "2:	cpuid\n"
    "	dec %edi\n"
    "	jnz 1b\n"
    "	out %al, $0x80\n"
    "code_end: .code64\n"
    ".popsection\n");
extern const char code[], code_end[];

struct vcpu {
	int fd;
	bool user;
	uint32_t calls, seed;
	struct kvm_run *run;
};

static int kvm;
static unsigned int mmap_size;
static char *memory;		/* the guests', which only read it */
static atomic_bool over;
static atomic_ulong reads, stats, resets, zeroed, vms;

static void die(const char *what)
{
	printf("not ok %s: %s\n", what, strerror(errno));
	exit(1);
}

static int new_vm(void)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY };
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_EXIT_ACCT, .args = { KVM_EXIT_ACCT_LAYOUT_B },
	};
	int vm = ioctl(kvm, KVM_CREATE_VM, 0);

	if (vm < 0)
		die("create a VM");
	region.userspace_addr = (uintptr_t)memory;
	if (ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) ||
	    ioctl(vm, KVM_ENABLE_CAP, &cap))
		die("give the VM memory and the accounting");
	return vm;
}

static void set_registers(const struct vcpu *vcpu)
{
	struct kvm_regs regs = {
		.rip = CODE, .rflags = 0x3002,	/* IOPL 3 */
		.rsi = vcpu->seed, .rdi = vcpu->calls,
	};
	struct kvm_segment flat = {
		.limit = 0xffffffff, .present = 1, .s = 1, .db = 1, .g = 1,
		.dpl = vcpu->user ? 3 : 0,
	};
	struct kvm_sregs sregs;

	if (ioctl(vcpu->fd, KVM_GET_SREGS, &sregs))
		die("read registers");
	flat.type = 3;
	flat.selector = 16 | flat.dpl;
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = flat;
	flat.type = 11;
	flat.selector = 8 | flat.dpl;
	sregs.cs = flat;
	sregs.cr0 |= 1;
	if (ioctl(vcpu->fd, KVM_SET_SREGS, &sregs) ||
	    ioctl(vcpu->fd, KVM_SET_REGS, &regs))
		die("set registers");
}

static void add_vcpu(int vm, unsigned int id, struct vcpu *vcpu)
{
	vcpu->fd = ioctl(vm, KVM_CREATE_VCPU, id);
	if (vcpu->fd < 0)
		die("create a vCPU");
	vcpu->run = mmap(NULL, mmap_size, PROT_READ | PROT_WRITE, MAP_SHARED,
			 vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED)
		die("map a vCPU");
	set_registers(vcpu);
}

/* Until it has made all its calls. */
static void *run(void *arg)
{
	struct vcpu *vcpu = arg;

	while (ioctl(vcpu->fd, KVM_RUN, 0))
		if (errno != EINTR)
			die("run a vCPU");
	if (vcpu->run->exit_reason != KVM_EXIT_IO) {
		printf("not ok a guest at CPL %d comes to its end: exit %u\n",
		       vcpu->user ? 3 : 0, vcpu->run->exit_reason);
		exit(1);
	}
	return NULL;
}

/* The views of one VM; a VM may go in between. */
static void look(const char *vm, unsigned int round)
{
	static const char *const names[] = {
		"exit_acct", "exit_acct_hist", "exit_acct_detail",
		"exit_acct_depth", "exit_acct_l2", "exit_acct_slowest",
		"exit_acct_switch",
	};
	static const char *const statistic[] = {
		"exit_acct_exits", "exit_acct_kernel_cycles",
		"exit_acct_blocked_cycles",
	};
	char path[300], text[4096];
	unsigned int i;
	int fd;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), VIEWS "/%s/%s", vm, names[i]);
		fd = open(path, O_RDONLY);
		while (fd >= 0 && read(fd, text, sizeof(text)) > 0)
			reads++;
		close(fd);
	}
	if (round % 4)
		return;
	snprintf(path, sizeof(path), VIEWS "/%s/exit_acct", vm);
	fd = open(path, O_WRONLY);
	resets += fd >= 0 && write(fd, "0", 1) == 1;
	close(fd);
	snprintf(path, sizeof(path), VIEWS "/%s/%s", vm,
		 statistic[round / 4 % (sizeof(statistic) / sizeof(*statistic))]);
	fd = open(path, O_WRONLY);
	zeroed += fd >= 0 && write(fd, "0", 1) == 1;
	close(fd);
}

static void *host(void *arg)
{
	unsigned int round;

	for (round = 0; !over; round++) {
		DIR *dir = opendir(VIEWS);
		struct dirent *entry;

		while (dir && (entry = readdir(dir)))
			if (strchr(entry->d_name, '-'))
				look(entry->d_name, round);
		if (dir)
			closedir(dir);
	}
	return arg;
}

static void *statistics(void *arg)
{
	const int *fd = arg;
	char data[16384];

	while (!over)
		stats += pread(*fd, data, sizeof(data), 0) > 0;
	return NULL;
}

/* VMs that make a few calls and go. */
static void *come_and_go(void *arg)
{
	while (!over) {
		struct vcpu vcpu = { .calls = 20, .seed = vms + 1 };
		int vm = new_vm();

		if (vms % 3)
			add_vcpu(vm, 0, &vcpu);
		if (vms % 3 == 2)
			run(&vcpu);
		if (vms % 3) {
			munmap(vcpu.run, mmap_size);
			close(vcpu.fd);
		}
		close(vm);
		vms++;
	}
	return arg;
}

static void begin(pthread_t *thread, void *(*what)(void *), void *arg)
{
	errno = pthread_create(thread, NULL, what, arg);
	if (errno)
		die("start a thread");
}

int main(int argc, char **argv)
{
	uint32_t calls = argc > 1 ? atoi(argv[1]) : 1000000;
	pthread_t guest[VMS * VCPUS], other[3];
	struct vcpu vcpu[VMS * VCPUS];
	unsigned int i;
	int vm = -1, stats_fd;

	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		die("open '/dev/kvm'");
	mmap_size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		die("map the guests' memory");
	memcpy(memory + CODE, code, code_end - code);
	for (i = 0; i < VMS * VCPUS; i++) {
		if (!(i % VCPUS))
			vm = new_vm();
		vcpu[i] = (struct vcpu){
			.user = i % 2, .calls = calls / (VMS * VCPUS),
			.seed = 2463534242u + i,
		};
		add_vcpu(vm, i % VCPUS, &vcpu[i]);
	}
	/* Before it runs: that of one that does would be waited for until it ends. */
	stats_fd = ioctl(vcpu[0].fd, KVM_GET_STATS_FD, NULL);
	if (stats_fd < 0)
		die("KVM_GET_STATS_FD");
	begin(&other[0], host, NULL);
	begin(&other[1], statistics, &stats_fd);
	begin(&other[2], come_and_go, NULL);
	for (i = 0; i < VMS * VCPUS; i++)
		begin(&guest[i], run, &vcpu[i]);
	for (i = 0; i < VMS * VCPUS; i++)
		pthread_join(guest[i], NULL);
	over = true;
	for (i = 0; i < 3; i++)
		pthread_join(other[i], NULL);
	printf("# %u calls, %lu reads of the host's views, %lu of statistics, %lu resets of both, %lu VMs beside them\n",
	       calls / (VMS * VCPUS) * VMS * VCPUS, reads, stats, resets + zeroed, vms);
	printf("%s the host looked, reset, and saw VMs come and go\n",
	       reads && stats && resets && zeroed && vms > 2 ? "ok" : "not ok");
	return !(reads && stats && resets && zeroed && vms > 2);
}
