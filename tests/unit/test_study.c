// SPDX-License-Identifier: GPL-2.0
/*
 * A study that is carried out, with runs that only leave a folder: which of them run,
 * in which order, what stays, and what is refused.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <glib.h>

#include "remove_tree.h"
#include "run_dir.h"
#include "study.h"

static const char text[] = "rig=svm-emu\nmode=tdp\nvcpus=1,2,3\nworkload=null,cpuid\nreps=1\n";

static GString *ran;		/* what the runner was told */
static const char *fails, *leaves_nothing, *ends;	/* "--vcpus=2" */
static const char *cannot;

static bool is_rig(const char *name)
{
	(void)name;
	return true;
}

static bool has(char **words, const char *word)
{
	return word && g_strv_contains((const char *const *)words, word);
}

static const char *cannot_with;
static unsigned int loud;

static int fake_check(char **words, bool quiet)
{
	bool refused = has(words, cannot) &&
		       (!cannot_with || has(words, cannot_with));

	loud += refused && !quiet;
	return refused ? 2 : 0;
}

/* As a run leaves its folder: a name of its own, and a link to it. */
static int fake_run(char **words, const char *results)
{
	bool failed = has(words, fails);
	g_autofree char *run = g_build_filename(results, "20260101-svm-emu", NULL);
	g_autofree char *meta = g_build_filename(run, "meta.json", NULL);
	g_autofree char *link = g_build_filename(results, "latest", NULL);
	g_autofree char *json = g_strdup_printf(
		"{\"cells\":{\"expected\":2,\"ok\":%d,\"failed\":%d}}", !failed + 1, failed);

	g_string_append_printf(ran, "%s ", words[1]);
	if (has(words, leaves_nothing))
		return 1;
	assert_int_equal(g_mkdir_with_parents(run, 0755), 0);
	assert_true(g_file_set_contents(meta, json, -1, NULL));
	assert_int_equal(symlink("20260101-svm-emu", link), 0);
	return has(words, ends) ? 130 : failed;
}

static const struct study_runner runner = { fake_check, fake_run };

/* One start of exitbench study; its exit status, or a negative errno. */
static int start(const char *of, const char *revision, struct sentence *why)
{
	struct matrix matrix;
	struct study_runs runs;
	struct matrix_error error;
	struct study_dir folder;
	struct study study = {
		.file = "file", .name = "s", .results = dir, .matrix = &matrix,
		.runs = &runs, .runner = &runner,
	};
	json_t *json;
	int ret;

	g_string_truncate(ran, 0);
	assert_int_equal(matrix_parse(&matrix, of, strlen(of), is_rig, &error), 0);
	assert_int_equal(study_combine(&runs, &matrix, &error), 0);
	json = study_json("s", revision, of, &matrix, &runs);
	assert_non_null(json);
	ret = study_check(&study);
	if (!ret)
		ret = study_dir_open(&folder, dir, "s", json, why);
	if (!ret)
		ret = study_carry_out(&study, &folder);
	if (ret != -EINVAL)
		study_dir_close(&folder);
	json_decref(json);
	study_runs_free(&runs);
	matrix_free(&matrix);
	return ret;
}

static bool is_there(const char *name)
{
	g_autofree char *path = g_build_filename(dir, "study-s", name, NULL);

	return !access(path, F_OK);
}

static void test_whole(void **state)
{
	struct sentence why;

	(void)state;
	assert_int_equal(start(text, "a", &why), 0);
	assert_string_equal(ran->str, "--vcpus=1 --vcpus=2 --vcpus=3 ");
	assert_true(is_there("01-vcpus=1/meta.json") &&
		    is_there("03-vcpus=3/meta.json") && is_there("study.json"));
	assert_false(is_there(".running"));
	assert_int_equal(start(text, "a", &why), 0);
	assert_string_equal(ran->str, "");
}

/* What failed and what left nothing is run again; the study goes on behind it. */
static void test_failures(void **state)
{
	struct sentence why;

	(void)state;
	fails = "--vcpus=1";
	leaves_nothing = "--vcpus=2";
	assert_int_equal(start(text, "a", &why), 1);
	assert_string_equal(ran->str, "--vcpus=1 --vcpus=2 --vcpus=3 ");
	assert_true(is_there("01-vcpus=1") && !is_there("02-vcpus=2"));
	leaves_nothing = NULL;
	assert_int_equal(start(text, "a", &why), 1);
	assert_string_equal(ran->str, "--vcpus=1 --vcpus=2 ");
	fails = NULL;
	assert_int_equal(start(text, "a", &why), 0);
	assert_string_equal(ran->str, "--vcpus=1 ");
}

/* A run that a signal has ended is not kept, nor what one left that was killed. */
static void test_interrupted(void **state)
{
	struct sentence why;

	(void)state;
	ends = "--vcpus=2";
	assert_int_equal(start(text, "a", &why), 130);
	assert_string_equal(ran->str, "--vcpus=1 --vcpus=2 ");
	assert_true(is_there("01-vcpus=1") && !is_there("02-vcpus=2"));
	ends = NULL;
	append("study-s/.running", "");
	assert_int_equal(start(text, "a", &why), 0);
	assert_string_equal(ran->str, "--vcpus=2 --vcpus=3 ");
}

static void test_refused(void **state)
{
	static const char other[] = "rig=svm-emu\nmode=tdp\nvcpus=1,2\nworkload=null,cpuid\nreps=1\n";
	g_autofree char *plots = g_strdup_printf("%splot null:exits by vcpus\n", text);
	struct study_dir held = { 0 };
	struct sentence why;
	json_t *json = json_object();

	(void)state;
	assert_int_equal(start(text, "a", &why), 0);
	assert_int_equal(start(other, "a", &why), -EEXIST);
	assert_non_null(strstr(why.text, "other axes"));
	assert_int_equal(start(text, "b", &why), -EEXIST);
	assert_non_null(strstr(why.text, "revision a of exitbench, this is b"));
	assert_int_equal(start(plots, "a", &why), 0);
	assert_string_equal(ran->str, "");
	append("study-s/study.json", "}");
	assert_int_equal(start(text, "a", &why), -EBADMSG);
	/* Another process has it; flock() is by open file. */
	study_dir_open(&held, dir, "t", json, &why);
	{
		struct study_dir second;

		assert_int_equal(study_dir_open(&second, dir, "t", json, &why), -EBUSY);
		assert_non_null(strstr(why.text, "at work"));
		study_dir_close(&second);
	}
	study_dir_close(&held);
	json_decref(json);
}

/* Standard error goes to a file until said_has() looks into it. */
static int stderr_was;

static void said_begin(void)
{
	g_autofree char *path = g_build_filename(dir, "said", NULL);

	fflush(stderr);
	stderr_was = dup(STDERR_FILENO);
	assert_non_null(freopen(path, "w", stderr));
}

static void said_has(const char *part)
{
	g_autofree char *path = g_build_filename(dir, "said", NULL);
	g_autofree char *said = NULL;

	fflush(stderr);
	dup2(stderr_was, STDERR_FILENO);
	close(stderr_was);
	assert_true(g_file_get_contents(path, &said, NULL, NULL));
	if (!strstr(said, part))
		fail_msg("'%s' is not in '%s'", part, said);
}

static void test_cannot(void **state)
{
	struct sentence why;

	(void)state;
	cannot = "--vcpus=3";
	said_begin();
	assert_int_equal(start(text, "a", &why), -EINVAL);
	said_has("'file':3:11: '3': 1 of 3 runs cannot begin, the first with vcpus=3;");
	assert_string_equal(ran->str, "");
	assert_false(is_there(""));
	/* All are refused, and the reason is said once. */
	cannot = "--kvm=x=1";
	loud = 0;
	said_begin();
	assert_int_equal(start("vcpus=1,2,3\nworkload=null\nkvm.x = 1", "a", &why), -EINVAL);
	said_has("'file':3:9: '1': 3 of 3 runs cannot begin");
	assert_int_equal(loud, 1);
	/* One value alone is not the reason of two. */
	cannot = "--verify";
	cannot_with = "--mode=tdp";
	said_begin();
	assert_int_equal(start("mode=tdp\nworkload=null\nverify=no,yes", "a", &why), -EINVAL);
	said_has("'file':3:11: 'yes': 1 of 2 runs");
	cannot = cannot_with = NULL;
}

static int begin(void **state)
{
	ran = g_string_new(NULL);
	return make_dir(state);
}

static int finish(void **state)
{
	g_string_free(ran, TRUE);
	fails = leaves_nothing = ends = cannot = NULL;
	return remove_dir(state);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_whole), TEST(test_failures), TEST(test_interrupted),
		TEST(test_refused), TEST(test_cannot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
