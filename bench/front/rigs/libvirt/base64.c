// SPDX-License-Identifier: GPL-2.0
/* Base64 (RFC 4648); see base64.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base64.h"

static const char digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_encode(const void *bytes, size_t len)
{
	const uint8_t *in = bytes;
	char *text = malloc((len + 2) / 3 * 4 + 1), *out = text;
	uint32_t word;
	size_t i;

	if (!text)
		return NULL;
	for (i = 0; i < len; i += 3) {
		word = in[i] << 16 | (i + 1 < len ? in[i + 1] : 0) << 8 |
		       (i + 2 < len ? in[i + 2] : 0);
		*out++ = digits[word >> 18];
		*out++ = digits[word >> 12 & 63];
		*out++ = i + 1 < len ? digits[word >> 6 & 63] : '=';
		*out++ = i + 2 < len ? digits[word & 63] : '=';
	}
	*out = 0;
	return text;
}

char *base64_decode(const char *text, size_t *len)
{
	size_t n = strlen(text), i, used = 0;
	char *bytes = malloc(n / 4 * 3 + 1);
	const char *digit;
	uint32_t word = 0;

	while (n && text[n - 1] == '=')
		n--;
	if (!bytes || strlen(text) % 4 || strlen(text) - n > 2)
		goto bad;
	for (i = 0; i < n; i++) {
		digit = strchr(digits, text[i]);
		if (!digit)
			goto bad;
		word = word << 6 | (digit - digits);
		if (i % 4)
			bytes[used++] = word >> (6 - i % 4 * 2);
	}
	bytes[used] = 0;
	*len = used;
	return bytes;
bad:
	free(bytes);
	return NULL;
}
