// SPDX-License-Identifier: GPL-2.0
/*
 * exitstat: brackets a command with snapshots of the VM-exit counters of the VM
 * that it runs in, and says what its exits were. The counters are those of the
 * whole VM, so they include what else runs in it.
 *
 * JSON is a line for every run, and in interval mode one for every interval:
 * type ("run" or "interval"), vendor, paging ("unknown" on a KVM with the
 * coursework leaves only), run, elapsed_cycles, exits, reasons and lost as in
 * records (bench/RECORDS.md), with p50_cycles and p99_cycles beside each hist,
 * command_status, and interrupted where a signal ended it. With --per-vcpu a run
 * has vcpus, too: for each its number in this guest (cpu), exits and reasons.
 */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "exitstat.h"
#include "exitstat_show.h"
#include "exitstat_vcpus.h"
#include "options.h"
#include "slots.h"

/* The slots that neither a workload's bracket nor a boot uses. */
#define SLOT_FIRST 2
#define SLOT_LAST 5
/* Behind those of the whole run: two for intervals, or two for vCPUs. */
enum { SLOT_BEGIN, SLOT_END, SLOT_INTERVAL, SLOT_VCPU = SLOT_INTERVAL,
       SLOTS = SLOT_INTERVAL + 2 };

#define EXIT_USAGE 2
/* As a shell reports it. */
#define EXIT_NOT_RUN 126
#define EXIT_NOT_FOUND 127

/* How long a command may take to end when exitstat is told to. */
#define GRACE_S 5

struct options {
	unsigned int runs;
	unsigned int interval_ms;	/* 0: only at the end */
	bool json, costs, per_vcpu;
	const char *file;
	char **command;
};

static struct counters_info info;
static struct counters_delta delta;
static int slot[SLOTS];
static FILE *out;

/* The signal that ends the runs, or 0. */
static volatile sig_atomic_t stop_signal;
static volatile sig_atomic_t child_pid;

enum { OPT_COSTS = 256, OPT_PER_VCPU };

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *opt = state->input;

	switch (key) {
	case 'r':
		opt->runs = option_number(arg, "runs", 1, state);
		return 0;
	case 'I':
		opt->interval_ms = option_number(arg, "interval", 1, state);
		return 0;
	case 'o':
		if (strcmp(arg, "json") && strcmp(arg, "table"))
			argp_error(state, "unknown output '%s'; known ones: table json",
				   arg);
		opt->json = !strcmp(arg, "json");
		return 0;
	case 'f':
		opt->file = arg;
		return 0;
	case OPT_COSTS:
		opt->costs = true;
		return 0;
	case OPT_PER_VCPU:
		opt->per_vcpu = true;
		return 0;
	case ARGP_KEY_ARG:
		opt->command = &state->argv[state->next - 1];
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no command");
		return EINVAL;
	case ARGP_KEY_END:
		if (opt->json && !opt->file)
			argp_error(state, "JSON needs --output-file=FILE: on stderr the command's own output would mix with it");
		if (opt->per_vcpu && opt->interval_ms)
			argp_error(state, "--per-vcpu and --interval each take %d of the %d slots that there are for snapshots; use one of them",
				   SLOTS, SLOT_LAST - SLOT_FIRST + 1);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option option_list[] = {
	{ "repeat", 'r', "N", 0, "run the command N times (1)", 0 },
	{ "output", 'o', "FORMAT", 0, "table or json (table)", 0 },
	{ "output-file", 'f', "FILE", 0, "where it goes (stderr)", 0 },
	{ "costs", OPT_COSTS, NULL, 0,
	  "also show minimum, percentiles, maximum and a histogram of the cost of single exits; JSON always has them", 0 },
	{ "per-vcpu", OPT_PER_VCPU, NULL, 0,
	  "also show the exits and cycles of each vCPU, by its number in this guest; those of exitstat's own moves to it and back are among them (see exitstat(1))", 0 },
	{ "interval", 'I', "MS", 0,
	  "also show figures every MS ms; reading them takes some hundred CPUID exits, which count in the next interval", 0 },
	{ 0 }
};

static const struct argp argp = {
	option_list, parse_option, "[--] COMMAND...",
	"Counts the VM exits of this VM while a command runs.\v"
	"Ctrl-C ends all runs; the figures so far are shown, and the exit status is "
	"130. Otherwise it is that of the command.", NULL, NULL, NULL
};

/*
 * A signal from the terminal reaches the command, too; one that was sent to this
 * process alone is passed on.
 */
static void on_signal(int sig, siginfo_t *from, void *context)
{
	(void)context;
	/* The command has had its time to exit. */
	if (sig == SIGALRM) {
		if (child_pid > 0)
			kill(child_pid, SIGKILL);
		return;
	}
	if (!stop_signal)
		stop_signal = sig;
	if (child_pid > 0 && from->si_code != SI_KERNEL)
		kill(child_pid, sig);
	/* An editor may well live on after Ctrl-C; not after these. */
	if (sig != SIGINT)
		alarm(GRACE_S);
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGALRM };

#define NR_SIGNALS (sizeof(signals) / sizeof(*signals))

static void catch_signals(void)
{
	struct sigaction action = { .sa_sigaction = on_signal,
				    .sa_flags = SA_SIGINFO };
	unsigned int i;

	for (i = 0; i < NR_SIGNALS; i++)
		sigaddset(&action.sa_mask, signals[i]);
	for (i = 0; i < NR_SIGNALS; i++)
		sigaction(signals[i], &action, NULL);
	signal(SIGQUIT, SIG_IGN);
}

static double seconds_since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - begin->tv_sec +
		(now.tv_nsec - begin->tv_nsec) * 1e-9;
}

/*
 * Waits for the end, and prints a line every interval until then. SIGCHLD is
 * blocked, so the end of the child cannot slip in before the wait.
 */
static int wait_for(pid_t pid, const struct options *opt, unsigned int run,
		    const sigset_t *child)
{
	struct timespec begin, interval = {
		opt->interval_ms / 1000, opt->interval_ms % 1000 * 1000000L,
	};
	int before = slot[SLOT_BEGIN], now = slot[SLOT_INTERVAL], status = 0;
	uint64_t tsc = __rdtsc(), then;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	while (opt->interval_ms && !waitpid(pid, &status, WNOHANG)) {
		if (sigtimedwait(child, NULL, &interval) >= 0 || errno == EINTR)
			continue;
		then = tsc;
		tsc = __rdtsc();
		counters_latch(now);
		if (counters_read_delta(&info, before, now, &delta))
			continue;
		if (opt->json)
			show_json(out, &info, &delta, &(struct stat_run){
				.type = "interval", .number = run,
				.cycles = tsc - then });
		else
			show_interval(out, &info, &delta,
				      seconds_since(&begin));
		before = now;
		now = now == slot[SLOT_INTERVAL] ? slot[SLOT_INTERVAL + 1] :
						   slot[SLOT_INTERVAL];
	}
	if (!opt->interval_ms)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

static void begin_bracket(void)
{
	if (info.foreign)
		counters_begin(&info);
	else
		counters_latch_open(slot[SLOT_BEGIN]);
}

static void end_bracket(void)
{
	if (info.foreign)
		counters_end(&info);
	else
		counters_latch(slot[SLOT_END]);
}

static void exec_command(char **command, const sigset_t *mask, pid_t parent)
{
	unsigned int i;
	int status;

	/* One that is pending is the command's, not this function's. */
	for (i = 0; i < NR_SIGNALS; i++)
		signal(signals[i], SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	/* Not even SIGKILL leaves the command behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_NOT_RUN);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(command[0], command);
	status = errno == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUN;
	fprintf(stderr, "exitstat: run '%s': %s\n", command[0],
		strerror(errno));
	_exit(status);
}

/* Between fork and here a signal must find the child, so all are blocked. */
static pid_t start_command(const struct options *opt, const sigset_t *mask)
{
	pid_t parent = getpid(), pid;
	sigset_t all, blocked;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &blocked);
	pid = fork();
	if (!pid)
		exec_command(opt->command, mask, parent);
	child_pid = pid;
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	/* It came before there was a command to pass it on to. */
	if (stop_signal && pid > 0)
		kill(pid, stop_signal);
	return pid;
}

static int explain(int err)
{
	if (err == -EBUSY)
		fprintf(stderr, "exitstat: another program in this VM latched the same counters in the meantime, so there are no figures; run one at a time\n");
	else if (err == -EDOM)
		fprintf(stderr, "exitstat: the cycles of all exits and of the guest are not those that passed between the two latches\n");
	else if (err == -ENXIO)
		fprintf(stderr, "exitstat: a vCPU went offline, or out of the cpuset of this process, since it began, so there are no figures\n");
	else if (err)
		fprintf(stderr, "exitstat: counters not latched, or went backwards\n");
	return err;
}

/* A run that was interrupted is worth more than none, and would spoil a mean. */
static void tell_run(const struct options *opt, struct stat_run *run)
{
	if (opt->json) {
		run->vcpus = opt->per_vcpu ? vcpus_json(&info) : NULL;
		show_json(out, &info, &delta, run);
	}
	if (run->interrupted && run->number) {
		if (!opt->json)
			fprintf(out, "exitstat: run %u of %u was interrupted and is left out\n",
				run->number + 1, opt->runs);
		return;
	}
	show_add(&delta, run->cycles);
	if (opt->per_vcpu)
		vcpus_add();
}

/* Runs the command once; returns its exit status, or a negative errno. */
static int run_once(const struct options *opt, unsigned int run)
{
	struct stat_run told = { .type = "run", .number = run };
	sigset_t child, old;
	uint64_t begin, end;
	pid_t pid;
	int err = 0;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &old);
	fflush(NULL);
	if (opt->per_vcpu)
		err = vcpus_begin(&info, slot + SLOT_VCPU);
	if (err)
		return explain(err);
	begin_bracket();
	begin = __rdtsc();
	pid = start_command(opt, &old);
	told.status = pid < 0 ? -1 : wait_for(pid, opt, run, &child);
	end = __rdtsc();
	end_bracket();
	if (opt->per_vcpu)
		err = vcpus_end(&info, slot + SLOT_VCPU);
	child_pid = 0;
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (pid < 0) {
		fprintf(stderr, "exitstat: fork: %s\n", strerror(errno));
		return -ECHILD;
	}
	err = err ?: counters_read_delta(&info, slot[SLOT_BEGIN],
					 slot[SLOT_END], &delta);
	if (err)
		return explain(err);
	told.cycles = end - begin;
	told.interrupted = stop_signal;
	tell_run(opt, &told);
	return told.status;
}

static int open_output(const struct options *opt)
{
	out = stderr;
	if (!opt->file)
		return 0;
	out = fopen(opt->file, "we");
	if (out)
		return 0;
	int err = errno;

	fprintf(stderr, "exitstat: create '%s': %s\n", opt->file,
		strerror(err));
	return -err;
}

static int close_output(const struct options *opt)
{
	bool failed = ferror(out);

	if ((opt->file ? fclose(out) : fflush(out)) || failed) {
		fprintf(stderr, "exitstat: write '%s': not all of it could be written\n",
			opt->file ? opt->file : "stderr");
		return -EIO;
	}
	return 0;
}

static int take_slots(const struct options *opt)
{
	bool more = opt->interval_ms || opt->per_vcpu;
	int n = more ? SLOTS : SLOT_INTERVAL, last = SLOT_LAST;

	if (info.slots <= SLOT_LAST)
		last = (int)info.slots - 1;
	if (n > last - SLOT_FIRST + 1) {
		fprintf(stderr, "exitstat: the KVM under this guest has %u slots for snapshots, and this needs %d\n",
			info.slots, SLOT_FIRST + n);
		return -ENOSPC;
	}
	if (!slots_take(SLOT_FIRST, last, slot, n))
		return 0;
	fprintf(stderr, "exitstat: other programs are measuring in this VM, and of the %d slots of its counters the %d that this needs are not free; wait until one ends\n",
		last - SLOT_FIRST + 1, n);
	return -EBUSY;
}

int exitstat_main(int argc, char **argv)
{
	struct options opt = { .runs = 1 };
	int status = 0, last = 0;
	unsigned int run;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &opt);
	if (counters_discover(&info) && counters_discover_foreign(&info, counters_cpuid)) {
		fprintf(stderr, "exitstat: the KVM under this guest does not serve VM-exit counters, or this is no guest; it needs the patched modules, loaded with exit_acct=B exit_acct_cpl3=1\n");
		return 1;
	}
	if (info.foreign && (opt.interval_ms || opt.per_vcpu)) {
		fprintf(stderr, "exitstat: --%s needs a latch, and this KVM has only layout %c of the coursework leaves; leave it out\n",
			opt.per_vcpu ? "per-vcpu" : "interval",
			info.foreign->layout);
		return 1;
	}
	if (!info.foreign && take_slots(&opt))
		return 1;
	if (opt.per_vcpu && vcpus_find(&info, slot[SLOT_VCPU]))
		return 1;
	if (open_output(&opt))
		return 1;
	catch_signals();
	for (run = 0; run < opt.runs && !stop_signal; run++) {
		status = run_once(&opt, run);
		if (status < 0)
			break;
		if (status)
			last = status;
	}
	if (!opt.json && status >= 0)
		show_table(out, &info, opt.command, opt.costs, opt.per_vcpu);
	if (close_output(&opt) || status < 0)
		return 1;
	return stop_signal ? 128 + stop_signal : last;
}
