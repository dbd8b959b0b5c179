// SPDX-License-Identifier: GPL-2.0
/* The processor, and perf events of the kernel; see pmu_system.h. */
#include <cpuid.h>
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pmu_system.h"

/* SDM vol. 2, CPUID leaf 1, and APM vol. 3, appendix E: extended family and model. */
struct pmu_processor pmu_processor(void)
{
	struct pmu_processor p = { .vendor = "" };
	unsigned int eax, ebx, ecx, edx;

	__cpuid(0, eax, ebx, ecx, edx);
	memcpy(p.vendor, &ebx, 4);
	memcpy(p.vendor + 4, &edx, 4);
	memcpy(p.vendor + 8, &ecx, 4);
	__cpuid(1, eax, ebx, ecx, edx);
	p.family = eax >> 8 & 15;
	p.model = eax >> 4 & 15;
	if (p.family == 6 || p.family == 15)
		p.model |= eax >> 12 & 0xf0;
	if (p.family == 15)
		p.family += eax >> 20 & 255;
	return p;
}

int pmu_event_open(struct perf_event_attr *attr)
{
	int fd = syscall(SYS_perf_event_open, attr, 0, -1, -1,
			 PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void pmu_switch(bool on)
{
	prctl(on ? PR_TASK_PERF_EVENTS_ENABLE : PR_TASK_PERF_EVENTS_DISABLE);
}
