// SPDX-License-Identifier: GPL-2.0
/*
 * The two files of a run, cut at every byte and with every byte flipped: what is
 * still read is what was written, and what is not is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "meta_file.h"
#include "results.h"
#include "run_dir.h"

#define RECORDS 2

/* For the table of tests/long: at how many bytes a file was cut or flipped, and rightly read. */
static unsigned int tried, right;

static char *path_of(const char *file)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	return path;
}

static char *whole(const char *file, size_t *len)
{
	FILE *in = fopen(path_of(file), "r");
	char *text = calloc(1, 1 << 16);

	assert_non_null(in);
	*len = fread(text, 1, (1 << 16) - 1, in);
	assert_true(feof(in));
	fclose(in);
	return text;
}

static void put(const char *file, const char *text, size_t len)
{
	FILE *out = fopen(path_of(file), "w");

	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

/* What is said of thousands of damages is of no interest. */
static int silently(struct results *res)
{
	int err, saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);

	dup2(null, STDERR_FILENO);
	err = results_load(res, dir);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(null);
	return err;
}

static void make_run(void)
{
	json_t *meta = json_pack(
		"{s:i, s:s, s:s, s:s, s:i, s:[s, s], s:[{s:s}], s:{s:s}}",
		"schema", 1, "run", "r", "rig", "vmx-emu", "vendor", "vmx",
		"reps", RECORDS, "modes", "ept", "shadow", "workloads", "name",
		"pagefault", "hashes", "kvm.ko", "5ee5");

	assert_int_equal(meta_file_write(path_of("meta.json"), meta), 0);
	json_decref(meta);
	for (int i = 0; i < RECORDS; i++)
		add(record("pagefault", "ept", i, 64 + i));
}

/* Whatever was read of the records is as it was written. */
static void check_records(const struct results *res)
{
	assert_true(res->n_records <= RECORDS);
	for (size_t i = 0; i < res->n_records; i++) {
		const struct record *rec = &res->records[i];

		assert_in_range(rec->rep, 0, RECORDS - 1);
		assert_string_equal(rec->texts->workload, "pagefault");
		assert_int_equal(rec->exits, 64 + rec->rep + 10);
		assert_int_equal(rec->elapsed_cycles, 1000000);
	}
}

static void test_records_cut(void **state)
{
	struct results res;
	size_t len, at;
	char *text;

	(void)state;
	make_run();
	text = whole("records.jsonl", &len);
	for (at = 0; at <= len; at++) {
		size_t lines = 0, rest = 0;

		for (size_t i = 0; i < at; i++, rest++)
			if (text[i] == '\n') {
				lines++;
				rest = -1;
			}
		/* Nothing of a line is lost with its newline alone. */
		if (text[at] == '\n' && rest) {
			lines++;
			rest = 0;
		}
		put("records.jsonl", text, at);
		tried++;
		if (!at) {
			assert_int_equal(silently(&res), -ENODATA);
			right++;
			continue;
		}
		assert_int_equal(silently(&res), 0);
		assert_int_equal(res.n_records, lines);
		assert_int_equal(res.damaged, rest ? 1 : 0);
		check_records(&res);
		right++;
		results_free(&res);
	}
	free(text);
}

static void test_records_flipped(void **state)
{
	struct results res;
	size_t len, at;
	char *text;

	(void)state;
	make_run();
	text = whole("records.jsonl", &len);
	for (at = 0; at < len; at++) {
		char was = text[at];

		text[at] ^= 1 << at % 8;
		put("records.jsonl", text, len);
		tried++;
		text[at] = was;
		assert_int_equal(silently(&res), 0);
		assert_true(res.damaged || res.n_records == RECORDS);
		assert_true(res.damaged <= 2);
		check_records(&res);
		right++;
		results_free(&res);
	}
	free(text);
}

/* Whether meta.json is taken; then it must say what was written. */
static bool meta_taken(const json_t *written)
{
	struct results res;
	const char *key;
	bool taken;
	json_t *val;

	assert_int_equal(silently(&res), 0);
	assert_int_equal(res.n_records, RECORDS);
	taken = res.meta.usable;
	if (taken)
		json_object_foreach((json_t *)written, key, val)
			if (strcmp(key, "crc32"))
				assert_true(json_equal(val, json_object_get(
						res.meta.obj, key)));
	results_free(&res);
	return taken;
}

static void test_meta(void **state)
{
	unsigned int taken = 0;
	size_t len, at;
	json_t *meta;
	char *text;

	(void)state;
	make_run();
	text = whole("meta.json", &len);
	meta = json_loadb(text, len, 0, NULL);
	assert_non_null(json_object_get(meta, "crc32"));
	assert_true(meta_taken(meta));
	for (at = 0; at < len; at++) {
		put("meta.json", text, at);
		tried++;
		assert_int_equal(meta_taken(meta), at == len - 1);
		right++;
	}
	for (at = 0; at < len; at++) {
		text[at] ^= 1 << at % 8;
		put("meta.json", text, len);
		text[at] ^= 1 << at % 8;
		tried++;
		taken += meta_taken(meta);
		right++;
	}
	/* In the name of the checksum, which then is another member. */
	assert_true(taken <= strlen("crc32"));
	json_decref(meta);
	free(text);
}

/* As on a disk with room for so many bytes. */
static void limit_files(rlim_t bytes)
{
	struct rlimit limit = { bytes, RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A disk that is full leaves the older one, and nothing beside it. */
static void test_meta_full_disk(void **state)
{
	json_t *meta = json_pack("{s:i, s:s}", "schema", 1, "run", "other");
	char *before, *after, tmp[160];
	size_t len, len_after;

	(void)state;
	make_run();
	before = whole("meta.json", &len);
	snprintf(tmp, sizeof(tmp), "%s.tmp", path_of("meta.json"));
	for (rlim_t room = 0; room < 50; room++) {
		int err;

		limit_files(room);
		err = meta_file_write(path_of("meta.json"), meta);
		limit_files(RLIM_INFINITY);
		assert_int_equal(err, -EFBIG);
		after = whole("meta.json", &len_after);
		assert_string_equal(after, before);
		free(after);
		assert_int_equal(access(tmp, F_OK), -1);
	}
	/* Nor is it written through a link that lies in wait. */
	assert_int_equal(symlink("/dev/null", tmp), 0);
	assert_int_equal(meta_file_write(path_of("meta.json"), meta), 0);
	assert_int_equal(access(tmp, F_OK), -1);
	after = whole("meta.json", &len_after);
	assert_non_null(strstr(after, "other"));
	free(after);
	free(before);
	json_decref(meta);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_records_cut),
		IN_DIR(test_records_flipped),
		IN_DIR(test_meta),
		IN_DIR(test_meta_full_disk),
	};
	int failed;

	failed = cmocka_run_group_tests_name("cuts", tests, NULL, NULL);
	printf("tally - bytes %u %u\n", tried, right);
	return failed;
}
