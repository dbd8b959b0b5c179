/* SPDX-License-Identifier: GPL-2.0 */
/* Signals that end the front end: it first ends what it has started. */
#ifndef EXITBENCH_INTERRUPT_H
#define EXITBENCH_INTERRUPT_H

/* From here on SIGINT, SIGTERM and SIGHUP end nothing by themselves. */
void interrupt_catch(void);

/* Which of them came, or 0. */
int interrupt_signal(void);

#endif
