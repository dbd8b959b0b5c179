/* SPDX-License-Identifier: GPL-2.0 */
/* exitbench trend: one figure over many runs. */
#ifndef EXITBENCH_TREND_MAIN_H
#define EXITBENCH_TREND_MAIN_H

/* Exit status: 0; 1 when it could not be done; 2 for a wrong command line. */
int main_trend(int argc, char **argv);

#endif
