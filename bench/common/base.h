/* SPDX-License-Identifier: GPL-2.0 */
/* The few helpers that all programs share: strings, small files, sentences. */
#ifndef EXITBENCH_BASE_H
#define EXITBENCH_BASE_H

/*
 * Why something failed, for a person, on its way up to whoever says it. Every
 * function that takes one fills it when it returns a negative errno.
 */
struct sentence {
	char text[1024];
};

/* Sets @why, printf-like, and returns @err. */
int sentence_set(struct sentence *why, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with errno: adds ": " and its text, and returns -errno. */
int sentence_errno(struct sentence *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds to what it says, printf-like. */
void sentence_add(struct sentence *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A new string, to be freed. Out of memory the program ends. */
char *format_text(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Adds to a string that format_text() has made. */
void append_text(char **text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The absolute path of the folder that this program lies in, to be freed, or NULL. */
char *program_folder(void);

/* The first line of a file without its newline, to be freed; NULL with errno. */
char *read_first_line(const char *path);

/* Writes @text to a file that exists. 0, or a negative errno. */
int write_text(const char *path, const char *text);

#endif
