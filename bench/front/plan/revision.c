// SPDX-License-Identifier: GPL-2.0
/* Which exitbench this is; see revision.h. bench/programs.mk passes it in. */
#include "revision.h"

#ifndef REVISION
#define REVISION "unknown"
#endif

const char program_revision[] = REVISION;
