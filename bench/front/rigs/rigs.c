// SPDX-License-Identifier: GPL-2.0
/* The table of rigs, and whether they work on this machine. */
#include <stdio.h>
#include <string.h>

#include "mode.h"
#include "rig.h"

static const struct rig *const rigs[] = {
	&rig_vmx_emu, &rig_svm_emu, &rig_nested_vmx, &rig_nested_svm,
	&rig_host_vmx, &rig_host_svm,
};

const struct rig *rig_at(unsigned int i)
{
	const char *vendor = vendor_name(vendor_here());
	size_t r;

	for (r = 0; r < sizeof(rigs) / sizeof(*rigs); r++)
		if ((!rigs[r]->real || !strcmp(rigs[r]->vendor, vendor)) &&
		    !i--)
			return rigs[r];
	return NULL;
}

const struct rig *rig_find(const char *name)
{
	unsigned int i;

	for (i = 0; rig_at(i); i++)
		if (!strcmp(rig_at(i)->name, name))
			return rig_at(i);
	return NULL;
}

void rig_judge(const struct rig *rig, struct verdict *v)
{
	const enum need *need;
	size_t used = 0;

	*v = (struct verdict){ .works = true };
	for (need = rig->needs; *need != NEED_NONE; need++) {
		if (need_path(*need) || used >= sizeof(v->found) - 1)
			continue;
		used += snprintf(v->found + used, sizeof(v->found) - used,
				 "%s%s", v->works ? "missing: " : ", ",
				 need_name(*need));
		v->works = false;
	}
	if (!v->works)
		snprintf(v->remedy, sizeof(v->remedy), "type: make setup");
	else if (rig->probe)
		rig->probe(v);
	else
		snprintf(v->found, sizeof(v->found), "%s", rig->summary);
}

const struct rig *rig_auto(struct verdict *why)
{
	const struct rig *nested = rig_find("nested");

	rig_judge(nested, why);
	return why->works ? nested : &rig_vmx_emu;
}
