// SPDX-License-Identifier: GPL-2.0
/*
 * What the accounting costs an exit: the same guest on the distribution's KVM
 * source unpatched, patched in its variants, and unpatched with tracing.
 */
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>

#include "bpf.h"
#include "modules.h"
#include "paths.h"
#include "variants.h"

#define EVENTS TRACING "/events/kvm/"

enum tracing { TRACE_NONE, TRACE_RECORD, TRACE_HIST, TRACE_BPF, TRACE_BPF_TIMES };

static const struct variant {
	const char *name, *modules, *kvm;
	enum tracing tracing;
} variants[] = {
	{ "stock", MODULES_STOCK, "", TRACE_NONE },
	{ "patched, off", MODULES_PATCHED, "exit_acct=off", TRACE_NONE },
	{ "patched, on", MODULES_PATCHED, "", TRACE_NONE },
	{ "patched, on, detail", MODULES_PATCHED, "exit_acct_detail=256",
	  TRACE_NONE },
	{ "patched, on, world switch", MODULES_PATCHED, "exit_acct_switch=1",
	  TRACE_NONE },
	{ "stock, kvm_exit and kvm_entry recorded", MODULES_STOCK, "", TRACE_RECORD },
	{ "stock, hist:keys=exit_reason", MODULES_STOCK, "", TRACE_HIST },
	{ "stock, BPF: exits by reason", MODULES_STOCK, "", TRACE_BPF },
	{ "stock, BPF: exits and time by reason", MODULES_STOCK, "", TRACE_BPF_TIMES },
};

/* 0, or a negative errno; only BPF's says why. */
static int set_tracing(enum tracing tracing, bool on, struct sentence *why)
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
	case TRACE_BPF:
	case TRACE_BPF_TIMES:
		return on ? bpf_begin(tracing == TRACE_BPF_TIMES, why) :
			    bpf_end(why);
	default:
		return 0;
	}
}

static int switch_tracing(const struct variant *v, bool on, struct sentence *why)
{
	struct sentence cause = { "" };
	int err = set_tracing(v->tracing, on, &cause);

	return err ? sentence_set(why, err, "switch %s '%s': %s",
				  on ? "on" : "off", v->name,
				  *cause.text ? cause.text : strerror(-err)) : 0;
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
	return switch_tracing(v, true, why);
}

int variant_end(unsigned int variant, struct sentence *why)
{
	return switch_tracing(&variants[variant], false, why);
}
