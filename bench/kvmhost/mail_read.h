/* SPDX-License-Identifier: GPL-2.0 */
/* Reads lines that a guest has left on its disk (mail.h). */
#ifndef EXITBENCH_MAIL_READ_H
#define EXITBENCH_MAIL_READ_H

#include "base.h"

/*
 * If @line says where on the disk @path a line is: that, a new string. NULL if it
 * says no such thing, with @why empty, or if there is none.
 */
char *mail_read(const char *line, const char *path, struct sentence *why);

#endif
