/* SPDX-License-Identifier: GPL-2.0 */
/* Which exit reasons a stacked plot tells apart. */
#ifndef EXITBENCH_STACK_H
#define EXITBENCH_STACK_H

#include <stddef.h>
#include <stdint.h>

#include "figures.h"

/* Columns of the plots by exit reason: at most this many, and "other". */
#define STACK_MAX 12

struct stack {
	uint32_t reason[STACK_MAX];
	const char *name[STACK_MAX];
	size_t n;
};

/*
 * Which reasons the stacked plots show: those of at least a hundredth of some
 * bar that have a look of their own, in order of drawing.
 */
void stack_choose(struct stack *stack, const struct figures *figs);

/* The same of the one boot that is drawn. */
void stack_choose_boot(struct stack *stack, const struct figures *figs);

#endif
