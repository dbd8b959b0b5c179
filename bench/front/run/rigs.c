// SPDX-License-Identifier: GPL-2.0
/* The table of rigs, and which of them is taken; see rigs.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "mode.h"
#include "rigs.h"

#define DECLARE(name) extern const struct rig rig_##name;
RIGS(DECLARE)

#define ENTRY(name) &rig_##name,
static const struct rig *const rigs[] = { RIGS(ENTRY) };

const struct rig *rig_at(unsigned int i)
{
	enum vendor vendor = vendor_here();
	size_t r;

	for (r = 0; r < sizeof(rigs) / sizeof(*rigs); r++)
		if ((!rigs[r]->real || rigs[r]->vendor == vendor) &&
		    !i--)
			return rigs[r];
	return NULL;
}

void rigs_use(const char *build)
{
	g_autofree char *made = g_build_filename(build, "qemu",
						 "qemu-system-x86_64", NULL);

	if (!part_choice(&part_qemu_tcg) &&
	    g_file_test(made, G_FILE_TEST_IS_EXECUTABLE))
		part_choose(&part_qemu_tcg, made);
}

static const struct rig *find(const char *name)
{
	unsigned int i;

	for (i = 0; rig_at(i); i++)
		if (!strcmp(rig_at(i)->name, name))
			return rig_at(i);
	return NULL;
}

const struct rig *rig_auto(struct probe *why)
{
	const struct rig *nested = find("nested");

	rig_probe(nested, why);
	return why->works ? nested : rigs[0];
}

int plan_set_rig(struct plan *plan, const char *name)
{
	const struct rig *rig;
	unsigned int i;

	rigs_use(plan->build);
	plan->rig_is_auto = !name || !*name || !strcmp(name, "auto");
	rig = plan->rig_is_auto ? rig_auto(&plan->nested) : find(name);
	if (rig) {
		plan->rig = rig;
		return 0;
	}
	fprintf(stderr, "exitbench: unknown rig '%s'; known ones: auto", name);
	for (i = 0; rig_at(i); i++)
		fprintf(stderr, " %s", rig_at(i)->name);
	fprintf(stderr, "\n");
	return -EINVAL;
}
