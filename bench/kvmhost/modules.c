// SPDX-License-Identifier: GPL-2.0
/*
 * Loads the patched KVM modules with the paging mode asked for. kvm.ko is loaded
 * with them, never kept: nothing of an earlier mode survives.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kvmhost.h"

#define IRQBYPASS MODULES_PATCHED "/irqbypass.ko"

static int load(const char *dir, const char *file, const char *params,
		char *error, size_t len)
{
	char path[128];
	int fd, ret, failure;

	snprintf(path, sizeof(path), "%s/%s.ko", dir, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ret = fd < 0 ? -1 : syscall(SYS_finit_module, fd, params, 0);
	failure = errno;
	if (ret && failure == EEXIST)
		ret = 0;
	if (ret)
		snprintf(error, len, "load '%s %s': %s", path, params,
			 strerror(failure));
	if (fd >= 0)
		close(fd);
	errno = failure;
	return ret;
}

/* Only in a machine of our own; it declines where it is not needed. */
static int load_guard(const struct kvmhost *host, char *error, size_t len)
{
	if (!host->is_init ||
	    !load("modules", "tcg_svm_guard", "", error, len))
		return 0;
	return errno == ENODEV ? 0 : -1;
}

static int unload(const char *name, char *error, size_t len)
{
	if (!syscall(SYS_delete_module, name, O_NONBLOCK) || errno == ENOENT)
		return 0;
	snprintf(error, len, "unload '%s': %s", name, strerror(errno));
	return -1;
}

int modules_load(struct kvmhost *host, char *error, size_t len)
{
	bool vmx = host->vendor == VENDOR_VMX;
	const char *name = vmx ? "kvm_intel" : "kvm_amd";
	const char *param = vmx ? "ept" : "npt";
	char text[128], value[8] = "", *kvm, *comma;
	int ret;
	FILE *file;

	if (unload(name, error, len) || unload("kvm", error, len))
		return -1;
	kvm = strdup(host->kvm);
	if (!kvm)
		abort();
	while ((comma = strchr(kvm, ',')))
		*comma = ' ';
	snprintf(text, sizeof(text), "%s=%d", param, !host->shadow);
	/* Not there: it is this machine's own, loaded already or built in. */
	ret = load_guard(host, error, len) || (!access(IRQBYPASS, F_OK) &&
	       load(MODULES_PATCHED, "irqbypass", "", error, len)) ||
	      load(host->modules, "kvm", kvm, error, len) ||
	      load(host->modules, vmx ? "kvm-intel" : "kvm-amd", text, error,
		   len) ? -1 : 0;
	free(kvm);
	if (ret)
		return ret;

	snprintf(text, sizeof(text), "/sys/module/%s/parameters/%s", name,
		 param);
	file = fopen(text, "r");
	if (!file || !fgets(value, sizeof(value), file)) {
		snprintf(error, len, "read '%s': %s", text, strerror(errno));
		if (file)
			fclose(file);
		return -1;
	}
	fclose(file);
	value[strcspn(value, "\n")] = 0;
	snprintf(host->parameter, sizeof(host->parameter), "%s %s=%s", name,
		 param, value);
	if (value[0] != (host->shadow ? 'N' : 'Y')) {
		snprintf(error, len,
			 "mode not verified: asked for %s paging, but %s",
			 kvmhost_paging(host), host->parameter);
		return -1;
	}
	return 0;
}
