// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing: conditions of a comparison.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "threshold.h"

static void parse(const char *text,
		  int (*parser)(struct thresholds *all, const char *text,
				struct threshold_error *error))
{
	struct thresholds all = { 0 };
	struct threshold_error error = { 0 };

	if (parser(&all, text, &error)) {
		assert(error.what && error.line && error.column);
	} else {
		for (size_t i = 0; i < all.n; i++) {
			assert(all.list[i].text);
			threshold_covers(&all.list[i], "boot", PAGING_TDP);
		}
	}
	thresholds_free(&all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = calloc(1, size + 1);

	if (size)
		memcpy(text, data, size);
	parse(text, thresholds_parse);
	parse(text, threshold_figure);
	free(text);
	return 0;
}
