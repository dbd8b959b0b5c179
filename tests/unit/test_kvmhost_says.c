// SPDX-License-Identifier: GPL-2.0
/* What the KVM host says of itself, and where to. */
#include <cpuid.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "channel.h"
#include "facts.h"
#include "init.h"
#include "printer.h"

static char printed[16384];

void printer_print(const char *text)
{
	strncat(printed, text, sizeof(printed) - strlen(printed) - 1);
}

int init_open_channel(void)
{
	return -1;
}

static bool cpuinfo_read;

FILE *__real_fopen(const char *path, const char *mode);

FILE *__wrap_fopen(const char *path, const char *mode)
{
	cpuinfo_read |= !strcmp(path, "/proc/cpuinfo");
	return __real_fopen(path, mode);
}

/* Of "model name", without spaces around it. */
static void model_name(char *text, size_t size)
{
	FILE *file = __real_fopen("/proc/cpuinfo", "r");

	assert_non_null(file);
	while (fgets(text, size, file))
		if (sscanf(text, "model name : %[^\n]", text) == 1)
			break;
	fclose(file);
}

/* The KVM host's program is told so by the rig whose machine has a printer. */
static void test_printer(void **state)
{
	(void)state;
	channel_to_printer();
	channel_say(LINE_END, "done");
	assert_non_null(strstr(printed, "\"text\":\"done\""));
	assert_true(strchr(printed, '\n') == printed + strlen(printed) - 1);
}

/* To read /proc/cpuinfo takes svm-emu a billion ticks. */
static void test_name_of_the_processor(void **state)
{
	static const struct kvmhost host = { .memory_mib = 256 };
	char name[256];

	(void)state;
	*printed = 0;
	facts_emit(&host);
	model_name(name, sizeof(name));
	assert_non_null(strstr(printed, "\"cpu\":\""));
	assert_non_null(strstr(printed, name));
	assert_false(cpuinfo_read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_printer),
		cmocka_unit_test(test_name_of_the_processor),
	};

	return cmocka_run_group_tests_name("kvmhost says", tests, NULL, NULL);
}
