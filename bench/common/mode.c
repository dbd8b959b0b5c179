// SPDX-License-Identifier: GPL-2.0
/* Names of vendors and paging modes; see mode.h. */
#include <cpuid.h>
#include <errno.h>
#include <string.h>

#include "mode.h"

static const struct {
	const char *name, *module, *module_file;
	const char *paging[PAGING_MODES], *title[PAGING_MODES];
} vendors[VENDORS] = {
	[VENDOR_VMX] = {
		"vmx", "kvm_intel", "kvm-intel",
		{ "ept", "shadow" }, { "EPT", "shadow" },
	},
	[VENDOR_SVM] = {
		"svm", "kvm_amd", "kvm-amd",
		{ "npt", "shadow" }, { "NPT", "shadow" },
	},
};

const char *vendor_name(enum vendor vendor)
{
	return vendors[vendor].name;
}

int vendor_find(const char *name, enum vendor *vendor)
{
	for (enum vendor v = 0; v < VENDORS; v++)
		if (!strcmp(vendors[v].name, name)) {
			*vendor = v;
			return 0;
		}
	return -EINVAL;
}

/* "Auth" of AuthenticAMD, "Hygo" of HygonGenuine (APM vol. 3, leaf 0). */
enum vendor vendor_of_signature(uint32_t ebx)
{
	return ebx == signature_AMD_ebx || ebx == 0x6f677948 ? VENDOR_SVM :
							       VENDOR_VMX;
}

enum vendor vendor_here(void)
{
	uint32_t eax, ebx, ecx, edx;

	__cpuid(0, eax, ebx, ecx, edx);
	return vendor_of_signature(ebx);
}

const char *vendor_module(enum vendor vendor)
{
	return vendors[vendor].module;
}

const char *vendor_module_file(enum vendor vendor)
{
	return vendors[vendor].module_file;
}

const char *vendor_tdp_parameter(enum vendor vendor)
{
	return vendors[vendor].paging[PAGING_TDP];
}

const char *paging_word(enum paging paging)
{
	return paging == PAGING_TDP ? "tdp" : "shadow";
}

const char *paging_name(enum vendor vendor, enum paging paging)
{
	return vendors[vendor].paging[paging];
}

const char *paging_title(enum vendor vendor, enum paging paging)
{
	return vendors[vendor].title[paging];
}

int paging_find(enum vendor vendor, const char *name, enum paging *paging)
{
	for (enum paging p = 0; p < PAGING_MODES; p++)
		if (!strcmp(vendors[vendor].paging[p], name)) {
			*paging = p;
			return 0;
		}
	return -EINVAL;
}
