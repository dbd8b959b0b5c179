/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Results directories made by tests. Include after cmocka.h, in the one file
 * of a test.
 */
#ifndef EXITBENCH_TEST_RUN_DIR_H
#define EXITBENCH_TEST_RUN_DIR_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

static char dir[64];		/* of the run of one test */

static inline int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/exitbench-test.XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static inline int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int remove_dir(void **state)
{
	(void)state;
	return nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void append(const char *file, const char *text)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	out = fopen(path, "a");
	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

/* A good record; tests change what they need. */
static inline json_t *record(const char *workload, const char *paging, int rep,
		      int violations)
{
	json_t *obj = json_pack(
		"{si ss ss ss ss ss ss s{si} si ss si sI si ss}",
		"schema", 1, "rig", "vmx-emu", "vendor", "vmx",
		"paging", paging, "machine", "q35", "kernel", "6.1.0",
		"workload", workload, "params", "pages", 64, "rep", rep,
		"op", "page touch", "ops", 50,
		"elapsed_cycles", (json_int_t)1000000,
		"exits", violations + 10, "status", "ok");
	json_t *reasons = json_pack(
		"[{si ss si si si si} {si ss si si si si}]",
		"reason", 12, "name", "HLT", "count", 10,
		"kernel_cycles", 2000, "user_cycles", 0,
		"blocked_cycles", 500000,
		"reason", strcmp(paging, "shadow") ? 48 : 58,
		"name", strcmp(paging, "shadow") ? "EPT_VIOLATION" : "INVPCID",
		"count", violations, "kernel_cycles", 300 * violations,
		"user_cycles", 100 * violations, "blocked_cycles", 0);

	assert_non_null(obj);
	assert_non_null(reasons);
	json_object_set_new(obj, "reasons", reasons);
	return obj;
}

/* Seals and appends @obj, and drops it. */
static inline void add(json_t *obj)
{
	char *line = record_seal(obj);

	assert_non_null(line);
	append("records.jsonl", line);
	append("records.jsonl", "\n");
	free(line);
	json_decref(obj);
}

static inline void add_changed(const char *key, json_t *val)
{
	json_t *obj = record("pagefault", "ept", 9, 64);

	json_object_set_new(obj, key, val);
	add(obj);
}

static inline void add_meta(const char *rig)
{
	char text[512];

	snprintf(text, sizeof(text), "{\"schema\":1,\"run\":\"r\","
		 "\"rig\":\"%s\",\"vendor\":\"vmx\",\"reps\":3,"
		 "\"modes\":[\"ept\",\"shadow\"],\"cycles_unit\":\"ticks\","
		 "\"workloads\":[{\"name\":\"null\"},{\"name\":\"pagefault\"}]}",
		 rig);
	append("meta.json", text);
}

#define IN_DIR(test) cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)

#endif
