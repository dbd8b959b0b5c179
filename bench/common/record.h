/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A sealed line: one JSON object with its own checksum as the last member, the
 * form in which everything travels and is kept (bench/RECORDS.md). Knows
 * nothing of what the object holds.
 */
#ifndef EXITBENCH_RECORD_H
#define EXITBENCH_RECORD_H

#include <jansson.h>
#include <stdbool.h>

#define RECORD_SCHEMA 1

/* Longest line that is read, in bytes. */
#define RECORD_LINE_MAX (16 << 20)

/*
 * Returns @obj as a sealed line without the newline, to be freed by the caller,
 * or NULL when out of memory.
 */
char *record_seal(const json_t *obj);

/*
 * Returns the object of a sealed line (a newline at its end may stay), without
 * its checksum; a new reference. Returns NULL for a damaged line and points
 * @why at the reason, a constant string; at record_no_memory when the line may be
 * good, but memory ran out.
 */
extern const char record_no_memory[];
json_t *record_open(const char *line, const char **why);

/*
 * Both steps of record_open(): bytes of a sealed line that is whole, or 0 with @why;
 * and the object of such a line, without its checksum.
 */
size_t record_length(const char *line, const char **why);
json_t *record_parse(const char *text, size_t len, const char **why);

/* Whether jansson could not read a text for want of memory. */
bool record_is_no_memory(const json_error_t *error);

#endif
