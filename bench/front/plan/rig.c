// SPDX-License-Identifier: GPL-2.0
/* What all rigs have in common; see rig.h. */
#include <stdio.h>

#include <glib.h>

#include "rig.h"

void rig_probe(const struct rig *rig, struct probe *p)
{
	const struct part *const *part;
	bool named = false;
	size_t used = 0;

	*p = (struct probe){ .works = true };
	for (part = rig->parts; part && *part; part++) {
		g_autofree char *path = part_path(*part);
		const char *choice = part_choice(*part);

		if (path || used >= sizeof(p->found) - 1)
			continue;
		used += snprintf(p->found + used, sizeof(p->found) - used,
				 "%s%s", p->works ? "missing: " : ", ",
				 choice ? choice : (*part)->name);
		p->works = false;
		named |= choice != NULL;
	}
	if (!p->works)
		snprintf(p->remedy, sizeof(p->remedy), named ?
			 "QEMU=, BOCHS= or VMM= names it: name one that is there, or none to take the one in PATH" :
			 "type: make setup");
	else if (rig->probe)
		rig->probe(p);
	else
		snprintf(p->found, sizeof(p->found), "%s", rig->summary);
}
