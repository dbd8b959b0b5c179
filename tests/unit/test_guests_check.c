// SPDX-License-Identifier: GPL-2.0
/* The KVM host's loop over guests in check-abi: verdicts of guests that are scripts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_guests.h"
#include "fake_kvmhost.h"
#include "run_guests.h"

static void rule(const char *name, const char *verdict)
{
	say(LINE_CHECK, json_pack("{s:s, s:s, s:s}", "verdict", verdict, "rule",
				  name, "evidence", "0 of 20000"));
}

static void isolated(const char *args)
{
	assert_string_equal(args, "--check-abi --isolation");
	say(LINE_SECOND, json_object());
	rule("isolation", "PASS");
	bye();
}

static void hangs_in_a_rule(const char *args)
{
	(void)args;
	rule("layout", "PASS");
}

/* The verdicts that arrived: "isolation PASS, kvm-host PASS" */
static const char *check(void)
{
	static char result[256];
	struct kvmhost host = {
		.vendor = VENDOR_VMX, .machine = "q35", .reps = 1,
		.timeout_s = patience_s, .check = true, .isolation = true,
	};
	const json_t *obj;
	size_t i;

	guests_run(&host);
	result[0] = 0;
	json_array_foreach(emitted, i, obj)
		if (!strcmp(json_string_value(json_object_get(obj, "type")),
			    "check"))
			snprintf(result + strlen(result),
				 sizeof(result) - strlen(result), "%s%s %s",
				 result[0] ? ", " : "",
				 json_string_value(json_object_get(obj, "rule")),
				 json_string_value(json_object_get(obj, "verdict")));
	return result;
}

/* What no second VM did, none can have kept apart. */
static void test_isolation(void **state)
{
	(void)state;
	script[0] = isolated;
	second_error = NULL;
	assert_string_equal(check(), "isolation PASS, kvm-host PASS");
	assert_true(second_started);

	end(NULL);
	begin(NULL);
	script[0] = isolated;
	second_error = "could not open '/dev/kvm'";
	assert_string_equal(check(), "isolation SKIP, kvm-host PASS");
}

/* The kernel under the guest has its own verdict, and half an answer is none. */
static void test_rules_of_the_host(void **state)
{
	(void)state;
	script[0] = hangs_in_a_rule;
	complaint = "the KVM host's kernel: WARNING: something";
	assert_string_equal(check(), "layout PASS, kvm-host FAIL");
	assert_non_null(strstr(fatal(), "before it came to the last rule"));

	end(NULL);
	begin(NULL);
	script[0] = hangs_in_a_rule;
	complaint = "the KVM host's kernel: its log ran over";
	log_lost = true;
	assert_string_equal(check(), "layout PASS, kvm-host WARN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, begin, end)
		TEST(isolation),
		TEST(rules_of_the_host),
	};

	return cmocka_run_group_tests_name("guests, check-abi", tests, NULL, NULL);
}
