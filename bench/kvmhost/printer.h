/* SPDX-License-Identifier: GPL-2.0 */
/* The parallel port of an emulated machine, which takes bytes as they come. */
#ifndef EXITBENCH_PRINTER_H
#define EXITBENCH_PRINTER_H

void printer_print(const char *text);

#endif
