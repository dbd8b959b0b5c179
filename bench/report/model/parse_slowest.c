// SPDX-License-Identifier: GPL-2.0
/* The slowest exits of a record; record_check() has checked their fields. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse_slowest.h"

static int parse_rip(struct slow_exit *exit, const json_t *item,
		     struct sentence *why)
{
	const char *rip = json_string_value(json_object_get(item, "rip"));
	size_t digits;

	if (!rip)
		return 0;
	digits = strspn(rip + (strncmp(rip, "0x", 2) ? 0 : 2),
			"0123456789abcdef");
	exit->rip = strtoull(rip, NULL, 16);
	return digits && digits <= 16 && strlen(rip) == digits + 2 ? 0 :
	       sentence_set(why, -EBADMSG, "rip '%.20s' is no address", rip);
}

static int parse_exit(struct slow_exit *exit, const json_t *item,
		      struct sentence *why)
{
	uint64_t reason = parse_count(item, "reason");
	uint64_t vcpu = parse_count(item, "vcpu");

	if (reason > UINT32_MAX || vcpu > UINT32_MAX)
		return sentence_set(why, -EBADMSG, "a slow exit's reason or vCPU cannot be");
	exit->reason = reason;
	exit->vcpu = vcpu;
	exit->cycles = parse_count(item, "cycles");
	exit->at = parse_count(item, "at_cycles");
	exit->detailed = json_object_get(item, "what");
	exit->what = parse_count(item, "what");
	exit->write = json_is_true(json_object_get(item, "write"));
	exit->l2 = json_is_true(json_object_get(item, "l2"));
	return parse_name(item, "name", &exit->name, why) ?:
	       parse_rip(exit, item, why);
}

int parse_slowest(struct record *rec, const json_t *list, struct sentence *why)
{
	size_t n = json_array_size(list), i;
	struct slowest *all;
	const json_t *item;
	int err = 0;

	if (!n)
		return 0;
	if (n > SLOWEST_MAX)
		return sentence_set(why, -EBADMSG, "more than %d slow exits",
				    SLOWEST_MAX);
	all = calloc(1, sizeof(*all) + n * sizeof(*all->exit));
	if (!all)
		return -ENOMEM;
	rec->extras->slowest = all;
	json_array_foreach(list, i, item) {
		err = err ?: parse_exit(&all->exit[i], item, why);
		if (!err && i && all->exit[i].cycles > all->exit[i - 1].cycles)
			err = sentence_set(why, -EBADMSG, "its slow exits are in no order");
	}
	all->n = n;
	return err;
}
