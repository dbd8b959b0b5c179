// SPDX-License-Identifier: GPL-2.0
/* What meta.json says of a run, looked up; see run_meta.h. */
#include <string.h>

#include "run_meta.h"

/* Older runs do not say so, but by the names that their rigs had. */
bool meta_emulated(const struct run_meta *meta, const char *rig)
{
	size_t len = strlen(rig);

	if (meta->emulated != EMULATED_UNKNOWN)
		return meta->emulated == EMULATED_YES;
	return len > 4 && !strcmp(rig + len - 4, "-emu");
}

const struct meta_verified *meta_verified(const struct run_meta *meta,
					  const char *mode)
{
	for (size_t i = 0; i < meta->n_verified; i++)
		if (!strcmp(meta->verified[i].mode, mode))
			return &meta->verified[i];
	return NULL;
}

const char *meta_text(const struct meta_items *items, const char *key)
{
	for (size_t i = 0; i < items->n; i++)
		if (!strcmp(items->item[i].key, key))
			return items->item[i].text;
	return NULL;
}
