// SPDX-License-Identifier: GPL-2.0
/*
 * A /dev/kvm as bad as one likes, for the probe: preloaded into the front end, it
 * answers open() and ioctl() instead of the kernel. FAKE_KVM says how bad.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RUN_BYTES 8192
#define DATA_OFFSET 4096

static int fake_fd = -1;	/* of the device, the VM and the vCPU alike */
static unsigned int runs;

static int is(const char *how)
{
	const char *fake = getenv("FAKE_KVM");

	return fake && !strcmp(fake, how);
}

static int fail(int err)
{
	errno = err;
	return -1;
}

int open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	if (strcmp(path, "/dev/kvm"))
		return real(path, flags, mode);
	if (is("is missing"))
		return fail(ENOENT);
	if (is("is forbidden"))
		return fail(EACCES);
	if (is("hangs when opened"))
		for (;;)
			pause();
	fake_fd = memfd_create("kvm", 0);
	return ftruncate(fake_fd, RUN_BYTES) ? -1 : fake_fd;
}

/* The guest of the probe: CPUID 1, CPUID 0x80000001, done. */
static int run(void)
{
	static const uint16_t ports[] = { 0x10, 0x11, 0x12 };
	struct kvm_run run = { 0 };
	uint32_t value;

	if (is("hangs"))
		for (;;)
			pause();
	run.exit_reason = KVM_EXIT_IO;
	run.io.port = ports[runs % 3];
	run.io.data_offset = DATA_OFFSET;
	value = runs == 0 && !is("has no vmx") ? 1 << 5 : 0;
	if (is("cannot enter"))
		run.exit_reason = KVM_EXIT_FAIL_ENTRY;
	if (is("may not switch vmx on") && runs == 1)
		run.exit_reason = KVM_EXIT_SHUTDOWN;
	runs++;
	if (pwrite(fake_fd, &run, sizeof(run), 0) != sizeof(run) ||
	    pwrite(fake_fd, &value, sizeof(value), DATA_OFFSET) !=
	    sizeof(value))
		return -1;
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (fd < 0 || fd != fake_fd)
		return real(fd, request, arg);
	switch (request) {
	case KVM_GET_API_VERSION:
		return is("is of another kind") ? fail(ENOTTY) : 12;
	case KVM_CREATE_VM:
		return is("has no VMs") ? fail(ENODEV) : fake_fd;
	case KVM_CREATE_VCPU:
		return fake_fd;
	case KVM_GET_VCPU_MMAP_SIZE:
		return RUN_BYTES;
	case KVM_RUN:
		return run();
	default:
		return 0;
	}
}
