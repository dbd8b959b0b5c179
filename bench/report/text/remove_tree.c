// SPDX-License-Identifier: GPL-2.0
/* Removes a directory with all that is in it. */
#include <ftw.h>
#include <stdio.h>

#include "remove_tree.h"

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
