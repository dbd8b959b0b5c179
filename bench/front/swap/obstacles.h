/* SPDX-License-Identifier: GPL-2.0 */
/* Why the rig `host` cannot run on this machine, each with its remedy. */
#ifndef EXITBENCH_OBSTACLES_H
#define EXITBENCH_OBSTACLES_H

#include "stock.h"

/* A reason and what to do about it. */
typedef void (*obstacle)(const char *why, const char *remedy, void *arg);

/*
 * Calls @found for everything that keeps the patched modules in @modules from
 * taking the place of this machine's own; with NULL those are not looked for.
 * Changes nothing. Returns how many.
 */
unsigned int obstacles_find(const struct stock_env *env, const char *modules,
			    obstacle found, void *arg);

#endif
