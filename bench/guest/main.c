// SPDX-License-Identifier: GPL-2.0
/*
 * The guest program. As /init of the measured guest it brings up what workloads
 * need, runs those named on the kernel command line behind `--`, and powers off.
 * Records go out of the second serial port; from a shell, to standard output.
 *
 * As `exitstat` it is the tool for any command in any guest (exitstat.c).
 *
 * usage: [--own-session] [--verify] [--reps=N] [--warmup=N] [--first-rep=N] [--boot-rep=N] [--command=C]
 *        WORKLOAD[:PARAM=VALUE]...[,WORKLOAD...]
 *        --check-abi[=RANDOM_CALLS] [--isolation] | --overhead | --calibrate WORKLOAD...
 */
#include <argp.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "calibrate.h"
#include "check.h"
#include "check_real.h"
#include "exitstat.h"
#include "harness.h"
#include "init.h"
#include "mail_send.h"
#include "needs.h"
#include "options.h"
#include "overhead.h"
#include "pmu.h"
#include "tool.h"

#define MODULES "/modules"
#define DISK "/dev/vda"
#define DISK_DIR "/mnt"
/* 0 in it: the kernel does not watch how long writes to the disk take (block/blk-wbt.c). */
#define DISK_WATCH "/sys/block/vda/queue/wbt_lat_usec"
/*
 * ext4 would read its block bitmaps at a moment within 10 s that is drawn by lot, and
 * wake up an idle guest. A kernel that does not know the word may not do so either.
 */
#define DISK_READS "no_prefetch_block_bitmaps"

#define CHECK_RANDOM_CALLS 100000

struct options {
	int reps;
	int warmup;
	int first_rep;	/* of the first workload: a guest that goes on */
	int boot_rep;	/* -1: the boot of this guest is not asked for */
	bool overhead;
	bool calibrate;
	int vcpus;	/* to ask for; 0: none */
	bool isolation;	/* ask for a second VM */
	bool pmu;	/* count page walks */
	int check_abi;	/* random calls; 0: not asked for */
	bool verify;	/* tell the KVM host which latches a record is of */
	unsigned int nr_jobs;
	struct job job[JOBS_MAX];
};

static int channel = STDOUT_FILENO;

static void emit(enum line_type type, json_t *obj)
{
	char *line = line_seal(type, obj);

	if (line && mail_send(channel, line))
		dprintf(channel, "%s\n", line);
	/* Another vCPU would still be sending it during the next bracket. */
	if (channel != STDOUT_FILENO)
		tcdrain(channel);
	free(line);
}

/* A guest of the user's is left as it was: nothing outside of this directory. */
static void own_output(void)
{
	char dir[64];

	if (getcwd(dir, sizeof(dir)))
		snprintf(tool_output, sizeof(tool_output), "%s/exitbench-tool",
			 dir);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *opt = state->input;

	switch (key) {
	case 'r':
		opt->reps = option_number(arg, "repetitions", 1, state);
		return 0;
	case 'w':
		opt->warmup = option_number(arg, "warm-ups", 0, state);
		return 0;
	case 'f':
		opt->first_rep = option_number(arg, "first", 0, state);
		return 0;
	case 'b':
		opt->boot_rep = option_number(arg, "repetition", 0, state);
		return 0;
	case 'v':
		opt->vcpus = option_number(arg, "vCPUs", 1, state);
		return 0;
	case 'C':
		opt->calibrate = true;
		return 0;
	case 'o':
		opt->overhead = true;
		return 0;
	case 's':
		setsid();
		own_output();
		return 0;
	case 'c':
		command_decode(arg);
		workload_command = arg;
		return 0;
	case 'a':
		opt->check_abi = arg ? option_number(arg, "calls", 1, state) :
				       CHECK_RANDOM_CALLS;
		return 0;
	case 'i':
		opt->isolation = true;
		return 0;
	case 'V':
		opt->verify = true;
		return 0;
	case 'p':
		opt->pmu = true;
		return 0;
	case ARGP_KEY_ARG:
		return option_jobs(arg, opt->job, &opt->nr_jobs, state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option option_list[] = {
	{ "reps", 'r', "N", 0, "repetitions of each workload (3)", 0 },
	{ "warmup", 'w', "N", 0, "repetitions before them, not recorded (1)", 0 },
	{ "first-rep", 'f', "N", 0, "repetition that the first workload starts with (0)", 0 },
	{ "command", 'c', "TEXT", 0, "what the workload cmd runs, encoded", 0 },
	{ "own-session", 's', NULL, 0, "lead a session, so that it can be killed as a whole; keep all files here", 0 },
	{ "boot-rep", 'b', "N", 0, "this guest's boot is repetition N", 0 },
	{ "vcpus", 'v', "N", 0, "ask for this many vCPUs once this guest has booted", 0 },
	{ "calibrate", 'C', NULL, 0, "find the count of each workload instead",
	  0 },
	{ "overhead", 'o', NULL, 0, "the cost of an exit, without counters",
	  0 },
	{ "check-abi", 'a', "N", OPTION_ARG_OPTIONAL,
	  "check the CPUID leaves of this KVM, N random calls included (100000)",
	  0 },
	{ "isolation", 'i', NULL, 0, "with a second VM, which the KVM host starts", 0 },
	{ "verify", 'V', NULL, 0, "say which latches a record is of", 0 },
	{ "pmu", 'p', NULL, 0, "count page walks by the PMU, too", 0 },
	{ 0 }
};

static const struct argp argp = {
	option_list, parse_option, "WORKLOAD[:PARAM=VALUE]...[,WORKLOAD...]",
	"Brackets workloads with snapshots of this VM's VM-exit counters.",
	NULL, NULL, NULL
};

static void load_module(const char *name)
{
	char *path = format_text(MODULES "/%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		fprintf(stderr, "exitbench: load module '%s': %s\n", path,
			strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
}

/* Their names begin with numbers that give the order. */
static void load_modules(void)
{
	struct dirent **list;
	int i, n = scandir(MODULES, &list, NULL, alphasort);

	for (i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.')
			load_module(list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

/* What /init of a bare initramfs must do. Returns the disk's directory. */
static const char *bring_up(void)
{
	init_mount();
	tool_on_disk = true;
	channel = init_open_channel();
	mkdir(DISK_DIR, 0755);
	load_modules();
	/*
	 * Before the first write: then it has no timer of 100 ms, which lines that are
	 * written would keep going, and idle guests would be woken by.
	 */
	write_text(DISK_WATCH, "0");
	if (mount(DISK, DISK_DIR, "ext4", 0, DISK_READS) &&
	    mount(DISK, DISK_DIR, "ext4", 0, NULL)) {
		fprintf(stderr, "exitbench: mount '%s': %s\n", DISK,
			strerror(errno));
		return NULL;
	}
	needs_link(DISK_DIR);
	return DISK_DIR;
}

/* @error and its @cause: why nothing could be done; both NULL when all is done. */
static void bye(const char *error, const char *cause)
{
	emit(LINE_BYE, json_pack("{s:s*, s:s*}", "error", error,
				 "cause", cause));
}

/*
 * Every workload in a process of its own: what it leaves behind, memory that it
 * keeps included, is gone with it. Returns 0, or a negative errno when the process crashed
 * and owes records; then this guest says no goodbye, by which the KVM host knows.
 */
static int run_one(const struct counters_info *info, const struct job *job,
		    const struct options *opt, int first_rep, const char *dir)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		if (opt->pmu)
			pmu_open();
		if (opt->calibrate)
			calibrate_emit(job, dir, emit);
		else
			harness_run(info, job, opt->warmup, first_rep,
				    opt->reps, dir, emit);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		fprintf(stderr, "exitbench: fork for workload '%s': %s\n",
			job->workload->name, strerror(errno));
		return -ECHILD;
	}
	if (!WIFSIGNALED(status))
		return 0;
	fprintf(stderr, "exitbench: workload '%s' was killed by signal %d\n",
		job->workload->name, WTERMSIG(status));
	return -EFAULT;
}

static void say_check(enum verdict verdict, const char *rule,
		      const char *evidence)
{
	static const char *const words[] = { "PASS", "FAIL", "WARN", "SKIP" };

	if (channel == STDOUT_FILENO) {
		printf("%s %-24s %s\n", words[verdict], rule, evidence);
		return;
	}
	emit(LINE_CHECK, json_pack("{s:s, s:s, s:s}",
				   "verdict", words[verdict], "rule", rule,
				   "evidence", evidence));
}

/*
 * Asks for the vCPUs but the first, and puts each online when it is there. A
 * workload that has too few of them says so.
 */
static void ask_for_vcpus(int vcpus)
{
	const struct timespec tick = { 0, 10000000 };
	int waited = 0;

	emit(LINE_PLUG, json_object());
	for (int i = 1; i < vcpus; i++) {
		char *path = format_text("/sys/devices/system/cpu/cpu%d/online",
					 i);
		int err;

		while ((err = write_text(path, "1")) == -ENOENT &&
		       waited++ < 500)
			nanosleep(&tick, NULL);
		if (err)
			fprintf(stderr, "exitbench: vCPU %d: '%s': %s\n", i,
				path, strerror(-err));
		free(path);
	}
}

static void ask_for_second_vm(void)
{
	const struct timespec wait = {
		LINE_SECOND_MS / 1000, LINE_SECOND_MS % 1000 * 1000000
	};

	emit(LINE_SECOND, json_object());
	nanosleep(&wait, NULL);
}

static int run_all(const struct options *opt, const char *dir)
{
	struct check_machine machine;
	struct counters_info info;
	struct overhead cost;
	unsigned int i;

	if (opt->vcpus)
		ask_for_vcpus(opt->vcpus);
	if (opt->overhead) {
		cost = overhead_measure();
		emit(LINE_OVERHEAD, json_pack("{s:f, s:f, s:f, s:f}",
					      "cpuid", cost.cpuid,
					      "hypercall", cost.hypercall,
					      "vmm", cost.vmm,
					      "first_touch", cost.first_touch));
		bye(NULL, NULL);
		return 0;
	}
	if (opt->check_abi) {
		machine = check_machine();
		machine.vcpus = sysconf(_SC_NPROCESSORS_ONLN);
		machine.random_calls = opt->check_abi;
		if (opt->isolation)
			machine.second_vm = ask_for_second_vm;
		i = check_abi(&machine, say_check);
		if (channel != STDOUT_FILENO)
			bye(NULL, NULL);
		return i ? 1 : 0;
	}
	if (counters_discover(&info) && counters_discover_foreign(&info, counters_cpuid)) {
		bye("the KVM under this guest does not serve VM-exit counters; it needs the patched modules, loaded with exit_acct=B exit_acct_cpl3=1",
		    LINE_CAUSE_NO_COUNTERS);
		return 1;
	}
	harness_tells_latches = opt->verify;
	harness_hello(&info, emit);
	for (i = 0; i < opt->nr_jobs; i++) {
		if (opt->job[i].workload->boot) {
			if (opt->boot_rep >= 0)
				harness_boot(&info, &opt->job[i],
					     opt->boot_rep, emit);
		} else if (run_one(&info, &opt->job[i], opt,
				   i ? 0 : opt->first_rep, dir)) {
			return 1;
		}
	}
	bye(NULL, NULL);
	return 0;
}

int main(int argc, char **argv)
{
	static struct options opt = { .reps = 3, .warmup = 1, .boot_rep = -1 };
	bool init = getpid() == 1;
	const char *dir = ".";
	int ret;

	if (!strcmp(argv[0], WORKLOAD_TRUE))
		return 0;
	if (!strcmp(basename(argv[0]), "exitstat"))
		return exitstat_main(argc, argv);
	argp_err_exit_status = 2;
	if (init) {
		dir = bring_up();
		harness_up();
		mail_open(DISK);
		argv = init_words(&argc, argv);
	}
	/* As /init, a wrong option must not end the process: that is a panic. */
	ret = argp_parse(&argp, argc, argv,
			 init ? ARGP_NO_EXIT | ARGP_NO_HELP : 0, NULL, &opt);
	if (ret)
		bye("bad options on the kernel command line",
		    LINE_CAUSE_OPTIONS);
	else
		ret = run_all(&opt, dir);

	if (init) {
		umount(DISK_DIR);
		tcdrain(channel);
		sync();
		reboot(RB_AUTOBOOT);
		pause();
	}
	return ret;
}
