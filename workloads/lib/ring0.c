// SPDX-License-Identifier: GPL-2.0
/* Calls into the guest's kernel module; see ring0.h. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ring0.h"

static int call(struct workload_run *run, enum exitbench_ring0_op op,
		int64_t count)
{
	struct exitbench_ring0 want = { .op = op, .count = count };

	return ioctl((intptr_t)run->priv, EXITBENCH_RING0, &want);
}

int ring0_setup(struct workload_run *run, enum exitbench_ring0_op op)
{
	int fd = open(RING0_DEVICE, O_RDWR | O_CLOEXEC);

	run->priv = (void *)(intptr_t)fd;
	if (fd < 0)
		return workload_skip(run, "no '" RING0_DEVICE "': the guest has not loaded exitbench.ko");
	if (!call(run, op, 0))
		return 0;
	if (errno == ENODEV)
		return workload_skip(run, op == RING0_IPI ?
				     "needs a guest with two vCPUs" :
				     "this guest's machine has not got it");
	return workload_fail(run, "ask '" RING0_DEVICE "'");
}

int64_t ring0_run(struct workload_run *run, enum exitbench_ring0_op op,
		  int64_t count)
{
	if (call(run, op, count))
		return workload_fail(run, "'" RING0_DEVICE "'");
	return count;
}

void ring0_teardown(struct workload_run *run)
{
	if ((intptr_t)run->priv >= 0)
		close((intptr_t)run->priv);
}
