/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state of a stopped QEMU, out of it into a file and in again, by its monitor:
 * libvirt's own way needs a program that the embedded driver's package does not bring,
 * and wants the machine's old name.
 */
#ifndef EXITBENCH_MIGRATE_H
#define EXITBENCH_MIGRATE_H

#include <libvirt/libvirt.h>

#include "base.h"
#include "saved_file.h"

/*
 * 0, or a negative errno with @why. Where @file cannot be written QEMU is none the
 * worse; one that could not take a state is of no use any more.
 */
int migrate_out(virDomainPtr domain, struct saved_file *file, struct sentence *why);
int migrate_in(virDomainPtr domain, struct saved_file *file, struct sentence *why);

#endif
