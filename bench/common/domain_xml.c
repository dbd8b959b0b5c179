// SPDX-License-Identifier: GPL-2.0
/*
 * The one template of a libvirt domain: a machine with kernel, initramfs and two
 * serial ports, and what its maker adds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain_xml.h"

#define QEMU_XMLNS	"http://libvirt.org/schemas/domain/qemu/1.0"

static void put_escaped(FILE *f, const char *before, const char *text,
			const char *after)
{
	fputs(before, f);
	for (; *text; text++) {
		if (strchr("&<>'\"", *text))
			fprintf(f, "&#%d;", *text);
		else
			fputc(*text, f);
	}
	fputs(after, f);
}

/* The second one, a tool's, is shared by guests and only read. */
static void put_disks(FILE *f, const struct domain *d)
{
	int i;

	for (i = 0; i < DOMAIN_DISKS; i++) {
		if (!d->disk[i])
			continue;
		put_escaped(f, "<disk type='file'><driver name='qemu' type='raw'/><source file='",
			    d->disk[i], "'/>");
		fprintf(f, "<target dev='vd%c' bus='virtio'/>%s</disk>\n",
			'a' + i, i ? "<readonly/>" : "");
	}
}

char *domain_xml(const struct domain *d)
{
	const char *const *arg;
	char *xml = NULL;
	size_t size;
	FILE *f;

	f = open_memstream(&xml, &size);
	if (!f)
		return NULL;
	fprintf(f, "<domain type='%s' xmlns:qemu='" QEMU_XMLNS "'>\n", d->type);
	put_escaped(f, "<name>", d->name, "</name>\n");
	fprintf(f, "<memory unit='MiB'>%u</memory>\n<vcpu current='%u'>%u</vcpu>\n",
		d->memory_mib, d->vcpus_now, d->vcpus);
	put_escaped(f, "<os><type arch='x86_64' machine='", d->machine,
		    "'>hvm</type>\n");
	put_escaped(f, "<kernel>", d->kernel, "</kernel>\n");
	put_escaped(f, "<initrd>", d->initrd, "</initrd>\n");
	put_escaped(f, "<cmdline>", d->cmdline, "</cmdline></os>\n");
	fprintf(f, "<features><acpi/>%s</features>\n%s\n%s\n", d->features,
		d->cpu, d->clock);
	fputs("<on_poweroff>destroy</on_poweroff>\n"
	      "<on_reboot>destroy</on_reboot>\n"
	      "<on_crash>destroy</on_crash>\n"
	      "<devices>\n", f);
	if (d->emulator)
		put_escaped(f, "<emulator>", d->emulator, "</emulator>\n");
	fputs(
	      "<controller type='usb' model='none'/>\n"
	      "<memballoon model='none'/>\n"
	      "<video><model type='none'/></video>\n", f);
	put_disks(f, d);
	put_escaped(f, "<serial type='file'><source path='", d->console,
		    "'/><target port='0'/></serial>\n");
	fprintf(f, "<serial type='%s'>", d->channel_type);
	put_escaped(f, "<source path='", d->channel,
		    "'/><target port='1'/></serial>\n");
	fputs("</devices>\n<qemu:commandline>\n", f);
	for (arg = d->args; *arg; arg++)
		put_escaped(f, "<qemu:arg value='", *arg, "'/>\n");
	fputs("</qemu:commandline>\n</domain>\n", f);
	if (fclose(f)) {
		free(xml);
		return NULL;
	}
	return xml;
}
