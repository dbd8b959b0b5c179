// SPDX-License-Identifier: GPL-2.0
/*
 * null: nothing. It tests the bracket: whatever it shows is an error of the
 * measurement.
 *
 * Exits: none, under either paging mode.
 */
#include "workload.h"

static int64_t null_run(struct workload_run *run)
{
	(void)run;
	return 1;
}

const struct workload workload_null = {
	.name = "null",
	.group = "nano",
	.summary = "nothing: shows what the bracket itself would add",
	.op = "bracket",
	.run = null_run,
};
