// SPDX-License-Identifier: GPL-2.0
/* The command line of a measured guest's QEMU; see qemu.h. */
#include <stdlib.h>
#include <string.h>

#include "paths.h"
#include "process.h"
#include "qemu.h"

#define ARGS_MAX 64

struct command {
	char *argv[ARGS_MAX];
	unsigned int n;
};

/* All of them, up to NULL. */
static void add(struct command *c, const char *const *words)
{
	while (*words && c->n < ARGS_MAX - 1)
		c->argv[c->n++] = (char *)*words++;
	c->argv[c->n] = NULL;
}

#define ADD(c, ...) add(c, (const char *const[]){ __VA_ARGS__, NULL })

int qemu_start(const struct guest_spec *spec, struct guest *guest,
	       struct sentence *why)
{
	const char *virtio = strcmp(spec->machine, "microvm") ?
			     "virtio-blk-pci,drive=" : "virtio-blk-device,drive=";
	char *memory = format_text("%u", spec->memory_mib);
	char *smp = spec->vcpus_now == spec->vcpus ?
		    format_text("%u", spec->vcpus) :
		    format_text("%u,sockets=%u,maxcpus=%u", spec->vcpus_now,
				spec->vcpus, spec->vcpus);
	char *disk = format_text("%sdisk", virtio);
	char *tool = format_text("%stool", virtio);
	char *tool_drive = format_text("if=none,id=tool,format=raw,readonly=on,file=%s",
				       spec->tool_disk ? spec->tool_disk : "");
	struct command c = { .n = 0 };
	int err;

	/* pin.c finds vCPU threads by their names. */
	ADD(&c, "/usr/bin/qemu-system-x86_64", "-nodefaults", "-no-user-config",
	    "-name", "exitbench,debug-threads=on",
	    "-display", "none", "-no-reboot", "-accel", "kvm",
	    "-M", spec->machine, "-cpu", "host", "-m", memory, "-smp", smp,
	    "-kernel", GUEST_KERNEL, "-initrd", GUEST_INITRD,
	    "-append", spec->append, "-serial", "file:" GUEST_CONSOLE);
	/* By name, because microvm makes only the first serial port of -serial. */
	ADD(&c, "-chardev", "stdio,id=channel",
	    "-device", "isa-serial,chardev=channel,index=1",
	    "-qmp", "unix:" QEMU_MONITOR ",server=on,wait=off",
	    "-drive", "if=none,id=disk,format=raw,file=" GUEST_DISK,
	    "-device", disk);
	if (spec->tool_disk)
		ADD(&c, "-drive", tool_drive, "-device", tool);
	if (spec->trace)
		ADD(&c, "-trace", "fw_cfg_select",
		    "-trace", "vm_state_notify", "-D", QEMU_TRACE,
		    "-msg", "timestamp=on");
	err = process_start(c.argv, QEMU_MESSAGES, &guest->pid, &guest->channel,
			    why);
	guest->vm = guest->pid;
	free(memory);
	free(smp);
	free(disk);
	free(tool);
	free(tool_drive);
	return err;
}
