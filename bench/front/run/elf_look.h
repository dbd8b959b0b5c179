/* SPDX-License-Identifier: GPL-2.0 */
/* Reads what must be known about a program before it is put into a guest. */
#ifndef EXITBENCH_ELF_LOOK_H
#define EXITBENCH_ELF_LOOK_H

#include <stddef.h>

#include "base.h"

/*
 * Looks at the @len bytes of a program. Its dynamic loader goes to *@loader, a new
 * string; NULL for a static program and for what is no ELF file. 0, or -ENOEXEC
 * with @why: it is for another processor, or damaged.
 */
int elf_look(const char *bytes, size_t len, char **loader,
	     struct sentence *why);

#endif
