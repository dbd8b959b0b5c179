/* SPDX-License-Identifier: GPL-2.0 */
/* Which exitbench this is. */
#ifndef EXITBENCH_REVISION_H
#define EXITBENCH_REVISION_H

/*
 * As git describes the tree that this program was built in, by then, so that what is
 * edited later does not count; "unknown" outside of git.
 */
extern const char program_revision[];

#endif
