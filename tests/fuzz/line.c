// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing: messages of a guest and of a KVM host. The first byte says whose, and whether
 * the rest is a whole line or gets its checksum here.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "line.h"
#include "record.h"

static void take(const char *line, enum field_stage stage)
{
	enum line_type type = LINE_TYPES;
	struct sentence why = { "" };
	json_t *obj = line_open(line, stage, &type, &why);
	char *again;

	assert(obj ? type < LINE_TYPES : why.text[0]);
	if (!obj)
		return;
	/* What was taken can be sent. */
	again = line_seal(type, json_incref(obj));
	assert(again);
	free(again);
	json_decref(obj);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum field_stage stage;
	char *text, *line;
	json_t *obj;

	if (!size)
		return 0;
	stage = data[0] & 1 ? STAGE_GUEST : STAGE_KVMHOST;
	text = calloc(1, size);
	memcpy(text, data + 1, size - 1);
	obj = data[0] & 2 ? NULL : json_loads(text, 0, NULL);
	line = json_is_object(obj) ? record_seal(obj) : NULL;
	take(line ? line : text, stage);
	json_decref(obj);
	free(line);
	free(text);
	return 0;
}
