/* SPDX-License-Identifier: GPL-2.0 */
/* exitbench study: runs over combinations of what a run can be told. */
#ifndef EXITBENCH_STUDY_MAIN_H
#define EXITBENCH_STUDY_MAIN_H

int main_study(int argc, char **argv);

#endif
