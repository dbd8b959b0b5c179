// SPDX-License-Identifier: GPL-2.0
/*
 * Exit reasons scanned out of a line's text: what comes of a line is the same as if
 * a JSON library had read all of it, whatever is in the line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "packed.h"
#include "parse_line.h"
#include "parse_record.h"
#include "record.h"

#define REASON "{\"reason\":12,\"name\":\"HLT\",\"count\":10,\"kernel_cycles\":2000," \
	"\"user_cycles\":0,\"blocked_cycles\":500000,"	\
	"\"preempted_cycles\":499990,\"asleep_cycles\":10,\"away_cycles\":7,\"switch_cycles\":1480,"	\
	"\"l2_count\":3,\"l2_kernel_cycles\":700,\"l2_user_cycles\":0,"		\
	"\"min_cycles\":30,\"max_cycles\":999,\"hist\":[0,0,4,6],"		\
	"\"quarters\":[1,0,0,3,0,6,0,0],"					\
	"\"depth\":[1,2,3,0,4]}"
#define PLAIN "{\"reason\":48,\"name\":\"EPT_VIOLATION\",\"count\":64,"	\
	"\"kernel_cycles\":19200,\"user_cycles\":6400,\"blocked_cycles\":0}"
#define DEPTH "{\"reason\":12,\"name\":\"HLT\",\"count\":10,\"kernel_cycles\":1," \
	"\"user_cycles\":0,\"blocked_cycles\":0,\"depth\":["
#define REASONS ",\"reasons\":[" REASON "," PLAIN "]"
#define HEAD "{\"schema\":1,\"rig\":\"vmx-emu\",\"vendor\":\"vmx\","	\
	"\"paging\":\"ept\",\"machine\":\"q35\",\"kernel\":\"6.1.0\","	\
	"\"workload\":\"boot\",\"params\":{\"pages\":64},\"rep\":0,"	\
	"\"op\":\"boot\",\"ops\":1,\"elapsed_cycles\":1000000,\"exits\":74"
#define TAIL ",\"status\":\"ok\""
#define PHASES ",\"phases\":[{\"name\":\"a\",\"cycles\":1000000,\"exits\":74,"	\
	"\"kernel_cycles\":0,\"user_cycles\":0,\"blocked_cycles\":0"	\
	",\"reasons\":[" PLAIN "]}]"

/* What came of a line. */
struct outcome {
	int err;
	struct sentence why;
	struct record rec;
};

/* The text, which has no brace at its end, with its checksum. */
static char *seal(const char *text)
{
	char *line;

	assert_true(asprintf(&line, "%s,\"crc32\":\"%08lx\"}", text,
			     crc32(0, (const Bytef *)text, strlen(text))) > 0);
	return line;
}

static void read_line(struct outcome *to, const char *line)
{
	to->err = parse_line(&to->rec, line, &to->why);
}

/* Without the scan. */
static void read_json(struct outcome *to, const char *line)
{
	const char *wrong;
	json_t *obj = record_open(line, &wrong);

	*to = (struct outcome){ .err = -EBADMSG };
	if (obj)
		to->err = parse_record(&to->rec, obj, NULL, &to->why);
	else
		strcpy(to->why.text, wrong);
	if (to->err && obj)
		parse_free(&to->rec);
	json_decref(obj);
}

static size_t packed_len(const struct record *rec)
{
	struct packed_walk walk = packed_begin(rec);
	struct exit_reason r;

	while (packed_next(&walk, &r))
		;
	return walk.at - rec->reasons;
}

static bool same_reasons(const struct record *a, const struct record *b)
{
	return a->n_reasons == b->n_reasons && a->exits == b->exits &&
	       a->odd_histograms == b->odd_histograms &&
	       a->kernel_cycles == b->kernel_cycles &&
	       a->user_cycles == b->user_cycles &&
	       a->blocked_cycles == b->blocked_cycles &&
	       a->away_cycles == b->away_cycles &&
	       packed_len(a) == packed_len(b) &&
	       !memcmp(a->reasons, b->reasons, packed_len(a));
}

/* Both ways; returns whether the line was a record. */
static bool read_both(const char *text)
{
	struct outcome a, b;
	char *line = seal(text);

	read_line(&a, line);
	read_json(&b, line);
	if (a.err != b.err || (a.err && strcmp(a.why.text, b.why.text)))
		fail_msg("%d '%s' instead of %d '%s' of %s", a.err, a.why.text,
			 b.err, b.why.text, line);
	if (!a.err && !same_reasons(&a.rec, &b.rec))
		fail_msg("other reasons of %s", line);
	if (!a.err) {
		parse_free(&a.rec);
		parse_free(&b.rec);
	}
	free(line);
	return !a.err;
}

static bool scanned(const char *text)
{
	struct scanned found;
	bool done = scan_reasons(&found, text);

	scan_free(&found);
	return done;
}

/* What the guests write must not go the slow way. */
static void test_written(void **state)
{
	const char *text = HEAD REASONS TAIL;
	struct scanned found;
	struct packed_walk walk;
	struct exit_reason r;
	struct histogram cost;

	(void)state;
	assert_true(read_both(text));
	assert_true(scan_reasons(&found, text));
	assert_int_equal(found.exits, 74);
	assert_ptr_equal(found.array, strchr(text, '['));
	assert_string_equal(found.end, TAIL);
	walk = packed_begin(&found.rec);
	assert_true(packed_next(&walk, &r));
	cost = packed_cost(&r);
	assert_int_equal(r.reason, 12);
	assert_int_equal(cost.min, 30);
	assert_int_equal(cost.max, 999);
	assert_int_equal(cost.bucket[3], 6);
	assert_int_equal(cost.quarter[8], 1);
	assert_int_equal(cost.quarter[11], 3);
	assert_int_equal(cost.quarter[13], 6);
	assert_int_equal(r.depth[2], 3);
	assert_int_equal(r.preempted_cycles, 499990);
	assert_int_equal(r.asleep_cycles, 10);
	assert_int_equal(r.switch_cycles, 1480);
	assert_int_equal(found.rec.switch_cycles, 1480);
	assert_int_equal(r.l2_count, 3);
	assert_int_equal(r.l2_kernel_cycles, 700);
	assert_int_equal(r.depth[4], 4);
	assert_true(packed_next(&walk, &r));
	assert_int_equal(r.kernel_cycles, 19200);
	assert_null(r.cost);
	assert_false(packed_next(&walk, &r));
	scan_free(&found);
}

/* The first array may be another's than the record's. */
static void test_elsewhere(void **state)
{
	(void)state;
	assert_true(scanned(HEAD PHASES REASONS TAIL));
	assert_true(read_both(HEAD PHASES REASONS TAIL));
	assert_true(read_both(HEAD REASONS PHASES TAIL));
	assert_false(read_both(HEAD PHASES ",\"reasons\":[]" TAIL));
	assert_false(read_both(HEAD PHASES ",\"reasons\":null" TAIL));
	assert_false(read_both(HEAD PHASES TAIL));
	assert_false(read_both(HEAD REASONS REASONS TAIL));
	assert_false(read_both(HEAD REASONS ",\"reasons\":null" TAIL));
	assert_false(read_both(HEAD ",\"tool\":{\"a\":1" REASONS "}" TAIL));
	assert_true(read_both(HEAD REASONS ",\"lost\":\",\\\"reasons\\\":[\"" TAIL));
	assert_true(read_both(HEAD ",\"lost\":\"" ",\\\"reasons\\\":[\"" REASONS TAIL));
}

/* Right, but not as it is written: blanks, another order, escapes, details. */
static void test_otherwise(void **state)
{
	static const char *const right[] = {
		HEAD ",\"reasons\":[ " REASON "," PLAIN "]" TAIL,
		HEAD ",\"reasons\":[" REASON ", " PLAIN "]" TAIL,
		HEAD ",\"reasons\":[{\"name\":\"HLT\",\"reason\":12,\"count\":74,"
		"\"kernel_cycles\":1,\"user_cycles\":2,\"blocked_cycles\":3}]" TAIL,
		HEAD ",\"reasons\":[{\"reason\":12,\"name\":\"H\\u004cT \303\244\",\"count\":74,"
		"\"kernel_cycles\":1,\"user_cycles\":2,\"blocked_cycles\":3}]" TAIL,
		HEAD ",\"reasons\":[{\"reason\":12,\"name\":\"HLT\",\"count\":74,"
		"\"kernel_cycles\":9223372036854775807,\"user_cycles\":2,\"blocked_cycles\":3,"
		"\"hist\":[],\"detail\":[{\"what\":1,\"write\":true,\"count\":10,\"cycles\":5}]}]" TAIL,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		assert_false(scanned(right[i]));
		assert_true(read_both(right[i]));
	}
}

/* Blocked time has parts, no more than it is. */
static void test_blocked(void **state)
{
	char text[1024];

	(void)state;
	for (int more = 0; more < 2; more++) {
		snprintf(text, sizeof(text), HEAD ",\"reasons\":[{\"reason\":12,"
			 "\"name\":\"HLT\",\"count\":10,\"kernel_cycles\":1,"
			 "\"user_cycles\":0,\"blocked_cycles\":9,"
			 "\"preempted_cycles\":5,\"asleep_cycles\":%d}," PLAIN "]" TAIL,
			 4 + more);
		assert_int_equal(scanned(text), !more);
		assert_int_equal(read_both(text), !more);
	}
}

/* No more came from L2 than there was. */
static void test_l2(void **state)
{
	char text[1024];

	(void)state;
	for (int more = 0; more < 4; more++) {
		snprintf(text, sizeof(text), HEAD ",\"reasons\":[{\"reason\":12,"
			 "\"name\":\"HLT\",\"count\":10,\"kernel_cycles\":7,"
			 "\"user_cycles\":5,\"blocked_cycles\":9,"
			 "\"l2_count\":%d,\"l2_kernel_cycles\":%d,"
			 "\"l2_user_cycles\":%d}," PLAIN "]" TAIL,
			 10 + (more == 1), 7 + (more == 2), 5 + (more == 3));
		assert_int_equal(scanned(text), !more);
		assert_int_equal(read_both(text), !more);
	}
}

/* All exits went somewhere, and nowhere else. */
static void test_depths(void **state)
{
	static const char *const wrong[] = { "9", "11", "10,0,1", "0,0,0,0,0,0,0,0,0,0,0,10" };
	static const char *const right[] = { "10", "0,0,0,0,0,0,0,0,0,0,10", "0" };
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		snprintf(text, sizeof(text), HEAD ",\"reasons\":[" DEPTH "%s]},"
			 PLAIN "]" TAIL, wrong[i]);
		assert_false(scanned(text));
		assert_false(read_both(text));
	}
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		snprintf(text, sizeof(text), HEAD ",\"reasons\":[" DEPTH "%s]},"
			 PLAIN "]" TAIL, right[i]);
		assert_true(scanned(text));
		assert_true(read_both(text));
	}
}

/* Any one byte replaced, removed or doubled. */
static void test_one_byte(void **state)
{
	static const char bytes[] = "0159-.eE\"\\[]{},: \t\001\177\303n";
	const char *good = HEAD REASONS TAIL;
	size_t from = sizeof(HEAD) - 1, to = sizeof(HEAD REASONS) - 1;
	size_t records = 0, all = 0;

	(void)state;
	for (size_t at = from; at < to; at++) {
		char text[sizeof(HEAD REASONS TAIL) + 1];

		for (size_t i = 0; i < sizeof(bytes) - 1; i++, all++) {
			strcpy(text, good);
			text[at] = bytes[i];
			records += read_both(text);
		}
		strcpy(text + at, good + at + 1);
		memcpy(text, good, at);
		records += read_both(text);
		strcpy(text + at + 1, good + at);
		text[at] = good[at];
		records += read_both(text);
	}
	/* Both kinds were among them. */
	assert_true(records > 500 && records < all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_elsewhere),
		cmocka_unit_test(test_otherwise),
		cmocka_unit_test(test_depths),
		cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_l2),
		cmocka_unit_test(test_one_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
