// SPDX-License-Identifier: GPL-2.0
/* Which exit reasons a stacked plot tells apart; see stack.h. */
#include <string.h>

#include "boot.h"
#include "palette.h"
#include "stack.h"

/* A bar that no reason of which is worth a hundredth says nothing about it. */
#define STACK_SHARE 0.01

/* The largest part @reason has of the exits of any workload and mode. */
static double largest_share(const struct figures *figs, uint32_t reason,
			    const char **name)
{
	double largest = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct mode_figures *mode =
				&figs->groups[i].mode[m];
			const struct reason_figures *r =
				figures_reason(mode, reason);
			double exits = mode->fig[FIG_EXITS].median;

			if (!r || exits <= 0)
				continue;
			*name = r->name;
			if (r->count.median / exits > largest)
				largest = r->count.median / exits;
		}
	return largest;
}

static bool look_taken(const struct stack *stack, enum vendor vendor,
		       const struct look *look)
{
	for (size_t i = 0; i < stack->n; i++) {
		const struct look *other = palette_look(vendor,
							stack->reason[i]);

		if (!strcmp(other->colour, look->colour) &&
		    other->pale == look->pale)
			return true;
	}
	return false;
}

/* The reason of the largest share below @below in order of drawing. */
static bool next_largest(const struct figures *figs, const struct stack *stack,
			 uint32_t *reason, const char **name)
{
	double largest = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (uint64_t r = 0;
		     figures_next_reason(&figs->groups[i], &r); r++) {
			const struct look *look = palette_look(figs->vendor, r);
			const char *its_name = NULL;
			double share = largest_share(figs, r, &its_name);

			if (!look || share < STACK_SHARE || share <= largest ||
			    look_taken(stack, figs->vendor, look))
				continue;
			largest = share;
			*reason = r;
			*name = its_name;
		}
	return largest > 0;
}

void stack_choose(struct stack *stack, const struct figures *figs)
{
	uint32_t reason = 0;
	const char *name = NULL;

	stack->n = 0;
	while (stack->n < STACK_MAX &&
	       next_largest(figs, stack, &reason, &name)) {
		int rank = palette_rank(figs->vendor, reason);
		size_t i = stack->n++;

		for (; i && palette_rank(figs->vendor,
					 stack->reason[i - 1]) > rank; i--) {
			stack->reason[i] = stack->reason[i - 1];
			stack->name[i] = stack->name[i - 1];
		}
		stack->reason[i] = reason;
		stack->name[i] = name;
	}
}

void stack_choose_boot(struct stack *stack, const struct figures *figs)
{
	const struct group *group = boot_group(figs);
	struct figures boot = *figs;

	boot.groups = (struct group *)group;
	boot.n_groups = group ? 1 : 0;
	stack_choose(stack, &boot);
}
