// SPDX-License-Identifier: GPL-2.0
/* Writes a run to one file, the same bytes for the same run; see run_archive.h. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run_archive.h"
#include "run_archive_parts.h"
#include "text.h"

static int lib_error(struct archive *to)
{
	int err = archive_errno(to);

	return err > 0 ? -err : -EIO;
}

/* Opens file @name of run @dir, a regular one, and tells its size. */
static int open_member(const char *dir, const char *name, struct stat *st)
{
	char *path = text_format("%s/%s", dir, name);
	int fd = path ? open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
	int err = !path ? -ENOMEM : fd < 0 ? -errno : 0;

	free(path);
	if (!err && fstat(fd, st))
		err = -errno;
	else if (!err && !S_ISREG(st->st_mode))
		err = -EINVAL;
	if (err && fd >= 0)
		close(fd);
	return err ? err : fd;
}

static int copy_content(struct archive *to, int fd, off_t size)
{
	char buf[65536];
	ssize_t n;

	while (size > 0) {
		n = read(fd, buf, size < (off_t)sizeof(buf) ? size :
			 (off_t)sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		/* It became shorter: someone writes to it. */
		if (n <= 0)
			return n ? -errno : -EBUSY;
		if (archive_write_data(to, buf, n) != n)
			return lib_error(to);
		size -= n;
	}
	return 0;
}

/* Nothing of the file goes in but its content: not even when it was written. */
static int add_member(struct archive *to, const char *dir, const char *run,
		      const char *name)
{
	struct archive_entry *entry = archive_entry_new();
	char *path = text_format("%s/%s", run, name);
	struct stat st;
	int fd = -ENOMEM, err;

	if (entry && path)
		fd = open_member(dir, name, &st);
	err = fd < 0 ? fd : 0;
	if (!err) {
		archive_entry_set_pathname(entry, path);
		archive_entry_set_size(entry, st.st_size);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		archive_entry_set_mtime(entry, 0, 0);
		if (archive_write_header(to, entry) < ARCHIVE_WARN)
			err = lib_error(to);
	}
	err = err ?: copy_content(to, fd, st.st_size);
	if (fd >= 0)
		close(fd);
	free(path);
	archive_entry_free(entry);
	return err;
}

static int write_archive(int fd, const char *dir, const char *run)
{
	struct archive *to = archive_write_new();
	int err = 0;

	if (!to)
		return -ENOMEM;
	if (archive_write_add_filter_gzip(to) != ARCHIVE_OK ||
	    archive_write_set_format_pax_restricted(to) != ARCHIVE_OK ||
	    archive_write_set_options(to, "gzip:!timestamp,gzip:compression-level=6") != ARCHIVE_OK ||
	    archive_write_open_fd(to, fd) != ARCHIVE_OK)
		err = lib_error(to);
	for (int i = 0; !err && i < ARCHIVE_MEMBERS; i++)
		err = add_member(to, dir, run, archive_members[i]);
	if (archive_write_close(to) != ARCHIVE_OK && !err)
		err = lib_error(to);
	archive_write_free(to);
	return err;
}

/* One that was made before, whatever of it there is. */
static bool may_be_archive(const char *file)
{
	static const unsigned char gzip[] = { 0x1f, 0x8b };
	unsigned char begin[sizeof(gzip)];
	int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, begin, sizeof(begin));
	close(fd);
	return n >= 0 && !memcmp(begin, gzip, n);
}

/* What is no archive, or one of the run's own files, is not written over. */
static int check_target(const char *file, const char *real)
{
	const char *slash = strrchr(file, '/');
	char *parent = !slash ? strdup(".") : slash == file ? strdup("/") :
		       strndup(file, slash - file);
	char *where = parent ? realpath(parent, NULL) : NULL;
	const char *why = NULL;
	struct stat st;
	int err = 0;

	if (!where)
		err = archive_complain("exporting to", file,
				       parent ? -errno : -ENOMEM);
	else if (!lstat(file, &st) && !strcmp(where, real))
		why = "it is one of the files of the run itself; name another place with FILE=";
	else if (!lstat(file, &st) && !S_ISREG(st.st_mode))
		why = "it is there and is no file";
	else if (!lstat(file, &st) && !may_be_archive(file))
		why = "it is there and is no archive; name another with FILE=";
	if (why) {
		fprintf(stderr, "exitbench: exporting to '");
		text_plain(stderr, file);
		fprintf(stderr, "': %s\n", why);
		err = -EINVAL;
	}
	free(where);
	free(parent);
	return err;
}

/* By a name of its own first: @file is there whole, or as it was. */
static int write_file(const char *file, const char *dir, const char *run)
{
	char *temp = text_format("%s.part-XXXXXX", file);
	mode_t mask = umask(0);
	int fd, err;

	umask(mask);
	if (!temp)
		return -ENOMEM;
	fd = mkostemp(temp, O_CLOEXEC);
	err = fd < 0 ? -errno : write_archive(fd, dir, run);
	if (fd >= 0) {
		if (!err && (fchmod(fd, 0666 & ~mask) || fsync(fd)))
			err = -errno;
		if (close(fd) && !err)
			err = -errno;
		if (!err && rename(temp, file))
			err = -errno;
		if (err)
			unlink(temp);
	}
	free(temp);
	return err ? archive_complain("exporting to", file, err) : 0;
}

int archive_export(const char *dir, const char *file, char **written)
{
	char *real = realpath(dir, NULL);
	struct stat st;
	int err = 0, fd;

	*written = NULL;
	if (!real)
		return archive_complain("exporting run", dir, -errno);
	err = archive_check_merged(dir);
	for (int i = 0; !err && i < ARCHIVE_MEMBERS; i++) {
		fd = open_member(real, archive_members[i], &st);
		if (fd >= 0) {
			close(fd);
			continue;
		}
		err = fd;
		fprintf(stderr, "exitbench: exporting run '");
		text_plain(stderr, dir);
		fprintf(stderr, "': its %s: %s\n", archive_members[i],
			strerror(-err));
	}
	if (!err && !archive_name_ok(strrchr(real, '/') + 1)) {
		err = -EINVAL;
		archive_complain("exporting run, whose name no archive may have,",
				 real, err);
	}
	if (!err) {
		*written = file ? strdup(file) :
			   text_format("%s.tar.gz", strrchr(real, '/') + 1);
		err = *written ? check_target(*written, real) ?:
		      write_file(*written, real, strrchr(real, '/') + 1) :
		      -ENOMEM;
	}
	free(real);
	return err;
}
