/* SPDX-License-Identifier: GPL-2.0 */
/* What this machine can do. */
#ifndef EXITBENCH_DOCTOR_H
#define EXITBENCH_DOCTOR_H

/*
 * Prints it, rig by rig; make setup and make qemu left what they made in @build.
 * Returns 0 when there is one that works, else 1.
 */
int doctor(const char *build);

#endif
