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
 * command_status, and interrupted where a signal ended it.
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
#include "options.h"
#include "slots.h"

/* The slots that neither a workload's bracket nor a boot uses. */
#define SLOT_FIRST 2
#define SLOT_LAST 5
enum { SLOT_BEGIN, SLOT_END, SLOT_INTERVAL, SLOTS = SLOT_INTERVAL + 2 };

#define EXIT_USAGE 2
/* As a shell reports it. */
#define EXIT_NOT_RUN 126
#define EXIT_NOT_FOUND 127

/* How long a command may take to end when exitstat is told to. */
#define GRACE_S 5

struct options {
	unsigned int runs;
	unsigned int interval_ms;	/* 0: only at the end */
	bool json, costs;
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

enum { OPT_COSTS = 256 };

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
				"interval", run, tsc - then, 0, false });
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

static int read_bracket(void)
{
	int err = counters_read_delta(&info, slot[SLOT_BEGIN], slot[SLOT_END],
				      &delta);

	if (err == -EBUSY)
		fprintf(stderr, "exitstat: another program in this VM latched the same counters in the meantime, so there are no figures; run one at a time\n");
	else if (err == -EDOM)
		fprintf(stderr, "exitstat: the cycles of all exits and of the guest are not those that passed between the two latches\n");
	else if (err)
		fprintf(stderr, "exitstat: counters not latched, or went backwards\n");
	return err;
}

/* Runs the command once; returns its exit status, or a negative errno. */
static int run_once(const struct options *opt, unsigned int run)
{
	struct stat_run told = { .type = "run", .number = run };
	sigset_t child, old;
	uint64_t begin, end;
	pid_t pid;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &old);
	fflush(NULL);
	begin_bracket();
	begin = __rdtsc();
	pid = start_command(opt, &old);
	told.status = pid < 0 ? -1 : wait_for(pid, opt, run, &child);
	end = __rdtsc();
	end_bracket();
	child_pid = 0;
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (pid < 0) {
		fprintf(stderr, "exitstat: fork: %s\n", strerror(errno));
		return -ECHILD;
	}
	if (read_bracket())
		return -ERANGE;
	told.cycles = end - begin;
	told.interrupted = stop_signal;
	if (opt->json)
		show_json(out, &info, &delta, &told);
	/* Half a run is worth more than none, and would spoil a mean. */
	if (!told.interrupted || !run)
		show_add(&delta, told.cycles);
	else if (!opt->json)
		fprintf(out, "exitstat: run %u of %u was interrupted and is left out\n",
			run + 1, opt->runs);
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
	if (info.foreign && opt.interval_ms) {
		fprintf(stderr, "exitstat: --interval needs a latch, and this KVM has only layout %c of the coursework leaves; leave it out\n",
			info.foreign->layout);
		return 1;
	}
	if (!info.foreign && slots_take(SLOT_FIRST, SLOT_LAST, slot,
					opt.interval_ms ? SLOTS : SLOT_INTERVAL)) {
		fprintf(stderr, "exitstat: other programs are measuring in this VM and use all slots of its counters; wait until one ends\n");
		return 1;
	}
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
		show_table(out, &info, opt.command, opt.costs);
	if (close_output(&opt) || status < 0)
		return 1;
	return stop_signal ? 128 + stop_signal : last;
}
