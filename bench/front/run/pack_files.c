// SPDX-License-Identifier: GPL-2.0
/* Writes files into a cpio archive; see pack_files.h. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <glib.h>

#include "files_layout.h"
#include "pack_files.h"

static int lib_error(struct archive *to)
{
	int err = archive_errno(to);

	return err > 0 ? -err : -EIO;
}

/* A directory where @bytes is NULL. Owner, time and device are nobody's. */
static int add(struct archive *to, const char *path, const char *bytes,
	       size_t len, bool executable)
{
	struct archive_entry *entry = archive_entry_new();
	int err = 0;

	archive_entry_copy_pathname(entry, path);
	archive_entry_set_filetype(entry, bytes ? AE_IFREG : AE_IFDIR);
	archive_entry_set_perm(entry, !bytes || executable ? 0755 : 0644);
	archive_entry_set_size(entry, len);
	archive_entry_set_mtime(entry, 0, 0);
	if (archive_write_header(to, entry) < ARCHIVE_WARN ||
	    (len && archive_write_data(to, bytes, len) != (la_ssize_t)len))
		err = lib_error(to);
	archive_entry_free(entry);
	return err;
}

/* The parent directories of @path, without those in @made. */
static int add_dirs(struct archive *to, GHashTable *made, const char *path)
{
	const char *slash = path;
	int err = 0;

	while (!err && (slash = strchr(slash + 1, '/'))) {
		char *dir = g_strndup(path, slash - path);

		if (!g_hash_table_contains(made, dir))
			err = add(to, dir, NULL, 0, true);
		g_hash_table_add(made, dir);
	}
	return err;
}

static int add_file(struct archive *to, GHashTable *made,
		    const struct user_file *file)
{
	static const char *const dirs[] = {
		[USER_FILE] = GUEST_FILES "/",
		[USER_LIBRARY] = GUEST_FILES "/" FILES_LIBRARIES "/",
		/* Its name is a whole path. */
		[USER_LOADER] = GUEST_FILES "/" FILES_ROOT,
	};
	g_autofree char *path = g_strconcat(dirs[file->kind], file->name, NULL);

	return add_dirs(to, made, path) ?:
	       add(to, path, file->bytes, file->len, file->executable);
}

int pack_files(const struct user_files *files, const char *path)
{
	g_autoptr(GHashTable) made = g_hash_table_new_full(g_str_hash, g_str_equal,
							   g_free, NULL);
	struct archive *to = archive_write_new();
	int err = 0;

	if (archive_write_set_format_cpio_newc(to) != ARCHIVE_OK ||
	    archive_write_open_filename(to, path) != ARCHIVE_OK)
		err = lib_error(to);
	for (size_t i = 0; !err && i < files->n; i++)
		err = add_file(to, made, &files->file[i]);
	if (archive_write_close(to) != ARCHIVE_OK && !err)
		err = lib_error(to);
	archive_write_free(to);
	if (err)
		fprintf(stderr, "exitbench: write '%s': %s; is the disk full?\n",
			path, strerror(-err));
	return err;
}
