// SPDX-License-Identifier: GPL-2.0
/* Transparent huge pages; see huge.h. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "huge.h"

#define THP "/sys/kernel/mm/transparent_hugepage/enabled"

static bool turned_on;

char *huge_map(struct workload_run *run, int64_t size)
{
	char *mem = mmap(0, size + HUGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *aligned;

	if (mem == MAP_FAILED) {
		workload_fail(run, "map %lld bytes", (long long)size);
		return NULL;
	}
	aligned = (char *)(((uintptr_t)mem + HUGE - 1) & -(uintptr_t)HUGE);
	if (aligned > mem)
		munmap(mem, aligned - mem);
	munmap(aligned + size, mem + HUGE - aligned);
	madvise(aligned, size, MADV_HUGEPAGE);
	return aligned;
}

static bool set_thp(const char *word)
{
	FILE *file = fopen(THP, "w");
	bool ok = file && fputs(word, file) >= 0;

	return file && !fclose(file) && ok;
}

/* Touching one shows whether the guest gets them. */
int huge_on(struct workload_run *run)
{
	FILE *smaps = fopen("/proc/self/smaps", "r");
	FILE *file = fopen(THP, "r");
	char line[128] = "", *mem;
	unsigned long kib, huge = 0;

	if (file) {
		if (fgets(line, sizeof(line), file) && strstr(line, "[never]"))
			turned_on = set_thp("madvise");
		fclose(file);
	}
	mem = huge_map(run, HUGE);
	if (mem)
		*mem = 1;
	while (smaps && fgets(line, sizeof(line), smaps))
		if (sscanf(line, "AnonHugePages: %lu", &kib) == 1)
			huge += kib;
	if (smaps)
		fclose(smaps);
	if (!mem)
		return -1;
	munmap(mem, HUGE);
	return huge ? 0 : workload_skip(run, "the guest's kernel gives no transparent huge pages");
}

void huge_off(void)
{
	if (turned_on)
		set_thp("never");
	turned_on = false;
}
