/* SPDX-License-Identifier: GPL-2.0 */
/* A KVM host that is told what to do when it has booted, so that it can be saved before. */
#ifndef EXITBENCH_AWAIT_H
#define EXITBENCH_AWAIT_H

/*
 * If @argv, as of init_words(), is AWAIT_WORD alone, lets the front end save this
 * machine and returns the words that QEMU has for it by then, or says why it cannot and
 * returns NULL; else @argv. Sets @argc.
 */
char **await_words(int *argc, char **argv);

#endif
