/* SPDX-License-Identifier: GPL-2.0 */
/* What `make setup` made for a plan: struct images of rig.h. */
#ifndef EXITBENCH_IMAGES_H
#define EXITBENCH_IMAGES_H

#include "plan.h"

/* Finds them. 0, or a negative errno with a message; to be freed either way. */
int images_find(const struct plan *plan, struct images *images);

void images_free(struct images *images);

#endif
