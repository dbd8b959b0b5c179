// SPDX-License-Identifier: GPL-2.0
/*
 * What tests ask of libvirt beside the front end, virsh not being installed.
 *
 * usage: libvirt_domain start FILE     a transient domain from its XML
 *        libvirt_domain destroy NAME
 *        libvirt_domain list           all names, one a line
 *        libvirt_domain agent NAME S   waits up to S seconds for its agent
 * LIBVIRT_URI says where.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libvirt/libvirt-qemu.h>

static int start(virConnectPtr conn, const char *path)
{
	static char xml[65536];
	FILE *file = fopen(path, "r");
	virDomainPtr domain;
	size_t n;

	if (!file)
		return 1;
	n = fread(xml, 1, sizeof(xml) - 1, file);
	xml[n] = 0;
	fclose(file);
	domain = virDomainCreateXML(conn, xml, VIR_DOMAIN_START_VALIDATE);
	if (domain)
		virDomainFree(domain);
	return !domain;
}

static int list(virConnectPtr conn)
{
	virDomainPtr *domains;
	int i, n = virConnectListAllDomains(conn, &domains, 0);

	for (i = 0; i < n; i++) {
		puts(virDomainGetName(domains[i]));
		virDomainFree(domains[i]);
	}
	if (n >= 0)
		free(domains);
	return n < 0;
}

static int agent(virDomainPtr domain, int seconds)
{
	char *answer = NULL;

	while (!answer && seconds-- > 0) {
		answer = virDomainQemuAgentCommand(domain,
				"{\"execute\":\"guest-ping\"}", 5, 0);
		if (!answer)
			sleep(1);
	}
	free(answer);
	return !answer;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	virConnectPtr conn = virConnectOpen(getenv("LIBVIRT_URI"));
	virDomainPtr domain;
	int ret = 2;

	if (!conn)
		return 1;
	if (!strcmp(word, "start") && argc == 3) {
		ret = start(conn, argv[2]);
	} else if (!strcmp(word, "list")) {
		ret = list(conn);
	} else if (argc >= 3) {
		domain = virDomainLookupByName(conn, argv[2]);
		if (!domain)
			ret = 1;
		else if (!strcmp(word, "destroy"))
			ret = virDomainDestroy(domain) ? 1 : 0;
		else if (!strcmp(word, "agent") && argc == 4)
			ret = agent(domain, atoi(argv[3]));
		if (domain)
			virDomainFree(domain);
	}
	virConnectClose(conn);
	return ret;
}
