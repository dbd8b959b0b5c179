// SPDX-License-Identifier: GPL-2.0
/*
 * getuid() and geteuid() that can be told not to name root. The linker exports them,
 * as libraries of this program want such names, and they come before those of
 * libc. See as_user.h.
 */
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "as_user.h"

#define NOT_ROOT 1000

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
