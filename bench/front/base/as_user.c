// SPDX-License-Identifier: GPL-2.0
/*
 * getuid() and geteuid() that can be told not to name root, and fchown() and chown()
 * that then leave files root's. The linker exports them, as libraries of this
 * program want such names, and they come before those of libc. See as_user.h.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "as_user.h"

/* As good as nobody; for real users there are lower numbers. */
#define NOT_ROOT 65534

static bool is_user;

void as_user(void)
{
	is_user = true;
}

static uid_t told(uid_t uid)
{
	return is_user && !uid ? NOT_ROOT : uid;
}

uid_t getuid(void)
{
	return told(syscall(SYS_getuid));
}

uid_t geteuid(void)
{
	return told(syscall(SYS_geteuid));
}

/* What is to be of the user that this process is not stays whose it is. */
static uid_t meant(uid_t uid)
{
	return is_user && uid == NOT_ROOT ? (uid_t)-1 : uid;
}

int fchown(int fd, uid_t uid, gid_t gid)
{
	return syscall(SYS_fchown, fd, meant(uid), gid);
}

int chown(const char *path, uid_t uid, gid_t gid)
{
	return fchownat(AT_FDCWD, path, meant(uid), gid, 0);
}
