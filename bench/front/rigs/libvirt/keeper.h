/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The process that keeps one libvirt domain: what it shares with the front end's
 * side (rig_libvirt.c).
 */
#ifndef EXITBENCH_KEEPER_H
#define EXITBENCH_KEEPER_H

#include <errno.h>
#include <sys/types.h>

#include "libvirt_profile.h"
#include "rig.h"

/* As poll returns it. */
enum keeper_state { FAILED = -EIO, ENDED = 0, RUNNING, STARTING };

/* From keeper to front end: one when the machine runs, one at its end */
struct keeper_report {
	enum keeper_state state;
	bool restored;		/* it did not boot */
	struct sentence note;	/* why not, where that is worth saying; or "" */
	char text[16384];	/* QEMU's command line, or the error */
};

/* A machine as its keeper sees it. */
struct keeper {
	const struct machine *machine;
	const char *root;	/* the embedded driver's root directory */
	const char *domain;	/* its name */
	int fd;			/* to the front end */
};

/*
 * Starts the domain and reports that it runs, and reports its end. Returns when
 * the domain has ended, or was ended because the front end closed its side.
 */
void keep(const struct keeper *keeper, const struct libvirt_profile *profile);

#endif
