// SPDX-License-Identifier: GPL-2.0
/* The errors of libvirt that a user can do something about. */
#include <stddef.h>

#include <libvirt/virterror.h>

#include "libvirt_remedy.h"

static const struct {
	int code;
	const char *remedy;
} remedies[] = {
	{ VIR_ERR_NO_CONNECT,
	  "; is LIBVIRT_URI right, and libvirt's QEMU driver installed?" },
	{ VIR_ERR_INVALID_ARG, "; is LIBVIRT_URI right?" },
	{ VIR_ERR_NO_SUPPORT, "; does LIBVIRT_URI name a QEMU driver, such as qemu:///system?" },
	{ VIR_ERR_SYSTEM_ERROR,
	  "; does the daemon run there (systemctl start libvirtd), and is LIBVIRT_URI right?" },
	{ VIR_ERR_RPC, "; does ssh log in there without asking for a password?" },
	{ VIR_ERR_AUTH_FAILED, "; you must be root there, or in the group libvirt" },
	{ VIR_ERR_AUTH_UNAVAILABLE,
	  "; you must be root there, or in the group libvirt" },
	{ VIR_ERR_AUTH_CANCELLED, "; you must be root there, or in the group libvirt" },
	{ VIR_ERR_CONFIG_UNSUPPORTED, "; is qemu-system-x86 installed?" },
	{ VIR_ERR_NO_DOMAIN,
	  "; 'virsh list --all' has the names, LIBVIRT_URI says where" },
	{ VIR_ERR_OPERATION_INVALID, "; 'virsh start' starts it" },
	{ VIR_ERR_AGENT_UNRESPONSIVE,
	  "; install and start qemu-guest-agent in the guest" },
	{ VIR_ERR_ARGUMENT_UNSUPPORTED,
	  "; give the domain <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel> (virsh edit)" },
	{ VIR_ERR_OPERATION_DENIED,
	  "; the connection is read-only: you must be root there, or in the group libvirt" },
};

static void ignore(void *opaque, virErrorPtr error)
{
	(void)opaque;
	(void)error;
}

void libvirt_quiet(void)
{
	virSetErrorFunc(NULL, ignore);
}

const char *libvirt_remedy(void)
{
	int code = virGetLastErrorCode();
	size_t i;

	for (i = 0; i < sizeof(remedies) / sizeof(*remedies); i++)
		if (remedies[i].code == code)
			return remedies[i].remedy;
	return "";
}
