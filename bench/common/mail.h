/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a guest's lines reach the KVM host by its disk: they lie behind the file system, in
 * a ring, and a short line on the serial port says where. A character on that port is
 * an exit to the VMM, an interrupt, and a turn of the program that reads.
 */
#ifndef EXITBENCH_MAIL_H
#define EXITBENCH_MAIL_H

/* The ring, at the end of the disk; what is written begins at a block. */
#define MAIL_BYTES	(4 << 20)
#define MAIL_BLOCK	4096

/* The short line: this, where it begins in the ring, and how many bytes it has. */
#define MAIL_WORD	"mail "

#endif
