// SPDX-License-Identifier: GPL-2.0
/*
 * Is it really the paging mode asked for? Published "shadow" tables that were
 * EPT runs in disguise are why this asks three times: the module parameter
 * (modules.c), KVM's own word through the discovery leaf, and the exits.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "kvmhost.h"

/* SDM vol. 3, appendix C; APM vol. 2, appendix C. */
enum {
	VMX_INVLPG = 14, VMX_EPT_VIOLATION = 48, VMX_EPT_MISCONFIG = 49,
	SVM_INVLPG = 0x79, SVM_NPF = 0x400,
};

struct exits {
	uint64_t tdp;		/* that shadow paging cannot cause */
	uint64_t shadow;	/* that two-dimensional paging cannot cause */
};

static struct exits add_up(const struct kvmhost *host, const json_t *record)
{
	bool vmx = host->vendor == VENDOR_VMX;
	struct exits exits = { 0 };
	json_int_t reason, count;
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(record, "reasons"), i, row) {
		reason = json_integer_value(json_object_get(row, "reason"));
		count = json_integer_value(json_object_get(row, "count"));
		if (vmx ? reason == VMX_EPT_VIOLATION ||
			  reason == VMX_EPT_MISCONFIG : reason == SVM_NPF)
			exits.tdp += count;
		if (reason == (vmx ? VMX_INVLPG : SVM_INVLPG))
			exits.shadow += count;
	}
	return exits;
}

const char *verify_exits(const struct kvmhost *host, const json_t *record,
			 bool whole_boot)
{
	struct exits exits = add_up(host, record);

	if (host->shadow && exits.tdp)
		return "mode not verified: exits of two-dimensional paging under shadow paging";
	if (!host->shadow && exits.shadow)
		return "mode not verified: INVLPG exits, which only shadow paging causes";
	if (whole_boot && !(host->shadow ? exits.shadow : exits.tdp))
		return "mode not verified: a whole boot without an exit of this mode";
	return NULL;
}

const char *verify_hello(const struct kvmhost *host, const json_t *hello)
{
	struct exits exits = add_up(host, hello);
	const char *leaf = json_string_value(json_object_get(hello, "paging"));
	const char *vendor =
		json_string_value(json_object_get(hello, "vendor"));
	bool leaf_fits = leaf && vendor &&
		(!strcmp(leaf, host->shadow ? "shadow" : "tdp") ||
		 !strcmp(leaf, "unknown")) &&	/* coursework leaves only */
		!strcmp(vendor, vendor_name(host->vendor));
	const char *why = verify_exits(host, hello, true);
	json_t *obj = json_object();
	char counts[128];

	if (!leaf_fits)
		why = "mode not verified: the discovery leaf names another";
	snprintf(counts, sizeof(counts), "boot: %llu %s, %llu INVLPG",
		 (unsigned long long)exits.tdp,
		 host->vendor == VENDOR_VMX ?
		 "EPT violations and misconfigurations" : "nested page faults",
		 (unsigned long long)exits.shadow);
	json_object_set_new(obj, "type", json_string("verified"));
	json_object_set_new(obj, "parameter", json_string(host->parameter));
	json_object_set_new(obj, "leaf", json_string(leaf ? leaf : "none"));
	json_object_set_new(obj, "counts", json_string(counts));
	json_object_set_new(obj, "ok", json_boolean(!why));
	channel_emit(obj);
	return why;
}
