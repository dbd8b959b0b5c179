// SPDX-License-Identifier: GPL-2.0
/*
 * The libvirt domains of the rigs, against libvirt's own schema; and what the user's
 * own VM needs of base64. No domain is started: libvirt's test driver reads them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "base64.h"
#include "domain_xml.h"
#include "keeper.h"

static const struct rig rig = { .cmdline = "quiet" };
static const char *const words[] = { "--command=ls%20<x>&&y", NULL };
static const struct images images = {
	.host_kernel = "/a<b>/vm&linuz", .host_initrd = "/it's/in\"itrd",
};
static const struct machine machine = {
	.rig = &rig, .name = "ept", .images = &images, .worker = words,
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
	char *xml = keeper_xml(&machine, "exitbench-1-ept", profile);

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
	char *xml = keeper_xml(&machine, "n", &profile_nested);

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
	char *xml = keeper_xml(&machine, "n", &wrong);

	assert_false(valid(xml));
	free(xml);
}

static void test_base64(void **state)
{
	static const char *const pairs[][2] = {	/* RFC 4648, 10 */
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};
	char *text, all[256];
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		text = base64_encode(pairs[i][0], strlen(pairs[i][0]));
		assert_string_equal(text, pairs[i][1]);
		free(text);
		text = base64_decode(pairs[i][1], &len);
		assert_string_equal(text, pairs[i][0]);
		assert_int_equal(len, strlen(pairs[i][0]));
		free(text);
	}
	for (i = 0; i < sizeof(all); i++)
		all[i] = i;
	text = base64_encode(all, sizeof(all));
	char *bytes = base64_decode(text, &len);

	assert_int_equal(len, sizeof(all));
	assert_memory_equal(bytes, all, sizeof(all));
	free(bytes);
	free(text);
	assert_null(base64_decode("Zg=", &len));
	assert_null(base64_decode("Zg!=", &len));
	assert_null(base64_decode("Z===", &len));
	assert_null(base64_decode("====", &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_svm_emu),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_the_schema_is_asked),
		cmocka_unit_test(test_base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
