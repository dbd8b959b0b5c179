// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that runs out while a run is read, at every allocation in turn: either
 * all records are there, or the load fails and says where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "results.h"
#include "run_dir.h"

#define RECORDS 6

/* How many more allocations succeed. */
static long left = -1;

static bool may(void)
{
	return left < 0 || (left && left--);
}

/* What the linker puts in the place of each of them; see tests.mk. */
void *__real_malloc(size_t len);
void *__real_calloc(size_t n, size_t len);
void *__real_realloc(void *old, size_t len);
void *__real_reallocarray(void *old, size_t n, size_t len);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t len);
void *__wrap_calloc(size_t n, size_t len);
void *__wrap_realloc(void *old, size_t len);
void *__wrap_reallocarray(void *old, size_t n, size_t len);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t len)
{
	return may() ? __real_malloc(len) : NULL;
}

void *__wrap_calloc(size_t n, size_t len)
{
	return may() ? __real_calloc(n, len) : NULL;
}

void *__wrap_realloc(void *old, size_t len)
{
	return may() ? __real_realloc(old, len) : NULL;
}

void *__wrap_reallocarray(void *old, size_t n, size_t len)
{
	return may() ? __real_reallocarray(old, n, len) : NULL;
}

char *__wrap_strdup(const char *text)
{
	return may() ? __real_strdup(text) : NULL;
}

static void make_run(void)
{
	append("meta.json", "{\"schema\": 1, \"run\": \"r\", \"rig\": \"vmx-emu\"}\n");
	for (int i = 0; i < RECORDS; i++)
		add(record("pagefault", "ept", i, 10 + i));
}

/* What results_load() said is in @said, cut off at its end. */
static int load_with(long allocations, struct results *res, char *said, size_t len)
{
	FILE *to = tmpfile();
	int old = dup(STDERR_FILENO), err;
	size_t n;

	assert_non_null(to);
	fflush(stderr);
	dup2(fileno(to), STDERR_FILENO);
	left = allocations;
	err = results_load(res, dir);
	left = -1;
	fflush(stderr);
	dup2(old, STDERR_FILENO);
	close(old);
	rewind(to);
	n = fread(said, 1, len - 1, to);
	said[n] = '\0';
	fclose(to);
	return err;
}

static void test_every_allocation(void **state)
{
	size_t failed = 0, with_line = 0;
	struct results res;
	char said[4096];
	int err;

	(void)state;
	make_run();
	for (long n = 0;; n++) {
		err = load_with(n, &res, said, sizeof(said));
		if (!err)
			break;
		assert_int_equal(err, -ENOMEM);
		if (!strstr(said, dir) || !strstr(said, strerror(ENOMEM)))
			fail_msg("after %ld allocations it says '%s'", n, said);
		with_line += strstr(said, "records.jsonl:") != NULL;
		failed++;
	}
	/* Nothing is lost, and nothing is called damaged. */
	assert_string_equal(said, "");
	assert_int_equal(res.n_records, RECORDS);
	assert_int_equal(res.damaged, 0);
	results_free(&res);
	assert_true(failed > 10 * RECORDS);
	assert_true(with_line > 5 * RECORDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_allocation, make_dir,
						remove_dir),
	};

	json_set_alloc_funcs(__wrap_malloc, free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
