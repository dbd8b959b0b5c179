/* SPDX-License-Identifier: GPL-2.0 */
/* exitbench plan: the command of every shard of a run. */
#ifndef EXITBENCH_PLAN_MAIN_H
#define EXITBENCH_PLAN_MAIN_H

int main_plan(int argc, char **argv);

#endif
