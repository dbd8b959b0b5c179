// SPDX-License-Identifier: GPL-2.0
/* exitbench study: reads the command line and the file; study/ does the work. */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#include "end_with.h"
#include "images.h"
#include "interrupt.h"
#include "revision.h"
#include "rigs.h"
#include "run_begin.h"
#include "run_options.h"
#include "study.h"
#include "study_main.h"
#include "study_show.h"
#include "tools.h"
#include "worker.h"

struct study_words {
	const char *file, *list;
	const char *build;	/* --build=DIR, or NULL */
	const char *results;
	const char *plots;
	bool dry_run, report;
};

static struct study_words said;

enum { OPT_DRY_RUN = 256, OPT_RESULTS, OPT_BUILD, OPT_LIST, OPT_PLOTS,
	OPT_REPORT };

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct study_words *w = state->input;

	switch (key) {
	case OPT_DRY_RUN:
		w->dry_run = true;
		return 0;
	case OPT_RESULTS:
		w->results = arg;
		return 0;
	case OPT_BUILD:
		w->build = arg;
		return 0;
	case OPT_LIST:
		w->list = arg;
		return 0;
	case OPT_PLOTS:
		w->plots = arg;
		return 0;
	case OPT_REPORT:
		w->report = true;
		return 0;
	case ARGP_KEY_ARG:
		if (w->file)
			argp_error(state, "'%s': one file at a time", arg);
		w->file = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "needs a file, such as bench/studies/quick");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "dry-run", OPT_DRY_RUN, NULL, 0,
	  "list the runs, their cells and how long they will take", 0 },
	{ "report", OPT_REPORT, NULL, 0,
	  "only write the report again; FILE is the folder of a study", 0 },
	{ "list", OPT_LIST, "AXIS", 0,
	  "print the values of one axis, and do nothing else", 0 },
	{ "results", OPT_RESULTS, "DIR", 0,
	  "where study-NAME goes (results)", 0 },
	{ "build", OPT_BUILD, "DIR", 0, "what make setup made (where this program is)", 0 },
	{ "plots", OPT_PLOTS, "DIR", 0, "gnuplot files and page template (plots/ of the program's tree)", 0 },
	{ 0 }
};

static const struct argp study_argp = {
	options, parse_option, "FILE",
	"Runs what FILE describes (docs/studies.md): all combinations of rigs, kernels, "
	"paging modes, parameters and workloads. What is there already is kept.",
	NULL, NULL, NULL
};

static bool is_rig(const char *name)
{
	for (unsigned int i = 0; rig_at(i); i++)
		if (!strcmp(rig_at(i)->name, name))
			return true;
	return !strcmp(name, "auto");
}

/* The plan of one run, in the process that will carry it out. */
static int plan_of(struct words *w, char **words, const char *results)
{
	GPtrArray *argv = g_ptr_array_new();
	int ret;

	g_ptr_array_add(argv, "exitbench study");
	for (char **word = words; *word; word++)
		g_ptr_array_add(argv, *word);
	if (said.build)
		g_ptr_array_add(argv, g_strdup_printf("--build=%s", said.build));
	plan_init(&w->plan);
	w->plan.results = results;
	ret = argp_parse(&run_argp, argv->len, (char **)argv->pdata, 0, NULL, w) ?
	      EXIT_USAGE : run_options_plan(w);
	g_ptr_array_free(argv, FALSE);
	return ret;
}

static int check_here(char **words, const char *results)
{
	static struct words w;
	struct images images;
	int ret = plan_of(&w, words, results);

	/* A dry run lists what is not built yet, too. */
	if (ret || said.dry_run)
		return ret;
	return worker_check(&w.plan) || images_find(&w.plan, &images) ||
	       (w.plan.rig->kind != RIG_DOMAIN && tools_check(&w.plan));
}

static int run_here(char **words, const char *results)
{
	static struct words w;
	char *dir;
	int ret = plan_of(&w, words, results);

	return ret ? ret : run_begin(&w.plan, NULL, &dir);
}

/* Waits for @pid, and hands signals on. */
static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return 1;
		if (interrupt_signal())
			kill(pid, interrupt_signal());
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/*
 * In a process of its own: each run begins as if it were the only one, and one that
 * ends the process does not end the study.
 */
static int apart(int (*what)(char **words, const char *results), char **words,
		 const char *results)
{
	pid_t pid, parent = getpid();
	int ret;

	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		fprintf(stderr, "exitbench: starting a run: %s\n", strerror(errno));
		return 1;
	}
	if (pid)
		return wait_for(pid);
	end_with(parent, SIGTERM);
	ret = what(words, results);
	fflush(NULL);
	_exit(ret);
}

static int check_quietly(char **words, const char *results)
{
	return freopen("/dev/null", "w", stderr) ? check_here(words, results) : 1;
}

static int check_apart(char **words, bool quiet)
{
	return apart(quiet ? check_quietly : check_here, words, said.results);
}

static int run_apart(char **words, const char *results)
{
	return apart(run_here, words, results);
}

static const struct study_runner runner = { check_apart, run_apart };

/* "studies/quick" is called quick, unless it says otherwise. */
static char *name_of(const struct matrix *matrix, const char *file)
{
	g_autofree char *base = g_path_get_basename(file);

	if (matrix->name)
		return g_strdup(matrix->name);
	if (matrix_is_name(base))
		return g_steal_pointer(&base);
	fprintf(stderr, "exitbench: study '%s': its file's name cannot be that of a folder; add a line: name = ...\n",
		file);
	return NULL;
}

static void print_axis(const struct matrix *matrix, const char *name)
{
	const struct axis *axis = matrix_axis(matrix, name);

	for (size_t v = 0; axis && v < axis->n_values; v++)
		printf("%s\n", axis->values[v].text);
}

static int carry_out(const struct study *study, const char *text)
{
	json_t *json = study_json(study->name, program_revision, text,
				  study->matrix, study->runs);
	struct study_dir dir;
	struct sentence why;
	int ret = 1;

	if (study_dir_open(&dir, study->results, study->name, json, &why)) {
		fprintf(stderr, "exitbench: study '%s': %s\n", study->name,
			why.text);
	} else {
		ret = study_carry_out(study, &dir);
		/* Of what is there, whatever has failed. */
		if (ret <= 1 && study_report(dir.path, said.plots))
			ret = 1;
	}
	study_dir_close(&dir);
	json_decref(json);
	return ret;
}

static int with_runs(const struct matrix *matrix, const struct study_runs *runs,
		     const char *text)
{
	g_autofree char *name = name_of(matrix, said.file);
	const struct study study = {
		.file = said.file, .name = name, .results = said.results,
		.matrix = matrix, .runs = runs, .runner = &runner,
	};

	if (!name || study_check(&study))
		return EXIT_USAGE;
	return said.dry_run ? study_list(&study) : carry_out(&study, text);
}

static int refuse(const struct matrix_error *error)
{
	fprintf(stderr, "exitbench: study '%s':%u:%u: %s\n", said.file,
		error->at.line, error->at.column, error->why.text);
	return EXIT_USAGE;
}

static int with_text(const char *text, size_t len)
{
	struct study_runs runs = { 0 };
	struct matrix_error error;
	struct matrix matrix;
	int ret;

	if (matrix_parse(&matrix, text, len, is_rig, &error) ||
	    study_combine(&runs, &matrix, &error)) {
		ret = refuse(&error);
	} else if (said.list) {
		print_axis(&matrix, said.list);
		ret = 0;
	} else {
		ret = with_runs(&matrix, &runs, text);
	}
	study_runs_free(&runs);
	matrix_free(&matrix);
	return ret;
}

int main_study(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	gsize len;

	said.results = "results";
	argp_parse(&study_argp, argc, argv, 0, NULL, &said);
	if (said.report)
		return study_report(said.file, said.plots) ? 1 : 0;
	if (!g_file_get_contents(said.file, &text, &len, &error)) {
		fprintf(stderr, "exitbench: study: %s\n", error->message);
		return EXIT_USAGE;
	}
	return with_text(text, len);
}
