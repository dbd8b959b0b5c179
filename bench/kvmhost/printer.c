// SPDX-License-Identifier: GPL-2.0
/*
 * The first parallel port, by its registers (IEEE 1284, compatibility mode); see
 * printer.h. An emulated serial port keeps to its 115,200 baud and takes 87 us a
 * character, 8,700 ticks in vmx-emu; an emulated printer is always ready.
 */
#include <sys/io.h>

#include "printer.h"

#define DATA	0x378
#define CONTROL	0x37a
#define PORTS	3

/* Selected and not in reset; it takes the byte when STROBE rises. */
#define READY	0x0c
#define STROBE	0x01

/* Programs that are started inherit what is permitted, and pay for it: nothing is. */
void printer_print(const char *text)
{
	ioperm(DATA, PORTS, 1);
	for (; *text; text++) {
		outb(*text, DATA);
		outb(READY | STROBE, CONTROL);
		outb(READY, CONTROL);
	}
	ioperm(DATA, PORTS, 0);
}
