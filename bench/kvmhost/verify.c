// SPDX-License-Identifier: GPL-2.0
/*
 * Is it really the paging mode asked for? Published "shadow" tables that were
 * EPT runs in disguise are why this asks three times: the module parameter
 * (modules.c), KVM's own word through the discovery leaf, and the exits.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "channel.h"
#include "modules.h"
#include "reasons.h"
#include "verify.h"

/* Exits that only one mode can cause, by mode. */
struct exits {
	uint64_t of[PAGING_MODES + 1];
};

static struct exits add_up(const struct kvmhost *host, const json_t *record)
{
	struct exits exits = { 0 };
	json_int_t reason, count;
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(record, "reasons"), i, row) {
		reason = json_integer_value(json_object_get(row, "reason"));
		count = json_integer_value(json_object_get(row, "count"));
		exits.of[reason_paging(host->vendor, reason)] += count;
	}
	return exits;
}

const char *verify_exits(const struct kvmhost *host, const json_t *record,
			 bool whole_boot)
{
	struct exits exits = add_up(host, record);

	if (host->paging == PAGING_SHADOW && exits.of[PAGING_TDP])
		return "mode not verified: exits of two-dimensional paging under shadow paging";
	if (host->paging == PAGING_TDP && exits.of[PAGING_SHADOW])
		return "mode not verified: INVLPG exits, which only shadow paging causes";
	if (whole_boot && !exits.of[host->paging])
		return "mode not verified: a whole boot without an exit of this mode";
	return NULL;
}

const char *verify_hello(const struct kvmhost *host, const json_t *hello)
{
	struct exits exits = add_up(host, hello);
	const char *leaf = json_string_value(json_object_get(hello, "paging"));
	const char *vendor =
		json_string_value(json_object_get(hello, "vendor"));
	bool leaf_fits =
		(!strcmp(leaf, paging_word(host->paging)) ||
		 !strcmp(leaf, "unknown")) &&	/* coursework leaves only */
		!strcmp(vendor, vendor_name(host->vendor));
	const char *why = verify_exits(host, hello, true);
	char *counts;

	if (!leaf_fits)
		why = "mode not verified: the discovery leaf names a different one";
	counts = format_text("boot: %llu %s, %llu INVLPG",
			     (unsigned long long)exits.of[PAGING_TDP],
			     host->vendor == VENDOR_VMX ?
			     "EPT violations and misconfigurations" :
			     "nested page faults",
			     (unsigned long long)exits.of[PAGING_SHADOW]);
	channel_emit(LINE_VERIFIED, json_pack("{s:s, s:s, s:s, s:b}",
		"parameter", modules_parameter(), "leaf", leaf,
		"counts", counts, "ok", !why));
	free(counts);
	return why;
}
