// SPDX-License-Identifier: GPL-2.0
/*
 * The one template of a rig's libvirt domain: a machine with kernel, initramfs and
 * two serial ports, and what the rig's profile adds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domain_xml.h"

#define QEMU_XMLNS	"http://libvirt.org/schemas/domain/qemu/1.0"

static unsigned int vcpus(const struct libvirt_profile *profile)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n < profile->max_vcpus ? n : profile->max_vcpus;
}

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

char *domain_xml(const struct machine *machine, const char *name,
		 const struct libvirt_profile *profile)
{
	const char *const *arg;
	char *xml = NULL;
	size_t size;
	FILE *f;

	f = open_memstream(&xml, &size);
	if (!f)
		return NULL;
	fprintf(f, "<domain type='%s' xmlns:qemu='" QEMU_XMLNS "'>\n",
		profile->type);
	put_escaped(f, "<name>", name, "</name>\n");
	fprintf(f, "<memory unit='MiB'>%u</memory>\n<vcpu>%u</vcpu>\n",
		machine->memory_mib, vcpus(profile));
	fputs("<os><type arch='x86_64' machine='q35'>hvm</type>\n", f);
	put_escaped(f, "<kernel>", machine->kernel, "</kernel>\n");
	put_escaped(f, "<initrd>", machine->initrd, "</initrd>\n");
	put_escaped(f, "<cmdline>", machine->cmdline, "</cmdline></os>\n");
	fprintf(f, "<features><acpi/>%s</features>\n%s\n%s\n",
		profile->features, profile->cpu, profile->clock);
	fputs("<on_poweroff>destroy</on_poweroff>\n"
	      "<on_reboot>destroy</on_reboot>\n"
	      "<on_crash>destroy</on_crash>\n"
	      "<devices>\n"
	      "<controller type='usb' model='none'/>\n"
	      "<memballoon model='none'/>\n"
	      "<video><model type='none'/></video>\n", f);
	put_escaped(f, "<serial type='file'><source path='", machine->console,
		    "'/><target port='0'/></serial>\n");
	put_escaped(f, "<serial type='file'><source path='", machine->channel,
		    "'/><target port='1'/></serial>\n");
	fputs("</devices>\n<qemu:commandline>\n", f);
	for (arg = profile->args; *arg; arg++)
		put_escaped(f, "<qemu:arg value='", *arg, "'/>\n");
	fputs("</qemu:commandline>\n</domain>\n", f);
	if (fclose(f)) {
		free(xml);
		return NULL;
	}
	return xml;
}
