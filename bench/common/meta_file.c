// SPDX-License-Identifier: GPL-2.0
/* meta.json as a file; see meta_file.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "meta_file.h"
#include "record.h"

/* How json_dumps() ends an object, and what ends it here. */
#define END "\n}"
#define SEAL_MARK ",\n  \"crc32\": \""
#define SEAL_LEN (sizeof(SEAL_MARK) - 1 + 8 + sizeof("\"" END) - 1)

static unsigned int checksum(const char *text, size_t len)
{
	return crc32(crc32(0, Z_NULL, 0), (const Bytef *)text, len);
}

static int write_text_of(FILE *out, const json_t *meta)
{
	json_t *bare = json_copy((json_t *)meta);
	char *text;
	size_t len;
	int err = 0;

	/* Of a run that was read: it is another one's. */
	json_object_del(bare, "crc32");
	text = json_dumps(bare, JSON_INDENT(2));
	json_decref(bare);
	if (!text)
		return -ENOMEM;
	len = strlen(text) - strlen(END);
	errno = EIO;
	if (fprintf(out, "%.*s" SEAL_MARK "%08x\"" END "\n", (int)len, text,
		    checksum(text, len)) < 0 ||
	    fflush(out) || fsync(fileno(out)))
		err = -errno;
	free(text);
	return err;
}

int meta_file_write(const char *path, const json_t *meta)
{
	char *temporary = format_text("%s.tmp", path);
	FILE *out;
	int err;

	/* What an earlier run left, or a link that somebody put there. */
	unlink(temporary);
	out = fopen(temporary, "wxe");
	err = out ? write_text_of(out, meta) : -errno;
	if (out && fclose(out) && !err)
		err = -errno;
	if (!err && rename(temporary, path))
		err = -errno;
	if (err)
		unlink(temporary);
	free(temporary);
	return err;
}

/* Whether @text is what was sealed. A newline at its end may be missing. */
static bool is_whole(const char *text, size_t len)
{
	const char *seal;
	char hex[9];

	while (len && text[len - 1] == '\n')
		len--;
	if (len < SEAL_LEN)
		return false;
	seal = text + len - SEAL_LEN;
	snprintf(hex, sizeof(hex), "%08x", checksum(text, seal - text));
	return !strncmp(seal, SEAL_MARK, sizeof(SEAL_MARK) - 1) &&
	       !strncmp(seal + sizeof(SEAL_MARK) - 1, hex, 8);
}

static int parse(const char *text, size_t len, json_t **meta,
		 struct sentence *why)
{
	json_error_t error;

	*meta = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!*meta && record_is_no_memory(&error))
		return -ENOMEM;
	if (!*meta)
		return sentence_set(why, -EBADMSG, "%s", error.text);
	if (!json_object_get(*meta, "crc32") || is_whole(text, len))
		return 0;
	json_decref(*meta);
	*meta = NULL;
	return sentence_set(why, -EBADMSG, "its checksum does not fit");
}

int meta_file_read(FILE *in, json_t **meta, struct sentence *why)
{
	struct stat st;
	char *text;
	size_t len;
	int err;

	*meta = NULL;
	if (fstat(fileno(in), &st))
		return sentence_set(why, -EBADMSG, "%s", strerror(errno));
	if (st.st_size > META_MAX)
		return sentence_set(why, -EBADMSG, "larger than 16 MiB");
	text = malloc(st.st_size + 1);
	if (!text)
		return -ENOMEM;
	len = fread(text, 1, st.st_size, in);
	err = ferror(in) ? sentence_set(why, -EBADMSG, "it cannot be read") :
			   parse(text, len, meta, why);
	free(text);
	return err;
}
