/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs and files of the distribution that a rig is made of, found by looking:
 * distributions agree neither on packages nor on directories.
 */
#ifndef EXITBENCH_PARTS_H
#define EXITBENCH_PARTS_H

#include <stdbool.h>

#define PARTS_MULTIARCH "/usr/lib/x86_64-linux-gnu"

struct part {
	const char *name;	/* for messages; a program's own name */
	/* Where it may be, NULL behind the last; none for a program in PATH. */
	const char *paths[4];
};

/* Those of more than one rig. */
extern const struct part part_qemu, part_libvirt_qemu;
/* QEMU, too: that of svm-emu may be another, which has no KVM. */
extern const struct part part_qemu_tcg, part_bochs;

/* The user's own of @part from now on: a path, or a program's name. */
void part_choose(const struct part *part, const char *program);

/* As the user named it, there or not; NULL: no choice was made. */
const char *part_choice(const struct part *part);

/* The path of the user's own, a new string; NULL: none was chosen, or it is missing. */
char *part_chosen(const struct part *part);

/* Where it is on this machine, a new string; NULL when it is missing. */
char *part_path(const struct part *part);

#endif
