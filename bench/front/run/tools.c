// SPDX-License-Identifier: GPL-2.0
/*
 * The tools of the distribution that a plan's workloads need: which they are, and
 * an initramfs of the KVM host that has them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools.h"

int tools_needed(const struct plan *plan, const char *tools[])
{
	unsigned int i;
	int t, n = 0;

	for (i = 0; i < plan->nr_jobs; i++) {
		const char *tool = plan->job[i].workload->tool;

		for (t = 0; tool && t < n && strcmp(tools[t], tool); t++)
			;
		if (tool && t == n && n < TOOLS_MAX)
			tools[n++] = tool;
	}
	return n;
}

static void image_path(const struct plan *plan, const char *tool, char *path,
		       size_t len)
{
	snprintf(path, len, "%s/tool-%s.cpio", plan->build, tool);
}

int tools_check(const struct plan *plan)
{
	const char *tools[TOOLS_MAX];
	int i, n = tools_needed(plan, tools);
	char path[4200];

	for (i = 0; i < n; i++) {
		image_path(plan, tools[i], path, sizeof(path));
		if (!access(path, R_OK))
			continue;
		fprintf(stderr,
			"exitbench: no image of %s for these workloads: open '%s': %s; 'make bench' makes it\n",
			tools[i], path, strerror(errno));
		return -1;
	}
	return 0;
}

static int copy(FILE *to, const char *path)
{
	static char buf[1 << 20];
	FILE *from = fopen(path, "r");
	size_t n;
	int ret;

	if (!from) {
		fprintf(stderr, "exitbench: open '%s': %s\n", path,
			strerror(errno));
		return -1;
	}
	while ((n = fread(buf, 1, sizeof(buf), from)) > 0)
		if (fwrite(buf, 1, n, to) != n)
			break;
	ret = ferror(from) || ferror(to) ? -1 : 0;
	fclose(from);
	return ret;
}

/* A kernel unpacks archives one behind the other. */
int tools_initrd(const struct plan *plan, const char *work, char *initrd,
		 size_t len)
{
	const char *tools[TOOLS_MAX];
	int i, ret, n = tools_needed(plan, tools);
	char path[4200], out[4200];
	FILE *to;

	if (!n)
		return 0;
	snprintf(out, sizeof(out), "%s/initrd.cpio", work);
	to = fopen(out, "w");
	if (!to) {
		fprintf(stderr, "exitbench: create '%s': %s\n", out,
			strerror(errno));
		return -1;
	}
	ret = copy(to, initrd);
	for (i = 0; i < n && !ret; i++) {
		image_path(plan, tools[i], path, sizeof(path));
		ret = copy(to, path);
	}
	if (fclose(to) || ret) {
		fprintf(stderr,
			"exitbench: write '%s': failed; is the disk full?\n", out);
		ret = -1;
	}
	snprintf(initrd, len, "%s", out);
	return ret;
}

int tools_unpack(const struct plan *plan, const char *dir)
{
	const char *tools[TOOLS_MAX];
	int i, n = tools_needed(plan, tools);
	char path[4200], image[4096], command[9000];

	for (i = 0; i < n; i++) {
		image_path(plan, tools[i], path, sizeof(path));
		if (!realpath(path, image))
			return -1;	/* tools_check() has said so */
		/* Paths of the build directory. */
		snprintf(command, sizeof(command),
			 "cd '%s' && cpio -idm --quiet <'%s'", dir, image);
		if (!system(command))
			continue;
		fprintf(stderr, "exitbench: unpack '%s' in '%s': cpio failed\n",
			image, dir);
		return -1;
	}
	return 0;
}
