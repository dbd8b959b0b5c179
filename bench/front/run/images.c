// SPDX-License-Identifier: GPL-2.0
/* Finds what `make setup` made; see images.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "images.h"

/* Takes @path. */
static int find(char **found, char *path, const char *what)
{
	int err = 0;

	*found = realpath(path, NULL);
	if (!*found) {
		err = errno;
		fprintf(stderr, "exitbench: %s: find '%s': %s\n", what, path,
			strerror(err));
	}
	g_free(path);
	return -err;
}

static char *kernel(const struct plan *plan)
{
	return g_strdup_printf("%s/kernel-%s/vmlinuz", plan->build, plan->kernel);
}

static char *initrd(const struct plan *plan, const char *name)
{
	return g_strdup_printf("%s/%s-%s.cpio", plan->build, name, plan->kernel);
}

static int find_host(const struct plan *plan, struct images *i)
{
	return find(&i->host_kernel, kernel(plan), "no kernel, type 'make setup'") ?:
	       find(&i->host_initrd,
		    initrd(plan, plan->image ? plan->image : "kvmhost"),
		    "no image, type 'make setup'");
}

/* For a KVM host that is this machine. */
static int find_guest(const struct plan *plan, struct images *i)
{
	static const char modules[] =
		"no patched modules, type 'make bench RIG=host'";
	static const char programs[] = "not built, type 'make bench RIG=host'";

	return find(&i->guest_kernel, kernel(plan), "no kernel, type 'make setup'") ?:
	       find(&i->guest_initrd, initrd(plan, "guest"),
		    "no image, type 'make setup'") ?:
	       find(&i->modules, plan->modules ? g_strdup(plan->modules) :
		    g_build_filename(plan->build, "kvm-host", NULL), modules) ?:
	       find(&i->kvmhost,
		    g_build_filename(plan->build, "exitbench-kvmhost", NULL),
		    programs) ?:
	       find(&i->front, g_build_filename(plan->build, "exitbench", NULL),
		    programs);
}

int images_find(const struct plan *plan, struct images *images)
{
	*images = (struct images){ 0 };
	switch (plan->rig->kind) {
	case RIG_BOOTS:
		return find_host(plan, images);
	case RIG_THIS_MACHINE:
		return find_guest(plan, images);
	case RIG_DOMAIN:
		return find(&images->guest_program,
			    g_build_filename(plan->build, "exitbench-guest", NULL),
			    "no guest program, type 'make setup'");
	}
	return -EINVAL;
}

void images_free(struct images *images)
{
	free(images->host_kernel);
	free(images->host_initrd);
	free(images->guest_kernel);
	free(images->guest_initrd);
	free(images->guest_program);
	free(images->kvmhost);
	free(images->front);
	free(images->modules);
	*images = (struct images){ 0 };
}
