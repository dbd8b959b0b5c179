/* SPDX-License-Identifier: GPL-2.0 */
/*
 * meta.json as a file: written whole or not at all, with a checksum that no
 * damaged byte gets past. What is in it is not the business of this file.
 */
#ifndef EXITBENCH_META_FILE_H
#define EXITBENCH_META_FILE_H

#include <stdio.h>

#include <jansson.h>

#include "base.h"

/* Largest meta.json, in bytes. */
#define META_MAX (16 << 20)

/*
 * Writes @meta to @path, indented, in place of the older one, which stays when
 * this fails, as on a full disk. A member "crc32" is added behind the others.
 * 0, or a negative errno.
 */
int meta_file_write(const char *path, const json_t *meta);

/*
 * Reads what @in holds. One without "crc32", as older versions wrote, is taken as
 * it is. 0 with a new reference in @meta, or a negative errno: -ENOMEM, or
 * -EBADMSG with @why.
 */
int meta_file_read(FILE *in, json_t **meta, struct sentence *why);

#endif
