// SPDX-License-Identifier: GPL-2.0
/*
 * Every workload's functions, run here, small, under the sanitizers: they do
 * what they say as often as they say.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "jobs.h"
#include "tool.h"

static char dir[] = "/tmp/exitbench-test-XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	return rmdir(dir);
}

/* Warm-up and two repetitions; returns the operations of one. */
static int64_t run(const char *text)
{
	struct workload_run run = { .dir = dir };
	int64_t ops = 0;
	struct job job;
	struct sentence why;

	assert_int_equal(job_parse(text, &job, &why), 0);
	run.param = job.param;
	if (job.workload->setup)
		assert_int_equal(job.workload->setup(&run), 0);
	for (run.rep = -1; run.rep < 2; run.rep++) {
		if (job.workload->prepare)
			assert_int_equal(job.workload->prepare(&run), 0);
		ops = job.workload->run(&run);
		if (ops <= 0)
			fail_msg("%s: %s", text, run.error);
	}
	if (job.workload->teardown)
		job.workload->teardown(&run);
	return ops;
}

static void test_ops(void **state)
{
	(void)state;
	assert_int_equal(run("null"), 1);
	assert_int_equal(run("cpuid:count=3"), 3);
	assert_int_equal(run("idle:ms=2"), 2);
	assert_int_equal(run("fileio:files=3:size=5000"), 3);
	/* Two rounds; a last piece that is smaller than the others. */
	assert_int_equal(run("pagefault:size=40K:piece=12K"), 20);
}

static void test_smp(void **state)
{
	(void)state;
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		skip();
	assert_int_equal(run("pagefault-smp:size=40K"), 2 * 10);
	assert_int_equal(run("fork-smp:count=2"), 2 * 2);
	assert_int_equal(run("ctxsw-smp:count=3"), 2 * 3);
	assert_int_equal(run("shootdown:count=5"), 5);
}

/* A tool is what is installed, where no disk has it; one that is not is a skip. */
static void test_tool(void **state)
{
	const char *const argv[] = { "true", NULL };
	struct workload_run run = { 0 };

	(void)state;
	if (access("/usr/bin/true", X_OK))
		skip();
	assert_int_equal(tool_setup(&run, "true"), 0);
	assert_int_equal(tool_run(&run, argv), 0);
	assert_int_equal(tool_setup(&run, "no-such-tool"), -1);
	assert_true(run.skipped);
	assert_string_equal(run.error, "no no-such-tool in this guest");
	unlink(tool_output);
}

/* More vCPUs than there are: said, and no worker is left waiting. */
static void test_too_many_cpus(void **state)
{
	static const char *const all[] = {
		"pagefault-smp", "ctxsw-smp", "shootdown",
	};
	struct sentence why;
	struct job job;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct workload_run run = { 0 };

		assert_int_equal(job_parse(all[i], &job, &why), 0);
		job.param[0] = 64;
		run.param = job.param;
		if (sysconf(_SC_NPROCESSORS_ONLN) >= 64)
			skip();
		assert_int_equal(job.workload->setup(&run), -1);
		assert_non_null(strstr(run.error, "run on vCPU "));
		job.workload->teardown(&run);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

/* fileio leaves nothing behind, and says why when it cannot work. */
static void test_fileio_fails_well(void **state)
{
	struct workload_run run = { .dir = "/nonexistent" };
	struct job job;
	struct sentence why;

	(void)state;
	assert_int_equal(job_parse("fileio:files=1:size=10", &job, &why), 0);
	run.param = job.param;
	assert_int_equal(job.workload->setup(&run), 0);
	assert_int_equal(job.workload->run(&run), -1);
	job.workload->teardown(&run);
	assert_string_equal(run.error,
			    "create '/nonexistent/file0': No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ops),
		cmocka_unit_test(test_smp),
		cmocka_unit_test(test_tool),
		cmocka_unit_test(test_too_many_cpus),
		cmocka_unit_test(test_fileio_fails_well),
	};

	return cmocka_run_group_tests_name("workloads", tests, make_dir,
					   remove_dir);
}
