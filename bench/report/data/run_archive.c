// SPDX-License-Identifier: GPL-2.0
/*
 * Takes a run out of an archive, which is taken as coming from a stranger; see
 * run_archive.h. It is unpacked beside the runs, loaded, and only then gets its name.
 */
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run_archive.h"
#include "run_archive_parts.h"
#include "files.h"
#include "results.h"
#include "run_load.h"
#include "text.h"

/* Directories of imports that go on, or were killed. */
#define IMPORT_PREFIX ".import-"

static const int64_t member_max[ARCHIVE_MEMBERS] = {
	ARCHIVE_META_MAX, ARCHIVE_RECORDS_MAX,
};

/* An import: the archive, where it is unpacked, what has been found in it. */
struct import {
	const char *file;
	char *temp;		/* locked while the import goes on */
	int lock;
	char *name;		/* of the run; NULL until a member was found */
	bool found[ARCHIVE_MEMBERS];
};

/* What is wrong with the archive; its own names are not repeated. */
static int refuse(const struct import *im, const char *why)
{
	fprintf(stderr, "exitbench: reading archive '");
	text_plain(stderr, im->file);
	fprintf(stderr, "': ");
	text_plain(stderr, why);
	fputc('\n', stderr);
	return -EINVAL;
}

static void remove_run(const char *dir)
{
	for (int i = 0; i < ARCHIVE_MEMBERS; i++) {
		char *path = text_format("%s/%s", dir, archive_members[i]);

		if (path)
			unlink(path);
		free(path);
	}
	rmdir(dir);
}

/* @temp has at most one directory, of a run. */
static void remove_temp(const char *temp)
{
	DIR *stream = opendir(temp);
	struct dirent *entry;

	while (stream && (entry = readdir(stream))) {
		char *path = text_format("%s/%s", temp, entry->d_name);

		if (path && strcmp(entry->d_name, ".") &&
		    strcmp(entry->d_name, ".."))
			remove_run(path);
		free(path);
	}
	if (stream)
		closedir(stream);
	rmdir(temp);
}

/* Imports that were killed hold no lock any more. */
static void remove_left_over(const char *results)
{
	DIR *stream = opendir(results);
	struct dirent *entry;

	while (stream && (entry = readdir(stream))) {
		char *path;
		int fd;

		if (strncmp(entry->d_name, IMPORT_PREFIX, strlen(IMPORT_PREFIX)))
			continue;
		path = text_format("%s/%s", results, entry->d_name);
		fd = path ? open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
				 O_CLOEXEC) : -1;
		if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
			remove_temp(path);
		if (fd >= 0)
			close(fd);
		free(path);
	}
	if (stream)
		closedir(stream);
}

/* Makes im->temp and locks it, before someone takes it for left over. */
static int make_temp(struct import *im, const char *results)
{
	struct stat st;
	int err;

	do {
		free(im->temp);
		im->temp = text_format("%s/" IMPORT_PREFIX "XXXXXX", results);
		if (!im->temp)
			return -ENOMEM;
		if (!mkdtemp(im->temp)) {
			err = archive_complain("creating directory", im->temp,
					       -errno);
			free(im->temp);
			im->temp = NULL;
			return err;
		}
		if (im->lock >= 0)
			close(im->lock);
		im->lock = open(im->temp, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	} while (im->lock < 0 || flock(im->lock, LOCK_EX) ||
		 fstat(im->lock, &st) || !st.st_nlink);
	return 0;
}

/*
 * Which member of a run @path is, and in *@name, to be freed, of which run; -1
 * for what is none.
 */
static int member_of(const char *path, char **name)
{
	const char *slash;

	if (!strncmp(path, "./", 2))
		path += 2;
	slash = strchr(path, '/');
	for (int i = 0; slash && i < ARCHIVE_MEMBERS; i++)
		if (!strcmp(slash + 1, archive_members[i])) {
			*name = strndup(path, slash - path);
			return *name ? i : -1;
		}
	return -1;
}

/* Content of no more than @max bytes, whatever the header promised. */
static int copy_content(const struct import *im, struct archive *from, int fd,
			int64_t max)
{
	static char buf[65536];
	ssize_t n, done, wrote;

	while ((n = archive_read_data(from, buf, sizeof(buf))) > 0) {
		max -= n;
		if (max < 0)
			return refuse(im, "a file in it is larger than it may be");
		for (done = 0; done < n; done += wrote) {
			wrote = write(fd, buf + done, n - done);
			if (wrote < 0 && errno != EINTR)
				return archive_complain("unpacking archive",
							im->file, -errno);
			wrote = wrote < 0 ? 0 : wrote;
		}
	}
	return n < 0 ? refuse(im, archive_error_string(from) ?: "it is damaged") : 0;
}

static int unpack_member(struct import *im, struct archive *from,
			 struct archive_entry *entry, int member)
{
	char *dir = text_format("%s/%s", im->temp, im->name);
	char *path = text_format("%s/%s/%s", im->temp, im->name,
				 archive_members[member]);
	int fd, err = -ENOMEM;

	if (!dir || !path)
		goto out;
	if (archive_entry_size_is_set(entry) &&
	    archive_entry_size(entry) > member_max[member]) {
		err = refuse(im, "a file in it is larger than it may be");
		goto out;
	}
	fd = mkdir(dir, 0777) && errno != EEXIST ? -1 :
	     open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  0666);
	if (fd < 0) {
		err = archive_complain("unpacking archive", im->file, -errno);
		goto out;
	}
	err = copy_content(im, from, fd, member_max[member]);
	if (close(fd) && !err)
		err = archive_complain("unpacking archive", im->file, -errno);
out:
	free(path);
	free(dir);
	return err;
}

/* Takes the two files of the one run; whatever else is there is left alone. */
static int unpack_entry(struct import *im, struct archive *from,
			struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);
	char *name = NULL;
	int member = path ? member_of(path, &name) : -1, err;

	if (member < 0)
		return 0;
	if (!archive_name_ok(name))
		err = refuse(im, "its run has a name that no run may have");
	else if (archive_entry_filetype(entry) != AE_IFREG ||
		 archive_entry_hardlink(entry) || archive_entry_symlink(entry))
		err = refuse(im, "a file of its run is no file");
	else if (im->name && strcmp(im->name, name))
		err = refuse(im, "it has more than one run");
	else if (im->found[member])
		err = refuse(im, "it has a file twice");
	else
		err = 0;
	if (!err && !im->name) {
		im->name = name;
		name = NULL;
	}
	free(name);
	im->found[member] = true;
	return err ?: unpack_member(im, from, entry, member);
}

static int unpack(struct import *im)
{
	struct archive *from = archive_read_new();
	struct archive_entry *entry;
	int ret, err = 0;

	if (!from)
		return -ENOMEM;
	archive_read_support_filter_gzip(from);
	archive_read_support_format_tar(from);
	if (archive_read_open_filename(from, im->file, 65536) != ARCHIVE_OK) {
		err = refuse(im, archive_error_string(from) ?: "it cannot be read");
		goto out;
	}
	while (!err && (ret = archive_read_next_header(from, &entry)) !=
	       ARCHIVE_EOF) {
		if (ret == ARCHIVE_OK || ret == ARCHIVE_WARN)
			err = unpack_entry(im, from, entry);
		else
			err = refuse(im, archive_error_string(from) ?:
				     "it is damaged");
	}
	if (!err && (!im->found[0] || !im->found[1]))
		err = refuse(im, "it is not one that exitbench export wrote");
out:
	archive_read_free(from);
	return err;
}

/* Whether the two directories hold the same records. */
static bool same_records(const char *a, const char *b)
{
	char *path[2] = {
		text_format("%s/%s", a, archive_members[1]),
		text_format("%s/%s", b, archive_members[1]),
	};
	static char buf[2][65536];
	FILE *in[2] = {
		path[0] ? fopen(path[0], "r") : NULL,
		path[1] ? fopen(path[1], "r") : NULL,
	};
	bool same = in[0] && in[1];
	size_t n = 1;

	while (same && n) {
		n = fread(buf[0], 1, sizeof(buf[0]), in[0]);
		same = fread(buf[1], 1, sizeof(buf[1]), in[1]) == n &&
		       !memcmp(buf[0], buf[1], n);
	}
	for (int i = 0; i < 2; i++) {
		same = same && !ferror(in[i]);
		if (in[i])
			fclose(in[i]);
		free(path[i]);
	}
	return same;
}

/* A run without records is no run: what an older program left half done. */
static void remove_half(const char *dir)
{
	char *records = text_format("%s/%s", dir, archive_members[1]);

	if (records && access(records, F_OK) && errno == ENOENT)
		remove_run(dir);
	free(records);
}

/* It must load before anything of it gets a name that others look for. */
static int check_run(const struct import *im, const char *dir)
{
	struct results res;
	int err = results_load(&res, dir);

	if (err)
		return refuse(im, "its run does not load");
	if (!res.meta.usable)
		err = refuse(im, "its meta.json cannot be read");
	results_free(&res);
	return err;
}

static int adopt(const struct import *im, const char *results, char **dir)
{
	char *from = text_format("%s/%s", im->temp, im->name);
	int err = -ENOMEM;

	*dir = text_format("%s/%s", results, im->name);
	if (!from || !*dir)
		goto out;
	err = check_run(im, from);
	if (err)
		goto out;
	remove_half(*dir);
	/* As a whole, and never over what is there. */
	if (!rename(from, *dir))
		goto out;
	err = -errno;
	if ((err == -EEXIST || err == -ENOTEMPTY || err == -ENOTDIR) &&
	    same_records(from, *dir)) {
		err = 0;
	} else if (err == -EEXIST || err == -ENOTEMPTY || err == -ENOTDIR) {
		fprintf(stderr, "exitbench: reading archive '");
		text_plain(stderr, im->file);
		fprintf(stderr, "': '%s' is there and has other records; move it away first\n",
			*dir);
		err = -EEXIST;
	} else {
		archive_complain("importing run", *dir, err);
	}
out:
	free(from);
	return err;
}

static int import(const char *run, const char *results, char **dir)
{
	struct import im = { .file = run, .lock = -1 };
	int err = files_mkdir(results);

	if (err)
		return err;
	remove_left_over(results);
	err = make_temp(&im, results) ?: unpack(&im) ?:
	      adopt(&im, results, dir);
	if (im.temp)
		remove_temp(im.temp);
	if (im.lock >= 0)
		close(im.lock);
	free(im.name);
	free(im.temp);
	return err;
}

int archive_open(const char *run, const char *results, char **dir)
{
	struct stat st;
	int err;

	*dir = NULL;
	if (stat(run, &st))
		return archive_complain("opening run", run, -errno);
	if (S_ISDIR(st.st_mode)) {
		err = archive_check_merged(run);
		if (err)
			return err;
		*dir = strdup(run);
		return *dir ? 0 : -ENOMEM;
	}
	if (!S_ISREG(st.st_mode)) {
		fprintf(stderr, "exitbench: opening run '");
		text_plain(stderr, run);
		fprintf(stderr, "': it is neither a directory nor a file\n");
		return -EINVAL;
	}
	err = import(run, results, dir);
	if (err) {
		free(*dir);
		*dir = NULL;
	}
	return err;
}

int archive_results(struct results *res, const char *run)
{
	char *dir;
	int err = archive_open(run, "results", &dir);

	if (err)
		return err;
	err = results_load(res, dir);
	free(dir);
	return err;
}

int archive_load_runs(struct loaded_run *loaded, const char *const *runs,
		      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int err = archive_results(&loaded[i].res, runs[i]) ?:
			  run_derive(&loaded[i]);

		if (err) {
			archive_free_runs(loaded, i);
			return err;
		}
	}
	return 0;
}

void archive_free_runs(struct loaded_run *loaded, size_t n)
{
	while (n--)
		run_free(&loaded[n]);
}
