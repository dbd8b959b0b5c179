// SPDX-License-Identifier: GPL-2.0
/* Makes lines out of runs; see series.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jobs.h"
#include "series.h"

/* Where a record stands on an axis that it is not on. */
#define NOWHERE "\xe2\x80\x93"

/* The axes of the file, and mode and workload if it does not have them. */
#define DIMS_MAX 64

/* The repetitions of a cell, of which a study may have a million. */
struct sample {
	const char *at[DIMS_MAX];	/* by dimension */
	const char *rig;
	double *values;
	size_t n;
	char *label;			/* of its line */
	bool taken;
};

struct maker {
	const struct study_file *study;
	const char *dim[DIMS_MAX];
	size_t n_dims, x, lines;	/* lines: n_dims for none */
	const struct threshold *what;
	bool per_op;
	struct sample *samples;
	size_t n_samples, n_values;
};

static size_t find_dim(const struct maker *m, const char *name)
{
	size_t d = 0;

	while (d < m->n_dims && strcmp(m->dim[d], name))
		d++;
	return d;
}

static void add_dim(struct maker *m, const char *name)
{
	if (find_dim(m, name) == m->n_dims)
		m->dim[m->n_dims++] = name;
}

/* "pagefault.size": its parameter of @workload; -1 when the axis is another's. */
static int param_of(const char *axis, const struct workload *workload)
{
	size_t len = strlen(workload->name);

	if (strncmp(axis, workload->name, len) || axis[len] != '.')
		return -1;
	for (int p = 0; p < workload_nr_params(workload); p++)
		if (!strcmp(workload->params[p].name, axis + len + 1))
			return p;
	return -1;
}

/* The job of a record; false for one of a workload that is not here. */
static bool job_of(const struct record *rec, struct job *job)
{
	const char *params = rec->texts->params_text;
	char *text = format_text("%s%s%s", rec->texts->workload,
				 *params ? ":" : "", params);
	struct sentence why;
	int err;

	for (char *c = text; (c = strchr(c, ' '));)
		*c = ':';
	err = job_parse(text, job, &why);
	free(text);
	return !err;
}

/* The value of @axis, a parameter, that @job has; as the file spells it. */
static const char *value_of(const struct study_axis *axis, const struct job *job,
			    int param)
{
	for (size_t v = 0; v < axis->n_values; v++) {
		const struct workload_param *p = &job->workload->params[param];
		struct job of;
		struct sentence why;
		char *text = strcmp(axis->values[v], "default") ?
			format_text("%s:%s=%s", job->workload->name, p->name,
				    axis->values[v]) :
			format_text("%s", job->workload->name);
		int err = job_parse(text, &of, &why);

		free(text);
		if (!err && of.param[param] == job->param[param])
			return axis->values[v];
	}
	return NOWHERE;
}

/* Texts that must outlive the samples; equal ones are one. */
struct texts {
	char **list;
	size_t n;
};

static const char *keep(struct texts *texts, char *text)
{
	char **grown;

	for (size_t i = 0; text && i < texts->n; i++)
		if (!strcmp(texts->list[i], text)) {
			free(text);
			return texts->list[i];
		}
	grown = text ? reallocarray(texts->list, texts->n + 1, sizeof(*grown)) :
		       NULL;
	if (!grown) {
		free(text);
		return NOWHERE;
	}
	texts->list = grown;
	texts->list[texts->n++] = text;
	return text;
}

static void free_texts(struct texts *texts)
{
	for (size_t i = 0; i < texts->n; i++)
		free(texts->list[i]);
	free(texts->list);
}

static void place(struct maker *m, struct sample *s, const struct record *rec,
		  const struct series_run *run, struct texts *texts)
{
	struct job job;
	bool known = job_of(rec, &job);
	const struct study_file *study = m->study;

	for (size_t d = 0; d < m->n_dims; d++) {
		const char *value = d < study->n_axes ? run->part->values[d] :
							NULL;
		int param = known && d < study->n_axes ?
			    param_of(m->dim[d], job.workload) : -1;

		s->at[d] = value ? value : NOWHERE;
		if (!strcmp(m->dim[d], "mode"))
			s->at[d] = figures_mode(run->figs, rec->paging);
		if (param < 0)
			continue;
		s->at[d] = value_of(&study->axes[d], &job, param);
		job.param[param] = job.workload->params[param].value;
	}
	/* Without the parameters that have axes of their own; all of what is not known here. */
	s->at[find_dim(m, "workload")] = keep(texts, known ? job_text(&job) :
		format_text("%s %s", rec->texts->workload,
			    rec->texts->params_text));
}

/* Makes room for one more, each time twice as much. */
static int add_value(struct maker *m, struct sample *s, double value)
{
	if (!(s->n & (s->n - 1))) {	/* 0, or a power of two: there is none */
		double *grown = reallocarray(s->values, s->n ? 2 * s->n : 1,
					     sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		s->values = grown;
	}
	s->values[s->n++] = value;
	m->n_values++;
	return 0;
}

/* Repetitions follow each other; of equal parameters there are equal texts. */
static bool same_cell(const struct record *a, const struct record *b)
{
	return a && a->texts->workload == b->texts->workload &&
	       a->texts->params_text == b->texts->params_text &&
	       a->paging == b->paging && a->texts->rig == b->texts->rig;
}

/*
 * Of one record, if it has the figure; *@before is the one of @run that had it last,
 * or NULL.
 */
static int sample(struct maker *m, const struct record *rec,
		  const struct record **before, const struct series_run *run,
		  struct texts *texts)
{
	struct sample *grown;
	double value;

	if (rec->status != STATUS_OK ||
	    !threshold_covers(m->what, rec->texts->workload, rec->paging) ||
	    !figures_known(rec, m->what->measure.fig) ||
	    !measure_record(rec, &m->what->measure, &value) ||
	    (m->per_op && !rec->ops))
		return 0;
	if (!same_cell(*before, rec)) {
		grown = reallocarray(m->samples, m->n_samples + 1,
				     sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		m->samples = grown;
		m->samples[m->n_samples] = (struct sample){
			.rig = rec->texts->rig,
		};
		place(m, &m->samples[m->n_samples++], rec, run, texts);
	}
	*before = rec;
	return add_value(m, &m->samples[m->n_samples - 1],
			 m->per_op ? value / rec->ops : value);
}

/* Adds @text to the @n texts of an array that has room; its number. */
static size_t number_of(const char **list, size_t *n, const char *text)
{
	size_t i = 0;

	while (i < *n && strcmp(list[i], text))
		i++;
	if (i == *n)
		list[(*n)++] = text;
	return i;
}

/* Whether the samples of a rig differ in dimension @d. */
static bool varies(const struct maker *m, const char *rig, size_t d)
{
	const char *first = NULL;

	for (size_t i = 0; i < m->n_samples; i++) {
		if (strcmp(m->samples[i].rig, rig))
			continue;
		if (first && strcmp(first, m->samples[i].at[d]))
			return true;
		first = m->samples[i].at[d];
	}
	return false;
}

static void add_to_label(char **label, const struct maker *m,
			 const struct sample *s, size_t d)
{
	bool plain = !strcmp(m->dim[d], "mode") || !strcmp(m->dim[d], "workload");

	if (!strcmp(s->at[d], NOWHERE))
		return;
	append_text(label, "%s%s%s%s", **label ? ", " : "",
		    plain ? "" : m->dim[d], plain ? "" : "=", s->at[d]);
}

/* What tells the line of @s from others: the axis of lines, then all that @vary. */
static char *label_of(const struct maker *m, const struct sample *s,
		      const bool *vary)
{
	char *label = format_text("%s", "");

	if (m->lines < m->n_dims)
		add_to_label(&label, m, s, m->lines);
	for (size_t d = 0; d < m->n_dims; d++)
		if (vary[d])
			add_to_label(&label, m, s, d);
	return label;
}

/* Gives each sample of @rig its line. */
static void label_samples(struct maker *m, const char *rig)
{
	bool vary[DIMS_MAX];

	for (size_t d = 0; d < m->n_dims; d++)
		vary[d] = d != m->x && d != m->lines &&
			  strcmp(m->dim[d], "rig") && varies(m, rig, d);
	for (size_t i = 0; i < m->n_samples; i++)
		if (!strcmp(m->samples[i].rig, rig))
			m->samples[i].label = label_of(m, &m->samples[i], vary);
}

static struct series_line *line_of(struct series *s, const char *label)
{
	struct series_line *line;

	for (size_t i = 0; i < s->n_lines; i++)
		if (!strcmp(s->lines[i].label, label))
			return &s->lines[i];
	line = reallocarray(s->lines, s->n_lines + 1, sizeof(*line));
	if (!line)
		return NULL;
	s->lines = line;
	line = &s->lines[s->n_lines++];
	line->label = format_text("%s", label);
	line->points = calloc(s->n_x, sizeof(*line->points));
	return line->points ? line : NULL;
}

/* All samples of one line at one x, which are then taken. */
static int take_point(struct maker *m, struct series *s, size_t from,
		      double *values)
{
	const struct sample first = m->samples[from];
	struct series_line *line = line_of(s, first.label);
	size_t n = 0, x = 0;

	for (size_t i = from; i < m->n_samples; i++) {
		struct sample *other = &m->samples[i];

		if (!other->label || other->taken ||
		    strcmp(other->at[m->x], first.at[m->x]) ||
		    strcmp(other->label, first.label))
			continue;
		other->taken = true;
		memcpy(values + n, other->values, other->n * sizeof(*values));
		n += other->n;
	}
	while (strcmp(s->x[x], first.at[m->x]))
		x++;
	if (line)
		line->points[x] = stats_double(values, n);
	return line ? 0 : -ENOMEM;
}

/* In the order of the file; what it does not have, in that of the records. */
static int take_x(struct maker *m, struct series *s)
{
	const struct study_axis *axis = m->x < m->study->n_axes ?
					&m->study->axes[m->x] : NULL;
	size_t room = m->n_samples + (axis ? axis->n_values : 0), all = 0;
	const char **order = calloc(room + 1, sizeof(*order));
	const char **x = calloc(room + 1, sizeof(*x));

	s->x = calloc(room + 1, sizeof(*s->x));
	if (!order || !x || !s->x) {
		free(order);
		free(x);
		return -ENOMEM;
	}
	for (size_t v = 0; axis && v < axis->n_values; v++)
		number_of(order, &all, axis->values[v]);
	for (size_t i = 0; i < m->n_samples; i++)
		number_of(order, &all, m->samples[i].at[m->x]);
	for (size_t o = 0; o < all; o++)
		for (size_t i = 0; i < m->n_samples; i++)
			if (!strcmp(m->samples[i].rig, s->rig) &&
			    !strcmp(m->samples[i].at[m->x], order[o]))
				number_of(x, &s->n_x, order[o]);
	/* The samples' own do not stay. */
	for (size_t i = 0; i < s->n_x; i++)
		s->x[i] = format_text("%s", x[i]);
	free(order);
	free(x);
	return 0;
}

static int make_one(struct maker *m, struct series *s, const char *rig,
		    const struct study_plot_wish *wish, bool several)
{
	double *values = calloc(m->n_values, sizeof(*values));
	int err = -ENOMEM;

	*s = (struct series){
		.figure = wish->figure, .x_axis = wish->x, .rig = rig,
		.cycles = !measure_counts(&m->what->measure),
		.title = format_text("%s by %s%s%s", wish->figure, wish->x,
				     several ? ", " : "", several ? rig : ""),
	};
	label_samples(m, rig);
	if (values)
		err = take_x(m, s);
	for (size_t i = 0; !err && i < m->n_samples; i++)
		if (!m->samples[i].taken && m->samples[i].label)
			err = take_point(m, s, i, values);
	for (size_t i = 0; i < m->n_samples; i++) {
		free(m->samples[i].label);
		m->samples[i].label = NULL;
	}
	free(values);
	return err;
}

static int make_all(struct maker *m, struct series **all, size_t *n,
		    const struct study_plot_wish *wish)
{
	const char **rigs = calloc(m->n_samples + 1, sizeof(*rigs));
	size_t n_rigs = 0;
	int err = 0;

	if (!rigs)
		return -ENOMEM;
	for (size_t i = 0; i < m->n_samples; i++)
		number_of(rigs, &n_rigs, m->samples[i].rig);
	*all = calloc(n_rigs + 1, sizeof(**all));
	if (!*all)
		err = -ENOMEM;
	for (size_t r = 0; !err && r < n_rigs; r++)
		err = make_one(m, &(*all)[(*n)++], rigs[r], wish, n_rigs > 1);
	free(rigs);
	return err;
}

/* "pagefault:exits/op": the grammar of a condition without its change. */
static int read_figure(struct maker *m, const char *figure,
		       struct thresholds *what, struct sentence *why)
{
	size_t len = strlen(figure);
	struct threshold_error error;
	char *text;
	int err;

	m->per_op = len > 3 && !strcmp(figure + len - 3, "/op");
	text = format_text("%.*s>0%%", (int)(m->per_op ? len - 3 : len), figure);
	err = thresholds_parse(what, text, &error);
	free(text);
	if (err == -EINVAL)
		return sentence_set(why, err, "figure '%.100s': %s", figure,
				    error.what);
	if (!err && what->n != 1)
		return sentence_set(why, -EINVAL, "figure '%.100s': one is wanted",
				    figure);
	m->what = what->list;
	if (!err && m->per_op && m->what->measure.percentile)
		return sentence_set(why, -EINVAL,
				    "figure '%.100s': a percentile is of single exits",
				    figure);
	return err;
}

static int find_axes(struct maker *m, const struct study_plot_wish *wish,
		     struct sentence *why)
{
	if (m->study->n_axes > DIMS_MAX - 2)
		return sentence_set(why, -EINVAL, "more than %d axes",
				    DIMS_MAX - 2);
	for (size_t a = 0; a < m->study->n_axes; a++)
		m->dim[m->n_dims++] = m->study->axes[a].name;
	add_dim(m, "mode");
	add_dim(m, "workload");
	m->x = find_dim(m, wish->x);
	m->lines = wish->lines ? find_dim(m, wish->lines) : m->n_dims;
	if (m->x == m->n_dims || (wish->lines && m->lines == m->n_dims))
		return sentence_set(why, -EINVAL, "the study has no axis '%.100s'",
				    m->x == m->n_dims ? wish->x : wish->lines);
	return 0;
}

int series_make(struct series **all, size_t *n, const struct study_file *study,
		const struct series_run *runs, size_t n_runs,
		const struct study_plot_wish *wish, struct sentence *why)
{
	struct maker m = { .study = study };
	struct thresholds what = { 0 };
	struct texts texts = { 0 };
	int err = read_figure(&m, wish->figure, &what, why) ?:
		  find_axes(&m, wish, why);

	*all = NULL;
	*n = 0;
	for (size_t r = 0; !err && r < n_runs; r++) {
		const struct record *before = NULL;

		for (size_t i = 0; !err && runs[r].figs &&
				   i < runs[r].figs->res->n_records; i++)
			err = sample(&m, &runs[r].figs->res->records[i],
				     &before, &runs[r], &texts);
	}
	if (!err)
		err = make_all(&m, all, n, wish);
	for (size_t i = 0; i < m.n_samples; i++)
		free(m.samples[i].values);
	free(m.samples);
	thresholds_free(&what);
	free_texts(&texts);
	return err;
}

void series_free(struct series *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t l = 0; l < all[i].n_lines; l++) {
			free(all[i].lines[l].label);
			free(all[i].lines[l].points);
		}
		free(all[i].lines);
		for (size_t x = 0; x < all[i].n_x; x++)
			free(all[i].x[x]);
		free(all[i].x);
		free(all[i].title);
	}
	free(all);
}
