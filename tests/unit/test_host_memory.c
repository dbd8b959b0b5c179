// SPDX-License-Identifier: GPL-2.0
/* What the KVM host reads of page tables, from files that look like the kernel's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "host_memory.h"

static char folder[] = "/tmp/host-memoryXXXXXX";

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int64_t of(json_t *record, const char *when, const char *key)
{
	json_t *obj = json_object_get(json_object_get(record, "host_memory"),
				      when);

	return json_is_integer(json_object_get(obj, key)) ?
	       json_integer_value(json_object_get(obj, key)) : -1;
}

static int enter(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder))
		return -1;
	put("vmstat", "nr_free_pages 9\nnr_page_table_pages 300\nnr_sec_page_table_pages 0\n");
	return 0;
}

static int leave(void **state)
{
	(void)state;
	unlink("7-10/pages_4k");
	unlink("7-10/mmu_cache_miss");
	rmdir("7-10");
	unlink("vmstat");
	return chdir("/") || rmdir(folder) ? -1 : 0;
}

/* A boot begins with the VM, and a repetition when the guest says so. */
static void test_boot_and_repetition(void **state)
{
	struct host_memory memory = {
		.vmstat = "vmstat", .kvm = ".",
	};
	json_t *boot = json_object(), *rep = json_object();

	(void)state;
	host_memory_before(&memory);
	host_memory_started(&memory, 7);
	assert_int_equal(mkdir("7-10", 0700), 0);
	put("7-10/pages_4k", "500\n");
	put("7-10/mmu_cache_miss", "40\n");
	put("vmstat", "nr_page_table_pages 310\nnr_sec_page_table_pages 44\n");
	host_memory_end(&memory, boot);
	assert_int_equal(of(boot, "before_vm", "page_table_pages"), 300);
	assert_int_equal(of(boot, "before_vm", "secondary_page_table_pages"), 0);
	assert_int_equal(of(boot, "before_vm", "pages_4k"), -1);
	assert_int_equal(of(boot, "begin", "pages_4k"), -1);
	assert_int_equal(of(boot, "end", "secondary_page_table_pages"), 44);
	assert_int_equal(of(boot, "end", "mmu_cache_miss"), 40);
	/* This KVM does not have it. */
	assert_int_equal(of(boot, "end", "mmu_recycled"), -1);

	/* The first repetition is announced twice: the later one counts. */
	host_memory_begin(&memory);
	put("7-10/mmu_cache_miss", "60\n");
	host_memory_begin(&memory);
	put("7-10/mmu_cache_miss", "61\n");
	host_memory_end(&memory, rep);
	assert_int_equal(of(rep, "begin", "mmu_cache_miss"), 60);
	assert_int_equal(of(rep, "end", "mmu_cache_miss"), 61);
	assert_int_equal(of(rep, "before_vm", "page_table_pages"), 300);

	/* What began is not the next one's beginning. */
	json_object_clear(rep);
	host_memory_end(&memory, rep);
	assert_int_equal(of(rep, "begin", "mmu_cache_miss"), -1);
	host_memory_free(&memory);
	json_decref(boot);
	json_decref(rep);
}

/* No VM to be seen, as without debugfs: the record goes without. */
static void test_no_vm(void **state)
{
	struct host_memory memory = {
		.vmstat = "vmstat", .kvm = "/nonexistent",
	};
	json_t *rep = json_object();

	(void)state;
	host_memory_before(&memory);
	host_memory_started(&memory, 7);
	host_memory_begin(&memory);
	host_memory_end(&memory, rep);
	assert_int_equal(json_object_size(rep), 0);
	host_memory_free(&memory);
	json_decref(rep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boot_and_repetition),
		cmocka_unit_test(test_no_vm),
	};

	return cmocka_run_group_tests_name("host_memory", tests, enter, leave);
}
