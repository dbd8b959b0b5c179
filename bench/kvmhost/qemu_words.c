// SPDX-License-Identifier: GPL-2.0
/* Finds the reason in QEMU's messages; see qemu_words.h. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_words.h"

/* QEMU's accel/kvm/kvm-all.c and target/i386/kvm/kvm.c; then it stops the guest. */
static const char *const fatal[] = {
	"KVM: entry failed", "KVM: unknown exit", "KVM internal error",
	"kvm run failed",
};

static bool is_fatal(const char *line)
{
	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		if (strstr(line, fatal[i]))
			return true;
	return false;
}

/* A record's error is text: anything else is a question mark. */
static void clean(char *line)
{
	line[strcspn(line, "\r\n")] = 0;
	for (; *line; line++)
		if (!isprint((unsigned char)*line))
			*line = '?';
}

char *qemu_words(const char *path, bool ended)
{
	FILE *file = fopen(path, "re");
	char line[256], last[256] = "";
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file)) {
		clean(line);
		found = is_fatal(line);
		if (found || (*line && !strstr(line, "warning:")))
			strcpy(last, line);
	}
	if (file)
		fclose(file);
	return found || (ended && *last) ? strdup(last) : NULL;
}
