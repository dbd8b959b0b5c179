// SPDX-License-Identifier: GPL-2.0
/* Reads files for the guest, and finds what dynamic programs need; see load_files.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "ask.h"
#include "elf_look.h"
#include "files_layout.h"
#include "load_files.h"

/* A loader only maps what it lists. */
#define LOADER_TIMEOUT_S 20
#define LOADER_SAYS (256 << 10)

/* What the guest program itself puts there, or finds there. */
static const char *const taken[] = {
	FILES_NEEDS, "lost+found", "exitbench-guest", "exitbench-tool",
};

static const struct user_file *find(const struct user_files *files,
				    enum user_file_kind kind, const char *name)
{
	for (size_t i = 0; i < files->n; i++)
		if (files->file[i].kind == kind &&
		    !strcmp(files->file[i].name, name))
			return &files->file[i];
	return NULL;
}

static int read_all(int fd, struct user_file *file, struct sentence *why)
{
	size_t got = 0;
	ssize_t n = 1;

	while (got < file->len && n) {
		n = read(fd, file->bytes + got, file->len - got);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n < 0)
			return sentence_errno(why, "read it");
		else
			got += n;
	}
	/* Someone makes it shorter. */
	return got == file->len ? 0 :
	       sentence_set(why, -EBUSY, "it changed while it was read");
}

/* O_NONBLOCK, for a pipe is no regular file, but must be opened to be told. */
static int read_file(const char *path, size_t room, struct user_file *file,
		     struct sentence *why)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), err = 0;
	struct stat st;

	if (fd < 0)
		return sentence_set(why, -errno, "%s", strerror(errno));
	if (fstat(fd, &st))
		err = sentence_errno(why, "look at it");
	else if (S_ISDIR(st.st_mode))
		err = sentence_set(why, -EISDIR,
				   "it is a directory; name the files in it, or an archive of it");
	else if (!S_ISREG(st.st_mode))
		err = sentence_set(why, -EINVAL, "it is no regular file");
	else if ((size_t)st.st_size > room)
		err = sentence_set(why, -EFBIG,
				   "it has %lld bytes, and of the %d that all files and their libraries may have %zu are left",
				   (long long)st.st_size, LOAD_FILES_MAX, room);
	if (!err) {
		file->len = st.st_size;
		file->executable = st.st_mode & 0111;
		file->bytes = g_malloc(file->len + 1);
		err = read_all(fd, file, why);
	}
	close(fd);
	return err;
}

/* Takes @path as @name, unless it is there. */
static int add(struct user_files *files, enum user_file_kind kind,
	       const char *path, const char *name, struct sentence *why)
{
	struct user_file file = { .kind = kind };
	const struct user_file *old = find(files, kind, name);
	int err = read_file(path, LOAD_FILES_MAX - files->total, &file, why);

	if (err) {
		g_free(file.bytes);
		return err;
	}
	file.sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
						  (const guchar *)file.bytes,
						  file.len);
	if (old) {
		if (kind == USER_FILE)
			err = sentence_set(why, -EEXIST,
					   "another of the files has the same name");
		else if (strcmp(old->sha256, file.sha256))
			err = sentence_set(why, -EEXIST,
					   "another of the programs needs a different file of this name");
		g_free(file.bytes);
		g_free(file.sha256);
		return err;
	}
	file.name = g_strdup(name);
	files->file = g_renew(struct user_file, files->file, files->n + 1);
	files->file[files->n++] = file;
	files->total += file.len;
	return 0;
}

static int add_library(struct user_files *files, const char *program,
		       const char *path, const char *name, struct sentence *why)
{
	struct sentence what;

	if (!add(files, USER_LIBRARY, path, name, &what))
		return 0;
	return sentence_set(why, -EINVAL, "file '%s': its library '%s': %s",
			    program, path, what.text);
}

/*
 * A line of what a loader lists: "NAME => PATH (ADDRESS)", "NAME => not found", or
 * "NAME (ADDRESS)" of the kernel's own and of one that is needed by its path.
 */
static int take_line(struct user_files *files, const char *program,
		     const char *loader, char *line, struct sentence *why)
{
	char *name = g_strstrip(line), *path = strstr(line, " => ");
	char *address = g_strrstr(line, " (0x");

	if (address)
		*address = 0;
	if (path) {
		*path = 0;
		path += strlen(" => ");
	}
	if (path && g_str_has_prefix(path, "not found"))
		return sentence_set(why, -ENOENT,
				    "file '%s': its library '%s' is not on this machine",
				    program, name);
	if (!strcmp(name, loader) || (path && !strcmp(path, loader)))
		return 0;
	if (strchr(name, '/'))
		return sentence_set(why, -EINVAL,
				    "file '%s': it needs the library '%s' by its path, which a guest does not have; link it by its name",
				    program, name);
	return path ? add_library(files, program, path, name, why) : 0;
}

/* The libraries of @program, as its own @loader finds them, and the loader. */
static int add_needs(struct user_files *files, const char *program,
		     const char *loader, struct sentence *why)
{
	g_autofree char *said = g_malloc(LOADER_SAYS);
	g_autofree char *path = realpath(program, NULL);
	char *argv[] = { (char *)loader, "--list", path, NULL };
	struct sentence what;
	char *line, *rest;
	int ret;

	if (*loader != '/' || strstr(loader, "/../"))
		return sentence_set(why, -EINVAL,
				    "file '%s': its loader is '%s', which is no whole path",
				    program, loader);
	if (add(files, USER_LOADER, loader, loader, &what))
		return sentence_set(why, -ENOENT, "file '%s': its loader '%s': %s",
				    program, loader, what.text);
	ret = ask(argv, LOADER_TIMEOUT_S, said, LOADER_SAYS);
	for (rest = said; (line = strsep(&rest, "\n"));)
		if (strchr(line, '\t') == line &&
		    take_line(files, program, loader, line, why))
			return -EINVAL;
	if (!ret)
		return 0;
	g_strchomp(said);
	return sentence_set(why, -EINVAL,
			    "file '%s': find its libraries by '%s --list': %s",
			    program, loader, ret < 0 ? strerror(-ret) :
			    *said ? said : "it does not say why");
}

static int check_name(const char *name, struct sentence *why)
{
	if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
		return sentence_set(why, -EINVAL, "it is a directory; name the files in it, or an archive of it");
	if (!g_utf8_validate(name, -1, NULL))
		return sentence_set(why, -EILSEQ,
				    "its name is not UTF-8, so meta.json cannot hold it; rename it");
	for (size_t i = 0; i < G_N_ELEMENTS(taken); i++)
		if (!strcmp(name, taken[i]))
			return sentence_set(why, -EEXIST,
					    "exitbench has a file of this name there; rename it");
	return 0;
}

static int add_named(struct user_files *files, const char *path,
		     struct sentence *why)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct sentence what;
	struct user_file *file;
	int err;

	if (!*path)
		return sentence_set(why, -EINVAL,
				    "files: an empty name; separate names by one comma, and write a comma in a name as '\\,'");
	err = check_name(name, &what) ?:
	      add(files, USER_FILE, path, name, &what);
	file = err ? NULL : &files->file[files->n - 1];
	if (!err && file->executable)
		err = elf_look(file->bytes, file->len, &file->loader, &what);
	return err ? sentence_set(why, err, "file '%s': %s", path, what.text) : 0;
}

/* The next name of @list, unquoted in place, which goes on; NULL at its end. */
static char *next_name(char **list)
{
	char *name = *list, *to = name, *from = name;

	if (!name)
		return NULL;
	for (; *from && *from != ','; *to++ = *from++)
		if (*from == '\\' && (from[1] == ',' || from[1] == '\\'))
			from++;
	*list = *from ? from + 1 : NULL;
	*to = 0;
	return name;
}

/* In the order of the list, so that the user's own come before what they need. */
int load_files(const char *list, struct user_files *files,
	       struct sentence *why)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	g_autofree char *names = g_strdup(list);
	char *rest = names, *name;
	int err = 0;

	*files = (struct user_files){ 0 };
	while (!err && (name = next_name(&rest))) {
		g_ptr_array_add(paths, name);
		err = add_named(files, name, why);
	}
	for (size_t i = 0; !err && i < paths->len; i++)
		if (files->file[i].loader)
			err = add_needs(files, paths->pdata[i],
					files->file[i].loader, why);
	return err;
}

void free_files(struct user_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		g_free(files->file[i].name);
		g_free(files->file[i].bytes);
		g_free(files->file[i].loader);
		g_free(files->file[i].sha256);
	}
	g_free(files->file);
	*files = (struct user_files){ 0 };
}
