// SPDX-License-Identifier: GPL-2.0
/*
 * idle: a quiet guest; its only process sleeps for a stated guest time. The
 * kernel stops its tick when it has nothing to do. idle-tick: the same in a guest
 * whose tick never stops (nohz=off), as kernels once were.
 *
 * Exits: HLT for every time the guest goes idle, external interrupts and timer
 * programming (MSR writes, or the preemption timer) for every time it wakes. The
 * same under either paging mode, but for what the kernel touches when it wakes.
 * Nearly all of the time is blocked time.
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

#define IDLE(id, title, text, words, least, most)			\
const struct workload workload_##id = {					\
	.name = title,							\
	.group = "idle",						\
	.summary = text,						\
	.op = "guest millisecond",					\
	.params = {							\
		[MS] = { "ms", 1000, 1, 3600000, "guest milliseconds" },	\
	},								\
	.expect = {							\
		{ EXIT_REASON_HLT, SVM_EXIT_HLT,			\
		  { least, most }, { least, most } },			\
	},								\
	.duration_ms = idle_duration_ms,				\
	.kernel_words = words,						\
	.run = idle_run,						\
}

IDLE(idle, "idle", "a quiet guest for a stated guest time", NULL,
     0.001, 0.2);
IDLE(idle_tick, "idle-tick", "the same in a guest whose timer tick never stops",
     "nohz=off", 0.2, 1);
