/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where files of the user's (`make bench FILES=…`) lie: under their own names in
 * the directory in which the command starts, and in a directory beside them what
 * dynamic programs among them need.
 */
#ifndef EXITBENCH_FILES_LAYOUT_H
#define EXITBENCH_FILES_LAYOUT_H

#define FILES_NEEDS	".exitbench"
/* Shared libraries, and in a guest with a loader of its own also this one's. */
#define FILES_LIBRARIES	FILES_NEEDS "/lib"
/* The measured guest: loaders under their whole path, for links from / to them. */
#define FILES_ROOT	FILES_NEEDS "/root"
/* A guest with a loader of its own: the programs that are run by this one's. */
#define FILES_PROGRAMS	FILES_NEEDS "/bin"

/* On the KVM host: what the disk of each measured guest is filled with. */
#define GUEST_FILES	"guest/files"

#endif
