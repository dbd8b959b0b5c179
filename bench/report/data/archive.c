// SPDX-License-Identifier: GPL-2.0
/* A run as one file, by the tar program; see archive.h. */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive.h"
#include "files.h"
#include "program.h"
#include "text.h"

static const char *const members[] = { "meta.json", "records.jsonl" };

#define N_MEMBERS (sizeof(members) / sizeof(*members))

static int complain(const char *what, const char *object, int err)
{
	fprintf(stderr, "exitbench: %s '%s': %s\n", what, object,
		strerror(-err));
	return err;
}

/* Runs tar, which has told what went wrong when it fails. */
static int run_tar(char *const argv[], const char *what, const char *file)
{
	int status = program_run(argv);

	if (status == -ENOENT)
		fprintf(stderr, "exitbench: %s '%s': no program 'tar'; apt install tar gzip\n",
			what, file);
	else if (status < 0)
		complain(what, file, status);
	else if (status > 0)
		fprintf(stderr, "exitbench: %s '%s': tar failed; its own message is above\n",
			what, file);
	return status > 0 ? -EIO : status;
}

static bool is_regular(const char *dir, const char *name)
{
	char *path = text_format("%s/%s", dir, name);
	struct stat st;
	bool is = path && !lstat(path, &st) && S_ISREG(st.st_mode);

	free(path);
	return is;
}

int archive_export(const char *dir, const char *file, char **written)
{
	char *real = realpath(dir, NULL), *slash, *meta = NULL, *recs = NULL;
	int err = -ENOMEM;

	*written = NULL;
	if (!real)
		return complain("exporting run", dir, -errno);
	slash = strrchr(real, '/');
	if (!is_regular(real, members[0]) || !is_regular(real, members[1])) {
		fprintf(stderr, "exitbench: exporting run '%s': it wants meta.json and records.jsonl\n",
			dir);
		err = -ENOENT;
		goto out;
	}
	*slash = '\0';
	meta = text_format("%s/%s", slash + 1, members[0]);
	recs = text_format("%s/%s", slash + 1, members[1]);
	*written = file ? strdup(file) : text_format("%s.tar.gz", slash + 1);
	if (meta && recs && *written)
		/* The same run makes the same archive, whoever exports it. */
		err = run_tar((char *[]){
			"tar", "--create", "--gzip", "--file", *written,
			"--owner=0", "--group=0", "--numeric-owner",
			"--mode=u=rw,go=r", "--directory", *real ? real : "/",
			"--", meta, recs, NULL
		}, "exporting to", *written);
out:
	free(recs);
	free(meta);
	free(real);
	return err;
}

/* The one directory in @dir, to be freed; NULL when there is not just one. */
static char *only_directory(const char *dir)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	char *found = NULL;
	bool one = true;

	while (stream && (entry = readdir(stream))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		one &= !found;
		free(found);
		found = strdup(entry->d_name);
	}
	if (stream)
		closedir(stream);
	if (one && found && found[0] != '.')
		return found;
	free(found);
	return NULL;
}

/* Whether the two directories hold the same records. */
static bool same_records(const char *a, const char *b)
{
	char *path[2] = {
		text_format("%s/records.jsonl", a),
		text_format("%s/records.jsonl", b),
	};
	char *argv[] = { "cmp", "--silent", path[0], path[1], NULL };
	bool same = path[0] && path[1] && program_run(argv) == 0;

	free(path[0]);
	free(path[1]);
	return same;
}

/* Moves the two files of a run from @from to @to, which is made. */
static int move_run(const char *from, const char *to)
{
	if (mkdir(to, 0777))
		return complain("creating directory", to, -errno);
	for (size_t i = 0; i < N_MEMBERS; i++) {
		char *old = text_format("%s/%s", from, members[i]);
		char *new = text_format("%s/%s", to, members[i]);
		int err = !old || !new ? -ENOMEM :
			  rename(old, new) ? -errno : 0;

		free(old);
		free(new);
		if (err)
			return complain("importing run", to, err);
	}
	return 0;
}

/* Takes what was unpacked in @temp to @results; tells where in *@dir. */
static int adopt(const char *run, const char *temp, const char *results,
		 char **dir)
{
	char *name = only_directory(temp);
	char *from = text_format("%s/%s", temp, name ? name : "");
	int err = -ENOMEM;

	*dir = text_format("%s/%s", results, name ? name : "");
	if (!from || !*dir)
		goto out;
	if (!name || !is_regular(from, members[0]) ||
	    !is_regular(from, members[1])) {
		fprintf(stderr, "exitbench: reading archive '%s': it is not one that exitbench export wrote\n",
			run);
		err = -EINVAL;
	} else if (access(*dir, F_OK)) {
		err = move_run(from, *dir);
	} else if (same_records(from, *dir)) {
		err = 0;
	} else {
		fprintf(stderr, "exitbench: reading archive '%s': '%s' is there and has other records; move it away first\n",
			run, *dir);
		err = -EEXIST;
	}
out:
	free(from);
	free(name);
	return err;
}

static int import(const char *run, const char *results, char **dir)
{
	char *temp = text_format("%s/.import-XXXXXX", results);
	int err = temp ? files_mkdir(results) : -ENOMEM;

	if (err)
		goto out;
	if (!mkdtemp(temp)) {
		err = complain("creating directory", temp, -errno);
		goto out;
	}
	err = run_tar((char *[]){
		"tar", "--extract", "--gzip", "--file", (char *)run,
		"--directory", temp, "--no-same-owner", "--wildcards",
		"*/meta.json", "*/records.jsonl", NULL
	}, "reading archive", run);
	if (!err)
		err = adopt(run, temp, results, dir);
	program_run((char *[]){ "rm", "-rf", "--", temp, NULL });
out:
	free(temp);
	return err;
}

int archive_open(const char *run, const char *results, char **dir)
{
	struct stat st;
	int err;

	*dir = NULL;
	if (stat(run, &st))
		return complain("opening run", run, -errno);
	if (S_ISDIR(st.st_mode)) {
		*dir = strdup(run);
		return *dir ? 0 : -ENOMEM;
	}
	err = import(run, results, dir);
	if (err) {
		free(*dir);
		*dir = NULL;
	}
	return err;
}
