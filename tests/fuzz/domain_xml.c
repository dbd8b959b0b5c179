// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing: a libvirt domain's XML, as the rig domain and the keeper read it.
 */
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "fuzz.h"
#include "xml.h"

static const char *const attributes[] = { "type", "none", NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	struct xml xml = { 0 };

	if (xml_parse(&xml, text))
		return 0;
	g_free(xml_find(&xml, "string(/domain/@type)"));
	g_free(xml_find(&xml, "string(/domain/os/type/@machine)"));
	xml_add(&xml, "seclabel", attributes);
	free(xml_text(&xml));
	xml_free(&xml);
	return 0;
}
