// SPDX-License-Identifier: GPL-2.0
/* The second serial port, on which sealed lines go to the front end. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "init.h"
#include "kvmhost.h"
#include "record.h"

static int channel = STDOUT_FILENO;

void channel_open(void)
{
	channel = init_open_channel();
}

void channel_emit(json_t *obj)
{
	char *line = record_seal(obj);

	if (line) {
		dprintf(channel, "%s\n", line);
		tcdrain(channel);
	}
	free(line);
	json_decref(obj);
}

void channel_say(const char *type, const char *format, ...)
{
	json_t *obj = json_object();
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	json_object_set_new(obj, "type", json_string(type));
	json_object_set_new(obj, "text", json_string(text));
	channel_emit(obj);
}
