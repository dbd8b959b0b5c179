// SPDX-License-Identifier: GPL-2.0
/*
 * Can a guest of /dev/kvm be a KVM host itself? The device may be missing,
 * forbidden or something else, and may refuse, hang, or run guests without vmx and
 * svm. The only way to know is to run one, in a process that can be abandoned.
 */
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "end_with.h"
#include "kvm_probe.h"

#define DEVICE "/dev/kvm"

/* Linux has had this version since 2.6.22; others must not be used. */
#define API_VERSION 12

/* SDM vol. 2, CPUID leaf 1, ecx; APM vol. 3, CPUID leaf 0x80000001, ecx */
#define CPUID_VMX (1 << 5)
#define CPUID_SVM (1 << 2)

#define CODE_ADDR 0x1000
#define MAX_CPUID 256
#define MAX_EXITS 8

/* Ports by which the guest answers */
enum { PORT_VMX = 0x10, PORT_SVM, PORT_ON };

/*
 * Real mode, flat, 32-bit operands. Tells the two words of CPUID, and switches
 * on what there is: CR4.VMXE (SDM vol. 3, 24.7) or EFER.SVME (APM vol. 2, 15.4).
 * KVM refuses that when nesting is off; with an empty interrupt table the
 * fault is a shutdown.
 */
static const uint8_t code[] = {
	0x66, 0xb8, 1, 0, 0, 0,			/* mov $1, %eax */
	0x0f, 0xa2,				/* cpuid */
	0x66, 0x89, 0xc8,			/* mov %ecx, %eax */
	0x66, 0xe7, PORT_VMX,			/* out %eax, $PORT_VMX */
	0xa8, CPUID_VMX,			/* test $CPUID_VMX, %al */
	0x74, 12,				/* jz 1f */
	0x0f, 0x20, 0xe0,			/* mov %cr4, %eax */
	0x66, 0x0d, 0, 0x20, 0, 0,		/* or $CR4_VMXE, %eax */
	0x0f, 0x22, 0xe0,			/* mov %eax, %cr4 */
	0x66, 0xb8, 1, 0, 0, 0x80,		/* 1: mov $0x80000001, %eax */
	0x0f, 0xa2,				/* cpuid */
	0x66, 0x89, 0xc8,			/* mov %ecx, %eax */
	0x66, 0xe7, PORT_SVM,			/* out %eax, $PORT_SVM */
	0xa8, CPUID_SVM,			/* test $CPUID_SVM, %al */
	0x74, 16,				/* jz 2f */
	0x66, 0xb9, 0x80, 0, 0, 0xc0,		/* mov $MSR_EFER, %ecx */
	0x0f, 0x32,				/* rdmsr */
	0x66, 0x0d, 0, 0x10, 0, 0,		/* or $EFER_SVME, %eax */
	0x0f, 0x30,				/* wrmsr */
	0x66, 0xe7, PORT_ON,			/* 2: out %eax, $PORT_ON */
	0xf4,					/* hlt */
};

/* Sent by the process that tries to the one that waits. */
struct answer {
	const char *failed;	/* what, or NULL; the same in both processes */
	int err;
	bool vmx, svm, on;
	uint32_t exit_reason;	/* by which the guest ended, when not `on` */
};

struct vm {
	int kvm, vm, vcpu;
	struct kvm_run *run;
};

static const char *create(struct vm *vm)
{
	int size;

	vm->kvm = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0)
		return "open";
	if (ioctl(vm->kvm, KVM_GET_API_VERSION, 0) != API_VERSION)
		return "KVM_GET_API_VERSION";
	vm->vm = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	if (vm->vm < 0)
		return "KVM_CREATE_VM";
	vm->vcpu = ioctl(vm->vm, KVM_CREATE_VCPU, 0);
	if (vm->vcpu < 0)
		return "KVM_CREATE_VCPU";
	size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (size < (int)sizeof(*vm->run))
		return "KVM_GET_VCPU_MMAP_SIZE";
	vm->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
		       vm->vcpu, 0);
	return vm->run == MAP_FAILED ? "mmap of the vCPU" : NULL;
}

/* One page of memory, all that this KVM can show by CPUID, and the code. */
static const char *set_up(const struct vm *vm)
{
	static union {
		struct kvm_cpuid2 head;
		char room[sizeof(struct kvm_cpuid2) +
			  MAX_CPUID * sizeof(struct kvm_cpuid_entry2)];
	} cpuid = { .head.nent = MAX_CPUID };
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = CODE_ADDR, .memory_size = 4096,
	};
	struct kvm_regs regs = { .rip = CODE_ADDR, .rflags = 2 };
	struct kvm_sregs sregs;
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return "mmap";
	memcpy(page, code, sizeof(code));
	region.userspace_addr = (uintptr_t)page;
	if (ioctl(vm->vm, KVM_SET_USER_MEMORY_REGION, &region))
		return "KVM_SET_USER_MEMORY_REGION";
	if (ioctl(vm->kvm, KVM_GET_SUPPORTED_CPUID, &cpuid))
		return "KVM_GET_SUPPORTED_CPUID";
	if (ioctl(vm->vcpu, KVM_SET_CPUID2, &cpuid))
		return "KVM_SET_CPUID2";
	if (ioctl(vm->vcpu, KVM_GET_SREGS, &sregs))
		return "KVM_GET_SREGS";
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	sregs.idt.limit = 0;
	if (ioctl(vm->vcpu, KVM_SET_SREGS, &sregs))
		return "KVM_SET_SREGS";
	return ioctl(vm->vcpu, KVM_SET_REGS, &regs) ? "KVM_SET_REGS" : NULL;
}

static const char *run(const struct vm *vm, struct answer *answer)
{
	const struct kvm_run *r = vm->run;
	uint32_t value;
	int i;

	for (i = 0; i < MAX_EXITS; i++) {
		if (ioctl(vm->vcpu, KVM_RUN, 0)) {
			if (errno == EINTR)
				continue;
			return "KVM_RUN";
		}
		answer->exit_reason = r->exit_reason;
		if (r->exit_reason != KVM_EXIT_IO)
			return NULL;
		value = *(const uint32_t *)((const char *)r + r->io.data_offset);
		if (r->io.port == PORT_VMX)
			answer->vmx = value & CPUID_VMX;
		else if (r->io.port == PORT_SVM)
			answer->svm = value & CPUID_SVM;
		else
			answer->on = true;
		if (answer->on)
			return NULL;
	}
	return NULL;
}

static void try(int fd, pid_t parent)
{
	struct vm vm;
	struct answer answer = { 0 };

	end_with(parent, SIGKILL);
	errno = 0;
	answer.failed = create(&vm);
	if (!answer.failed)
		answer.failed = set_up(&vm);
	if (!answer.failed)
		answer.failed = run(&vm, &answer);
	answer.err = errno;
	if (write(fd, &answer, sizeof(answer)) != sizeof(answer))
		_exit(1);
	_exit(0);
}

/* A process that hangs in the kernel may survive SIGKILL, so do not wait. */
static void give_up(pid_t pid)
{
	int i;

	kill(pid, SIGKILL);
	for (i = 0; i < 100 && !waitpid(pid, NULL, WNOHANG); i++)
		usleep(10000);
}

enum outcome { ANSWERED, HUNG, DIED };

static enum outcome ask(struct answer *answer)
{
	enum outcome outcome = DIED;
	struct pollfd pfd;
	int fds[2], n;
	pid_t pid, parent = getpid();

	if (pipe2(fds, O_CLOEXEC))
		return DIED;
	fflush(NULL);
	pid = fork();
	if (!pid)
		try(fds[1], parent);
	close(fds[1]);
	pfd = (struct pollfd){ fds[0], POLLIN, 0 };
	n = pid < 0 ? -1 : poll(&pfd, 1, KVM_PROBE_TIMEOUT_S * 1000);
	if (n == 0)
		outcome = HUNG;
	else if (n > 0 && read(fds[0], answer, sizeof(*answer)) ==
		 sizeof(*answer))
		outcome = ANSWERED;
	close(fds[0]);
	if (pid > 0)
		give_up(pid);
	return outcome;
}

static void say(struct probe *p, bool works, const char *remedy,
		const char *format, ...) __attribute__((format(printf, 4, 5)));

static void say(struct probe *p, bool works, const char *remedy,
		const char *format, ...)
{
	va_list ap;

	p->works = works;
	va_start(ap, format);
	vsnprintf(p->found, sizeof(p->found), format, ap);
	va_end(ap);
	snprintf(p->remedy, sizeof(p->remedy), "%s", remedy);
}

/* SDM vol. 2, CPUID leaf 1, ecx bit 31: always 0 on real processors. */
static const char *get_hardware(void)
{
	unsigned int eax, ebx, ecx, edx;

	__cpuid(1, eax, ebx, ecx, edx);
	return ecx & 1u << 31 ?
		"this is a virtual machine: have its host give it vmx or svm (nested=1 there, CPU host-passthrough), then load kvm_intel or kvm_amd" :
		"switch on VT-x or AMD-V in the firmware, then load kvm_intel or kvm_amd";
}

/* The parameter `nested` of the module that is loaded: a letter, or 0. */
static char nested(const char **module)
{
	static const char *const modules[] = { "kvm_intel", "kvm_amd" };
	char path[64];
	FILE *file;
	int i, c;

	for (i = 0; i < 2; i++) {
		*module = modules[i];
		snprintf(path, sizeof(path), "/sys/module/%s/parameters/nested",
			 modules[i]);
		file = fopen(path, "r");
		if (!file)
			continue;
		c = fgetc(file);
		fclose(file);
		return c == '1' ? 'Y' : c == '0' ? 'N' : c;
	}
	return 0;
}

static void judge_failure(const struct answer *a, struct probe *p)
{
	const char *why = strerror(a->err);

	if (!strcmp(a->failed, "open") && a->err == ENOENT)
		say(p, false, get_hardware(), DEVICE " is not there: no hardware virtualization here, or its module is not loaded");
	else if (!strcmp(a->failed, "open") &&
		 (a->err == EACCES || a->err == EPERM))
		say(p, false, "as root: usermod -aG kvm YOU, then log in again",
		    DEVICE " is forbidden: %s", why);
	else if (!strcmp(a->failed, "open"))
		say(p, false, get_hardware(), DEVICE " exists, but cannot be opened: %s",
		    why);
	else
		say(p, false, get_hardware(), DEVICE " exists, but does not work: %s: %s",
		    a->failed, why);
}

static void judge_guest(const struct answer *a, struct probe *p)
{
	char remedy[sizeof(p->remedy)];
	const char *module;
	char param = nested(&module);

	if (a->on && (a->vmx || a->svm)) {
		say(p, true, "", "a guest of " DEVICE " ran and switched on its %s%s%s",
		    a->vmx ? "vmx" : "svm", param ? ", nested=" : "",
		    param == 'Y' ? "Y" : param ? "N" : "");
		return;
	}
	if (!a->on && !a->vmx && !a->svm) {
		say(p, false, get_hardware(), DEVICE " exists, but does not run guests: the first one ended with KVM exit %u",
		    a->exit_reason);
		return;
	}
	snprintf(remedy, sizeof(remedy), "as root, while no VM runs: modprobe -r %s && modprobe %s nested=1",
		 module, module);
	if (!a->on)
		say(p, false, param ? remedy : get_hardware(), "a guest of " DEVICE " has %s, but cannot switch it on (KVM exit %u)",
		    a->vmx ? "vmx" : "svm", a->exit_reason);
	else if (param == 'N')
		say(p, false, remedy, "guests of " DEVICE " run, but without nesting: %s has nested=N",
		    module);
	else if (param)
		say(p, false, "use a kernel or a machine whose KVM offers nesting",
		    "guests of " DEVICE " run, but have neither vmx nor svm, though %s has nested=%c",
		    module, param);
	else
		say(p, false, get_hardware(), DEVICE " runs guests, but with neither vmx nor svm: it is not the processor's, neither kvm_intel nor kvm_amd is loaded");
}

void kvm_probe(struct probe *probe)
{
	struct answer answer;

	switch (ask(&answer)) {
	case HUNG:
		say(probe, false, get_hardware(), DEVICE " hangs: a guest of three instructions did not answer within %d s",
		    KVM_PROBE_TIMEOUT_S);
		break;
	case DIED:
		say(probe, false, get_hardware(), "the process that tried " DEVICE " died");
		break;
	default:
		if (answer.failed)
			judge_failure(&answer, probe);
		else
			judge_guest(&answer, probe);
	}
}
