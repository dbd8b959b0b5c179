/* SPDX-License-Identifier: GPL-2.0 */
/* meta.json: the circumstances in which the records were made. */
#ifndef EXITBENCH_META_H
#define EXITBENCH_META_H

#include <jansson.h>
#include <stdbool.h>
#include <time.h>

#include "progress.h"

/* A run. Zero but for what meta_begin() fills in; the caller keeps all alive. */
struct meta {
	json_t *fixed;		/* what is known before it begins */
	const struct progress *progress;	/* with plan and sessions */
	const char *name, *dir;
	time_t started;
	bool interrupted;
	const json_t *hygiene;	/* of this machine; NULL on emulated ones */
	const json_t *before;	/* of a run that goes on, as it was left */
};

/* Finds out what is known before; reads all that will run, for its checksum. */
void meta_begin(struct meta *meta, const struct plan *plan);

/*
 * Writes it to meta->dir; until the run is @over as that of an interrupted one,
 * which it is if this program dies. 0, or a negative errno with a message.
 */
int meta_write(const struct meta *meta, bool over);

void meta_free(struct meta *meta);

#endif
