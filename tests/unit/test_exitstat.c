// SPDX-License-Identifier: GPL-2.0
/*
 * exitstat around real commands: what ends it, what it says and where. The
 * counters are made up here; that they are right is tested in real guests.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "counters.h"
#include "exitstat.h"
#include "run_dir.h"
#include "slots.h"

uint64_t counters_times[KVM_EXIT_ACCT_SLOTS];
static int answer;		/* of counters_read_delta() */

int counters_discover(struct counters_info *info)
{
	*info = (struct counters_info){ .vendor = VENDOR_VMX };
	return 0;
}

int counters_discover_foreign(struct counters_info *info, foreign_query ask)
{
	(void)info;
	(void)ask;
	return -1;
}

struct cpuid_regs counters_cpuid(uint32_t leaf, uint32_t index)
{
	(void)leaf;
	(void)index;
	return (struct cpuid_regs){ 0 };
}

void counters_begin(const struct counters_info *info)
{
	(void)info;
}

void counters_end(const struct counters_info *info)
{
	(void)info;
}

const char *counters_lost(const struct counters_info *info)
{
	(void)info;
	return NULL;
}

int counters_read_delta(const struct counters_info *info, int before, int after,
			struct counters_delta *delta)
{
	(void)info;
	assert_int_not_equal(before, after);
	*delta = (struct counters_delta){
		.rows = 1,
		.row = { { .reason = 10, .count = 100, .kernel = 100000,
			   .min = 900, .max = 5000 } },
	};
	delta->row[0].hist[9] = 98;
	delta->row[0].hist[12] = 2;
	return answer;
}

static char file[128], pid_file[128];

/* exitstat in a process of its own, with stderr in dir/stderr. */
static pid_t start(const char *options, const char *command)
{
	char *argv[16] = { "exitstat" }, words[256], *rest = words;
	char path[128];
	int argc = 1;
	pid_t pid;

	snprintf(words, sizeof(words), "%s", options);
	while (rest) {
		argv[argc] = strsep(&rest, " ");
		argc += *argv[argc] != 0;
	}
	argv[argc++] = "--";
	argv[argc++] = "sh";
	argv[argc++] = "-c";
	argv[argc++] = (char *)command;
	pid = fork();
	if (!pid) {
		snprintf(path, sizeof(path), "%s/stderr", dir);
		if (!freopen(path, "w", stderr))
			_exit(99);
		argc = exitstat_main(argc, argv);
		fflush(NULL);
		_exit(argc);
	}
	return pid;
}

static int end(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static char *contents(const char *name)
{
	static char text[65536];
	char path[160];
	FILE *in;
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	in = fopen(path, "r");
	if (in) {
		n = fread(text, 1, sizeof(text) - 1, in);
		fclose(in);
	}
	text[n] = 0;
	return text;
}

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

/* Waits until the command has told its process. */
static pid_t command_pid(void)
{
	for (int i = 0; i < 500; i++) {
		pid_t pid = atoi(contents("pid"));

		if (pid)
			return pid;
		pause_ms(10);
	}
	fail();
	return 0;
}

static bool is_gone(pid_t pid)
{
	for (int i = 0; i < 300; i++) {
		char path[64], state = 'Z';
		FILE *in;

		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
		in = fopen(path, "r");
		if (!in)
			return true;
		if (fscanf(in, "%*d %*s %c", &state) != 1)
			state = 'Z';
		fclose(in);
		if (state == 'Z')
			return true;
		pause_ms(10);
	}
	return false;
}

static int prepare(void **state)
{
	answer = 0;
	if (make_dir(state))
		return -1;
	snprintf(file, sizeof(file), "%s/out", dir);
	snprintf(pid_file, sizeof(pid_file), "%s/pid", dir);
	setenv("PIDFILE", pid_file, 1);
	return 0;
}

static const char *with_file(const char *options)
{
	static char text[200];

	snprintf(text, sizeof(text), "%s -f %s", options, file);
	return text;
}

static void test_ctrl_c_ends_all(void **state)
{
	pid_t pid = start(with_file("-r 1000 -o json"),
			  "echo $$ >$PIDFILE; sleep 0.1");
	size_t n;

	(void)state;
	command_pid();
	pause_ms(400);
	kill(pid, SIGINT);
	assert_int_equal(end(pid), 128 + SIGINT);
	n = lines(contents("out"));
	assert_in_range(n, 1, 100);
	assert_non_null(strstr(contents("out"), "\"interrupted\":true"));
}

/* The table, too, has what there is. */
static void test_table_so_far(void **state)
{
	pid_t pid = start(with_file("-r 1000"), "echo $$ >$PIDFILE; exec sleep 60");

	(void)state;
	command_pid();
	kill(pid, SIGINT);
	assert_int_equal(end(pid), 128 + SIGINT);
	assert_non_null(strstr(contents("out"), "(1 run, "));
	assert_non_null(strstr(contents("out"), "100.0"));
}

static void test_sigterm_ends_the_command(void **state)
{
	pid_t pid = start(with_file(""), "echo $$ >$PIDFILE; exec sleep 60");
	pid_t command = command_pid();

	(void)state;
	kill(pid, SIGTERM);
	assert_int_equal(end(pid), 128 + SIGTERM);
	assert_true(is_gone(command));
}

static void test_sigkill_ends_the_command(void **state)
{
	pid_t pid = start(with_file(""), "echo $$ >$PIDFILE; exec sleep 60");
	pid_t command = command_pid();

	(void)state;
	kill(pid, SIGKILL);
	assert_int_equal(end(pid), -SIGKILL);
	assert_true(is_gone(command));
}

static void test_status_of_the_command(void **state)
{
	(void)state;
	assert_int_equal(end(start(with_file("-r 2"), "exit 7")), 7);
}

/* Nothing of the command's is in the file, and the other way round. */
static void test_json_apart(void **state)
{
	json_t *line, *reason;

	(void)state;
	assert_int_equal(end(start(with_file("-o json"),
				   "echo '{\"noise\":1}' >&2")), 0);
	line = json_loads(contents("out"), 0, NULL);
	assert_non_null(line);
	reason = json_array_get(json_object_get(line, "reasons"), 0);
	assert_int_equal(json_integer_value(json_object_get(reason,
							"min_cycles")), 900);
	assert_int_equal(json_integer_value(json_object_get(reason,
							"max_cycles")), 5000);
	assert_int_equal(json_integer_value(json_object_get(reason,
							"p50_cycles")), 1023);
	assert_int_equal(json_integer_value(json_object_get(reason,
							"p99_cycles")), 5000);
	assert_int_equal(json_array_size(json_object_get(reason, "hist")), 13);
	json_decref(line);
	assert_string_equal(contents("stderr"), "{\"noise\":1}\n");
	/* Where it could not be kept apart it is refused. */
	assert_int_equal(end(start("-o json", "true")), 2);
}

static void test_costs_on_request(void **state)
{
	(void)state;
	assert_int_equal(end(start(with_file("-r 2"), "true")), 0);
	assert_null(strstr(contents("out"), "p99"));
	assert_int_equal(end(start(with_file("-r 2 --costs"), "true")), 0);
	assert_non_null(strstr(contents("out"),
		"           900           1023           5000           5000  CPUID"));
	assert_non_null(strstr(contents("out"), "4096 - 8191"));
}

/* What another one latched is no figure of this run. */
static void test_latched_by_another(void **state)
{
	(void)state;
	answer = -EBUSY;
	assert_int_equal(end(start(with_file("-r 3 -o json"), "true")), 1);
	assert_string_equal(contents("out"), "");
	assert_non_null(strstr(contents("stderr"), "another program"));
}

/* Each takes slots that nobody has; when there are none left it says so. */
static void test_slots(void **state)
{
	int mine[2], more[3], theirs[2];
	pid_t pid;

	(void)state;
	assert_int_equal(slots_take(2, 5, mine, 2), 0);
	pid = start(with_file("-o json"), "true");
	assert_int_equal(end(pid), 0);
	pid = fork();
	if (!pid)
		_exit(slots_take(2, 5, theirs, 2) || theirs[0] == mine[0] ||
		      theirs[1] == mine[1] ||
		      slots_take(2, 5, more, 1) != -EBUSY);
	assert_int_equal(end(pid), 0);
	assert_int_equal(slots_take(2, 5, more, 3), -EBUSY);
	assert_int_equal(end(start(with_file(""), "true")), 1);
	assert_non_null(strstr(contents("stderr"), "all slots"));
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, prepare, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(test_ctrl_c_ends_all),
		HERE(test_table_so_far),
		HERE(test_sigterm_ends_the_command),
		HERE(test_sigkill_ends_the_command),
		HERE(test_status_of_the_command),
		HERE(test_json_apart),
		HERE(test_costs_on_request),
		HERE(test_latched_by_another),
		HERE(test_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
