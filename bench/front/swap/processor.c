// SPDX-License-Identifier: GPL-2.0
/* What this machine's processor has; see processor.h. */
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "base.h"
#include "mode.h"
#include "processor.h"

bool processor_has(const char *root, const char *flag)
{
	g_autofree char *path = format_text("%s/proc/cpuinfo", root);
	g_autofree char *word = format_text(" %s ", flag);
	g_autofree char *line = NULL;
	FILE *file = fopen(path, "re");
	bool has = false;
	size_t size = 0;

	while (file && !has && getline(&line, &size, file) > 0) {
		/* The last one may have a blank behind it, or none. */
		g_autofree char *flags = format_text("%s ", g_strchomp(line));

		has = g_str_has_prefix(flags, "flags") && strstr(flags, word);
	}
	if (file)
		fclose(file);
	return has;
}

const char *processor_module(const char *root)
{
	enum vendor vendor;

	for (vendor = 0; vendor < VENDORS; vendor++)
		if (processor_has(root, vendor_name(vendor)))
			return vendor_module(vendor);
	return NULL;
}
