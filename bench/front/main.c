// SPDX-License-Identifier: GPL-2.0
/* exitbench: the front end. Reads the command line; others do the work. */
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "action.h"
#include "run_archive.h"
#include "compare_main.h"
#include "database_main.h"
#include "doctor.h"
#include "dry_run.h"
#include "hygiene.h"
#include "keep.h"
#include "lanes.h"
#include "listing.h"
#include "merge_main.h"
#include "plan.h"
#include "plan_main.h"
#include "report.h"
#include "restore.h"
#include "resume.h"
#include "rigs.h"
#include "rules.h"
#include "run_begin.h"
#include "run_options.h"
#include "shard.h"
#include "study_main.h"
#include "tools.h"
#include "trend_main.h"

#define LATEST "results/latest"

/* Of a run that goes on: what it was begun with is said again. */
static int resume(struct words *w, struct resume *from, int argc, char **argv)
{
	g_autofree char *run = NULL;
	char **options;
	unsigned int shards = 0;

	if (!w->resume || !*w->resume) {
		w->resume = NULL;
		return 0;
	}
	run = strcmp(w->resume, "1") ? g_strdup(w->resume) :
	      resume_newest(w->plan.results);
	if (!run) {
		fprintf(stderr, "exitbench: resume '1': in '%s' there is no run that was stopped; make report writes the report of a complete one\n",
			w->plan.results);
		return -ENOENT;
	}
	if (lanes_is(run)) {
		if (lanes_open(run, &shards, &options))
			return -EINVAL;
		from->dir = realpath(run, NULL);
		from->results = g_path_get_dirname(from->dir);
	} else {
		if (resume_open(from, run))
			return -EINVAL;
		options = from->options;
	}
	w->plan.results = from->results;
	run_options_again(w, options, argc, argv);
	w->shards = shards;
	return 0;
}

/* What the user said beside --shards that cannot be. */
static bool shards_refused(const struct words *w)
{
	const char *why = w->resume && *w->resume ?
		"--resume: a run that goes on has the shards that it was begun with" :
		w->plan.shards ? "--shard: a shard has no shards" :
		w->plan.domain ? "--domain: a domain is one machine, which has one run at a time" :
		NULL;

	if (!w->shards || !why)
		return false;
	fprintf(stderr, "exitbench: --shards with %s; leave one of the two out\n",
		why);
	return true;
}

/* The same of what the plan has shown. */
static bool lanes_refused(const struct words *w)
{
	const struct rig *rig = w->plan.rig;

	if (!w->shards) {
		if (w->jobs)
			fprintf(stderr, "exitbench: --jobs: only with --shards, or a run of shards that goes on\n");
		return w->jobs;
	}
	if (rig->kind == RIG_THIS_MACHINE) {
		fprintf(stderr, "exitbench: --shards with --rig=%s: it swaps the KVM of this machine for one run at a time; leave --shards out\n",
			rig->name);
		return true;
	}
	if (rig->real && w->jobs > 1) {
		fprintf(stderr, "exitbench: --jobs=%u with --rig=%s: on a real processor machines that run at a time disturb each other's figures; leave --jobs out\n",
			w->jobs, rig->name);
		return true;
	}
	return shards_check(&w->plan, w->shards);
}

static int begin(struct words *w, struct resume *from, char **dir)
{
	const struct lanes_words lanes = { w->shards, w->jobs, from->dir };

	return w->shards ? lanes_run(&w->plan, &lanes, dir) :
	       run_begin(&w->plan, w->resume ? from : NULL, dir);
}

static int main_run(int argc, char **argv)
{
	static struct words w;
	static struct resume from;
	g_autofree char **args = g_memdup2(argv, (argc + 1) * sizeof(*argv));
	g_autofree char *dir = NULL;
	int ret, report;

	plan_init(&w.plan);
	argp_parse(&run_argp, argc, argv, 0, NULL, &w);
	if (shards_refused(&w) || resume(&w, &from, argc, args))
		return EXIT_USAGE;
	ret = run_options_plan(&w);
	if (ret)
		return ret;
	if (lanes_refused(&w))
		return EXIT_USAGE;
	if (w.dry_run)
		return dry_run(&w.plan);
	ret = begin(&w, &from, &dir);
	if (!dir)
		return ret;
	printf("\n");
	report = report_all(dir, w.plots);
	if (w.workloads && strstr(w.workloads, "@lmbench"))
		report_section(dir, "lmbench");
	printf("\nRecords: %s/records.jsonl\n", dir);
	if (!report)
		printf("Report:  %s/report.html\n", dir);
	else if (!ret)
		printf("Report:  none, as above; to write it, type: make report RUN=%s\n", dir);
	return ret ? ret : report ? 1 : 0;
}
static int run_action(int argc, char **argv, int (*action)(struct plan *plan))
{
	static struct words w;
	int ret;

	plan_init(&w.plan);
	argp_parse(&run_argp, argc, argv, 0, NULL, &w);
	ret = run_options_action(&w, argv[0]);
	if (ret)
		return ret;
	return host_refused(&w.plan) ? 1 : action(&w.plan);
}

static int main_check(int argc, char **argv)
{
	return run_action(argc, argv, check_plan);
}

static int main_overhead(int argc, char **argv)
{
	return run_action(argc, argv, overhead_plan);
}

static int main_rules(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	rules_print(stdout);
	return 0;
}

static int main_keep(int argc, char **argv)
{
	static struct plan plan;

	plan_init(&plan);
	return argc != 2 ? EXIT_USAGE :
	       keep_file(plan.libvirt_uri, argv[1]);
}

static int main_doctor(int argc, char **argv)
{
	static struct words w;

	plan_init(&w.plan);
	argp_parse(&doctor_argp, argc, argv, 0, NULL, &w);
	return doctor(w.plan.build);
}

static int main_restore(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return restore_left_over(&stock_machine, true) ? 1 : 0;
}

static bool no_run(const char *run)
{
	if (!access(run, F_OK))
		return false;
	if (errno == ENOENT)
		fprintf(stderr, "exitbench: no run '%s'; make one with: make bench\n",
			run);
	else
		fprintf(stderr, "exitbench: opening run '%s': %s\n", run,
			strerror(errno));
	return true;
}

static int main_report(int argc, char **argv)
{
	const char *run = argc > 1 ? argv[1] : LATEST;
	const char *plots = argc > 2 ? argv[2] : NULL;
	char *dir;
	int err;

	if (no_run(run) || archive_open(run, "results", &dir))
		return 1;
	err = report_all(dir, plots);
	if (!err)
		printf("\nReport: %s/report.html\n", dir);
	free(dir);
	return err ? 1 : 0;
}

static int main_export(int argc, char **argv)
{
	const char *run = argc > 1 ? argv[1] : LATEST;
	char *file;
	int err;

	if (no_run(run))
		return 1;
	err = archive_export(run, argc > 2 ? argv[2] : NULL, &file);
	if (!err)
		printf("Archive: %s\n", file);
	free(file);
	return err ? 1 : 0;
}

static int main_tools(int argc, char **argv)
{
	const char *tools[TOOLS_MAX];
	/* It needs no tool, whatever it is. */
	static struct plan plan = { .command = "true" };
	int i, n;

	if (plan_set_workloads(&plan, argc > 1 ? argv[1] : NULL))
		return EXIT_USAGE;
	n = tools_needed(&plan, tools);
	for (i = 0; i < n; i++)
		puts(tools[i]);
	return 0;
}

static int main_lmbench(int argc, char **argv)
{
	return report_section(argc > 1 ? argv[1] : LATEST, "lmbench") ? 1 : 0;
}

static int main_list(int argc, char **argv)
{
	return list_workloads(argc > 1 ? argv[1] : NULL);
}

/* Words beside options: at most so many; argp's own commands see to theirs. */
#define BY_ARGP (-1)

static const struct command {
	const char *name, *help;
	int (*main)(int argc, char **argv);
	int words;
} commands[] = {
	{ "run", "runs workloads and writes the report; --help has options",
	  main_run, BY_ARGP },
	{ "plan", "the command of each part of a run, for many machines; options as for run",
	  main_plan, BY_ARGP },
	{ "study", "FILE: runs all combinations that a file describes; --help has options",
	  main_study, BY_ARGP },
	{ "check-abi", "PASS, FAIL, WARN or SKIP for each rule of the CPUID leaves",
	  main_check, BY_ARGP },
	{ "rules", "the rules of check-abi: name, source, failure or warning, what is asked",
	  main_rules, 0 },
	{ "overhead", "ticks that the accounting and tracing cost an exit",
	  main_overhead, BY_ARGP },
	{ "keep", "FILE: a libvirt domain for as long as this runs, for exitbench-kvmhost",
	  main_keep, 1 },
	{ "doctor", "which rigs work on this machine, and why others do not",
	  main_doctor, BY_ARGP },
	{ "restore", "puts back what a killed run of the rig host left changed",
	  main_restore, 0 },
	{ "report", "[RUN]: writes the report of a run, or of an exported file",
	  main_report, 2 },
	{ "compare", "BASE RUN...: compares runs; --help has options",
	  main_compare, BY_ARGP },
	{ "trend", "FIGURE RUN...: follows one figure over runs, or those of a database; --help has options",
	  main_trend, BY_ARGP },
	{ "export", "[RUN [FILE]]: makes one file of a run, to hand on",
	  main_export, 2 },
	{ "database", "RUN...: adds runs to an SQLite database; --help has options",
	  main_database, BY_ARGP },
	{ "merge", "RUN...: makes one run of the parts that plan has listed",
	  main_merge, BY_ARGP },
	{ "list", "[NAMES]: the workloads, or some in detail", main_list, 1 },
	{ "tools", "[NAMES]: the packages that workloads run", main_tools, 1 },
	{ "lmbench", "[RUN]: a run beside published lmbench figures",
	  main_lmbench, 1 },
};

static bool is_dry(int argc, char **argv)
{
	while (--argc > 0)
		if (!strcmp(argv[argc], "--dry-run"))
			return true;
	return false;
}

#define NR_COMMANDS (sizeof(commands) / sizeof(*commands))

/*
 * Checks the arguments of a command that has no options. True, with the exit
 * status, if nothing is left to do: help was asked for, or they are wrong.
 */
static bool answered(const struct command *command, int *argc, char **argv,
		     int *status)
{
	if (command->words == BY_ARGP)
		return false;
	if (*argc > 1 && !strcmp(argv[1], "--help")) {
		printf("usage: exitbench %s%s %s\n", command->name,
		       command->words ? "" : ":", command->help);
		*status = 0;
		return true;
	}
	*status = EXIT_USAGE;
	/* What follows it is no option, whatever it begins with. */
	if (*argc > 1 && !strcmp(argv[1], "--")) {
		memmove(argv + 1, argv + 2, (*argc - 1) * sizeof(*argv));
		--*argc;
	} else if (*argc > 1 && argv[1][0] == '-') {
		fprintf(stderr, "exitbench: %s has no option '%s'; put -- before a name that begins with a hyphen\n",
			command->name, argv[1]);
		return true;
	}
	if (*argc - 1 <= command->words)
		return false;
	fprintf(stderr, "exitbench: '%s': one argument too many\n",
		argv[command->words + 1]);
	return true;
}

/* Output that cannot be written is a failure: the disk may be full. */
static int flushed(int status)
{
	bool failed = ferror(stdout);

	if (!fflush(stdout) && !failed)
		return status;
	fprintf(stderr, "exitbench: writing to standard output: %s\n",
		failed ? "not all of it could be written" : strerror(errno));
	return status ? status : 1;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	static char name[64];
	int status;

	snprintf(name, sizeof(name), "exitbench %s", argv[0]);
	argv[0] = name;
	if (answered(command, &argc, argv, &status))
		return flushed(status);
	/*
	 * Any command repairs first what a killed run left; keep is part of one, and
	 * a dry run only looks.
	 */
	if (command->main != main_restore && command->main != main_keep &&
	    !is_dry(argc, argv))
		restore_left_over(&stock_machine, false);
	return flushed(command->main(argc, argv));
}

int main(int argc, char **argv)
{
	FILE *out = stderr;
	size_t i;

	argp_err_exit_status = EXIT_USAGE;
	for (i = 0; argc > 1 && i < NR_COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return run_command(&commands[i], argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "--help"))
		out = stdout;
	else if (argc > 1)
		fprintf(out, "exitbench: unknown command '%s'\n", argv[1]);
	fprintf(out, "usage: exitbench COMMAND [...]\n");
	for (i = 0; i < NR_COMMANDS; i++)
		fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].help);
	return out == stdout ? flushed(0) : EXIT_USAGE;
}
