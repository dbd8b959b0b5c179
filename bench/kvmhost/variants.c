// SPDX-License-Identifier: GPL-2.0
/*
 * What the accounting costs an exit: the same guest on the distribution's KVM
 * source unpatched, patched in its variants, and unpatched with tracing.
 */
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>

#include "modules.h"
#include "paths.h"
#include "variants.h"

#define EVENTS TRACING "/events/kvm/"

enum tracing { TRACE_NONE, TRACE_RECORD, TRACE_HIST };

static const struct variant {
	const char *name, *modules, *kvm;
	enum tracing tracing;
} variants[] = {
	{ "stock", MODULES_STOCK, "", TRACE_NONE },
	{ "patched, off", MODULES_PATCHED, "exit_acct=off", TRACE_NONE },
	{ "patched, on", MODULES_PATCHED, "", TRACE_NONE },
	{ "patched, on, detail", MODULES_PATCHED, "exit_acct_detail=256",
	  TRACE_NONE },
	{ "stock, kvm_exit and kvm_entry recorded", MODULES_STOCK, "", TRACE_RECORD },
	{ "stock, hist:keys=exit_reason", MODULES_STOCK, "", TRACE_HIST },
};

static int set_tracing(enum tracing tracing, bool on)
{
	int err;

	switch (tracing) {
	case TRACE_RECORD:
		err = write_text(EVENTS "kvm_exit/enable", on ? "1" : "0");
		return err ? err :
		       write_text(EVENTS "kvm_entry/enable", on ? "1" : "0");
	case TRACE_HIST:
		return write_text(EVENTS "kvm_exit/trigger",
				  on ? "hist:keys=exit_reason" :
				       "!hist:keys=exit_reason");
	default:
		return 0;
	}
}

const char *variant_name(unsigned int variant)
{
	return variant < sizeof(variants) / sizeof(*variants) ?
	       variants[variant].name : NULL;
}

int variant_begin(const struct kvmhost *host, unsigned int variant,
		  struct sentence *why)
{
	const struct variant *v = &variants[variant];
	int err;

	/* A first touch must be one exit, not 1/512 of one. */
	write_text("/sys/kernel/mm/transparent_hugepage/enabled", "never");
	err = modules_load(host, v->modules, v->kvm, why);
	if (err)
		return err;
	mount("tracefs", TRACING, "tracefs", 0, NULL);
	err = set_tracing(v->tracing, true);
	return err ? sentence_set(why, err, "switch on '%s': %s", v->name,
				  strerror(-err)) : 0;
}

void variant_end(unsigned int variant)
{
	set_tracing(variants[variant].tracing, false);
}
