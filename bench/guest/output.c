// SPDX-License-Identifier: GPL-2.0
/*
 * What a program printed, for its record; see output.h. The end of it is kept, where
 * a benchmark has its result and a failure its reason.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "record_fields.h"

#define REPLACEMENT "\xef\xbf\xbd"	/* U+FFFD */

static bool continues(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/*
 * How many of @n bytes at @c are one character of UTF-8 (RFC 3629) that a JSON
 * string can have; 0 for what is none, and for NUL.
 */
static size_t character(const unsigned char *c, size_t n)
{
	static const uint32_t least[] = { 0, 1, 0x80, 0x800, 0x10000 };
	size_t len = c[0] < 0x80 ? 1 : c[0] < 0xc0 ? 0 : c[0] < 0xe0 ? 2 :
		     c[0] < 0xf0 ? 3 : c[0] < 0xf8 ? 4 : 0;
	uint32_t value = len == 1 ? c[0] : c[0] & (0x7f >> len);

	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (!continues(c[i]))
			return 0;
		value = value << 6 | (c[i] & 0x3f);
	}
	if (value < least[len] || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	return len;
}

json_t *output_string(const void *bytes, size_t n)
{
	static char text[RECORD_OUTPUT_MAX * (sizeof(REPLACEMENT) - 1)];
	const unsigned char *c = bytes;
	size_t used = 0, len;

	if (n > RECORD_OUTPUT_MAX)
		n = RECORD_OUTPUT_MAX;
	for (; n; c += len, n -= len) {
		len = character(c, n);
		if (len) {
			memcpy(text + used, c, len);
			used += len;
		} else {
			memcpy(text + used, REPLACEMENT, sizeof(REPLACEMENT) - 1);
			used += sizeof(REPLACEMENT) - 1;
			len = 1;
		}
	}
	return json_stringn(text, used);
}

json_t *output_read(const char *path, int status)
{
	static unsigned char kept[RECORD_OUTPUT_MAX];
	FILE *file = fopen(path, "r");
	size_t n, skip = 0;
	long size, cut;

	if (!file)
		return NULL;
	if (fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0) {
		fclose(file);
		return NULL;
	}
	cut = size > RECORD_OUTPUT_MAX ? size - RECORD_OUTPUT_MAX : 0;
	fseek(file, cut, SEEK_SET);
	n = fread(kept, 1, sizeof(kept), file);
	fclose(file);
	/* Not from the middle of a character. */
	while (cut && skip < 3 && skip < n && continues(kept[skip]))
		skip++;
	return json_pack("{s:o, s:I, s:i}", "text", output_string(kept + skip, n - skip),
			 "cut", (json_int_t)(cut + skip), "status", status);
}
