/* SPDX-License-Identifier: GPL-2.0 */
/* exitbench merge: one run out of its parts. */
#ifndef EXITBENCH_MERGE_MAIN_H
#define EXITBENCH_MERGE_MAIN_H

int main_merge(int argc, char **argv);

#endif
