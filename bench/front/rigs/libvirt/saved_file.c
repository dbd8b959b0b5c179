// SPDX-License-Identifier: GPL-2.0
/* Files of saved KVM hosts; see saved_file.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <glib.h>
#include <zlib.h>

#include "saved_file.h"

#define MAGIC "exitbench host 1"
#define PART ".part"

/* In front of what the console had, and of QEMU's stream. Of this machine alone. */
struct header {
	char magic[16];
	char key[SAVED_KEY];
	uint64_t console_len, stream_len;
	uint32_t crc32;		/* of what follows, then of this with 0 here */
	uint32_t unused;
};

static void set_paths(struct saved_file *file, const char *dir, const char *key)
{
	*file = (struct saved_file){ .fd = -1 };
	g_strlcpy(file->key, key, sizeof(file->key));
	file->path = g_build_filename(dir, key, NULL);
	file->part = g_strconcat(file->path, PART, NULL);
}

/* geteuid() may have been told to name another: as_user.h. */
static bool is_mine(const struct stat *st)
{
	return st->st_uid == (uid_t)syscall(SYS_geteuid) &&
	       !(st->st_mode & (S_IRWXG | S_IRWXO));
}

/* Whoever may write there could hand this user's QEMU a machine. */
static int check_owner(int fd, const char *path, mode_t type, struct sentence *why)
{
	struct stat st;

	if (fstat(fd, &st))
		return sentence_errno(why, "saved KVM host: look at '%s'", path);
	if ((st.st_mode & S_IFMT) == type && is_mine(&st))
		return 0;
	return sentence_set(why, -EPERM,
			    "saved KVM host: '%s' is not this user's alone; remove it",
			    path);
}

static int check_dir(const char *dir, struct sentence *why)
{
	int fd, err;

	if (mkdir(dir, 0700) && errno != EEXIST)
		return sentence_errno(why, "saved KVM host: create '%s'", dir);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return sentence_errno(why, "saved KVM host: open '%s'", dir);
	err = check_owner(fd, dir, S_IFDIR, why);
	close(fd);
	return err;
}

static int read_all(int fd, void *bytes, size_t len)
{
	size_t got = 0;
	ssize_t n;

	while (got < len) {
		n = read(fd, (char *)bytes + got, len - got);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -ENODATA;
		got += n > 0 ? n : 0;
	}
	return 0;
}

static uint32_t add_header(uint32_t crc, const struct header *header)
{
	struct header plain = *header;

	plain.crc32 = 0;
	return crc32(crc, (const void *)&plain, sizeof(plain));
}

/* What is wrong with it, or NULL. Reads it to its end. */
static const char *find_fault(struct saved_file *file, const struct header *header)
{
	uint32_t crc = crc32(0, NULL, 0);
	g_autofree char *bytes = g_malloc(1 << 20);
	struct stat st;
	ssize_t n;

	if (memcmp(header->magic, MAGIC, sizeof(header->magic)))
		return "it is of another exitbench, or no such file";
	if (memcmp(header->key, file->key, SAVED_KEY))
		return "it is the state of another build under this one's name";
	if (fstat(file->fd, &st) || header->console_len > (1 << 20) ||
	    (uint64_t)st.st_size != sizeof(*header) + header->console_len +
				    header->stream_len)
		return "it is cut short";
	while ((n = read(file->fd, bytes, 1 << 20)) > 0)
		crc = crc32(crc, (const void *)bytes, n);
	if (n < 0)
		return strerror(errno);
	return add_header(crc, header) == header->crc32 ? NULL : "it is damaged";
}

static int check(struct saved_file *file, struct header *header,
		 struct sentence *why)
{
	const char *fault;
	int err = check_owner(file->fd, file->path, S_IFREG, why);

	if (err)
		return err;
	err = read_all(file->fd, header, sizeof(*header));
	fault = err == -ENODATA ? "it is cut short" :
		err ? strerror(-err) : find_fault(file, header);
	return fault ? sentence_set(why, -EINVAL, "saved KVM host '%s': %s",
				    file->path, fault) : 0;
}

int saved_file_open(struct saved_file *file, const char *dir, const char *key,
		    struct sentence *why)
{
	struct header header;
	int err = check_dir(dir, why);

	set_paths(file, dir, key);
	if (err)
		return err;
	file->fd = open(file->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (file->fd < 0 && errno == ENOENT)
		return -ENOENT;
	if (file->fd < 0)
		return sentence_errno(why, "saved KVM host: open '%s'", file->path);
	err = check(file, &header, why);
	if (!err) {
		file->left = header.stream_len;
		file->console = g_malloc0(header.console_len + 1);
		lseek(file->fd, sizeof(header), SEEK_SET);
		err = read_all(file->fd, file->console, header.console_len);
		/* It was used: others go first. */
		futimens(file->fd, NULL);
		return err;
	}
	if (err == -EINVAL)
		unlink(file->path);
	return err;
}

ssize_t saved_file_read(struct saved_file *file, void *bytes, size_t len)
{
	ssize_t n = read(file->fd, bytes, MIN(len, file->left));

	if (n < 0)
		return -errno;
	file->left -= n;
	return n;
}

/* All of it, or a negative errno. */
static int write_all(int fd, const void *bytes, size_t len, off_t at)
{
	size_t put = 0;
	ssize_t n;

	while (put < len) {
		n = pwrite(fd, (const char *)bytes + put, len - put, at + put);
		if (n < 0 && errno != EINTR)
			return -errno;
		put += n > 0 ? n : 0;
	}
	return 0;
}

int saved_file_begin(struct saved_file *file, const char *dir, const char *key,
		     const char *console, struct sentence *why)
{
	int err = check_dir(dir, why);

	set_paths(file, dir, key);
	if (err)
		return err;
	file->fd = open(file->part, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file->fd < 0)
		return sentence_errno(why, "saved KVM host: create '%s'", file->part);
	if (flock(file->fd, LOCK_EX | LOCK_NB)) {
		close(file->fd);
		file->fd = -1;
		return sentence_set(why, -EBUSY,
				    "saved KVM host: another run saves it: '%s'",
				    file->part);
	}
	/* Who had the lock before has given it its name. */
	if (!access(file->path, F_OK))
		return sentence_set(why, -EBUSY,
				    "saved KVM host: another run has saved it: '%s'",
				    file->path);
	file->console = g_strdup(console);
	file->crc32 = crc32(0, (const void *)console, strlen(console));
	err = fchmod(file->fd, 0600) || ftruncate(file->fd, 0) ? -errno :
	      write_all(file->fd, console, strlen(console), sizeof(struct header));
	return err ? sentence_set(why, err, "saved KVM host: write '%s': %s",
				  file->part, strerror(-err)) : 0;
}

int saved_file_write(struct saved_file *file, const void *bytes, size_t len)
{
	int err = write_all(file->fd, bytes, len, sizeof(struct header) +
			    strlen(file->console) + file->written);

	file->crc32 = crc32(file->crc32, bytes, len);
	file->written += len;
	return err;
}

/* A name that is one of ours; @key: a whole one. */
static bool is_ours(const char *name, bool *whole)
{
	size_t digits = strspn(name, "0123456789abcdef");

	*whole = digits == SAVED_KEY && !name[digits];
	return digits == SAVED_KEY && (*whole || !strcmp(name + digits, PART));
}

static void remove_part(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
		unlinkat(dir, name, 0);
	if (fd >= 0)
		close(fd);
}

/* Removes what a killed process left, and the oldest beyond SAVED_MAX - 1. */
static void make_room(const char *path)
{
	char oldest[SAVED_KEY + 1];
	unsigned int n;

	do {
		DIR *dir = opendir(path);
		struct timespec when = { 0 };
		struct dirent *entry;
		struct stat st;
		bool whole;

		for (n = 0; dir && (entry = readdir(dir));) {
			if (!is_ours(entry->d_name, &whole) ||
			    fstatat(dirfd(dir), entry->d_name, &st,
				    AT_SYMLINK_NOFOLLOW))
				continue;
			if (!whole) {
				remove_part(dirfd(dir), entry->d_name);
				continue;
			}
			if (!n++ || st.st_mtim.tv_sec < when.tv_sec ||
			    (st.st_mtim.tv_sec == when.tv_sec &&
			     st.st_mtim.tv_nsec < when.tv_nsec)) {
				when = st.st_mtim;
				strcpy(oldest, entry->d_name);
			}
		}
		if (n >= SAVED_MAX && unlinkat(dirfd(dir), oldest, 0))
			n = 0;
		if (dir)
			closedir(dir);
	} while (n >= SAVED_MAX);
}

int saved_file_commit(struct saved_file *file, struct sentence *why)
{
	g_autofree char *dir = g_path_get_dirname(file->path);
	struct header header = {
		.console_len = strlen(file->console), .stream_len = file->written,
	};
	int err;

	memcpy(header.magic, MAGIC, sizeof(header.magic));
	memcpy(header.key, file->key, SAVED_KEY);
	header.crc32 = add_header(file->crc32, &header);
	err = write_all(file->fd, &header, sizeof(header), 0);
	if (!err) {
		make_room(dir);
		err = rename(file->part, file->path) ? -errno : 0;
	}
	if (err)
		return sentence_set(why, err, "saved KVM host: write '%s': %s",
				    file->path, strerror(-err));
	g_clear_pointer(&file->part, g_free);
	return 0;
}

void saved_file_close(struct saved_file *file)
{
	/* Not committed, and ours to write: its lock goes with the descriptor. */
	if (file->part && file->fd >= 0 &&
	    (fcntl(file->fd, F_GETFL) & O_ACCMODE) == O_WRONLY)
		unlink(file->part);
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
	g_clear_pointer(&file->path, g_free);
	g_clear_pointer(&file->part, g_free);
	g_clear_pointer(&file->console, g_free);
}
