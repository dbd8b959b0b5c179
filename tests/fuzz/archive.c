// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing: an archive of a run from a stranger. The input is a tar file; it is
 * packed here, since the checksum of gzip would keep every mutation out. Nothing
 * may appear but a run in results/, and what appears must load.
 */
#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "fuzz.h"
#include "remove_tree.h"
#include "run_archive.h"
#include "run_load.h"

/* In memory if it can be: each input is a few files, and a disk is slow at that. */
static char in_memory[] = "/dev/shm/exitbench-fuzz.XXXXXX";
static char on_disk[] = "/tmp/exitbench-fuzz.XXXXXX";
static char *top;

static void gone(void)
{
	chdir("/");
	remove_tree(top);
}

static void begin(void)
{
	top = mkdtemp(in_memory) ?: mkdtemp(on_disk);
	if (!top || chdir(top))
		abort();
	atexit(gone);
}

/* Everything here but the archive and results/, which is emptied. */
static unsigned int strangers(void)
{
	DIR *dir = opendir(".");
	struct dirent *entry;
	unsigned int n = 0;

	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.' && strcmp(entry->d_name, "results") &&
		     strcmp(entry->d_name, "run.tar.gz");
	closedir(dir);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct loaded_run run;
	char *dir = NULL;
	gzFile file;

	if (!top)
		begin();
	file = gzopen("run.tar.gz", "wb1");
	if (!file || (size && gzwrite(file, data, size) != (int)size) ||
	    gzclose(file))
		abort();
	if (!archive_open("run.tar.gz", "results", &dir)) {
		assert(dir && !strncmp(dir, "results/", 8) &&
		       !strchr(dir + 8, '/'));
		assert(!run_load(&run, dir));
		run_free(&run);
	}
	free(dir);
	assert(!strangers());
	remove_tree("results");
	return 0;
}
