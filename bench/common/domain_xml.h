/* SPDX-License-Identifier: GPL-2.0 */
/* The one template of a libvirt domain: a rig's KVM host, or a measured guest. */
#ifndef EXITBENCH_DOMAIN_XML_H
#define EXITBENCH_DOMAIN_XML_H

#define DOMAIN_DISKS 2

struct domain {
	const char *name;
	const char *type;	/* "qemu" (TCG) or "kvm" */
	const char *emulator;	/* absolute path of QEMU; NULL for libvirt's */
	const char *machine;	/* QEMU's */
	unsigned int memory_mib;
	unsigned int vcpus, vcpus_now;	/* at most; at boot */
	const char *kernel, *initrd, *cmdline;
	const char *features;	/* XML inside <features>, after <acpi/> */
	const char *cpu, *clock;	/* these elements, or "" */
	const char *console;	/* file of the first serial port */
	const char *channel;	/* of the second: a file, or of FIFOs .in and .out */
	const char *channel_type;	/* "file" or "pipe" */
	const char *disk[DOMAIN_DISKS];	/* raw, virtio; NULL for none */
	const char *const *args;	/* more for QEMU, NULL at the end */
};

/* The XML, to be freed; NULL with errno. */
char *domain_xml(const struct domain *domain);

#endif
