// SPDX-License-Identifier: GPL-2.0
/* The first steps of a program that runs as /init; see init.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "init.h"

#define CHANNEL "/dev/ttyS1"

char **init_words(int *argc, char **argv)
{
	while (*argc > 1 && strcmp(*argv, INIT_WORD)) {
		argv++;
		(*argc)--;
	}
	/* ISOLINUX appends this. */
	while (*argc > 1 && !strncmp(argv[*argc - 1], "initrd=", 7))
		argv[--*argc] = NULL;
	return argv;
}

void init_mount(void)
{
	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
}

int init_open_channel(void)
{
	struct termios tio;
	int fd = open(CHANNEL, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) {
		fprintf(stderr, "exitbench: open '" CHANNEL "': %s\n",
			strerror(errno));
		return STDOUT_FILENO;
	}
	tcgetattr(fd, &tio);
	cfmakeraw(&tio);
	cfsetspeed(&tio, B115200);
	tcsetattr(fd, TCSANOW, &tio);
	return fd;
}
