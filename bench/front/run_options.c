// SPDX-License-Identifier: GPL-2.0
/* The options of a run, and the plan that they make. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "counts_of_run.h"
#include "dry_run.h"
#include "hygiene.h"
#include "load_files.h"
#include "module_params.h"
#include "options.h"
#include "reasons.h"
#include "revision.h"
#include "rig_domain.h"
#include "rigs.h"
#include "run_options.h"
#include "shard.h"
#include "walks.h"

/* As many as QEMU's q35 can have without an interrupt-remapping unit. */
#define VCPUS_MAX 255

enum {
	OPT_BUILD = 256, OPT_COMMAND, OPT_RESULTS, OPT_KERNEL, OPT_PLOTS, OPT_STALL,
	OPT_KVM, OPT_VCPUS, OPT_MODULES, OPT_TUNE, OPT_DRY_RUN, OPT_DETAIL,
	OPT_DOMAIN, OPT_COUNTS, OPT_QEMU, OPT_BOCHS, OPT_WARMUP, OPT_FILES,
	OPT_SUBMISSION, OPT_ISOLATION, OPT_WALKS, OPT_VERIFY,
	OPT_SHARD, OPT_SHARDS, OPT_RESUME, OPT_VENDOR_MODULE, OPT_GUEST_WORDS,
	OPT_HOST_WORDS, OPT_MEMORY, OPT_REVISION,
};

/* Parameters of a module become a word of a kernel's command line. */
static const char *module_params(const char *arg, struct argp_state *state)
{
	if (strpbrk(arg, " \t\n\""))
		argp_error(state, "parameters '%s': separate them by commas",
			   arg);
	return arg;
}

static const char *kernel_words(const char *arg, struct argp_state *state)
{
	if (!plan_is_words(arg))
		argp_error(state, "kernel words '%s': want printable ASCII without quotes, and no --",
			   arg);
	return *arg ? arg : NULL;
}

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
		/* Empty: there is none yet. */
		if (*arg && !plan_is_version(arg))
			argp_error(state, "kernel '%s': wants a version such as 6.1",
				   arg);
		w->kernel = arg;
		return 0;
	case OPT_ISOLATION:
		w->plan.isolation = true;
		return 0;
	case OPT_SHARD:
		if (shard_parse(&w->plan, arg))
			exit(EXIT_USAGE);
		return 0;
	case OPT_REVISION:
		if (strcmp(arg, program_revision)) {
			fprintf(stderr, "exitbench: --revision=%s: the plan is of that revision, this program of %s: build the plan's here, or make a plan with this one\n",
				arg, program_revision);
			exit(EXIT_USAGE);
		}
		return 0;
	case OPT_SHARDS:
		w->shards = option_number(arg, "shards", 1, state);
		return 0;
	case 'j':
		w->jobs = option_number(arg, "jobs", 1, state);
		return 0;
	case OPT_RESUME:
		w->resume = arg;
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
		w->plan.kvm = module_params(arg, state);
		return 0;
	case OPT_VENDOR_MODULE:
		w->plan.vendor_module = module_params(arg, state);
		return 0;
	case OPT_GUEST_WORDS:
		w->plan.guest_words = kernel_words(arg, state);
		return 0;
	case OPT_HOST_WORDS:
		w->plan.host_words = kernel_words(arg, state);
		return 0;
	case OPT_MEMORY:
		w->plan.memory_mib = option_number(arg, "MiB of memory",
						   GUEST_MEMORY_MIN_MIB, state);
		return 0;
	case OPT_WALKS:
		w->walks = arg;
		return 0;
	case OPT_VERIFY:
		w->plan.verify = true;
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
	{ "isolation", OPT_ISOLATION, NULL, 0,
	  "check-abi: with a second VM beside the guest", 0 },
	{ "shard", OPT_SHARD, "I/N", 0,
	  "only this part of the run, as exitbench plan has listed it", 0 },
	{ "revision", OPT_REVISION, "REVISION", 0,
	  "only if this program is of that revision, as exitbench plan wants it", 0 },
	{ "shards", OPT_SHARDS, "N", 0,
	  "in so many parts; run: several at a time, and merged; plan: a command for each", 0 },
	{ "jobs", 'j', "N", 0,
	  "of the shards of a run: so many KVM hosts at a time (one a processor)", 0 },
	{ "resume", OPT_RESUME, "RUN", 0,
	  "go on with this run, which was stopped; 1: the newest of them", 0 },
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
	{ "vendor-module", OPT_VENDOR_MODULE, "PARAM=VALUE,...", 0,
	  "parameters of the patched kvm-intel.ko or kvm-amd.ko, such as avic=1", 0 },
	{ "memory", OPT_MEMORY, "MIB", 0, "memory of the guest (256)", 0 },
	{ "guest-words", OPT_GUEST_WORDS, "WORDS", 0,
	  "more words for the guest's kernel, such as pti=on", 0 },
	{ "host-words", OPT_HOST_WORDS, "WORDS", 0,
	  "the same for the kernel of a KVM host that boots", 0 },
	{ "detail", OPT_DETAIL, "N", 0,
	  "also count exits by port, register, page and vector, up to N of them",
	  0 },
	{ "walks", OPT_WALKS, "GEOMETRY", 0,
	  "rig svm-emu: model page walks with these TLBs: zen4 (or 1), skylake, icelake; on a real processor 1: count them by the guest's PMU", 0 },
	{ "verify", OPT_VERIFY, NULL, 0,
	  "count every exit a second time, by the kernel's trace; a repetition that differs fails", 0 },
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

const struct argp run_argp = {
	run_options, parse_option, "",
	"Runs workloads and writes the report. The commands plan, check-abi and overhead take the same options, as far as they apply.",
	NULL, NULL, NULL
};

/* Those of them that name what doctor looks at. */
static const struct argp_option doctor_options[] = {
	{ "qemu", OPT_QEMU, "PROGRAM", 0, "instead of PATH's", 0 },
	{ "bochs", OPT_BOCHS, "PROGRAM", 0, "instead of PATH's", 0 },
	{ "build", OPT_BUILD, "DIR", 0, "what make setup made (where this program is)", 0 },
	{ 0 }
};

const struct argp doctor_argp = {
	doctor_options, parse_option, "", "Which rigs work on this machine.",
	NULL, NULL, NULL
};

/* A parameter of kvm.ko beside those that the user names. */
static void add_detail(struct words *w)
{
	static char *text;

	g_autofree char *word = g_strdup_printf("exit_acct_detail=%u", w->detail);

	/* A run that goes on has it. */
	if (w->plan.kvm && w->resume && strstr(w->plan.kvm, word))
		return;
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
	w->plan.files_list = w->files;
	return 0;
}

/* The domain already settles everything about the machine. */
static int plan_domain(struct words *w)
{
	if (w->rig || w->mode || w->machine || w->plan.kvm || w->plan.vcpus ||
	    w->detail || w->plan.verify || w->plan.vendor_module ||
	    w->plan.memory_mib || w->plan.guest_words || w->plan.host_words) {
		fprintf(stderr, "exitbench: domain '%s' is measured as it is: leave out rig, mode, machine, vcpus, memory, verify, kernel words and parameters of KVM\n",
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
	if (w->plan.host_words && w->plan.rig->kind != RIG_BOOTS) {
		fprintf(stderr, "exitbench: --host-words: rig %s boots no KVM host; choose another rig\n",
			w->plan.rig->name);
		return true;
	}
	if (w->plan.memory_mib > GUEST_MEMORY_MAX_MIB &&
	    w->plan.rig->kind == RIG_BOOTS) {
		fprintf(stderr, "exitbench: --memory=%u: the KVM host of rig %s has room for a guest of %d MiB\n",
			w->plan.memory_mib, w->plan.rig->name,
			GUEST_MEMORY_MAX_MIB);
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

/* Behind all other words: it may ask the emulator what it can do. */
static int take_mode(struct words *w)
{
	return w->plan.domain ? 0 : plan_set_mode(&w->plan, w->mode);
}

int run_options_plan(struct words *w)
{
	int ret;

	if (w->plan.isolation) {
		fprintf(stderr, "exitbench: --isolation: only with check-abi\n");
		return EXIT_USAGE;
	}
	plan_set_kernel(&w->plan, w->kernel);
	ret = take_files(w);
	if (ret)
		return ret;
	if (w->plan.domain) {
		ret = plan_domain(w);
		if (ret || plan_set_walks(&w->plan, w->walks))
			return ret ?: EXIT_USAGE;
	} else if (plan_set_rig(&w->plan, w->rig) ||
		   plan_set_machine(&w->plan, w->machine) ||
		   plan_set_workloads(&w->plan, w->workloads) ||
		   plan_set_walks(&w->plan, w->walks)) {
		return EXIT_USAGE;
	} else {
		plan_set_counts(&w->plan);
	}
	if (w->counts && plan_take_counts(&w->plan, w->counts))
		return EXIT_USAGE;
	add_detail(w);
	return misplaced(w) || plan_check_params(&w->plan) || take_mode(w) ||
	       /* What is saved of a run is what its shard has left of it. */
	       (!w->resume && shard_take(&w->plan)) ? EXIT_USAGE : 0;
}

void run_options_again(struct words *w, char *const *saved, int argc, char **argv)
{
	GPtrArray *args = g_ptr_array_new();
	const char *results = w->plan.results;

	g_ptr_array_add(args, argv[0]);
	for (; *saved; saved++)
		g_ptr_array_add(args, *saved);
	for (int i = 1; i < argc; i++)
		g_ptr_array_add(args, argv[i]);
	g_ptr_array_add(args, NULL);
	*w = (struct words){ 0 };
	plan_init(&w->plan);
	argp_parse(&run_argp, args->len - 1, (char **)args->pdata, 0, NULL, w);
	w->plan.results = results;
	g_ptr_array_free(args, TRUE);
}

int run_options_action(struct words *w, const char *name)
{
	if (w->workloads || w->plan.command || w->plan.domain || w->detail ||
	    w->counts || w->files || w->walks || w->dry_run || w->shards || w->jobs ||
	    w->plan.verify || w->plan.shards || w->resume) {
		fprintf(stderr, "%s: takes no workloads, command, files, domain, details, counts, witnesses or page walks, and has no shards, no dry run and nothing to resume\n",
			name);
		return EXIT_USAGE;
	}
	plan_set_kernel(&w->plan, w->kernel);
	if (plan_set_rig(&w->plan, w->rig) ||
	    plan_set_machine(&w->plan, w->machine))
		return EXIT_USAGE;
	return misplaced(w) || plan_check_params(&w->plan) || take_mode(w) ?
	       EXIT_USAGE : 0;
}
