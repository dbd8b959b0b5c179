// SPDX-License-Identifier: GPL-2.0
/* Makes runs out of axes; see combine.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "combine.h"

#define FOLDER_MAX 80

/* One workload with its parameters, and the values that gave it those. */
struct wish {
	struct job job;
	const struct value *workload;		/* NULL: by default */
	const struct value *param[MATRIX_AXES_MAX];	/* by axis */
};

struct maker {
	const struct matrix *matrix;
	struct wish *wishes;
	size_t n_wishes;
	bool mode[PAGING_MODES];
	bool *took;		/* whether an exclusion has taken anything out */
	struct study_runs *runs;
	struct matrix_error *error;
	struct study_run now;	/* the combination at hand */
};

static bool is_among(const struct condition *c, const char *text)
{
	for (size_t i = 0; i < c->n_values; i++)
		if (!strcmp(c->values[i].text, text))
			return true;
	return false;
}

static bool meets(const struct maker *m, const struct condition *c,
		  enum paging mode, const struct wish *wish)
{
	size_t axis = c->axis - m->matrix->axes;

	switch (c->axis->what.kind) {
	case AXIS_MODE:
		return is_among(c, paging_word(mode));
	case AXIS_WORKLOAD:
		return is_among(c, wish->workload->text) ||
		       is_among(c, wish->job.workload->name);
	case AXIS_PARAM:
		return wish->param[axis] && is_among(c, wish->param[axis]->text);
	default:
		return is_among(c, m->now.pick[axis]->text);
	}
}

static bool excluded(const struct maker *m, enum paging mode,
		     const struct wish *wish)
{
	bool out = false;

	/* All of them, so that each is known to take something out. */
	for (size_t e = 0; e < m->matrix->n_exclusions; e++) {
		const struct exclusion *x = &m->matrix->exclusions[e];
		bool all = true;

		for (size_t c = 0; all && c < x->n_conditions; c++)
			all = meets(m, &x->conditions[c], mode, wish);
		m->took[e] |= all;
		out |= all;
	}
	return out;
}

/* The wish with each value of the axes from @axis on that are of its workload. */
static int add_wishes(struct maker *m, struct wish wish, size_t axis)
{
	const struct matrix *matrix = m->matrix;
	int err = 0;

	for (; axis < matrix->n_axes; axis++) {
		const struct axis *a = &matrix->axes[axis];

		if (a->what.kind != AXIS_PARAM ||
		    a->what.workload != wish.job.workload)
			continue;
		for (size_t v = 0; !err && v < a->n_values; v++) {
			int p = a->what.param;

			wish.job.param[p] = a->values[v].job.param[p];
			wish.param[axis] = &a->values[v];
			err = add_wishes(m, wish, axis + 1);
		}
		return err;
	}
	if (m->n_wishes == JOBS_MAX)
		return sentence_set(&m->error->why, -EINVAL,
				    "more than %d workloads with their parameters",
				    JOBS_MAX);
	m->wishes[m->n_wishes++] = wish;
	return 0;
}

static int make_wishes(struct maker *m)
{
	const struct axis *axis = matrix_axis(m->matrix, "workload");
	struct job job[JOBS_MAX];
	unsigned int n = 0;
	int err = 0;

	m->wishes = g_new0(struct wish, JOBS_MAX);
	if (axis)
		m->error->at = axis->at;
	for (size_t v = 0; axis && !err && v < axis->n_values; v++)
		err = add_wishes(m, (struct wish){
			.job = axis->values[v].job, .workload = &axis->values[v],
		}, 0);
	if (axis)
		return err;
	if (jobs_add(job, &n, JOBS_DEFAULT, &m->error->why))
		return -EINVAL;
	for (unsigned int i = 0; i < n && !err; i++)
		err = add_wishes(m, (struct wish){ .job = job[i] }, 0);
	return err;
}

static void take_modes(struct maker *m)
{
	const struct axis *axis = matrix_axis(m->matrix, "mode");

	for (enum paging p = 0; p < PAGING_MODES; p++) {
		m->mode[p] = !axis;
		for (size_t v = 0; axis && v < axis->n_values; v++)
			m->mode[p] |= !strcmp(axis->values[v].text,
					      paging_word(p));
	}
}

static int emit(struct maker *m)
{
	struct study_runs *runs = m->runs;

	if (!m->now.n_jobs)
		return 0;
	if (runs->n == STUDY_RUNS_MAX)
		return sentence_set(&m->error->why, -EINVAL,
				    "more than %d runs; exclude combinations, or make two studies",
				    STUDY_RUNS_MAX);
	/* Doubled now and then. */
	if (!(runs->n & (runs->n - 1)))
		runs->list = g_renew(struct study_run, runs->list,
				     runs->n ? 2 * runs->n : 1);
	runs->list[runs->n++] = m->now;
	return 0;
}

static void take_jobs(struct maker *m, const bool *out)
{
	m->now.n_jobs = 0;
	for (size_t w = 0; w < m->n_wishes; w++)
		if (!out[w])
			m->now.jobs[m->now.n_jobs++] = m->wishes[w].job;
}

/* The runs of one combination: one, or one for each mode. */
static int finish(struct maker *m)
{
	bool out[PAGING_MODES][JOBS_MAX] = { 0 };
	bool both = m->mode[PAGING_TDP] && m->mode[PAGING_SHADOW];
	int err = 0;

	for (enum paging p = 0; p < PAGING_MODES; p++)
		for (size_t w = 0; m->mode[p] && w < m->n_wishes; w++)
			out[p][w] = excluded(m, p, &m->wishes[w]);
	if (both && !memcmp(out[PAGING_TDP], out[PAGING_SHADOW], sizeof(*out))) {
		m->now.modes[PAGING_TDP] = m->now.modes[PAGING_SHADOW] = true;
		take_jobs(m, out[PAGING_TDP]);
		return emit(m);
	}
	for (enum paging p = 0; !err && p < PAGING_MODES; p++) {
		if (!m->mode[p])
			continue;
		memset(m->now.modes, 0, sizeof(m->now.modes));
		m->now.modes[p] = true;
		take_jobs(m, out[p]);
		err = emit(m);
	}
	return err;
}

static int combine(struct maker *m, size_t axis)
{
	const struct axis *a = &m->matrix->axes[axis];
	int err = 0;

	if (axis == m->matrix->n_axes)
		return finish(m);
	if (axis_is_of_cell(&a->what))
		return combine(m, axis + 1);
	for (size_t v = 0; !err && v < a->n_values; v++) {
		m->now.pick[axis] = &a->values[v];
		err = combine(m, axis + 1);
	}
	return err;
}

/* More combinations than a file of this size should have would take for ever. */
static int check_number(struct maker *m)
{
	size_t n = 1;

	for (size_t i = 0; i < m->matrix->n_axes; i++) {
		const struct axis *a = &m->matrix->axes[i];

		if (axis_is_of_cell(&a->what))
			continue;
		m->error->at = a->at;
		n *= a->n_values;
		if (n > 100 * STUDY_RUNS_MAX)
			return sentence_set(&m->error->why, -EINVAL,
					    "more than %d combinations",
					    100 * STUDY_RUNS_MAX);
	}
	return 0;
}

static bool is_split(const struct maker *m, const struct study_run *run)
{
	return m->mode[PAGING_TDP] && m->mode[PAGING_SHADOW] &&
	       run->modes[PAGING_TDP] != run->modes[PAGING_SHADOW];
}

static void name_run(const struct maker *m, struct study_run *run, size_t number)
{
	GString *label = g_string_new(NULL);
	g_autofree char *plain = NULL;

	for (size_t i = 0; i < m->matrix->n_axes; i++)
		if (run->pick[i] && m->matrix->axes[i].n_values > 1)
			g_string_append_printf(label, "%s%s=%s",
					       label->len ? " " : "",
					       m->matrix->axes[i].name,
					       run->pick[i]->text);
	if (is_split(m, run))
		g_string_append_printf(label, "%smode=%s", label->len ? " " : "",
				       paging_word(run->modes[PAGING_SHADOW]));
	if (!label->len)
		g_string_append(label, "all");
	run->label = g_string_free(label, FALSE);
	plain = g_strndup(run->label, FOLDER_MAX);
	for (char *c = plain; *c; c++)
		if (!g_ascii_isalnum(*c) && !strchr("=_.", *c))
			*c = '-';
	run->folder = g_strdup_printf("%02zu-%s", number, plain);
}

static int check_made(struct maker *m)
{
	const struct matrix *matrix = m->matrix;

	for (size_t e = 0; e < matrix->n_exclusions; e++) {
		m->error->at = matrix->exclusions[e].at;
		if (!m->took[e])
			return sentence_set(&m->error->why, -EINVAL,
					    "this exclusion takes nothing out: no cell meets all of it");
	}
	if (!m->runs->n)
		return sentence_set(&m->error->why, -EINVAL,
				    "the exclusions take everything out");
	return 0;
}

int study_combine(struct study_runs *runs, const struct matrix *matrix,
		  struct matrix_error *error)
{
	struct maker m = {
		.matrix = matrix, .runs = runs, .error = error,
		.took = g_new0(bool, matrix->n_exclusions + 1),
	};
	int err;

	*runs = (struct study_runs){ 0 };
	*error = (struct matrix_error){ .at = { 1, 1 } };
	take_modes(&m);
	err = make_wishes(&m) ?: check_number(&m) ?: combine(&m, 0) ?:
	      check_made(&m);
	for (size_t i = 0; !err && i < runs->n; i++)
		name_run(&m, &runs->list[i], i + 1);
	if (err) {
		g_free(runs->list);
		*runs = (struct study_runs){ 0 };
	}
	g_free(m.took);
	g_free(m.wishes);
	return err;
}

void study_runs_free(struct study_runs *runs)
{
	for (size_t i = 0; i < runs->n; i++) {
		g_free(runs->list[i].label);
		g_free(runs->list[i].folder);
	}
	g_free(runs->list);
	*runs = (struct study_runs){ 0 };
}

unsigned int study_run_cells(const struct study_run *run,
			     const struct matrix *matrix)
{
	unsigned int modes = run->modes[PAGING_TDP] + run->modes[PAGING_SHADOW];

	return modes * run->n_jobs * matrix->reps;
}

/* Adds "PARAM=VALUE" to what one option says; @set is a bare word. */
static void add_keyed(GString *list, char between, const char *key,
		      const char *value, bool word)
{
	if (!strcmp(value, VALUE_DEFAULT))
		return;
	if (list->len)
		g_string_append_c(list, between);
	g_string_append(list, key);
	if (!word || strcmp(value, VALUE_SET))
		g_string_append_printf(list, "=%s", value);
}

static void add_word(GPtrArray *words, const char *option, GString *list)
{
	if (list->len)
		g_ptr_array_add(words, g_strdup_printf("--%s=%s", option,
						       list->str));
	g_string_free(list, TRUE);
}

static GString *jobs_of(const struct study_run *run)
{
	GString *list = g_string_new(NULL);

	for (unsigned int j = 0; j < run->n_jobs; j++) {
		char *text = job_text(&run->jobs[j]);

		g_string_append_printf(list, "%s%s", j ? "," : "", text);
		free(text);
	}
	return list;
}

char **study_run_words(const struct study_run *run, const struct matrix *matrix)
{
	GPtrArray *words = g_ptr_array_new();
	GString *kvm = g_string_new(NULL), *vendor = g_string_new(NULL);
	GString *guest = g_string_new(NULL), *host = g_string_new(NULL);

	for (size_t i = 0; i < matrix->n_axes; i++) {
		const struct axis_name *what = &matrix->axes[i].what;
		const char *value = run->pick[i] ? run->pick[i]->text : NULL;

		if (!value)
			continue;
		if (what->kind == AXIS_KVM)
			add_keyed(kvm, ',', what->key, value, false);
		else if (what->kind == AXIS_VENDOR)
			add_keyed(vendor, ',', what->key, value, false);
		else if (what->kind == AXIS_GUEST)
			add_keyed(guest, ' ', what->key, value, true);
		else if (what->kind == AXIS_HOST)
			add_keyed(host, ' ', what->key, value, true);
		else if (what->kind == AXIS_OPTION)
			g_ptr_array_add(words, g_strdup_printf("--%s=%s",
						what->option, value));
		else if (!strcmp(value, "yes"))
			g_ptr_array_add(words, g_strdup_printf("--%s",
							what->option));
	}
	if (!run->modes[PAGING_TDP] || !run->modes[PAGING_SHADOW])
		g_ptr_array_add(words, g_strdup_printf("--mode=%s",
				paging_word(run->modes[PAGING_SHADOW])));
	add_word(words, "kvm", kvm);
	add_word(words, "vendor-module", vendor);
	add_word(words, "guest-words", guest);
	add_word(words, "host-words", host);
	add_word(words, "workload", jobs_of(run));
	g_ptr_array_add(words, g_strdup_printf("--reps=%u", matrix->reps));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}
