/* SPDX-License-Identifier: GPL-2.0 */
/* What a program printed, for its record. */
#ifndef EXITBENCH_OUTPUT_H
#define EXITBENCH_OUTPUT_H

#include <jansson.h>
#include <stddef.h>

/*
 * The field "output" of a record (bench/common/record_fields.c): the end of file
 * @path, which a program that exited with @status wrote. NULL if it cannot be read.
 */
json_t *output_read(const char *path, int status);

/*
 * @n bytes, RECORD_OUTPUT_MAX at most, as a string that JSON can have: U+FFFD stands
 * for a NUL and for every byte that is not UTF-8.
 */
json_t *output_string(const void *bytes, size_t n);

#endif
