/* SPDX-License-Identifier: GPL-2.0 */
/* Sends lines to the KVM host by the guest's disk (mail.h). */
#ifndef EXITBENCH_MAIL_SEND_H
#define EXITBENCH_MAIL_SEND_H

/* From now on there is this disk, with a ring at its end. */
void mail_open(const char *disk);

/*
 * Writes @line into the ring and says on @channel where it is: 0, or -1 if it has to
 * go another way.
 */
int mail_send(int channel, const char *line);

#endif
