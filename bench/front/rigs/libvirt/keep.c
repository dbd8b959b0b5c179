// SPDX-License-Identifier: GPL-2.0
/*
 * `exitbench keep FILE`: starts the libvirt domain of an XML file at LIBVIRT_URI,
 * says so by one line, and ends when the domain does. The domain ends with this
 * process, however that ends. exitbench-kvmhost starts it for a measured guest.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "keep.h"
#include "libvirt_remedy.h"
#include "xml.h"

/*
 * QEMU is to use the caller's files, as the caller: a daemon of the system would
 * run it as another user, and confine it.
 */
static char *add_labels(virConnectPtr conn, const char *text)
{
	g_autofree char *user = g_strdup_printf("+%d:+%d", geteuid(), getegid());
	virSecurityModel model = { "", "" };
	const char *const confined[] = { "type", "none", "model", model.model, NULL };
	const char *const mine[] = {
		"type", "static", "model", "dac", "relabel", "no", NULL
	};
	struct xml xml = { 0 };
	xmlNodePtr label;
	char *labelled;

	if (xml_parse(&xml, text))
		return NULL;
	virNodeGetSecurityModel(conn, &model);
	if (model.model[0] && strcmp(model.model, "none") &&
	    strcmp(model.model, "dac"))
		xml_add(&xml, "seclabel", confined);
	label = xml_add(&xml, "seclabel", mine);
	xmlNewTextChild(label, NULL, (const xmlChar *)"label",
			(const xmlChar *)user);
	labelled = xml_text(&xml);
	xml_free(&xml);
	return labelled;
}

static int failed(const char *what, const char *name)
{
	fprintf(stderr, "exitbench: %s '%s': %s%s\n", what, name,
		virGetLastErrorMessage(), libvirt_remedy());
	return 1;
}

int keep_file(const char *uri, const char *path)
{
	g_autofree char *xml = NULL, *labelled = NULL;
	g_autoptr(GError) error = NULL;
	virDomainPtr domain;
	virConnectPtr conn;
	int state;

	if (!g_file_get_contents(path, &xml, NULL, &error)) {
		fprintf(stderr, "exitbench: %s\n", error->message);
		return 1;
	}
	libvirt_quiet();
	conn = virConnectOpen(uri);
	if (!conn)
		return failed("cannot open libvirt at LIBVIRT_URI", uri ? uri : "");
	labelled = geteuid() ? g_strdup(xml) : add_labels(conn, xml);
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
	return 0;
}
