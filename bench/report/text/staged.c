// SPDX-License-Identifier: GPL-2.0
/* Files that replace older ones together; see staged.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "remove_tree.h"
#include "staged.h"
#include "text.h"

/* In the directory itself, so that a move is a rename. */
#define WORK ".exitbench-new"

/* What every derived/ has had since there are plots. */
#define MARK "plot-run.gp"

static int complain(const char *what, const char *path, int err)
{
	fprintf(stderr, "exitbench: %s '", what);
	text_plain(stderr, path);
	fprintf(stderr, "': %s\n", strerror(-err));
	return err;
}

static int lock(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	if (fd < 0)
		return complain("opening directory", dir, -errno);
	while (flock(fd, LOCK_EX)) {
		if (errno == EINTR)
			continue;
		err = complain("locking directory", dir, -errno);
		close(fd);
		return err;
	}
	return fd;
}

/*
 * A directory of that name that is someone else's is not replaced: those of
 * exitbench have MARK.
 */
static int check_derived(const char *dir)
{
	char *derived = text_format("%s/derived", dir);
	char *marked = text_format("%s/derived/" MARK, dir);
	int err = derived && marked ? 0 : -ENOMEM;

	if (!err && access(marked, F_OK) && rmdir(derived) && errno != ENOENT) {
		err = -EEXIST;
		fprintf(stderr, "exitbench: replacing directory '");
		text_plain(stderr, derived);
		fprintf(stderr, "': exitbench did not write it; move it away, or name another directory\n");
	}
	free(derived);
	free(marked);
	return err;
}

int staged_begin(struct staged *s, const char *dir)
{
	int err;

	*s = (struct staged){
		.dir = strdup(dir), .work = text_format("%s/" WORK, dir),
		.derived = text_format("%s/" WORK "/derived", dir),
		.lock = -1,
	};
	if (!s->dir || !s->work || !s->derived)
		return complain("writing to", dir, -ENOMEM);
	err = files_mkdir(dir);
	if (!err) {
		s->lock = lock(dir);
		err = s->lock < 0 ? s->lock : check_derived(dir);
	}
	if (!err) {
		/* One that was killed left it. */
		remove_tree(s->work);
		err = files_mkdir(s->derived);
	}
	return err;
}

/* A directory changes places with the older one, which goes with @work. */
static int move_one(const char *from, const char *to)
{
	if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE))
		return 0;
	if (errno == ENOENT && access(from, F_OK)) {
		remove_tree(to);
		return 0;
	}
	if (errno != ENOENT) {
		/* A file system that cannot exchange, or no older one. */
		struct stat st;

		if (!lstat(from, &st) && S_ISDIR(st.st_mode))
			remove_tree(to);
	}
	return rename(from, to) ? -errno : 0;
}

int staged_move(struct staged *s, const char *const *names)
{
	int err = 0;

	for (; !err && *names; names++) {
		char *from = text_format("%s/%s", s->work, *names);
		char *to = text_format("%s/%s", s->dir, *names);

		err = from && to ? move_one(from, to) : -ENOMEM;
		if (err)
			complain("replacing", to ? to : *names, err);
		free(from);
		free(to);
	}
	return err;
}

void staged_end(struct staged *s)
{
	if (s->lock >= 0) {
		remove_tree(s->work);
		close(s->lock);
	}
	free(s->derived);
	free(s->work);
	free(s->dir);
}
