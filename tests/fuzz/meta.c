// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing: meta.json.
 */
#include <assert.h>

#include "fuzz.h"
#include "parse_meta.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run_meta meta = {
		.obj = json_loadb((const char *)data, size, 0, NULL),
	};
	struct sentence why;

	if (!meta.obj)
		return 0;
	if (!parse_meta(&meta, &why)) {
		for (size_t i = 0; i < meta.facts.n; i++)
			assert(meta.facts.item[i].key && meta.facts.item[i].text);
		meta_verified(&meta, "ept");
		meta_emulated(&meta, "vmx-emu");
	}
	parse_meta_free(&meta);
	return 0;
}
