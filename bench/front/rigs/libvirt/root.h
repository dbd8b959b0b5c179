/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Root directories of libvirt's embedded driver, and every QEMU that was started
 * below one. Whoever works with a root holds it by a lock.
 */
#ifndef EXITBENCH_ROOT_H
#define EXITBENCH_ROOT_H

/* Not below the run: there will be sockets, whose path has at most 107 characters. */
#define ROOT_TOP "/tmp"
#define ROOT_PREFIX "exitbench-root-"
#define ROOT_TEMPLATE ROOT_TOP "/" ROOT_PREFIX "XXXXXX"

/* Makes one, held; @root becomes its path. A descriptor to be closed, or -errno. */
int root_make(char root[sizeof(ROOT_TEMPLATE)]);

/* Holds it, too, until this process and its children have ended. */
void root_hold(const char *root);

/* Ends every QEMU of it, even one that libvirt only probes. */
void root_end_qemu(const char *root);

/*
 * Removes the roots of this user that nobody holds, with their QEMUs: who worked
 * with them was killed.
 */
void root_remove_left_over(void);

#endif
