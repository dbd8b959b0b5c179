/* SPDX-License-Identifier: GPL-2.0 */
/* For processes that outlive the front end to clean up after it. */
#ifndef EXITBENCH_DETACH_H
#define EXITBENCH_DETACH_H

#define DETACHED_FD 3

/*
 * A session of its own: no signal of the terminal reaches this process, and
 * whoever tells it to end must wait until it is done. What it prints goes to the
 * end of @log. Of the front end's files but @fd stays open, as DETACHED_FD.
 */
void detach(const char *log, int fd);

#endif
