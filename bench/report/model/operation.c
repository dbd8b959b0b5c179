// SPDX-License-Identifier: GPL-2.0
/* What one operation of a workload costs; see operation.h. */
#include "operation.h"

const char *const operation_keys[OP_FIGURES] = {
	[OP_CYCLES] = "cycles_per_op",
	[OP_EXITS] = "exits_per_op",
	[OP_KERNEL] = "kernel_cycles_per_exit",
	[OP_VMM] = "vmm_cycles_per_exit",
	[OP_REST] = "rest_per_op",
};

const char *const operation_titles[OP_FIGURES] = {
	[OP_CYCLES] = "elapsed",
	[OP_EXITS] = "exits",
	[OP_KERNEL] = "kernel/exit",
	[OP_VMM] = "VMM/exit",
	[OP_REST] = "rest",
};

struct spread operation_figure(const struct group *group, enum paging m,
			       enum operation_figure figure)
{
	static const enum figure of[OP_FIGURES] = {
		[OP_CYCLES] = FIG_ELAPSED, [OP_EXITS] = FIG_EXITS,
		[OP_KERNEL] = FIG_KERNEL, [OP_VMM] = FIG_USER,
		[OP_REST] = FIG_GUEST,
	};
	const struct mode_figures *mode = &group->mode[m];
	bool of_an_exit = figure == OP_KERNEL || figure == OP_VMM;
	double by = of_an_exit ? mode->fig[FIG_EXITS].median : mode->ops;
	struct spread s = mode->fig[of[figure]];

	if (!(by > 0))
		return (struct spread){ 0 };
	/* With the world switches, which not every run tells apart. */
	if (figure == OP_REST)
		s.median += mode->fig[FIG_SWITCH].median;
	s.median /= by;
	/* Extremes of two figures need not be of one repetition. */
	s.min = s.max = s.median;
	return s;
}
