// SPDX-License-Identifier: GPL-2.0
/*
 * What the accounting costs an exit: the same guest on the distribution's KVM
 * source unpatched, patched in its variants, and unpatched with tracing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "kvmhost.h"

#define STOCK "kvm-stock"
#define TRACING "/sys/kernel/tracing"

enum tracing { TRACE_NONE, TRACE_RECORD, TRACE_HIST };

static const struct variant {
	const char *name, *modules, *kvm;
	enum tracing tracing;
} variants[] = {
	{ "stock", STOCK, "", TRACE_NONE },
	{ "patched, off", MODULES_PATCHED, "exit_acct=off", TRACE_NONE },
	{ "patched, on", MODULES_PATCHED, "", TRACE_NONE },
	{ "patched, on, detail", MODULES_PATCHED, "exit_acct_detail=256",
	  TRACE_NONE },
	{ "stock, kvm_exit and kvm_entry recorded", STOCK, "", TRACE_RECORD },
	{ "stock, hist:keys=exit_reason", STOCK, "", TRACE_HIST },
};

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = fd >= 0 && write(fd, text, strlen(text)) > 0 ? 0 : -1;

	if (fd >= 0)
		close(fd);
	return ret;
}

static int set_tracing(enum tracing tracing, bool on)
{
	switch (tracing) {
	case TRACE_RECORD:
		return put(TRACING "/events/kvm/kvm_exit/enable",
			   on ? "1" : "0") ||
		       put(TRACING "/events/kvm/kvm_entry/enable",
			   on ? "1" : "0") ? -1 : 0;
	case TRACE_HIST:
		return put(TRACING "/events/kvm/kvm_exit/trigger",
			   on ? "hist:keys=exit_reason" :
				"!hist:keys=exit_reason");
	default:
		return 0;
	}
}

int overhead_begin(struct kvmhost *host, unsigned int variant, char *error,
		   size_t len)
{
	const struct variant *v = &variants[variant];

	/* A first touch is to be one exit, not the 512th part of one. */
	put("/sys/kernel/mm/transparent_hugepage/enabled", "never");
	host->modules = v->modules;
	host->kvm = v->kvm;
	if (modules_load(host, error, len))
		return -1;
	mount("tracefs", TRACING, "tracefs", 0, NULL);
	if (set_tracing(v->tracing, true)) {
		snprintf(error, len, "switch on '%s': %s", v->name,
			 strerror(errno));
		return -1;
	}
	return 0;
}

void overhead_end(unsigned int variant)
{
	set_tracing(variants[variant].tracing, false);
}

const char *overhead_variant(unsigned int variant)
{
	return variant < sizeof(variants) / sizeof(*variants) ?
	       variants[variant].name : NULL;
}
