/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Both sides of the trade: what exits cost a workload and what page walks cost it,
 * per operation, and how many TLB misses make shadow paging pay.
 */
#ifndef EXITBENCH_TRADE_H
#define EXITBENCH_TRADE_H

#include "figures.h"

/* One workload under one mode, for one operation; of medians. */
struct trade_side {
	bool known;
	double exits;		/* cycles of exits, the KVM host's walks apart */
	double misses;		/* of the guest: walks */
	double guest, host;	/* cycles of walks */
	double elapsed;		/* with both walks, which a real processor's has anyway */
};

struct trade {
	struct trade_side side[PAGING_MODES];
	bool known;		/* both sides are */
	/*
	 * By shadow paging: what it costs more in exits, the KVM host's walks
	 * included; what it saves of the guest's walks, and of each that the guest
	 * makes under two-dimensional paging.
	 */
	double paid, saved, saved_per_miss;
	/*
	 * With how many of these shadow paging saves what it costs: 0 where it costs
	 * nothing. There is no such number where it saves nothing.
	 */
	bool breaks_even;
	double break_even;
};

struct trade trade_of(const struct group *group);

/* The geometry of the first record whose page walks were modelled; NULL for none. */
const char *trade_geometry(const struct figures *figs);

#endif
