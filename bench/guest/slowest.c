// SPDX-License-Identifier: GPL-2.0
/* The slowest exits of a window; see slowest.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reasons.h"
#include "slowest.h"

static struct cpuid_regs query(foreign_query ask, unsigned int slot,
			       unsigned int entry, unsigned int part)
{
	return ask(KVM_EXIT_ACCT_LEAF_SLOWEST,
		   slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
		   entry << KVM_EXIT_ACCT_READ_ROW_SHIFT | part);
}

void slowest_read(foreign_query ask, unsigned int slot, struct slowest *to)
{
	to->n = 0;
	while (to->n < KVM_EXIT_ACCT_SLOWEST) {
		struct slowest_exit *exit = &to->exit[to->n];
		struct cpuid_regs r = query(ask, slot, to->n,
					    KVM_EXIT_ACCT_SLOWEST_WHAT);

		if (foreign_undefined(r))
			return;
		to->n++;
		exit->reason = r.eax;
		exit->vcpu = r.ebx >> 8;
		exit->write = r.ebx & KVM_EXIT_ACCT_SLOWEST_WRITE;
		exit->detailed = r.ebx & KVM_EXIT_ACCT_SLOWEST_DETAIL;
		exit->l2 = r.ebx & KVM_EXIT_ACCT_SLOWEST_L2;
		exit->what = (uint64_t)r.edx << 32 | r.ecx;
		r = query(ask, slot, to->n - 1, KVM_EXIT_ACCT_SLOWEST_COST);
		exit->cycles = (uint64_t)r.ebx << 32 | r.eax;
		exit->tsc = (uint64_t)r.edx << 32 | r.ecx;
		r = query(ask, slot, to->n - 1, KVM_EXIT_ACCT_SLOWEST_RIP);
		exit->rip = (uint64_t)r.ebx << 32 | r.eax;
	}
}

static void set(json_t *obj, const char *key, uint64_t value)
{
	json_object_set_new(obj, key, json_integer(value));
}

json_t *slowest_json(enum vendor vendor, const struct slowest *list,
		     uint64_t begin)
{
	json_t *all = json_array();
	char rip[20];

	for (unsigned int i = 0; i < list->n; i++) {
		const struct slowest_exit *exit = &list->exit[i];
		const char *name = reason_name(vendor, exit->reason);
		json_t *obj = json_object();

		set(obj, "reason", exit->reason);
		json_object_set_new(obj, "name", json_string(name ?: "unnamed"));
		set(obj, "cycles", exit->cycles);
		/* TSCs of two vCPUs need not agree. */
		set(obj, "at_cycles", exit->tsc > begin ? exit->tsc - begin : 0);
		set(obj, "vcpu", exit->vcpu);
		if (exit->rip) {
			snprintf(rip, sizeof(rip), "0x%" PRIx64, exit->rip);
			json_object_set_new(obj, "rip", json_string(rip));
		}
		if (exit->detailed) {
			set(obj, "what", exit->what);
			json_object_set_new(obj, "write",
					    json_boolean(exit->write));
		}
		if (exit->l2)
			json_object_set_new(obj, "l2", json_true());
		json_array_append_new(all, obj);
	}
	return all;
}

void slowest_add(struct slowest *all, const struct slowest *list)
{
	for (unsigned int i = 0; i < list->n; i++) {
		unsigned int at = all->n;

		while (at && all->exit[at - 1].cycles < list->exit[i].cycles)
			at--;
		if (at == KVM_EXIT_ACCT_SLOWEST)
			return;
		if (all->n < KVM_EXIT_ACCT_SLOWEST)
			all->n++;
		memmove(&all->exit[at + 1], &all->exit[at],
			(all->n - at - 1) * sizeof(*all->exit));
		all->exit[at] = list->exit[i];
	}
}
