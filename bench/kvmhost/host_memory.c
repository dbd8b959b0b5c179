// SPDX-License-Identifier: GPL-2.0
/* Memory that page tables take on the KVM host; see host_memory.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "host_memory.h"

/* arch/x86/kvm/x86.c, kvm_vm_stats_desc; the same names from 6.1 to 7.3. */
static const char *const kvm_names[] = {
	"pages_4k", "pages_2m", "pages_1g", "nx_lpage_splits",
	"mmu_shadow_zapped", "mmu_recycled", "mmu_pte_write", "mmu_pde_zapped",
	"mmu_flooded", "mmu_cache_miss", "mmu_unsync", NULL
};

/*
 * KVM counts its page tables, shadow or not, as secondary ones since 6.1
 * (kvm_account_pgtable_pages()). Older kernels have no line of that name.
 */
static const struct {
	const char *line, *key;
} kernel_names[] = {
	{ "nr_page_table_pages ", "page_table_pages" },
	{ "nr_sec_page_table_pages ", "secondary_page_table_pages" },
};

static void add_kernel(const struct host_memory *memory, json_t *obj)
{
	char line[128];
	FILE *file;

	if (memory->refresh)
		free(read_first_line(memory->refresh));
	file = fopen(memory->vmstat, "re");
	while (file && fgets(line, sizeof(line), file))
		for (size_t i = 0; i < sizeof(kernel_names) / sizeof(*kernel_names); i++) {
			size_t n = strlen(kernel_names[i].line);

			if (!strncmp(line, kernel_names[i].line, n))
				json_object_set_new(obj, kernel_names[i].key,
					json_integer(strtoll(line + n, NULL, 10)));
		}
	if (file)
		fclose(file);
}

/* NULL while KVM shows no VM of this process. */
static json_t *look(struct host_memory *memory)
{
	json_t *obj;

	if (!memory->vm ||
	    (!memory->stats.names &&
	     vm_stats_open(&memory->stats, memory->kvm, memory->vm, kvm_names)))
		return NULL;
	obj = json_object();
	vm_stats_read(&memory->stats, obj);
	add_kernel(memory, obj);
	return obj;
}

void host_memory_before(struct host_memory *memory)
{
	memory->before_vm = json_object();
	add_kernel(memory, memory->before_vm);
}

void host_memory_started(struct host_memory *memory, pid_t vm)
{
	memory->vm = vm;
}

void host_memory_begin(struct host_memory *memory)
{
	json_decref(memory->begin);
	memory->begin = look(memory);
}

void host_memory_end(struct host_memory *memory, json_t *record)
{
	json_t *end = look(memory), *obj;

	if (!end)
		return;
	obj = json_object();
	json_object_set(obj, "before_vm", memory->before_vm);
	if (memory->begin)
		json_object_set_new(obj, "begin", memory->begin);
	memory->begin = NULL;
	json_object_set_new(obj, "end", end);
	json_object_set_new(record, "host_memory", obj);
}

void host_memory_free(struct host_memory *memory)
{
	vm_stats_close(&memory->stats);
	json_decref(memory->before_vm);
	json_decref(memory->begin);
	memory->before_vm = memory->begin = NULL;
}
