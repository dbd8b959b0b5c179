/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exitbench compare: the command. Returns 0, 1 when a condition of --fail-if
 * is met, 2 when nothing could be compared.
 */
#ifndef EXITBENCH_COMPARE_MAIN_H
#define EXITBENCH_COMPARE_MAIN_H

int main_compare(int argc, char **argv);

#endif
