// SPDX-License-Identifier: GPL-2.0
/* Sealing and opening of lines; see record.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "record.h"

/* `,"crc32":"01234567"}` */
#define SEAL_MARK ",\"crc32\":\""
#define SEAL_LEN (sizeof(SEAL_MARK) - 1 + 8 + 2)

const char record_no_memory[] = "memory ran out while it was read";

static unsigned int checksum(const char *text, size_t len)
{
	return crc32(crc32(0, Z_NULL, 0), (const Bytef *)text, len);
}

char *record_seal(const json_t *obj)
{
	char *text = json_dumps(obj, JSON_COMPACT);
	size_t len;
	char *line;

	if (!text)
		return NULL;
	len = strlen(text) - 1;		/* without the closing brace */
	line = malloc(len + SEAL_LEN + 1);
	if (line) {
		memcpy(line, text, len);
		snprintf(line + len, SEAL_LEN + 1, SEAL_MARK "%08x\"}",
			 checksum(text, len));
	}
	free(text);
	return line;
}

bool record_is_no_memory(const json_error_t *error)
{
	/* Of what is wrong with the text jansson always says something. */
	return !*error->text ||
	       json_error_code(error) == json_error_out_of_memory;
}

size_t record_length(const char *line, const char **why)
{
	size_t len = strcspn(line, "\r\n");
	const char *seal;
	char hex[9];

	*why = "cut off: no checksum at its end";
	if (len < SEAL_LEN + 2)
		return 0;
	seal = line + len - SEAL_LEN;
	if (strncmp(seal, SEAL_MARK, sizeof(SEAL_MARK) - 1) ||
	    strncmp(line + len - 2, "\"}", 2))
		return 0;

	*why = "its checksum does not fit";
	snprintf(hex, sizeof(hex), "%08x", checksum(line, seal - line));
	return strncmp(seal + sizeof(SEAL_MARK) - 1, hex, 8) ? 0 : len;
}

json_t *record_parse(const char *text, size_t len, const char **why)
{
	json_error_t error;
	json_t *obj = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);

	*why = !obj && record_is_no_memory(&error) ? record_no_memory :
						     "not a JSON object";
	if (!json_is_object(obj)) {
		json_decref(obj);
		return NULL;
	}
	json_object_del(obj, "crc32");
	return obj;
}

json_t *record_open(const char *line, const char **why)
{
	size_t len = record_length(line, why);

	return len ? record_parse(line, len, why) : NULL;
}
