// SPDX-License-Identifier: GPL-2.0
/* Sealed lines for the front end: on a port of this machine, or to a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "channel.h"
#include "init.h"
#include "printer.h"

static int channel = STDOUT_FILENO;
static bool printer;

int channel_open(const char *path)
{
	channel = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			      0644) : init_open_channel();
	if (channel >= 0)
		return 0;
	int err = errno;

	fprintf(stderr, "exitbench-kvmhost: open '%s': %s\n", path,
		strerror(err));
	return -err;
}

void channel_to_printer(void)
{
	printer = true;
}

void channel_emit(enum line_type type, json_t *obj)
{
	char *line = line_seal(type, obj);

	if (line && printer) {
		printer_print(line);
		printer_print("\n");
	} else if (line) {
		dprintf(channel, "%s\n", line);
		tcdrain(channel);
	}
	free(line);
}

void channel_say(enum line_type type, const char *format, ...)
{
	char *text;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		abort();
	va_end(ap);
	channel_emit(type, json_pack("{s:s}", "text", text));
	free(text);
}
