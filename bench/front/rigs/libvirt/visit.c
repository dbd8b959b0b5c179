// SPDX-License-Identifier: GPL-2.0
/* Runs the guest program in a guest and removes it; see visit.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "files_layout.h"
#include "visit.h"

/* Where the program may be put, in this order. */
#define VISIT_DIRS "/var/tmp /tmp /run /root"

/* Exit statuses of a shell: the program may not be executed; it does not exist. */
#define CANNOT_RUN 126
#define NOT_FOUND 127

int visit_end(struct visit *visit)
{
	const char *const argv[] = { "rm", "-rf", visit->dir, NULL };
	const struct sentence why = visit->agent.why;
	int err = 0;

	visit->agent.stop = NULL;
	if (visit->dir && agent_run(&visit->agent, argv, VISIT_TIMEOUT_S, NULL)) {
		fprintf(stderr, "exitbench: '%s' stays behind in the guest: %s\n",
			visit->dir, visit->agent.why.text);
		err = -EIO;
	}
	visit->agent.why = why;
	free(visit->dir);
	visit->dir = NULL;
	agent_close(&visit->agent);
	return err;
}

/*
 * /var/tmp is on a disk; but it, and others, may be mounted noexec, which a file
 * there shows. 126 is what a shell says of a program that may not be executed.
 */
static int make_dir(struct visit *visit)
{
	static const char *const argv[] = {
		"sh", "-c",
		"ret=1\n"
		"for top in " VISIT_DIRS "; do\n"
		"	dir=$(mktemp -d $top/exitbench-XXXXXX 2>/dev/null) || continue\n"
		"	: >$dir/try && chmod 700 $dir/try && [ -x $dir/try ] &&\n"
		"		rm $dir/try && echo $dir && exit 0\n"
		"	rm -rf $dir\n"
		"	ret=126\n"
		"done\n"
		"exit $ret",
		NULL
	};
	struct agent *a = &visit->agent;
	int ret = agent_run(a, argv, VISIT_TIMEOUT_S, &visit->dir);

	if (!ret && visit->dir && visit->dir[0] == '/') {
		visit->dir[strcspn(visit->dir, "\n")] = 0;
		return 0;
	}
	if (ret == CANNOT_RUN)
		ret = sentence_set(&a->why, -EACCES,
			 "the guest does not let programs run in " VISIT_DIRS ": mounted noexec; in it, type: mount -o remount,exec /var/tmp");
	else if (ret >= 0)
		ret = sentence_set(&a->why, -EIO,
			 "the guest could not make a directory in " VISIT_DIRS "%s%s",
			 a->complaint ? ": " : "", a->complaint ? a->complaint : "");
	free(visit->dir);
	visit->dir = NULL;
	return ret;
}

int visit_begin(struct visit *visit, const char *uri, const char *domain,
		const char *program)
{
	struct agent *a = &visit->agent;
	const char *chmod[] = { "chmod", "700", NULL, NULL };
	g_autofree char *path = NULL;
	int err;

	err = agent_open(a, uri, domain) ?: make_dir(visit);
	if (err)
		goto failed;
	path = g_build_filename(visit->dir, VISIT_PROGRAM, NULL);
	chmod[2] = path;
	err = agent_put(a, program, path) ?:
	      agent_run(a, chmod, VISIT_TIMEOUT_S, NULL);
	if (!err)
		return 0;
	if (err > 0)
		err = sentence_set(&a->why, -EIO,
				   "chmod '%s' failed in the guest", path);
failed:
	visit_end(visit);
	return err;
}

/* Runs sh @script, of which $0 is the directory and $1 is @name. */
static int in_dir(struct visit *visit, const char *script, const char *name)
{
	struct agent *a = &visit->agent;
	const char *argv[] = { "sh", "-c", script, visit->dir, name, NULL };
	int ret = agent_run(a, argv, VISIT_TIMEOUT_S, NULL);

	if (ret > 0)
		return sentence_set(&a->why, -EIO,
			 "files could not be put into '%s' of the guest: %s",
			 visit->dir, a->complaint ? a->complaint : "it does not say why");
	return ret;
}

/*
 * What stands for a dynamic program: the guest has a loader and libraries of its
 * own, which stay as they are and may be older. A shell gives its whole path in $0.
 */
static char *stand_in(const struct user_file *file)
{
	return g_strdup_printf("#!/bin/sh\n"
		"d=${0%%/*}\n"
		"exec \"$d/" FILES_LIBRARIES "/%s\" --argv0 \"$0\""
		" --library-path \"$d/" FILES_LIBRARIES "\""
		" \"$d/" FILES_PROGRAMS "/${0##*/}\" \"$@\"\n",
		strrchr(file->loader, '/') + 1);
}

static int put(struct visit *visit, const char *dir, const char *name,
	       const char *bytes, size_t len, bool executable)
{
	g_autofree char *path = g_build_filename(visit->dir, dir, name, NULL);

	int err = agent_put_bytes(&visit->agent, bytes, len, path);

	return err || !executable ? err :
	       in_dir(visit, "chmod 755 \"$1\"", path);
}

static int put_file(struct visit *visit, const struct user_file *file)
{
	g_autofree char *script = NULL;

	switch (file->kind) {
	case USER_LIBRARY:
		return put(visit, FILES_LIBRARIES, file->name, file->bytes,
			   file->len, false);
	case USER_LOADER:
		return put(visit, FILES_LIBRARIES, strrchr(file->name, '/') + 1,
			   file->bytes, file->len, true);
	case USER_FILE:
		break;
	}
	if (!file->loader)
		return put(visit, "", file->name, file->bytes, file->len,
			   file->executable);
	script = stand_in(file);
	return put(visit, "", file->name, script, strlen(script), true) ?:
	       put(visit, FILES_PROGRAMS, file->name, file->bytes, file->len,
		   true);
}

int visit_put_files(struct visit *visit, const struct user_files *files)
{
	int err = in_dir(visit, "cd \"$0\" && mkdir -p " FILES_LIBRARIES " "
			 FILES_PROGRAMS, "");

	for (size_t i = 0; i < files->n && !err; i++)
		err = put_file(visit, &files->file[i]);
	return err;
}

int visit_run(struct visit *visit, const char *const *words,
	      unsigned int timeout_s, char **out)
{
	const char *argv[16] = {
		"sh", "-c", "cd \"$0\" && exec ./" VISIT_PROGRAM " \"$@\"",
		visit->dir, "--own-session",
	};
	struct agent *a = &visit->agent;
	int n = 5, ret;

	while (*words && n < 15)
		argv[n++] = *words++;
	ret = agent_run(a, argv, timeout_s, out);
	if (ret != CANNOT_RUN && ret != NOT_FOUND)
		return ret;
	g_free(*out);
	*out = NULL;
	return sentence_set(&a->why, ret == NOT_FOUND ? -ENOENT : -EACCES,
		 "the guest does not run '%s/" VISIT_PROGRAM "': %s; if SELinux denies it (ausearch -m avc), type in the guest: semanage permissive -a virt_qemu_ga_t",
		 visit->dir, a->complaint ? a->complaint : "it does not say why");
}
