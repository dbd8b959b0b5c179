// SPDX-License-Identifier: GPL-2.0
/* Reads the file of a study; see matrix.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "matrix.h"

/* The text that is read, and what is wrong with it. */
struct reader {
	struct matrix *matrix;
	axis_rig is_rig;
	const char *text, *at;
	struct matrix_error *error;
};

static struct place place_of(const struct reader *in, const char *at)
{
	struct place place = { 1, 1 };

	for (const char *c = in->text; c < at; c++) {
		if (*c == '\n') {
			place.line++;
			place.column = 1;
		} else if ((*c & 0xc0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

__attribute__((format(printf, 3, 4)))
static int refuse(struct reader *in, const char *at, const char *format, ...)
{
	va_list ap;

	in->error->at = place_of(in, at);
	va_start(ap, format);
	vsnprintf(in->error->why.text, sizeof(in->error->why.text), format, ap);
	va_end(ap);
	return -EINVAL;
}

/* With what somebody else has said of it. */
static int refused(struct reader *in, const char *at)
{
	in->error->at = place_of(in, at);
	return -EINVAL;
}

static void skip_blanks(struct reader *in)
{
	in->at += strspn(in->at, " \t\r");
	if (*in->at == '#')
		in->at += strcspn(in->at, "\n");
}

/* A comma at the end of a line goes on in the next. */
static void skip_lines(struct reader *in)
{
	for (skip_blanks(in); *in->at == '\n'; skip_blanks(in))
		in->at++;
}

static bool take(struct reader *in, char c)
{
	skip_blanks(in);
	if (*in->at != c)
		return false;
	in->at++;
	return true;
}

static bool at_end_of_line(struct reader *in)
{
	skip_blanks(in);
	return !*in->at || *in->at == '\n';
}

/* A name, to be freed; empty where there is none. */
static char *take_name(struct reader *in)
{
	const char *begin;

	skip_blanks(in);
	begin = in->at;
	in->at += strcspn(in->at, " \t\r\n,=\"#");
	return g_strndup(begin, in->at - begin);
}

/* One value, bare or between double quotes, to be freed; NULL: refused. */
static char *take_text(struct reader *in)
{
	const char *begin, *end;

	skip_blanks(in);
	begin = in->at;
	if (*begin != '"') {
		in->at += strcspn(in->at, " \t\r\n,\"#");
		if (in->at > begin)
			return g_strndup(begin, in->at - begin);
		refuse(in, begin, "a value is missing here; an empty one is \"\"");
		return NULL;
	}
	end = strpbrk(begin + 1, "\"\n");
	if (!end || *end == '\n') {
		refuse(in, begin, "the quote that begins here does not end on this line");
		return NULL;
	}
	in->at = end + 1;
	if (*in->at && !strchr(" \t\r\n,#", *in->at)) {
		refuse(in, in->at, "a quoted value ends here: a comma or a blank must follow");
		return NULL;
	}
	return g_strndup(begin + 1, end - begin - 1);
}

/* One more, zeroed. */
#define GROW(array, n) \
	((array) = g_realloc_n((array), (n) + 1, sizeof(*(array))), \
	 memset(&(array)[n], 0, sizeof(*(array))), &(array)[(n)++])

static void free_values(struct value *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		g_free(values[i].text);
	g_free(values);
}

/* "A, B, C", up to what is no comma. */
static int take_values(struct reader *in, struct value **values, size_t *n,
		       const char **where)
{
	struct value *value;
	char *text;

	do {
		if (*n)
			skip_lines(in);
		skip_blanks(in);
		if (*n == MATRIX_VALUES_MAX)
			return refuse(in, in->at, "more than %d values",
				      MATRIX_VALUES_MAX);
		where[*n] = in->at;
		text = take_text(in);
		if (!text)
			return -EINVAL;
		value = GROW(*values, *n);
		value->text = text;
		value->at = place_of(in, where[*n - 1]);
	} while (take(in, ','));
	return 0;
}

static const struct axis *find_axis(const struct matrix *matrix,
				    const char *name)
{
	for (size_t i = 0; i < matrix->n_axes; i++)
		if (!strcmp(matrix->axes[i].name, name))
			return &matrix->axes[i];
	return NULL;
}

const struct axis *matrix_axis(const struct matrix *matrix, const char *name)
{
	return find_axis(matrix, name);
}

static bool same_job(const struct value *a, const struct value *b)
{
	return !memcmp(a->job.param, b->job.param, sizeof(a->job.param));
}

/* Spells each as all equal ones are; two equal ones would be one cell. */
static int check_values(struct reader *in, struct axis *axis,
			const char *const *where)
{
	bool param = axis->what.kind == AXIS_PARAM;

	for (size_t i = 0; i < axis->n_values; i++) {
		struct value *value = &axis->values[i];

		if (axis_value(&axis->what, &value->text, in->is_rig,
			       &value->job, &in->error->why))
			return refused(in, where[i]);
		for (size_t j = 0; j < i; j++)
			if (!strcmp(axis->values[j].text, value->text) ||
			    (param && same_job(&axis->values[j], value)))
				return refuse(in, where[i], "'%.100s' is on this axis twice; to repeat it, use reps",
					      value->text);
	}
	return 0;
}

static int take_axis(struct reader *in, const char *begin, char *name)
{
	const char *where[MATRIX_VALUES_MAX];
	const struct axis *before = find_axis(in->matrix, name);
	struct axis *axis;

	if (before)
		return refuse(in, begin, "the axis %s is there already, in line %u",
			      name, before->at.line);
	if (in->matrix->n_axes == MATRIX_AXES_MAX)
		return refuse(in, begin, "more than %d axes", MATRIX_AXES_MAX);
	axis = &in->matrix->axes[in->matrix->n_axes++];
	axis->name = g_strdup(name);
	axis->at = place_of(in, begin);
	if (axis_find(axis->name, &axis->what, &in->error->why))
		return refused(in, begin);
	return take_values(in, &axis->values, &axis->n_values, where) ?:
	       check_values(in, axis, where);
}

static int take_setting(struct reader *in, const char *begin, const char *name)
{
	g_autofree char *text = NULL;
	const char *where;
	int64_t reps;

	skip_blanks(in);
	where = in->at;
	text = take_text(in);
	if (!text)
		return -EINVAL;
	if (!strcmp(name, "name")) {
		if (in->matrix->name)
			return refuse(in, begin, "the study has a name already");
		if (!matrix_is_name(text))
			return refuse(in, where, "name '%.100s': wants up to 60 letters, digits and _-. that begin with a letter or digit",
				      text);
		in->matrix->name = g_steal_pointer(&text);
		return 0;
	}
	if (in->matrix->reps)
		return refuse(in, begin, "reps is there already");
	if (number_parse(text, &reps) || reps < 1 || reps > 1000000)
		return refuse(in, where, "reps '%.100s': wants a number from 1 to 1000000",
			      text);
	in->matrix->reps = reps;
	return 0;
}

/* Whether @axis can have @value; of the workload also its bare name. */
static bool has_value(const struct axis *axis, const struct value *value)
{
	for (size_t i = 0; i < axis->n_values; i++) {
		if (!strcmp(axis->values[i].text, value->text))
			return true;
		if (axis->what.kind == AXIS_WORKLOAD &&
		    !strcmp(axis->values[i].job.workload->name, value->text))
			return true;
	}
	return false;
}

/* Spelt as the axis has it; where it cannot be, it is not on the axis, either. */
static void spell(struct reader *in, const struct axis *axis,
		  struct value *value)
{
	char *text = g_strdup(value->text);
	struct sentence why;

	if (!axis_value(&axis->what, &text, in->is_rig, &value->job, &why)) {
		for (size_t i = 0; axis->what.kind == AXIS_PARAM &&
				   i < axis->n_values; i++)
			if (same_job(&axis->values[i], value)) {
				g_free(text);
				text = g_strdup(axis->values[i].text);
			}
		g_free(value->text);
		value->text = g_steal_pointer(&text);
	}
	g_free(text);
}

static int take_condition(struct reader *in, struct exclusion *exclusion)
{
	const char *where[MATRIX_VALUES_MAX];
	g_autofree char *name = NULL;
	struct condition *c;
	const char *begin;

	skip_blanks(in);
	begin = in->at;
	name = take_name(in);
	if (!take(in, '='))
		return refuse(in, in->at, "exclude wants AXIS=VALUE here, such as vcpus=2");
	c = GROW(exclusion->conditions, exclusion->n_conditions);
	c->axis = find_axis(in->matrix, name);
	if (!c->axis)
		return refuse(in, begin, "there is no axis '%.100s' above", name);
	if (take_values(in, &c->values, &c->n_values, where))
		return -EINVAL;
	for (size_t i = 0; i < c->n_values; i++) {
		spell(in, c->axis, &c->values[i]);
		if (!has_value(c->axis, &c->values[i]))
			return refuse(in, where[i], "'%.100s' is no value of the axis %s",
				      c->values[i].text, name);
	}
	return 0;
}

static int take_exclusion(struct reader *in, const char *begin)
{
	struct exclusion *exclusion = GROW(in->matrix->exclusions,
					   in->matrix->n_exclusions);
	int err;

	exclusion->at = place_of(in, begin);
	do {
		err = take_condition(in, exclusion);
	} while (!err && !at_end_of_line(in));
	return err;
}

/* An axis by name; mode and workload are there even if the file is silent. */
static int take_axis_name(struct reader *in, char **name)
{
	const char *begin;

	skip_blanks(in);
	begin = in->at;
	*name = take_name(in);
	if (find_axis(in->matrix, *name) || !strcmp(*name, "mode") ||
	    !strcmp(*name, "workload"))
		return 0;
	return refuse(in, begin, "there is no axis '%.100s' above", *name);
}

static int take_plot(struct reader *in, const char *begin)
{
	struct plot_wish *plot = GROW(in->matrix->plots, in->matrix->n_plots);
	g_autofree char *by = NULL, *lines = NULL;
	int err;

	plot->at = place_of(in, begin);
	plot->figure = take_name(in);
	by = take_name(in);
	if (!*plot->figure || strcmp(by, "by"))
		return refuse(in, begin, "wants: plot FIGURE by AXIS, such as plot pagefault:exits by vcpus lines mode");
	err = take_axis_name(in, &plot->x);
	if (err || at_end_of_line(in))
		return err;
	lines = take_name(in);
	if (strcmp(lines, "lines"))
		return refuse(in, in->at - strlen(lines), "wants lines AXIS here, or the end of the line");
	err = take_axis_name(in, &plot->lines);
	if (!err && !strcmp(plot->x, plot->lines))
		return refuse(in, begin, "a plot by %s has its lines by another axis",
			      plot->x);
	return err;
}

static int take_line(struct reader *in)
{
	const char *begin = in->at;
	g_autofree char *name = take_name(in);
	int err;

	if (!strcmp(name, "exclude"))
		err = take_exclusion(in, begin);
	else if (!strcmp(name, "plot"))
		err = take_plot(in, begin);
	else if (!*name || !take(in, '='))
		err = refuse(in, begin, "wants AXIS = VALUE, ..., name =, reps =, exclude or plot");
	else if (!strcmp(name, "name") || !strcmp(name, "reps"))
		err = take_setting(in, begin, name);
	else
		err = take_axis(in, begin, name);
	if (!err && !at_end_of_line(in))
		err = refuse(in, in->at, "wants the end of the line here; values have commas between");
	return err;
}

/* A parameter of a workload that does not run would change nothing. */
static int check_params(struct reader *in)
{
	const struct matrix *m = in->matrix;
	const struct axis *workloads = find_axis(m, "workload");

	for (size_t i = 0; i < m->n_axes; i++) {
		const struct axis *axis = &m->axes[i];
		unsigned int n = 0;

		if (axis->what.kind != AXIS_PARAM)
			continue;
		for (size_t v = 0; workloads && v < workloads->n_values; v++) {
			const struct value *value = &workloads->values[v];

			if (value->job.workload != axis->what.workload)
				continue;
			n++;
			if (!(value->job.given & 1u << axis->what.param))
				continue;
			in->error->at = value->at;
			return sentence_set(&in->error->why, -EINVAL,
					    "%.100s: the axis %s gives it %s, too",
					    value->text, axis->name,
					    axis->what.key);
		}
		if (n)
			continue;
		in->error->at = axis->at;
		return sentence_set(&in->error->why, -EINVAL,
				    "%s: the axis workload does not have %s",
				    axis->name, axis->what.workload->name);
	}
	return 0;
}

static int check_text(struct reader *in, size_t len)
{
	const char *end;

	if (len > MATRIX_BYTES_MAX)
		return refuse(in, in->text, "the file has %zu bytes; at most %d are read",
			      len, MATRIX_BYTES_MAX);
	if (!g_utf8_validate(in->text, len, &end))
		return refuse(in, end, "wants UTF-8 text");
	for (const char *c = in->text; *c; c++)
		if ((*c > 0 && *c < ' ' && !strchr("\t\r\n", *c)) || *c == 127)
			return refuse(in, c, "a control character, number %d", *c);
	return 0;
}

int matrix_parse(struct matrix *matrix, const char *text, size_t len,
		 axis_rig is_rig, struct matrix_error *error)
{
	struct reader in = {
		.matrix = matrix, .is_rig = is_rig, .text = text, .at = text,
		.error = error,
	};
	int err;

	*matrix = (struct matrix){ 0 };
	/* Conditions point at axes. */
	matrix->axes = g_new0(struct axis, MATRIX_AXES_MAX);
	*error = (struct matrix_error){ 0 };
	err = check_text(&in, len);
	for (skip_lines(&in); !err && *in.at; skip_lines(&in))
		err = take_line(&in);
	if (!err && !matrix->n_axes)
		err = refuse(&in, in.at, "there is no axis, such as mode = tdp, shadow");
	if (!err)
		err = check_params(&in);
	if (!matrix->reps)
		matrix->reps = 3;
	return err;
}

void matrix_free(struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->n_axes; i++) {
		free_values(matrix->axes[i].values, matrix->axes[i].n_values);
		g_free(matrix->axes[i].name);
	}
	for (size_t i = 0; i < matrix->n_exclusions; i++) {
		struct exclusion *e = &matrix->exclusions[i];

		for (size_t c = 0; c < e->n_conditions; c++)
			free_values(e->conditions[c].values,
				    e->conditions[c].n_values);
		g_free(e->conditions);
	}
	for (size_t i = 0; i < matrix->n_plots; i++) {
		g_free(matrix->plots[i].figure);
		g_free(matrix->plots[i].x);
		g_free(matrix->plots[i].lines);
	}
	g_free(matrix->plots);
	g_free(matrix->exclusions);
	g_free(matrix->axes);
	g_free(matrix->name);
	*matrix = (struct matrix){ 0 };
}

bool matrix_is_name(const char *name)
{
	return g_ascii_isalnum(*name) && strlen(name) <= 60 &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")];
}
