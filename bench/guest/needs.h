/* SPDX-License-Identifier: GPL-2.0 */
/* What dynamic programs of the user's need in the measured guest. */
#ifndef EXITBENCH_NEEDS_H
#define EXITBENCH_NEEDS_H

/*
 * Lets dynamic programs in @dir, the guest's disk, run: their loaders are linked
 * to where they are looked for, and their libraries are named in the environment.
 */
void needs_link(const char *dir);

#endif
