/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file of a study: axes and their values, what is left out, and what is
 * plotted. docs/studies.md has its grammar.
 */
#ifndef EXITBENCH_MATRIX_H
#define EXITBENCH_MATRIX_H

#include <stddef.h>

#include "axes.h"

#define MATRIX_BYTES_MAX 65536
#define MATRIX_AXES_MAX 32
#define MATRIX_VALUES_MAX 128

/* From 1; columns are characters. */
struct place {
	unsigned int line, column;
};

struct value {
	char *text;
	struct place at;
	struct job job;			/* AXIS_WORKLOAD, AXIS_PARAM */
};

struct axis {
	char *name;
	struct axis_name what;
	struct place at;
	struct value *values;
	size_t n_values;
};

/* Some values of an axis; of AXIS_WORKLOAD also "pagefault", whatever its parameters. */
struct condition {
	const struct axis *axis;
	struct value *values;
	size_t n_values;
};

/* Cells that meet all conditions are left out. */
struct exclusion {
	struct condition *conditions;
	size_t n_conditions;
	struct place at;
};

/* "plot FIGURE by AXIS lines AXIS". */
struct plot_wish {
	char *figure, *x, *lines;	/* lines: or NULL */
	struct place at;
};

struct matrix {
	char *name;			/* NULL: the file has none */
	unsigned int reps;
	struct axis *axes;		/* in the order of the file */
	size_t n_axes;
	struct exclusion *exclusions;
	size_t n_exclusions;
	struct plot_wish *plots;
	size_t n_plots;
};

struct matrix_error {
	struct place at;
	struct sentence why;
};

/*
 * Reads @text of @len bytes. 0, or -EINVAL with @error; matrix_free() is due in
 * either case.
 */
int matrix_parse(struct matrix *matrix, const char *text, size_t len,
		 axis_rig is_rig, struct matrix_error *error);
void matrix_free(struct matrix *matrix);

/* The axis of that name, or NULL. */
const struct axis *matrix_axis(const struct matrix *matrix, const char *name);

/* Whether @name can be that of a study: it becomes that of a folder. */
bool matrix_is_name(const char *name);

#endif
