/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A KVM host that has booted is saved, and later ones of the same key begin where it
 * was. Who is saved goes on as if nothing had been; nothing that fails here fails a run.
 */
#ifndef EXITBENCH_SAVING_H
#define EXITBENCH_SAVING_H

#include <libvirt/libvirt.h>

#include "libvirt_profile.h"
#include "saved_file.h"

struct saving {
	const struct machine *machine;
	char key[SAVED_KEY + 1];
	bool wanted;		/* it boots, and will be saved */
	bool found;		/* there is one to begin with, in: */
	struct saved_file file;
};

/*
 * Looks for the state that a host of @machine has when it has booted. Sets @why if there
 * is one that had to be refused.
 */
void saving_begin(struct saving *saving, const struct machine *machine,
		  const struct libvirt_profile *profile, struct sentence *why);

/*
 * Lets @domain, of keeper_xml() with restored, paused, begin there. 0, or a
 * negative errno with @why: @domain is lost, and another shall boot.
 */
int saving_restore(struct saving *saving, virDomainPtr domain, struct sentence *why);

/*
 * To be called every SAVING_TICK_MS: saves @domain when the time has come, which is
 * over then, or has failed with a message.
 */
#define SAVING_TICK_MS 5
void saving_look(struct saving *saving, virDomainPtr domain);

void saving_end(struct saving *saving);

#endif
