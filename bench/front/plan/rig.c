// SPDX-License-Identifier: GPL-2.0
/* What all rigs have in common; see rig.h. */
#include <stdio.h>

#include <glib.h>

#include "rig.h"

void rig_probe(const struct rig *rig, struct probe *p)
{
	const struct part *const *part;
	size_t used = 0;

	*p = (struct probe){ .works = true };
	for (part = rig->parts; part && *part; part++) {
		g_autofree char *path = part_path(*part);

		if (path || used >= sizeof(p->found) - 1)
			continue;
		used += snprintf(p->found + used, sizeof(p->found) - used,
				 "%s%s", p->works ? "missing: " : ", ",
				 (*part)->name);
		p->works = false;
	}
	if (!p->works)
		snprintf(p->remedy, sizeof(p->remedy), "type: make setup");
	else if (rig->probe)
		rig->probe(p);
	else
		snprintf(p->found, sizeof(p->found), "%s", rig->summary);
}
