/* SPDX-License-Identifier: GPL-2.0 */
/* What to do about an error of libvirt. */
#ifndef EXITBENCH_LIBVIRT_REMEDY_H
#define EXITBENCH_LIBVIRT_REMEDY_H

/*
 * What to do about the last error of this thread, a sentence that begins with a
 * semicolon; "" when there is nothing to say.
 */
const char *libvirt_remedy(void);

/* libvirt does not print errors by itself. */
void libvirt_quiet(void);

#endif
