// SPDX-License-Identifier: GPL-2.0
/*
 * idle: a quiet guest; its only process sleeps for a stated guest time. The
 * kernel stops its tick when it has nothing to do. idle-tick: the same in a guest
 * whose tick never stops (nohz=off), as in older kernels. idle-poll: in a guest
 * that never halts (idle=poll): endless halt polling by the guest.
 * idle-smp, idle-smp-tick: with two vCPUs.
 *
 * Exits: HLT for every time the guest goes idle, external interrupts and timer
 * programming (MSR writes, or the preemption timer) for every time it wakes. The
 * same under either paging mode, except for what the kernel touches when it wakes.
 * Nearly all of the time is blocked time. idle-poll has no HLT, and no blocked
 * time except that of interrupts. KVM's own halt polling (halt_poll_ns of kvm.ko) is
 * part of blocked time.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <errno.h>
#include <time.h>

#include "workload.h"

enum { MS };

static int64_t idle_duration_ms(const int64_t *param)
{
	return param[MS];
}

static int64_t idle_run(struct workload_run *run)
{
	int64_t ms = run->param[MS];
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };
	int err;

	while ((err = clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left)))
		if (err != EINTR) {
			errno = err;
			return workload_fail(run, "sleep");
		}
	return ms;
}

#define IDLE(id, title, text, def_ms, words, nr_vcpus, least, most)	\
const struct workload workload_##id = {					\
	.name = title,							\
	.group = "idle",						\
	.summary = text,						\
	.op = "guest millisecond",					\
	.params = {							\
		[MS] = { "ms", def_ms, 1, 3600000, "guest milliseconds" },	\
	},								\
	.expect = {							\
		{ EXIT_REASON_HLT, SVM_EXIT_HLT,			\
		  { least, most }, { least, most } },			\
	},								\
	.duration_ms = idle_duration_ms,				\
	.kernel_words = words,						\
	.vcpus = nr_vcpus,						\
	.run = idle_run,						\
}

IDLE(idle, "idle", "a quiet guest for a stated guest time", 1000, NULL, 1,
     0.001, 0.2);
IDLE(idle_tick, "idle-tick", "the same in a guest whose timer tick never stops",
     1000, "nohz=off", 1, 0.2, 1);
/* Polling keeps an emulated processor busy, too: only a short time. */
IDLE(idle_poll, "idle-poll", "the same in a guest that polls instead of halting",
     50, "idle=poll", 1, 0, 0);
IDLE(idle_smp, "idle-smp", "the same in a guest of two vCPUs", 1000, NULL, 2,
     0.001, 0.4);
IDLE(idle_smp_tick, "idle-smp-tick",
     "two vCPUs, and timer ticks that never stop", 1000, "nohz=off", 2, 0.4, 2);
