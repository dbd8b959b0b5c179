// SPDX-License-Identifier: GPL-2.0
/* One figure by another; see ratio.h. */
#include "ratio.h"

struct ratio ratio_of(const struct spread *base, const struct spread *other)
{
	if (!base->n || !other->n || (!base->median && !other->median))
		return (struct ratio){ RATIO_NONE, 0 };
	if (!base->median)
		return (struct ratio){ RATIO_FROM_0, 0 };
	if (!other->median)
		return (struct ratio){ RATIO_TO_0, 0 };
	return (struct ratio){ RATIO_VALUE, other->median / base->median };
}
