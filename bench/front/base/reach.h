/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the QEMU of another user's can get at our files. */
#ifndef EXITBENCH_REACH_H
#define EXITBENCH_REACH_H

#include "base.h"

/*
 * The outermost directory on the way to @path that not everybody may pass, to be
 * freed; NULL when there is none, or when it has an access list, which may tell more.
 */
char *reach_closed(const char *path);

/*
 * Looks at @paths, NULL at their end, if @uri is a system's libvirt, whose QEMU runs
 * as a user of its own. 0, or -EACCES with @why and the remedy.
 */
int reach_check(const char *uri, const char *const *paths, struct sentence *why);

#endif
