// SPDX-License-Identifier: GPL-2.0
/*
 * The libvirt domains of the rigs, against libvirt's own schema; and domains of
 * others. None is started: libvirt's test driver reads them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "domain_xml.h"
#include "keeper_xml.h"
#include "plan.h"
#include "xml.h"

static const struct rig rig = { .cmdline = "quiet" };
static const char *const words[] = { "--command=ls%20<x>&&y", NULL };
static const struct images images = {
	.host_kernel = "/a<b>/vm&linuz", .host_initrd = "/it's/in\"itrd",
};
static const struct plan plan = { .rig = &rig };
static const struct machine machine = {
	.rig = &rig, .plan = &plan, .name = "ept", .images = &images, .worker = words,
	.memory_mib = 1024, .console = "/c'o<n", .channel = "/ch&an",
};

static void quiet(void *opaque, virErrorPtr error)
{
	(void)opaque;
	(void)error;
}

/*
 * Whether the schema takes it. The test driver may still not: it has no KVM. That
 * is another error, and comes later.
 */
static int valid(const char *xml)
{
	virConnectPtr conn = virConnectOpen("test:///default");
	virDomainPtr domain;
	int code = VIR_ERR_OK;

	assert_non_null(conn);
	virSetErrorFunc(NULL, quiet);
	domain = virDomainDefineXMLFlags(conn, xml, VIR_DOMAIN_DEFINE_VALIDATE);
	if (domain)
		virDomainFree(domain);
	else
		code = virGetLastErrorCode();
	virConnectClose(conn);
	return code != VIR_ERR_XML_INVALID_SCHEMA && code != VIR_ERR_XML_ERROR &&
	       code != VIR_ERR_XML_DETAIL;
}

static void check(const struct libvirt_profile *profile, const char *type)
{
	char *xml = keeper_xml(&machine, "exitbench-1-ept", profile, false);

	assert_non_null(xml);
	assert_true(valid(xml));
	assert_non_null(strstr(xml, type));
	assert_non_null(strstr(xml, "/it&#39;s/in&#34;itrd<"));
	free(xml);
}

static void test_svm_emu(void **state)
{
	(void)state;
	check(&profile_svm_emu, "<domain type='qemu'");
}

static void test_nested(void **state)
{
	char *xml = keeper_xml(&machine, "n", &profile_nested, false);

	(void)state;
	check(&profile_nested, "<domain type='kvm'");
	assert_non_null(strstr(xml, "<cpu mode='host-passthrough'"));
	assert_null(strstr(xml, "icount"));
	free(xml);
}

/* What valid() would not see is no test. */
static void test_the_schema_is_asked(void **state)
{
	struct libvirt_profile wrong = profile_nested;

	(void)state;
	wrong.clock = "<clock offset='never'/>";
	char *xml = keeper_xml(&machine, "n", &wrong, false);

	assert_false(valid(xml));
	free(xml);
}

/* What others write is read as XML, whatever its quotes and blanks are. */
static void test_a_domain_of_others(void **state)
{
	static const char text[] =
		"<?xml version=\"1.0\"?>\n<!-- machine='no' --><domain\n id=\"3\" type=\"kvm\">"
		"<os><type arch='x86_64' machine = \"pc-q35-7.2\">hvm</type></os></domain>";
	struct xml xml = { 0 };
	char *found;

	(void)state;
	assert_int_equal(xml_parse(&xml, text), 0);
	found = xml_find(&xml, "string(/domain/@type)");
	assert_string_equal(found, "kvm");
	free(found);
	found = xml_find(&xml, "string(/domain/os/type/@machine)");
	assert_string_equal(found, "pc-q35-7.2");
	free(found);
	assert_null(xml_find(&xml, "string(/domain/@none)"));
	xml_free(&xml);
	assert_int_equal(xml_parse(&xml, "<domain>"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_svm_emu),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_the_schema_is_asked),
		cmocka_unit_test(test_a_domain_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
