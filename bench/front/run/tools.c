// SPDX-License-Identifier: GPL-2.0
/* What a plan's workloads need beside them; see tools.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "pack_files.h"
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

static char *image_path(const struct plan *plan, const char *tool)
{
	return g_strdup_printf("%s/tool-%s.cpio", plan->build, tool);
}

int tools_check(const struct plan *plan)
{
	const char *tools[TOOLS_MAX];
	int i, err, n = tools_needed(plan, tools);

	for (i = 0; i < n; i++) {
		g_autofree char *path = image_path(plan, tools[i]);

		if (!access(path, R_OK))
			continue;
		err = errno;
		fprintf(stderr,
			"exitbench: no image of %s for these workloads: open '%s': %s; 'make bench' makes it\n",
			tools[i], path, strerror(err));
		return -err;
	}
	return 0;
}

static int copy(FILE *to, const char *path)
{
	static char buf[1 << 20];
	FILE *from = fopen(path, "r");
	int err = 0;
	size_t n;

	if (!from) {
		err = errno;
		fprintf(stderr, "exitbench: open '%s': %s\n", path, strerror(err));
		return -err;
	}
	while ((n = fread(buf, 1, sizeof(buf), from)) > 0)
		if (fwrite(buf, 1, n, to) != n)
			break;
	if (ferror(from) || ferror(to))
		err = EIO;
	fclose(from);
	return -err;
}

/* A kernel unpacks concatenated archives. */
static int make_initrd(char *const *archives, const char *work, char **initrd)
{
	char *out = g_build_filename(work, "initrd.cpio", NULL);
	FILE *to = fopen(out, "w");
	int err;

	if (!to) {
		err = -errno;
		goto failed;
	}
	err = copy(to, *initrd);
	for (; *archives && !err; archives++)
		err = copy(to, *archives);
	if (fclose(to) && !err)
		err = -errno;
	if (err)
		goto failed;
	free(*initrd);
	*initrd = out;
	return 0;
failed:
	fprintf(stderr, "exitbench: write '%s': %s; is the disk full?\n", out,
		strerror(-err));
	g_free(out);
	return err;
}

static int unpack(const char *image, const char *dir)
{
	g_autofree char *path = realpath(image, NULL);
	char *argv[] = {
		"cpio", "-idm", "--quiet", "--force-local", "-F", path, NULL
	};
	g_autoptr(GError) error = NULL;
	int status;

	if (path && g_spawn_sync(dir, argv, NULL, G_SPAWN_SEARCH_PATH, NULL,
				 NULL, NULL, NULL, &status, &error) &&
	    g_spawn_check_wait_status(status, &error))
		return 0;
	fprintf(stderr, "exitbench: unpack '%s' in '%s': %s\n", image, dir,
		error ? error->message : strerror(errno));
	return -EIO;
}

/* The archives of @plan, up to NULL, to be freed; that of files is made in @work. */
static int archives_of(const struct plan *plan, const char *work,
		       char ***archives)
{
	const char *tools[TOOLS_MAX];
	GPtrArray *list = g_ptr_array_new();
	int i, err = 0, n = tools_needed(plan, tools);

	if (plan->submission)
		g_ptr_array_add(list, g_build_filename(plan->submission,
						       "modules.cpio", NULL));
	for (i = 0; i < n; i++)
		g_ptr_array_add(list, image_path(plan, tools[i]));
	if (plan->files) {
		char *path = g_build_filename(work, "files.cpio", NULL);

		g_ptr_array_add(list, path);
		err = pack_files(plan->files, path);
	}
	g_ptr_array_add(list, NULL);
	*archives = (char **)g_ptr_array_free(list, FALSE);
	return err;
}

int tools_add(const struct plan *plan, const char *work, struct images *images)
{
	g_auto(GStrv) archives = NULL;
	int i, err;

	if (plan->rig->kind == RIG_DOMAIN)
		return 0;
	err = archives_of(plan, work, &archives);
	if (err || !archives[0])
		return err;
	if (plan->rig->kind == RIG_BOOTS) {
		images->once = true;
		return make_initrd(archives, work, &images->host_initrd);
	}
	for (i = 0; archives[i] && !err; i++)
		err = unpack(archives[i], work);
	return err;
}
