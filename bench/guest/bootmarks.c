// SPDX-License-Identifier: GPL-2.0
/*
 * When the initcalls began and ended, from the kernel's log. Its time stamps are
 * microseconds of the scheduler's clock, which follows the TSC; two log lines of
 * our own give the conversion.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "bootmarks.h"

/*
 * The kernel's last message before them (drivers/base/devtmpfs.c) and its first
 * one after them (free_initmem() in arch/x86/mm/init.c).
 */
#define BEGIN ";devtmpfs: initialized"
#define END ";Freeing unused kernel image (initmem)"
#define OWN ";exitbench: mark"

/* Only into the log's buffer, which costs no exit. */
static uint64_t mark(int fd)
{
	static const char text[] = "<7>exitbench: mark\n";
	uint64_t tsc = __rdtsc();

	return write(fd, text, sizeof(text) - 1) > 0 ? tsc : 0;
}

static uint64_t to_tsc(uint64_t us, const uint64_t own_us[2],
		       const uint64_t own_tsc[2])
{
	double rate = (double)(own_tsc[1] - own_tsc[0]) /
		      (own_us[1] - own_us[0]);

	return us ? own_tsc[0] - (own_us[0] - us) * rate : 0;
}

void bootmarks_find(struct bootmarks *marks)
{
	static const struct timespec apart = { 0, 20000000 };
	int fd = open("/dev/kmsg", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	uint64_t own_us[2] = { 0 }, own_tsc[2] = { 0 }, begin = 0, end = 0;
	unsigned long long us;
	unsigned int own = 0;
	char line[2048];
	ssize_t n;

	*marks = (struct bootmarks){ 0 };
	if (fd < 0)
		return;
	own_tsc[0] = mark(fd);
	nanosleep(&apart, NULL);
	own_tsc[1] = mark(fd);
	/* "LEVEL,NUMBER,MICROSECONDS,FLAGS;TEXT" */
	while ((n = read(fd, line, sizeof(line) - 1)) > 0) {
		line[n] = 0;
		if (sscanf(line, "%*u,%*u,%llu", &us) != 1)
			continue;
		if (strstr(line, BEGIN))
			begin = us;
		else if (strstr(line, END))
			end = us;
		else if (strstr(line, OWN) && own < 2)
			own_us[own++] = us;
	}
	close(fd);
	if (own < 2 || own_us[1] <= own_us[0])
		return;
	marks->initcalls = to_tsc(begin, own_us, own_tsc);
	marks->initcalls_end = to_tsc(end, own_us, own_tsc);
}
