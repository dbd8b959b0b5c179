/* SPDX-License-Identifier: GPL-2.0 */
/* What this machine can do. */
#ifndef EXITBENCH_DOCTOR_H
#define EXITBENCH_DOCTOR_H

/*
 * Prints it, rig by rig. @build has what make setup and make qemu built.
 * Returns 0 if at least one rig works, else 1.
 */
int doctor(const char *build);

#endif
