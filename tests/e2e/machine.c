// SPDX-License-Identifier: GPL-2.0
/*
 * Boots one machine of a rig with an initramfs of the test's own, until it ends.
 * For what the front end does not do: other programs than ours in the guest.
 *
 * usage: machine RIG DIR KERNEL INITRD SECONDS
 * leaves DIR/console (ttyS0) and DIR/channel (ttyS1); all paths absolute
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

#include "rigs.h"

int main(int argc, char **argv)
{
	static const char *const no_words[] = { NULL };
	/* BUILD/tests/machine */
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *tests = g_path_get_dirname(self ? self : argv[0]);
	g_autofree char *build = g_path_get_dirname(tests);
	struct images images = { 0 };
	struct machine m = {
		.name = "test", .memory_mib = 1024, .worker = no_words,
		.images = &images,
	};
	char console[512], channel[512], log[512];
	time_t end;
	struct plan plan;
	int running = 1;

	plan_init(&plan);
	rigs_use(build);
	if (argc != 6 || plan_set_rig(&plan, argv[1])) {
		fprintf(stderr, "usage: machine RIG DIR KERNEL INITRD SECONDS\n");
		return 2;
	}
	snprintf(console, sizeof(console), "%s/console", argv[2]);
	snprintf(channel, sizeof(channel), "%s/channel", argv[2]);
	m.rig = plan.rig;
	m.plan = &plan;
	m.dir = argv[2];
	images.host_kernel = argv[3];
	images.host_initrd = argv[4];
	m.console = console;
	m.channel = channel;
	snprintf(log, sizeof(log), "%s/log", argv[2]);
	m.log = log;
	if (plan.rig->start(&m)) {
		fprintf(stderr, "machine: %s\n", m.why.text);
		return 1;
	}
	end = time(NULL) + atoi(argv[5]);
	while (running > 0 && time(NULL) < end) {
		running = plan.rig->poll(&m);
		usleep(100000);
	}
	plan.rig->stop(&m);
	if (running)
		fprintf(stderr, "machine: %s\n",
			running > 0 ? "time is up" : m.why.text);
	return running ? 1 : 0;
}
