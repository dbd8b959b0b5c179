/* SPDX-License-Identifier: GPL-2.0 */
/* The arguments of walks.so, as QEMU passes them on. */
#ifndef EXITBENCH_PLUGIN_ARGS_H
#define EXITBENCH_PLUGIN_ARGS_H

#include "geometry.h"

/* With probe=on QEMU ends with this exit status, by which it is known to load. */
#define WALKS_PROBED 42

struct plugin_args {
	bool probe;
	const char *out;
	struct geometry geometry;
	bool two_dimensional;
	bool vmruns;		/* count VM entries; without a geometry, no more */
	char why[512];
};

/* 0, or -1 with @args->why. */
int plugin_args_read(struct plugin_args *args, int argc, char **argv);

#endif
