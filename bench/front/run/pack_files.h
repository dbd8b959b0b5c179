/* SPDX-License-Identifier: GPL-2.0 */
/* Packs files of the user's for the disk of each measured guest. */
#ifndef EXITBENCH_PACK_FILES_H
#define EXITBENCH_PACK_FILES_H

#include "user_files.h"

/*
 * Writes archive @path with @files, which the initramfs of a KVM host is continued
 * by: the same bytes for the same files. 0, or a negative errno with a message.
 */
int pack_files(const struct user_files *files, const char *path);

#endif
