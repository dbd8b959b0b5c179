// SPDX-License-Identifier: GPL-2.0
/*
 * `exitbench keep FILE`: starts the libvirt domain of an XML file at LIBVIRT_URI,
 * says so by one line, and ends when the domain does. The domain ends with this
 * process, however that ends. exitbench-kvmhost starts it for a measured guest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "keep.h"
#include "libvirt_remedy.h"

static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (file && getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	return text;
}

/*
 * QEMU is to use the caller's files, as the caller: a daemon of the system would
 * run it as another user, and confine it.
 */
static char *add_labels(virConnectPtr conn, const char *xml)
{
	virSecurityModel model = { "", "" };
	char confined[256] = "", *text;
	const char *end = strstr(xml, "</domain>");

	virNodeGetSecurityModel(conn, &model);
	if (model.model[0] && strcmp(model.model, "none") &&
	    strcmp(model.model, "dac"))
		snprintf(confined, sizeof(confined),
			 "<seclabel type='none' model='%.200s'/>\n", model.model);
	if (!end ||
	    asprintf(&text, "%.*s%s<seclabel type='static' model='dac' relabel='no'><label>+%d:+%d</label></seclabel>\n</domain>\n",
		     (int)(end - xml), xml, confined, geteuid(), getegid()) < 0)
		return NULL;
	return text;
}

static int failed(const char *what, const char *name)
{
	fprintf(stderr, "exitbench: %s '%s': %s%s\n", what, name,
		virGetLastErrorMessage(), libvirt_remedy());
	return 1;
}

int keep_file(const char *uri, const char *path)
{
	char *xml = read_text(path), *labelled;
	virDomainPtr domain;
	virConnectPtr conn;
	int state;

	if (!xml) {
		perror(path);
		return 1;
	}
	libvirt_quiet();
	conn = virConnectOpen(uri);
	if (!conn)
		return failed("cannot open libvirt at LIBVIRT_URI", uri ? uri : "");
	labelled = geteuid() ? strdup(xml) : add_labels(conn, xml);
	domain = labelled ? virDomainCreateXML(conn, labelled,
					       VIR_DOMAIN_START_AUTODESTROY) :
			    NULL;
	if (!domain)
		return failed("cannot start the domain of", path);
	puts("started");
	fflush(stdout);
	while (!virDomainGetState(domain, &state, NULL, 0) &&
	       state != VIR_DOMAIN_SHUTOFF && state != VIR_DOMAIN_CRASHED)
		usleep(200000);
	virDomainFree(domain);
	virConnectClose(conn);
	free(labelled);
	free(xml);
	return 0;
}
