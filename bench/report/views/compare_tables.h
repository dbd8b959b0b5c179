/* SPDX-License-Identifier: GPL-2.0 */
/* The tables and sentences of a comparison. */
#ifndef EXITBENCH_COMPARE_TABLES_H
#define EXITBENCH_COMPARE_TABLES_H

#include "compare.h"
#include "table.h"

/* The table of compared[@which]; that of the reasons that changed most. */
void compare_table(struct table *table, const struct comparison *cmp,
		   int which);
void compare_reasons(struct table *table, const struct comparison *cmp);

/* The verdict in a sentence, to be freed; NULL without memory. */
char *compare_sentence(const struct comparison *cmp);

/* By what a difference is called one, to be freed. */
char *compare_rule(const struct comparison *cmp);

#endif
