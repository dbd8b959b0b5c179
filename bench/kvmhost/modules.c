// SPDX-License-Identifier: GPL-2.0
/*
 * Loads KVM modules with the paging mode asked for. kvm.ko is loaded with the
 * vendor's module, never kept: nothing of an earlier mode survives.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "modules.h"
#include "paths.h"

#define IRQBYPASS MODULES_PATCHED "/irqbypass.ko"

static char parameter[64];

const char *modules_parameter(void)
{
	return parameter;
}

static int load(const char *dir, const char *file, const char *params,
		struct sentence *why)
{
	char *path = format_text("%s/%s.ko", dir, file);
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0 || (syscall(SYS_finit_module, fd, params, 0) &&
		       errno != EEXIST))
		err = sentence_errno(why, "load '%s %s'", path, params);
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

/* Only on a machine of our own; it does not load where it is not needed. */
static int load_guard(const struct kvmhost *host, struct sentence *why)
{
	int err = host->is_init ? load("modules", "tcg_svm_guard", "", why) : 0;

	return err == -ENODEV ? 0 : err;
}

static int unload(const char *name, struct sentence *why)
{
	if (!syscall(SYS_delete_module, name, O_NONBLOCK) || errno == ENOENT)
		return 0;
	return sentence_errno(why, "unload '%s'", name);
}

/* Blanks instead of commas, as the kernel wants them. */
static void separate(char *words)
{
	while ((words = strchr(words, ',')))
		*words = ' ';
}

static int load_all(const struct kvmhost *host, const char *dir,
		    const char *kvm, struct sentence *why)
{
	bool patched = !strcmp(dir, MODULES_PATCHED);
	char *words = format_text("%s%s%s", patched ? KVM_PARAMETERS : "",
				  patched && *kvm ? "," : "", kvm);
	/* Stock modules have what the mode needs, and no parameter of the user's. */
	const char *more = patched ? host->vendor_module : "";
	char *mode = format_text("%s=%d%s%s%s", vendor_tdp_parameter(host->vendor),
				 host->paging == PAGING_TDP,
				 host->no_posted_interrupts ? ",enable_apicv=0" : "",
				 *more ? "," : "", more);
	int err;

	separate(words);
	separate(mode);
	err = load_guard(host, why);
	/* Not there: it is this machine's own, loaded already or built in. */
	if (!err && !access(IRQBYPASS, F_OK))
		err = load(MODULES_PATCHED, "irqbypass", "", why);
	if (!err)
		err = load(dir, "kvm", words, why);
	if (!err)
		err = load(dir, vendor_module_file(host->vendor), mode, why);
	free(words);
	free(mode);
	return err;
}

/* The first of three ways to verify the mode; see verify.h. */
static int read_back(const struct kvmhost *host, struct sentence *why)
{
	const char *module = vendor_module(host->vendor);
	const char *name = vendor_tdp_parameter(host->vendor);
	char *path = format_text("/sys/module/%s/parameters/%s", module, name);
	char *value = read_first_line(path);
	int err = 0;

	if (!value) {
		err = sentence_errno(why, "read '%s'", path);
		goto out;
	}
	snprintf(parameter, sizeof(parameter), "%s %s=%s", module, name, value);
	if (value[0] != (host->paging == PAGING_TDP ? 'Y' : 'N'))
		err = sentence_set(why, -EINVAL,
				   "mode not verified: asked for %s paging, but %s",
				   paging_name(host->vendor, host->paging),
				   parameter);
out:
	free(value);
	free(path);
	return err;
}

int modules_load(const struct kvmhost *host, const char *dir, const char *kvm,
		 struct sentence *why)
{
	int err = unload(vendor_module(host->vendor), why);

	if (!err)
		err = unload("kvm", why);
	if (!err)
		err = load_all(host, dir, kvm, why);
	return err ? err : read_back(host, why);
}
