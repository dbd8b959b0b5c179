// SPDX-License-Identifier: GPL-2.0
/* What writing and reading an archive of a run share; see run_archive_parts.h. */
#include <stdio.h>
#include <string.h>

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
