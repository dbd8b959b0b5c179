// SPDX-License-Identifier: GPL-2.0
/* Files of the user's for the guest: names, refusals, what programs need. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "files_layout.h"
#include "load_files.h"
#include "pack_files.h"
#include "run_dir.h"

static struct user_files files;
static struct sentence why;

/* Makes a file of the test's directory; returns its path, to be freed. */
static char *make(const char *name, const void *bytes, size_t len, mode_t mode)
{
	char *path = g_build_filename(dir, name, NULL);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static void refused(const char *list, const char *name, const char *text)
{
	assert_true(load_files(list, &files, &why) < 0);
	if (!strstr(why.text, name) || !strstr(why.text, text))
		fail_msg("'%s' does not say '%s' of '%s'", why.text, text, name);
	free_files(&files);
}

static const struct user_file *named(const char *name)
{
	for (size_t i = 0; i < files.n; i++)
		if (!strcmp(files.file[i].name, name))
			return &files.file[i];
	return NULL;
}

/* Names with blanks, quotes and commas; content, mode and SHA-256. */
static void test_names(void **state)
{
	g_autofree char *odd = make("it's \"odd\", \\ this", "abc", 3, 0644);
	g_autofree char *script = make("run me", "#!/bin/sh\n", 10, 0755);
	g_autofree char *empty = make("empty", "", 0, 0644);
	g_auto(GStrv) parts = g_strsplit(odd, "\\", -1);
	g_autofree char *slashes = g_strjoinv("\\\\", parts);
	g_auto(GStrv) pieces = g_strsplit(slashes, ",", -1);
	g_autofree char *quoted = g_strjoinv("\\,", pieces);
	g_autofree char *list = g_strjoin(",", quoted, script, empty, NULL);
	const struct user_file *file;

	(void)state;
	if (load_files(list, &files, &why))
		fail_msg("%s", why.text);
	assert_int_equal(files.n, 3);
	file = named("it's \"odd\", \\ this");
	assert_non_null(file);
	assert_int_equal(file->len, 3);
	assert_memory_equal(file->bytes, "abc", 3);
	assert_false(file->executable);
	assert_string_equal(file->sha256,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_true(named("run me")->executable);
	assert_int_equal(named("empty")->len, 0);
	free_files(&files);
}

static void test_refusals(void **state)
{
	g_autofree char *sub = g_build_filename(dir, "sub", NULL);
	g_autofree char *fifo = g_build_filename(dir, "fifo", NULL);
	g_autofree char *gone = g_build_filename(dir, "gone", NULL);
	g_autofree char *plain = make("plain", "x", 1, 0644);
	g_autofree char *big = make("big", "x", 1, 0644);
	g_autofree char *ours = make("exitbench-guest", "x", 1, 0755);
	g_autofree char *twice = NULL, *other = NULL, *inner = NULL;

	(void)state;
	assert_int_equal(mkdir(sub, 0755), 0);
	assert_int_equal(mkfifo(fifo, 0644), 0);
	assert_int_equal(truncate(big, LOAD_FILES_MAX + 1L), 0);
	refused(gone, gone, "No such file or directory");
	refused(sub, sub, "is a directory");
	refused(fifo, fifo, "no regular file");
	refused(big, big, "67108865 bytes");
	refused(ours, ours, "rename it");
	refused("", "", "empty name");
	twice = g_strdup_printf("%s,,%s", plain, plain);
	refused(twice, "files", "empty name");
	inner = make("sub/plain", "y", 1, 0644);
	other = g_strdup_printf("%s,%s", plain, inner);
	refused(other, inner, "same name");
}

/* Programs of other processors, and damaged ones; as data they are fine. */
static void test_other_machines(void **state)
{
	Elf64_Ehdr header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, 1 },
		.e_type = ET_EXEC, .e_machine = EM_AARCH64,
	};
	g_autofree char *arm = make("arm", &header, sizeof(header), 0755);
	g_autofree char *data = make("data", &header, sizeof(header), 0644);
	g_autofree char *old = NULL, *cut = NULL, *wild = NULL;

	(void)state;
	refused(arm, arm, "AArch64");
	assert_int_equal(load_files(data, &files, &why), 0);
	free_files(&files);
	header.e_machine = EM_386;
	header.e_ident[EI_CLASS] = ELFCLASS32;
	old = make("old", &header, sizeof(header), 0755);
	refused(old, old, "32-bit x86");
	header.e_machine = EM_X86_64;
	header.e_ident[EI_CLASS] = ELFCLASS64;
	cut = make("cut", &header, 20, 0755);
	refused(cut, cut, "ends within");
	header.e_phnum = 3;
	header.e_phoff = UINT64_MAX - 8;
	header.e_phentsize = 56;
	wild = make("wild", &header, sizeof(header), 0755);
	refused(wild, wild, "cut off");
}

/* The paths of @path in order, one a line, with the modes. */
static char *listing(const char *path)
{
	struct archive *from = archive_read_new();
	struct archive_entry *entry;
	GString *text = g_string_new(NULL);

	archive_read_support_format_cpio(from);
	assert_int_equal(archive_read_open_filename(from, path, 65536), ARCHIVE_OK);
	while (archive_read_next_header(from, &entry) == ARCHIVE_OK)
		g_string_append_printf(text, "%o %s\n",
				       archive_entry_mode(entry),
				       archive_entry_pathname(entry));
	archive_read_free(from);
	return g_string_free(text, FALSE);
}

/* ls is a dynamic program: its libraries and its loader go with it. */
static void test_needs(void **state)
{
	g_autofree char *self = realpath("/bin/ls", NULL);
	g_autofree char *link = g_build_filename(dir, "my bench", NULL);
	g_autofree char *first = g_build_filename(dir, "1.cpio", NULL);
	g_autofree char *second = g_build_filename(dir, "2.cpio", NULL);
	g_autofree char *text = NULL, *one = NULL, *two = NULL, *loader = NULL;
	gsize len, again;

	(void)state;
	assert_int_equal(symlink(self, link), 0);
	if (load_files(link, &files, &why))
		fail_msg("%s", why.text);
	assert_string_equal(files.file[0].name, "my bench");
	assert_non_null(files.file[0].loader);
	assert_non_null(named("libc.so.6"));
	assert_int_equal(named("libc.so.6")->kind, USER_LIBRARY);
	assert_int_equal(named(files.file[0].loader)->kind, USER_LOADER);
	assert_int_equal(pack_files(&files, first), 0);
	assert_int_equal(pack_files(&files, second), 0);
	text = listing(first);
	loader = g_strdup_printf("100755 " GUEST_FILES "/" FILES_ROOT "%s\n",
				 files.file[0].loader);
	assert_non_null(strstr(text, "40755 guest\n40755 guest/files\n100755 guest/files/my bench\n"));
	assert_non_null(strstr(text, GUEST_FILES "/" FILES_LIBRARIES "/libc.so.6\n"));
	assert_non_null(strstr(text, loader));
	assert_true(g_file_get_contents(first, &one, &len, NULL));
	assert_true(g_file_get_contents(second, &two, &again, NULL));
	assert_int_equal(len, again);
	assert_memory_equal(one, two, len);
	free_files(&files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_names),
		IN_DIR(test_refusals),
		IN_DIR(test_other_machines),
		IN_DIR(test_needs),
	};

	return cmocka_run_group_tests_name("load_files", tests, NULL, NULL);
}
