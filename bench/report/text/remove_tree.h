/* SPDX-License-Identifier: GPL-2.0 */
#ifndef EXITBENCH_REMOVE_TREE_H
#define EXITBENCH_REMOVE_TREE_H

/* Removes a directory with all that is in it and can be removed. */
void remove_tree(const char *path);

#endif
