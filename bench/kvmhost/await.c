// SPDX-License-Identifier: GPL-2.0
/*
 * Words that do not stand on the kernel's command line but in QEMU's firmware
 * configuration (docs/specs/fw_cfg of QEMU's), which a machine that is restored has
 * anew. A saved one is the same whatever it is to do.
 */
#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <termios.h>
#include <unistd.h>

#include "await.h"
#include "channel.h"
#include "init.h"

#define SELECTOR	0x510
#define DATA		0x511
#define DIRECTORY	0x19

#define WORDS_MAX	64

/* 0.3 s of this machine's time, in which the front end sees the mark and stops QEMU. */
#define WINDOW_LOOPS	50000000

/* In the directory, behind their big-endian number. */
struct file {
	uint32_t size;
	uint16_t selector, reserved;
	char name[56];
};

/*
 * Nothing here depends on whether or when the machine is stopped: who is stopped does
 * not see it. It must not be idle, for idle time takes none.
 */
static void wait_to_be_saved(void)
{
	fputs(AWAIT_MARK "\n", stderr);
	for (volatile unsigned int i = 0; i < WINDOW_LOOPS; i++)
		;
	fputs(AWAIT_OVER "\n", stderr);
	tcdrain(STDERR_FILENO);
}

static void read_next(void *to, size_t n)
{
	insb(DATA, to, n);
}

/* A new string, or NULL. */
static char *read_file(const char *name)
{
	struct file file;
	uint32_t n;
	char *text;

	outw(DIRECTORY, SELECTOR);
	read_next(&n, sizeof(n));
	for (n = be32toh(n); n; n--) {
		read_next(&file, sizeof(file));
		if (strncmp(file.name, name, sizeof(file.name)))
			continue;
		text = calloc(1, be32toh(file.size) + 1);
		if (!text)
			abort();
		outw(be16toh(file.selector), SELECTOR);
		read_next(text, be32toh(file.size));
		return text;
	}
	return NULL;
}

char **await_words(int *argc, char **argv)
{
	static char *words[WORDS_MAX + 1];
	char *text, *word;

	if (*argc != 2 || strcmp(argv[1], AWAIT_WORD))
		return argv;
	wait_to_be_saved();
	if (ioperm(SELECTOR, 2, 1)) {
		channel_say(LINE_FATAL, "get at the ports of QEMU's firmware configuration: %s",
			    strerror(errno));
		return NULL;
	}
	text = read_file(AWAIT_FILE);
	ioperm(SELECTOR, 2, 0);
	if (!text) {
		channel_say(LINE_FATAL, "QEMU's firmware configuration has no '" AWAIT_FILE "'");
		return NULL;
	}
	words[0] = argv[0];
	*argc = 1;
	while ((word = strsep(&text, " ")) && *argc < WORDS_MAX)
		words[(*argc)++] = word;
	return words;
}
