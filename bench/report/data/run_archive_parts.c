// SPDX-License-Identifier: GPL-2.0
/* What writing and reading an archive of a run share; see run_archive_parts.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run_archive_parts.h"
#include "text.h"

#define NAME_MAX_LEN 200

const char *const archive_members[ARCHIVE_MEMBERS] = {
	"meta.json", "records.jsonl",
};

bool archive_name_ok(const char *name)
{
	if (!*name || *name == '.' || strlen(name) > NAME_MAX_LEN ||
	    !strcmp(name, "latest") || !strcmp(name, "compare"))
		return false;
	for (; *name; name++)
		if ((unsigned char)*name < ' ' || *name == 0x7f || *name == '/')
			return false;
	return true;
}

int archive_complain(const char *what, const char *object, int err)
{
	fprintf(stderr, "exitbench: %s '", what);
	text_plain(stderr, object);
	fprintf(stderr, "': %s\n", strerror(-err));
	return err;
}

int archive_check_merged(const char *dir)
{
	char *records = text_format("%s/%s", dir, archive_members[1]);
	char *shards = text_format("%s/" SHARDS_DIR, dir);
	int err = records && shards ? 0 : -ENOMEM;

	if (!err && access(records, F_OK) && !access(shards, F_OK)) {
		fprintf(stderr, "exitbench: opening run '");
		text_plain(stderr, dir);
		fprintf(stderr, "': it is not complete, and its shards are not merged; to go on with what is missing, type: make bench RESUME=");
		text_plain(stderr, dir);
		fputc('\n', stderr);
		err = -ENODATA;
	}
	free(records);
	free(shards);
	return err;
}
