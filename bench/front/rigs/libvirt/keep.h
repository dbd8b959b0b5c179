/* SPDX-License-Identifier: GPL-2.0 */
/* A measured guest's libvirt domain; see keep.c. */
#ifndef EXITBENCH_KEEP_H
#define EXITBENCH_KEEP_H

/* Runs the domain of XML file @path at @uri to its end. Returns an exit status. */
int keep_file(const char *uri, const char *path);

#endif
