// SPDX-License-Identifier: GPL-2.0
/* Whether a report would take a record; see parse_refuses.h. */
#include "parse_record.h"
#include "parse_refuses.h"

int parse_refuses(json_t *obj, struct sentence *why)
{
	struct record rec = { 0 };
	int err = parse_record(&rec, obj, NULL, why);

	parse_free(&rec);
	return err;
}
