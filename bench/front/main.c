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
#include "auto_counts.h"
#include "compare_main.h"
#include "counts_of_run.h"
#include "doctor.h"
#include "dry_run.h"
#include "hygiene.h"
#include "keep.h"
#include "listing.h"
#include "load_files.h"
#include "options.h"
#include "plan.h"
#include "reasons.h"
#include "report.h"
#include "restore.h"
#include "rig_domain.h"
#include "rigs.h"
#include "run.h"
#include "tools.h"
#include "trend_main.h"

#define EXIT_USAGE 2
#define LATEST "results/latest"
/* As many as QEMU's q35 can have without an interrupt-remapping unit. */
#define VCPUS_MAX 255

struct words {
	const char *rig, *mode, *workloads, *machine, *kernel, *plots;
	const char *counts;	/* the run whose counts are taken, or NULL */
	const char *files;	/* for the command, or NULL */
	unsigned int detail;	/* entries of the table; 0 for none */
	bool dry_run;
	struct plan plan;
};

enum {
	OPT_BUILD = 256, OPT_COMMAND, OPT_RESULTS, OPT_KERNEL, OPT_PLOTS, OPT_STALL,
	OPT_KVM, OPT_VCPUS, OPT_MODULES, OPT_TUNE, OPT_DRY_RUN, OPT_DETAIL,
	OPT_DOMAIN, OPT_COUNTS, OPT_QEMU, OPT_BOCHS, OPT_WARMUP, OPT_FILES,
	OPT_SUBMISSION,
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct words *w = state->input;

	switch (key) {
	case 'r':
		w->rig = arg;
		return 0;
	case 'm':
		w->mode = arg;
		return 0;
	case 'w':
		w->workloads = arg;
		return 0;
	case 'M':
		w->machine = arg;
		return 0;
	case 'n':
		w->plan.reps = option_number(arg, "repetitions", 1, state);
		return 0;
	case OPT_WARMUP:
		w->plan.warmup = option_number(arg, "warm-ups", 0, state);
		return 0;
	case 't':
		w->plan.timeout_s = option_number(arg, "time-out", 1, state);
		return 0;
	case OPT_STALL:
		w->plan.stall_s = option_number(arg, "time-out", 1, state);
		return 0;
	case OPT_DOMAIN:
		w->plan.domain = arg;
		return 0;
	case OPT_COUNTS:
		w->counts = arg;
		return 0;
	case OPT_FILES:
		w->files = arg;
		return 0;
	case OPT_COMMAND:
		w->plan.command = arg;
		return 0;
	case OPT_BUILD:
		w->plan.build = arg;
		return 0;
	case OPT_RESULTS:
		w->plan.results = arg;
		return 0;
	case OPT_KERNEL:
		/* It becomes a part of paths; empty: there is none yet. */
		if (*arg && (*arg < '0' || *arg > '9' ||
			     strpbrk(arg, "/ \t\n'\"") || strstr(arg, "..")))
			argp_error(state, "kernel '%s': wants a version such as 6.1",
				   arg);
		w->kernel = arg;
		return 0;
	case OPT_SUBMISSION:
		w->plan.submission = arg;
		return 0;
	case OPT_QEMU:
		part_choose(&part_qemu, arg);
		part_choose(&part_qemu_tcg, arg);
		return 0;
	case OPT_BOCHS:
		part_choose(&part_bochs, arg);
		return 0;
	case OPT_VCPUS:
		w->plan.vcpus = option_number(arg, "vCPUs", 1, state);
		if (w->plan.vcpus > VCPUS_MAX)
			argp_error(state, "vCPUs '%s': at most %d", arg,
				   VCPUS_MAX);
		return 0;
	case OPT_KVM:
		if (strpbrk(arg, " \t\n\""))
			argp_error(state, "parameters '%s': separate them by commas",
				   arg);
		w->plan.kvm = arg;
		return 0;
	case OPT_DETAIL:
		w->detail = option_number(arg, "details", 1, state);
		if (w->detail > DETAILS_MAX)
			argp_error(state, "details '%s': at most %d", arg,
				   DETAILS_MAX);
		return 0;
	case OPT_MODULES:
		w->plan.modules = arg;
		return 0;
	case OPT_TUNE:
		w->plan.tune = arg;
		return 0;
	case OPT_DRY_RUN:
		w->dry_run = true;
		return 0;
	case OPT_PLOTS:
		w->plots = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option run_options[] = {
	{ "rig", 'r', "RIG", 0, "auto, vmx-emu, svm-emu, nested or host", 0 },
	{ "domain", OPT_DOMAIN, "NAME", 0,
	  "a running libvirt domain of yours, instead of a rig", 0 },
	{ "mode", 'm', "MODE", 0, "both, tdp (ept, npt) or shadow", 0 },
	{ "workload", 'w', "LIST", 0,
	  "NAME[:PARAM=VALUE]... or @GROUP, separated by commas; see list", 0 },
	{ "command", OPT_COMMAND, "CMD", 0,
	  "a command of your own, run by the guest's shell", 0 },
	{ "files", OPT_FILES, "FILE,...", 0,
	  "programs and data of your own for the command, which finds them in its directory", 0 },
	{ "counts", OPT_COUNTS, "RUN", 0,
	  "take the counts that are not given from this run, to be comparable with it", 0 },
	{ "reps", 'n', "N", 0, "repetitions (3)", 0 },
	{ "submission", OPT_SUBMISSION, "DIR", 0,
	  "another KVM, built by scripts/build-submission, instead of the patched one", 0 },
	{ "warmup", OPT_WARMUP, "N", 0,
	  "repetitions before them that are not recorded (1)", 0 },
	{ "machine", 'M', "TYPE", 0, "the guest's machine (q35)", 0 },
	{ "timeout", 't', "S", 0,
	  "how long a repetition may take, in seconds of the KVM host (60)", 0 },
	{ "stall", OPT_STALL, "S", 0,
	  "how long the KVM host may be silent, in real seconds (600, or what --timeout needs)", 0 },
	{ "kernel", OPT_KERNEL, "X.Y", 0, "version built (that of make setup)", 0 },
	{ "qemu", OPT_QEMU, "PROGRAM", 0,
	  "rigs svm-emu, nested: the QEMU that runs the KVM host", 0 },
	{ "bochs", OPT_BOCHS, "PROGRAM", 0,
	  "rig vmx-emu: the Bochs that runs the KVM host", 0 },
	{ "vcpus", OPT_VCPUS, "N", 0, "virtual processors of the guest (1)", 0 },
	{ "kvm", OPT_KVM, "PARAM=VALUE,...", 0,
	  "parameters of the patched kvm.ko, such as exit_acct=A", 0 },
	{ "detail", OPT_DETAIL, "N", 0,
	  "also count exits by port, register, page and vector, up to N of them",
	  0 },
	{ "dry-run", OPT_DRY_RUN, NULL, 0,
	  "rig host: say what a run would do, and change nothing", 0 },
	{ "tune", OPT_TUNE, "LIST", 0,
	  "rig host: settings to change during the run, of " TUNE_NAMES, 0 },
	{ "modules", OPT_MODULES, "DIR", 0,
	  "rig host: the patched modules (build/kvm-host)", 0 },
	{ "build", OPT_BUILD, "DIR", 0, "what make setup made (where this program is)", 0 },
	{ "results", OPT_RESULTS, "DIR", 0, "where runs go (results)", 0 },
	{ "plots", OPT_PLOTS, "DIR", 0, "gnuplot files and page template (plots/ of the program's tree)", 0 },
	{ 0 }
};

static const struct argp run_argp = {
	run_options, parse_option, "", "Runs workloads and writes the report.",
	NULL, NULL, NULL
};

/* A parameter of kvm.ko beside those that the user names. */
static void add_detail(struct words *w)
{
	static char *text;

	if (w->detail && asprintf(&text, "%s%sexit_acct_detail=%u",
				  w->plan.kvm ? w->plan.kvm : "",
				  w->plan.kvm ? "," : "", w->detail) < 0)
		abort();
	if (w->detail)
		w->plan.kvm = text;
}

/* Before anything is started or connected to. */
static int take_files(struct words *w)
{
	static struct user_files files;
	struct sentence why;

	if (!w->files || !*w->files)
		return 0;
	if (!w->plan.command || !*w->plan.command) {
		fprintf(stderr, "exitbench: files are for a command of yours: give CMD=, too\n");
		return EXIT_USAGE;
	}
	if (load_files(w->files, &files, &why)) {
		fprintf(stderr, "exitbench: %s\n", why.text);
		return EXIT_USAGE;
	}
	w->plan.files = &files;
	return 0;
}

/* The domain already settles everything about the machine. */
static int plan_domain(struct words *w)
{
	if (w->rig || w->mode || w->machine || w->plan.kvm || w->plan.vcpus ||
	    w->detail) {
		fprintf(stderr, "exitbench: domain '%s' is measured as it is: leave out rig, mode, machine, vcpus and parameters of KVM\n",
			w->plan.domain);
		return EXIT_USAGE;
	}
	if (!w->workloads && !w->plan.command)
		w->workloads = DOMAIN_WORKLOADS;
	if (plan_set_workloads(&w->plan, w->workloads))
		return EXIT_USAGE;
	return domain_prepare(&w->plan);
}

/* Whether there are options that only rig host has, or that it does not have. */
static bool misplaced(const struct words *w)
{
	const char *word = w->plan.tune ? "--tune" :
		w->plan.modules ? "--modules" : NULL;

	if (w->plan.submission && w->plan.rig->kind != RIG_BOOTS) {
		fprintf(stderr, "exitbench: --submission: rig %s boots no KVM host; choose another rig\n",
			w->plan.rig->name);
		return true;
	}
	if (w->plan.rig->kind == RIG_THIS_MACHINE)
		return !host_may_tune(&w->plan);
	if (!word)
		return false;
	fprintf(stderr, "exitbench: %s: only with --rig=host; rig %s changes nothing on this machine\n",
		word, w->plan.rig->name);
	return true;
}

static int main_run(int argc, char **argv)
{
	static struct words w;
	g_autofree char *dir = NULL, *warning = NULL;
	int ret, report;

	plan_init(&w.plan);
	argp_parse(&run_argp, argc, argv, 0, NULL, &w);
	plan_set_kernel(&w.plan, w.kernel);
	ret = take_files(&w);
	if (ret)
		return ret;
	if (w.plan.domain) {
		ret = plan_domain(&w);
		if (ret)
			return ret;
	} else if (plan_set_rig(&w.plan, w.rig) ||
		   plan_set_mode(&w.plan, w.mode) ||
		   plan_set_machine(&w.plan, w.machine) ||
		   plan_set_workloads(&w.plan, w.workloads)) {
		return EXIT_USAGE;
	} else {
		plan_set_counts(&w.plan);
	}
	if (w.counts && plan_take_counts(&w.plan, w.counts))
		return EXIT_USAGE;
	add_detail(&w);
	if (misplaced(&w))
		return EXIT_USAGE;
	if (w.dry_run)
		return dry_run(&w.plan);
	if (host_refused(&w.plan))
		return 1;
	warning = host_warning(&stock_machine, &w.plan);
	if (warning)
		fprintf(stderr, "exitbench: %s\n", warning);

	ret = auto_counts(&w.plan);
	if (ret)
		return ret;
	ret = run_plan(&w.plan, &dir);
	if (!dir)
		return ret;
	printf("\n");
	report = report_all(dir, w.plots);
	if (w.workloads && strstr(w.workloads, "@lmbench"))
		report_section(dir, "lmbench");
	printf("\nRecords: %s/records.jsonl\n", dir);
	if (!report)
		printf("Report:  %s/report.html\n", dir);
	return ret ? ret : report ? 1 : 0;
}

static int run_action(int argc, char **argv, int (*action)(struct plan *plan))
{
	static struct words w;

	plan_init(&w.plan);
	argp_parse(&run_argp, argc, argv, 0, NULL, &w);
	if (w.workloads || w.plan.command || w.plan.domain || w.detail ||
	    w.counts || w.files || w.dry_run) {
		fprintf(stderr, "%s: takes no workloads, command, files, domain, details or counts, and has no dry run\n",
			argv[0]);
		return EXIT_USAGE;
	}
	plan_set_kernel(&w.plan, w.kernel);
	if (plan_set_rig(&w.plan, w.rig) || plan_set_mode(&w.plan, w.mode) ||
	    plan_set_machine(&w.plan, w.machine))
		return EXIT_USAGE;
	if (misplaced(&w))
		return EXIT_USAGE;
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

static int main_keep(int argc, char **argv)
{
	static struct plan plan;

	plan_init(&plan);
	return argc != 2 ? EXIT_USAGE :
	       keep_file(plan.libvirt_uri, argv[1]);
}

static int main_doctor(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "qemu", OPT_QEMU, "PROGRAM", 0, "instead of PATH's", 0 },
		{ "bochs", OPT_BOCHS, "PROGRAM", 0, "instead of PATH's", 0 },
		{ "build", OPT_BUILD, "DIR", 0, "what make setup made (where this program is)", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		options, parse_option, "", "Which rigs work on this machine.",
		NULL, NULL, NULL
	};
	static struct words w;

	plan_init(&w.plan);
	argp_parse(&argp, argc, argv, 0, NULL, &w);
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
	{ "check-abi", "PASS, FAIL or SKIP for each rule of the CPUID leaves",
	  main_check, BY_ARGP },
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
	{ "trend", "FIGURE RUN...: follows one figure over runs; --help has options",
	  main_trend, BY_ARGP },
	{ "export", "[RUN [FILE]]: makes one file of a run, to hand on",
	  main_export, 2 },
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
		printf("usage: exitbench %s %s\n", command->name,
		       command->help);
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
