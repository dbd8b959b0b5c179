/* SPDX-License-Identifier: GPL-2.0 */
/* Lets a library in this process work as it does for an ordinary user. */
#ifndef EXITBENCH_AS_USER_H
#define EXITBENCH_AS_USER_H

/*
 * From now on getuid() and geteuid() say to everyone in this process that it is not
 * root's, and chown() to that user changes nothing. It may still do what it might
 * before.
 */
void as_user(void);

#endif
