/* SPDX-License-Identifier: GPL-2.0 */
/*
 * This machine's own KVM modules: what they are before the rig `host` takes them
 * out, and putting them back. Knows nothing of runs and processes.
 */
#ifndef EXITBENCH_STOCK_H
#define EXITBENCH_STOCK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base.h"

/* The machine; tests have another. */
struct stock_env {
	const char *root;	/* before /sys and /proc: "" */
	/*
	 * Loads a module by name as modprobe does, with what it needs, with
	 * @options behind those of modprobe.d. 0 or a negative errno.
	 */
	int (*load)(const char *name, const char *options);
	int (*unload)(const char *name);
	/* Its file and those it needs, in the order of loading: strings. */
	json_t *(*dependencies)(const char *name);
	/* The kernel release that a module's file is for, a new string, or NULL. */
	char *(*release)(const char *path);
	unsigned int patience_ms;	/* for a module to be no longer in use */
};

extern const struct stock_env stock_machine;

/*
 * The modules @vendor needs and itself, as they are now: an array in the order of
 * loading of {name, file, loaded, id, params}. A new reference.
 */
json_t *stock_read(const struct stock_env *env, const char *vendor);

/*
 * Whether file @path is the module that is loaded as @id; true when that cannot
 * be known.
 */
bool stock_is_file(const char *id, const char *path);

/*
 * What is not as @stock, from stock_read(), says: writes the first difference to
 * @what and returns true.
 */
bool stock_differs(const struct stock_env *env, const json_t *stock,
		   struct sentence *what);

/*
 * Loads what @stock's KVM modules need but for themselves. 0, or a negative
 * errno with @why.
 */
int stock_load_dependencies(const struct stock_env *env, const json_t *stock,
			    struct sentence *why);

/*
 * Puts everything back to what @stock says, from whatever state it is in; does
 * nothing when it is so. 0, or a negative errno with @why.
 */
int stock_restore(const struct stock_env *env, const json_t *stock,
		  struct sentence *why);

/* The first line of a file without its newline, to be freed; NULL: none. */
char *stock_read_line(const char *root, const char *path);

/* Makes @text all that a file has. 0, or a negative errno. */
int stock_write(const char *root, const char *path, const char *text);

#endif
