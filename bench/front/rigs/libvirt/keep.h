/* SPDX-License-Identifier: GPL-2.0 */
/* A measured guest's libvirt domain; see keep.c. */
#ifndef EXITBENCH_KEEP_H
#define EXITBENCH_KEEP_H

/* Until the domain of the XML file @path at @uri has ended: exit status. */
int keep_file(const char *uri, const char *path);

#endif
