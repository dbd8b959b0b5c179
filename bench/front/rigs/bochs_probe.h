/* SPDX-License-Identifier: GPL-2.0 */
/* How a Bochs was built, by its own output: names and versions do not tell. */
#ifndef EXITBENCH_BOCHS_PROBE_H
#define EXITBENCH_BOCHS_PROBE_H

#include <stdbool.h>

struct bochs_build {
	bool debugger;	/* it starts in that, and wants to be told to go on */
	bool sound;
};

/* Does the program @bochs emulate the processor @model? */
bool bochs_has_cpu(const char *bochs, const char *model);

struct bochs_build bochs_build(const char *bochs);

/*
 * The same for people, and what makes it fast: "Bochs 3.0 without debugger, with
 * handler chaining". A new string. Takes 0.2 s; nothing boots.
 */
char *bochs_words(const char *bochs);

#endif
