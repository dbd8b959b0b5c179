// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing: the file of a study, and the runs that come of it.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "combine.h"
#include "fuzz.h"

static bool is_rig(const char *name)
{
	return !strcmp(name, "svm-emu");
}

static void look_at(const struct matrix *matrix)
{
	struct study_runs runs;
	struct matrix_error error;

	if (study_combine(&runs, matrix, &error)) {
		assert(error.at.line && error.at.column && error.why.text[0]);
	} else {
		assert(runs.n);
		for (size_t i = 0; i < runs.n && i < 10; i++) {
			char **words = study_run_words(&runs.list[i], matrix);

			assert(runs.list[i].n_jobs && !strchr(runs.list[i].folder, '/'));
			for (char **word = words; *word; word++)
				assert(!strncmp(*word, "--", 2));
			g_strfreev(words);
		}
	}
	study_runs_free(&runs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = calloc(1, size + 1);
	struct matrix_error error;
	struct matrix matrix;

	if (size)
		memcpy(text, data, size);
	if (matrix_parse(&matrix, text, size, is_rig, &error))
		assert(error.at.line && error.at.column && error.why.text[0]);
	else
		look_at(&matrix);
	matrix_free(&matrix);
	free(text);
	return 0;
}
