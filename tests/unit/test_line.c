// SPDX-License-Identifier: GPL-2.0
/* Messages: what is not in the table is refused by name; RECORDS.md has the table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "line.h"
#include "record_fields.h"

#define DOC "bench/RECORDS.md"

/* Why @obj as a message of @stage is refused; "" when it is taken. */
static const char *refused(const char *type, enum field_stage stage, json_t *obj)
{
	static struct sentence why;
	enum line_type found = LINE_TYPES, t;
	json_t *taken;
	char *line;

	why.text[0] = 0;
	for (t = 0; t < LINE_TYPES && strcmp(messages[t].name, type); t++)
		;
	assert_true(t < LINE_TYPES);
	line = line_seal(t, obj);
	taken = line_open(line, stage, &found, &why);
	free(line);
	if (taken) {
		assert_int_equal(found, t);
		assert_null(json_object_get(taken, "type"));
	}
	json_decref(taken);
	return why.text;
}

static json_t *bye(const char *key, json_t *value)
{
	json_t *obj = json_object();

	if (key)
		json_object_set_new(obj, key, value);
	return obj;
}

static json_t *check(const char *verdict)
{
	return json_pack("{s:s, s:s, s:s}", "verdict", verdict, "rule", "r",
			 "evidence", "e");
}

static void test_fields(void **state)
{
	json_t *obj = check("PASS");

	(void)state;
	assert_string_equal(refused("bye", STAGE_GUEST, bye(NULL, NULL)), "");
	assert_string_equal(refused("bye", STAGE_GUEST,
				    bye("error", json_string("no"))), "");
	assert_string_equal(refused("bye", STAGE_GUEST,
				    bye("colour", json_string("no"))),
			    "message 'bye': unknown field 'colour'");
	assert_string_equal(refused("bye", STAGE_GUEST,
				    bye("error", json_integer(1))),
			    "message 'bye': 'error' is not of type string");
	assert_string_equal(refused("check", STAGE_GUEST, check("PASS")), "");
	assert_string_equal(refused("check", STAGE_GUEST, check("FINE")),
			    "message 'check': 'verdict' has an unknown value 'FINE'");
	json_object_del(obj, "rule");
	assert_string_equal(refused("check", STAGE_GUEST, obj),
			    "message 'check': field 'rule' is missing");
}

/* Who may say it, and who adds what on the way. */
static void test_senders(void **state)
{
	(void)state;
	assert_string_equal(refused("bye", STAGE_KVMHOST, bye(NULL, NULL)),
			    "unknown message 'bye'");
	assert_string_equal(refused("end", STAGE_GUEST,
				    json_pack("{s:s}", "text", "")),
			    "unknown message 'end'");
	assert_string_equal(refused("overhead", STAGE_GUEST,
				    json_pack("{s:f, s:f, s:f, s:f}", "cpuid", 1.5,
					      "hypercall", 1.5, "vmm", 3.0,
					      "first_touch", 2.0)), "");
	assert_string_equal(refused("overhead", STAGE_KVMHOST,
				    json_pack("{s:f, s:f, s:f, s:f}", "cpuid", 1.5,
					      "hypercall", 1.5, "vmm", 3.0,
					      "first_touch", 2.0)),
			    "message 'overhead': field 'variant' is missing");
	assert_string_equal(refused("overhead", STAGE_GUEST,
				    json_pack("{s:f, s:f, s:f, s:f, s:s}", "cpuid",
					      1.5, "hypercall", 1.5, "vmm", 3.0,
					      "first_touch", 2.0, "variant", "")),
			    "message 'overhead': unknown field 'variant'");
}

static json_t *row(void)
{
	return json_pack("{s:i, s:s, s:i, s:i, s:i, s:i}", "reason", 10,
			 "name", "CPUID", "count", 1, "kernel_cycles", 1,
			 "user_cycles", 1, "blocked_cycles", 1);
}

static json_t *record(json_t *reason)
{
	return json_pack("{s:s, s:{s:i}, s:i, s:s, s:i, s:i, s:i, s:[o], s:s}",
			 "workload", "null", "params", "count", 7, "rep", 0,
			 "op", "x", "ops", 1, "elapsed_cycles", 5, "exits", 1,
			 "reasons", reason, "status", "ok");
}

static void test_records(void **state)
{
	json_t *obj, *reason;

	(void)state;
	assert_string_equal(refused("record", STAGE_GUEST, record(row())), "");
	assert_string_equal(refused("record", STAGE_KVMHOST, record(row())),
			    "message 'record': field 'vendor' is missing");

	reason = row();
	json_object_set_new(reason, "count", json_integer(-1));
	assert_string_equal(refused("record", STAGE_GUEST, record(reason)),
			    "message 'record': in 'reasons': 'count' is not of type integer (0 or more)");

	obj = record(row());
	json_object_set_new(obj, "status", json_string("failed"));
	assert_string_equal(refused("record", STAGE_GUEST, obj),
			    "message 'record': field 'error' is missing");

	/* For the KVM host only: it may not go on. */
	obj = record(row());
	json_object_set_new(obj, "marks", json_pack("{s:i, s:i}", "initcalls", 1,
						    "initcalls_end", 2));
	assert_string_equal(refused("record", STAGE_GUEST, json_incref(obj)), "");
	json_object_set_new(obj, "vendor", json_string("vmx"));
	json_object_set_new(obj, "paging", json_string("ept"));
	json_object_set_new(obj, "machine", json_string("q35"));
	assert_string_equal(refused("record", STAGE_KVMHOST, json_incref(obj)),
			    "message 'record': unknown field 'marks'");
	record_drop_passing(obj);
	assert_string_equal(refused("record", STAGE_KVMHOST, obj), "");
}

static void test_damage(void **state)
{
	struct sentence why;
	enum line_type type;

	(void)state;
	assert_null(line_open("[ 3.1] a kernel message", STAGE_GUEST, &type,
			      &why));
	assert_non_null(strstr(why.text, "a kernel message"));
	assert_null(line_open("{\"rep\":2,\"crc32\":\"00000000\"}", STAGE_GUEST,
			      &type, &why));
	assert_non_null(strstr(why.text, "its checksum does not fit"));
}

static char *read_doc(void)
{
	FILE *file = fopen(DOC, "r");
	char *text = calloc(1, 1 << 16);

	assert_non_null(file);
	assert_in_range(fread(text, 1, (1 << 16) - 1, file), 1, (1 << 16) - 2);
	fclose(file);
	return text;
}

/* Puts @rows in the place of what is below @head in @text, for UPDATE=1. */
static void update(const char *text, const char *head, const char *rows)
{
	const char *at = strstr(text, head), *end;
	FILE *file;

	assert_non_null(at);
	end = at + strlen(head);
	while (*end == '|')
		end += strcspn(end, "\n") + 1;
	file = fopen(DOC, "w");
	assert_non_null(file);
	fprintf(file, "%.*s%s%s%s", (int)(at - text), text, head, rows, end);
	assert_int_equal(fclose(file), 0);
}

/*
 * Every row, in order, nothing between them: else the table as it must be, which
 * UPDATE=1 writes.
 */
static void holds(const char *head, char *rows)
{
	char *text = read_doc();
	const char *at = strstr(text, head);
	size_t n = strlen(rows);

	bool good = at && !strncmp(at + strlen(head), rows, n) &&
		    at[strlen(head) + n] != '|';

	if (!good && getenv("UPDATE")) {
		update(text, head, rows);
		good = true;
	}
	if (!good)	/* fail_msg() would cut it */
		fprintf(stderr, DOC " is to have this table (UPDATE=1 writes it):\n%s%s\n",
			head, rows);
	free(text);
	free(rows);
	assert_true(good);
}

static void test_document(void **state)
{
	char *rows = NULL;
	size_t size;
	FILE *out = open_memstream(&rows, &size);

	(void)state;
	fields_print(out, record_fields);
	fclose(out);
	holds("| key | type | meaning |\n|---|---|---|\n", rows);

	out = open_memstream(&rows, &size);
	line_print(out);
	fclose(out);
	holds("| message | from | fields | meaning |\n|---|---|---|---|\n", rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_senders),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_document),
	};

	return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
