// SPDX-License-Identifier: GPL-2.0
/*
 * Visits to a guest, which is this machine: libvirt's functions are the test's,
 * and the guest agent starts what it is told to. Whatever happens, nothing that
 * was put there stays, and nothing that was started runs on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <glib.h>
#include <libvirt/libvirt-qemu.h>

#include "load_files.h"
#include "rig_domain.h"
#include "visit.h"

static char build[] = "/tmp/exitbench-test-XXXXXX";
static char put_at[256];	/* where a file was put last */
static FILE *put;
static int output, errors;	/* of the program that was started last */
static bool cut;		/* the agent says that it cut the output */
static bool full;		/* the guest's disk: neither written nor closed */
static pid_t started, hangs;	/* last; the last that does not end by itself */
static int silent;		/* so many states of programs are not told */
static volatile sig_atomic_t stop;

static void *something = &started;

virConnectPtr virConnectOpen(const char *name)
{
	(void)name;
	return something;
}

int virConnectClose(virConnectPtr conn)
{
	(void)conn;
	return 0;
}

virDomainPtr virDomainLookupByName(virConnectPtr conn, const char *name)
{
	(void)conn;
	(void)name;
	return something;
}

int virDomainIsActive(virDomainPtr domain)
{
	(void)domain;
	return 1;
}

int virDomainFree(virDomainPtr domain)
{
	(void)domain;
	return 0;
}

char *virDomainGetXMLDesc(virDomainPtr domain, unsigned int flags)
{
	(void)domain;
	(void)flags;
	return strdup("<domain type='kvm'><type machine='q35'>");
}

static json_t *exec(const json_t *arguments)
{
	const json_t *words = json_object_get(arguments, "arg");
	const char *argv[24] = {
		json_string_value(json_object_get(arguments, "path")),
	};
	int fds[2], err[2];
	size_t i;

	for (i = 0; i < json_array_size(words); i++)
		argv[i + 1] = json_string_value(json_array_get(words, i));
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(pipe(err), 0);
	started = fork();
	if (!started) {
		signal(SIGINT, SIG_DFL);
		dup2(fds[1], STDOUT_FILENO);
		dup2(err[1], STDERR_FILENO);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	close(fds[1]);
	close(err[1]);
	if (output) {
		close(output);
		close(errors);
	}
	output = fds[0];
	errors = err[0];
	if (argv[2] && strstr(argv[2], VISIT_PROGRAM))
		hangs = started;
	return json_pack("{s:i}", "pid", started);
}

static json_t *exec_status(const json_t *arguments)
{
	pid_t pid = json_integer_value(json_object_get(arguments, "pid"));
	char text[4096], *coded;
	int status;
	json_t *ret;
	ssize_t n;

	if (!waitpid(pid, &status, WNOHANG))
		return json_pack("{s:b}", "exited", 0);
	n = read(output, text, sizeof(text));
	coded = g_base64_encode((guchar *)text, n > 0 ? n : 0);
	ret = json_pack("{s:b, s:i, s:s, s:b}", "exited", 1, "exitcode",
			WEXITSTATUS(status), "out-data", coded,
			"out-truncated", cut);
	g_free(coded);
	n = read(errors, text, sizeof(text));
	coded = g_base64_encode((guchar *)text, n > 0 ? n : 0);
	json_object_set_new(ret, "err-data", json_string(coded));
	g_free(coded);
	return ret;
}

static json_t *file_open(const json_t *arguments)
{
	snprintf(put_at, sizeof(put_at), "%s",
		 json_string_value(json_object_get(arguments, "path")));
	put = fopen(put_at, "w");
	return json_integer(7);
}

static json_t *file_write(const json_t *arguments)
{
	gsize len;
	guchar *bytes = g_base64_decode(json_string_value(
		json_object_get(arguments, "buf-b64")), &len);

	fwrite(bytes, 1, len, put);
	g_free(bytes);
	return json_pack("{s:i}", "count", full ? 0 : (int)len);
}

char *virDomainQemuAgentCommand(virDomainPtr domain, const char *cmd,
				int timeout, unsigned int flags)
{
	json_t *ask = json_loads(cmd, 0, NULL), *answer;
	const json_t *arguments = json_object_get(ask, "arguments");
	const char *name = json_string_value(json_object_get(ask, "execute"));
	char *text;

	(void)domain;
	(void)timeout;
	(void)flags;
	if (!strcmp(name, "guest-exec"))
		answer = exec(arguments);
	else if (!strcmp(name, "guest-exec-status"))
		answer = hangs && silent && silent-- ? NULL :
			 exec_status(arguments);
	else if (!strcmp(name, "guest-file-open"))
		answer = file_open(arguments);
	else if (!strcmp(name, "guest-file-write"))
		answer = file_write(arguments);
	else
		answer = fclose(put) || full ? NULL : json_object();
	json_decref(ask);
	if (!answer)
		return NULL;
	ask = json_pack("{s:o}", "return", answer);
	text = json_dumps(ask, JSON_COMPACT);
	json_decref(ask);
	return text;
}

/* The guest program, which says a word or does not come back. */
static void write_program(const char *what)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/" VISIT_PROGRAM, build);
	file = fopen(path, "w");
	fprintf(file, "#!/bin/sh\n%s\n", what);
	fclose(file);
}

static void begin_visit(struct visit *visit)
{
	char path[64];

	*visit = (struct visit){ .agent.stop = &stop };
	snprintf(path, sizeof(path), "%s/" VISIT_PROGRAM, build);
	assert_int_equal(visit_begin(visit, NULL, "guest", path), 0);
	assert_int_equal(access(put_at, X_OK), 0);
}

static void assert_gone(void)
{
	int i;

	*strrchr(put_at, '/') = 0;
	assert_int_equal(access(put_at, F_OK), -1);
	for (i = 0; i < 200 && !waitpid(hangs, NULL, WNOHANG); i++)
		usleep(10000);
	assert_int_equal(kill(hangs, 0), -1);
	assert_int_equal(errno, ESRCH);
}

static const char *const no_words[] = { NULL };

/* A program of the user's runs by its name, with its own libraries, not the guest's. */
static void test_files(void **state)
{
	g_autofree char *program = g_build_filename(build, "my cat", NULL);
	g_autofree char *data = g_build_filename(build, "data", NULL);
	g_autofree char *list = g_strdup_printf("%s,%s", program, data);
	struct user_files files;
	struct sentence why;
	struct visit visit;
	char *text;

	(void)state;
	write_program("'./my cat' data && './my cat' /proc/self/maps | grep -o '/.exitbench/.*'");
	assert_int_equal(symlink("/bin/cat", program), 0);
	assert_true(g_file_set_contents(data, "a line\n", -1, NULL));
	if (load_files(list, &files, &why))
		fail_msg("%s", why.text);
	begin_visit(&visit);
	if (visit_put_files(&visit, &files))
		fail_msg("%s", visit.agent.why.text);
	assert_int_equal(visit_run(&visit, no_words, 10, &text), 0);
	assert_true(g_str_has_prefix(text, "a line\n"));
	assert_non_null(strstr(text, "/.exitbench/bin/my cat\n"));
	assert_non_null(strstr(text, "/.exitbench/lib/libc.so.6\n"));
	free(text);
	snprintf(put_at, sizeof(put_at), "%s/data", visit.dir);
	assert_int_equal(access(put_at, R_OK), 0);
	assert_int_equal(visit_end(&visit), 0);
	assert_gone();
	free_files(&files);
	unlink(program);
	unlink(data);
}

static void test_visit(void **state)
{
	static const char *const words[] = { "one", "two", NULL };
	struct visit visit;
	char *text;

	(void)state;
	write_program("echo \"$@\"; exit 3");
	begin_visit(&visit);
	assert_int_equal(visit_run(&visit, words, 10, &text), 3);
	assert_string_equal(text, "--own-session one two\n");
	free(text);
	assert_int_equal(visit_end(&visit), 0);
	assert_gone();
}

static void test_no_end(void **state)
{
	struct visit visit;
	char *text;

	(void)state;
	write_program("exec sleep 60");
	begin_visit(&visit);
	assert_int_equal(visit_run(&visit, no_words, 1, &text), -ETIMEDOUT);
	assert_non_null(strstr(visit.agent.why.text, "no end after"));
	visit_end(&visit);
	assert_gone();
}

static void test_silent_agent(void **state)
{
	struct visit visit;
	char *text;

	(void)state;
	write_program("exec sleep 60");
	begin_visit(&visit);
	silent = 1;
	assert_int_equal(visit_run(&visit, no_words, 60, &text), -EIO);
	visit_end(&visit);
	assert_gone();
}

/* The first error is what went wrong; a file that cannot be closed then is not. */
static void test_full_disk(void **state)
{
	g_autofree char *program = g_build_filename(build, VISIT_PROGRAM, NULL);
	struct visit visit = { .agent.stop = &stop };

	(void)state;
	write_program("true");
	full = true;
	assert_true(visit_begin(&visit, NULL, "guest", program) < 0);
	assert_non_null(strstr(visit.agent.why.text, "is its disk full?"));
	*strrchr(put_at, '/') = 0;
	assert_int_equal(access(put_at, F_OK), -1);
}

/* Exit status 126: what the guest says is what the user is told. */
static void test_program_that_may_not_run(void **state)
{
	struct visit visit;
	char *text;

	(void)state;
	write_program("echo 'sh: ./x: Operation not permitted' >&2; exit 126");
	begin_visit(&visit);
	assert_int_equal(visit_run(&visit, no_words, 10, &text), -EACCES);
	assert_non_null(strstr(visit.agent.why.text, "does not run"));
	assert_non_null(strstr(visit.agent.why.text, "Operation not permitted"));
	assert_non_null(strstr(visit.agent.why.text, "SELinux"));
	visit_end(&visit);
	assert_gone();
}

/* Where every directory is mounted noexec, no mode of a file lets it run. */
static void test_noexec(void **state)
{
	g_autofree char *program = g_build_filename(build, VISIT_PROGRAM, NULL);
	g_autofree char *chmod_program = g_build_filename(build, "chmod", NULL);
	g_autofree char *before = g_strdup(getenv("PATH"));
	g_autofree char *path = g_strdup_printf("%s:%s", build, before);
	struct visit visit = { .agent.stop = &stop };

	(void)state;
	write_program("true");
	assert_true(g_file_set_contents(chmod_program, "#!/bin/sh\n", -1, NULL));
	assert_int_equal(chmod(chmod_program, 0755), 0);
	setenv("PATH", path, 1);
	assert_true(visit_begin(&visit, NULL, "guest", program) < 0);
	setenv("PATH", before, 1);
	assert_non_null(strstr(visit.agent.why.text, "mounted noexec"));
	assert_non_null(strstr(visit.agent.why.text, "remount,exec"));
	unlink(chmod_program);
}

static void test_output_that_was_cut(void **state)
{
	struct visit visit;
	char *text;

	(void)state;
	write_program("echo all; echo 'a warning' >&2");
	begin_visit(&visit);
	assert_int_equal(visit_run(&visit, no_words, 10, &text), 0);
	assert_false(visit.agent.cut);
	assert_string_equal(visit.agent.complaint, "a warning");
	free(text);
	cut = true;
	assert_int_equal(visit_run(&visit, no_words, 10, &text), 0);
	assert_true(visit.agent.cut);
	free(text);
	visit_end(&visit);
	assert_gone();
}

/* Ctrl-C before the run has begun. */
static void test_signal_while_asking(void **state)
{
	static struct plan plan;
	int status;
	pid_t pid;

	(void)state;
	write_program("kill -INT $PPID; exec sleep 60");
	plan_init(&plan);
	plan.domain = "guest";
	plan.build = build;
	pid = fork();
	if (!pid) {
		if (domain_prepare(&plan) != 130)
			_exit(1);
		assert_gone();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int begin(void **state)
{
	(void)state;
	return mkdtemp(build) ? 0 : -1;
}

static int end(void **state)
{
	char path[64];

	(void)state;
	if (output) {
		close(output);
		close(errors);
	}
	snprintf(path, sizeof(path), "%s/" VISIT_PROGRAM, build);
	unlink(path);
	return rmdir(build);
}

static int forget(void **state)
{
	(void)state;
	hangs = silent = stop = 0;
	cut = full = false;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(test_##name, forget)
		TEST(visit),
		TEST(files),
		TEST(no_end),
		TEST(silent_agent),
		TEST(full_disk),
		TEST(program_that_may_not_run),
		TEST(noexec),
		TEST(output_that_was_cut),
		TEST(signal_while_asking),
	};

	return cmocka_run_group_tests_name("visit", tests, begin, end);
}
