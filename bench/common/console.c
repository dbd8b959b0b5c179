// SPDX-License-Identifier: GPL-2.0
/* The end of a console; see console.h. */
#include <stdio.h>
#include <string.h>

#include "console.h"

void console_append(json_t *lines, const char *path, size_t max)
{
	FILE *file = fopen(path, "re");
	char line[256];

	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n")] = 0;
		/* JSON cannot hold what is not UTF-8; such a line is dropped. */
		if (!line[0] || json_array_append_new(lines, json_string(line)))
			continue;
		if (json_array_size(lines) > max)
			json_array_remove(lines, 0);
	}
	if (file)
		fclose(file);
}
