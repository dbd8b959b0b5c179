/* SPDX-License-Identifier: GPL-2.0 */
/* meta.json: the circumstances in which the records were made. */
#ifndef EXITBENCH_META_H
#define EXITBENCH_META_H

#include <jansson.h>
#include <stdbool.h>
#include <time.h>

#include "progress.h"

/* A run that is over. */
struct meta {
	const struct progress *progress;	/* with plan and sessions */
	const char *name, *dir;
	time_t started;
	bool interrupted;
	const json_t *hygiene;	/* of this machine; NULL on emulated ones */
};

/* Writes it to meta->dir. 0, or a negative errno with a message. */
int meta_write(const struct meta *meta);

#endif
