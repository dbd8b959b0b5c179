// SPDX-License-Identifier: GPL-2.0
/* Exit reasons out of a line's text; see scan_reasons.h. */
#include <stdlib.h>
#include <string.h>

#include "add_reason.h"
#include "kept.h"
#include "scan_reasons.h"

/* So many digits fit in 63 bits. */
#define DIGITS_MAX 18

/* Within a string every quotation mark has a backslash before it. */
#define ARRAY ",\"reasons\":["

/* Steps over @word; false if it is not there. */
static inline bool skip(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len))
		return false;
	*at += len;
	return true;
}

static bool number(const char **at, uint64_t *to)
{
	const char *digit = *at;

	*to = 0;
	while (*digit >= '0' && *digit <= '9' && digit - *at <= DIGITS_MAX)
		*to = 10 * *to + (*digit++ - '0');
	if (digit == *at || digit - *at > DIGITS_MAX ||
	    (**at == '0' && digit - *at > 1))
		return false;
	*at = digit;
	return true;
}

static bool member(const char **at, const char *key, uint64_t *to)
{
	return skip(at, key) && number(at, to);
}

/* If there is none, that is as good. */
static bool optional(const char **at, const char *key, uint64_t *to, bool *has)
{
	*has = skip(at, key);
	return !*has || number(at, to);
}

/* Of printable ASCII, without escapes. */
static bool name(const char **at, size_t *to)
{
	char text[PARSE_NAME_MAX + 1];
	size_t len = 0;

	while ((*at)[len] != '"') {
		if (len == PARSE_NAME_MAX || (*at)[len] < ' ' ||
		    (*at)[len] > '~' || (*at)[len] == '\\')
			return false;
		text[len] = (*at)[len];
		len++;
	}
	text[len] = '\0';
	*at += len;
	*to = kept_number(text);
	return *to != KEPT_NONE;
}

static bool histogram(const char **at, struct read_reason *to)
{
	size_t n = 0;

	to->has_hist = skip(at, ",\"hist\":[");
	if (!to->has_hist)
		return true;
	do {
		if (n == HISTOGRAM_BUCKETS || !number(at, &to->cost.bucket[n++]))
			return false;
	} while (skip(at, ","));
	return skip(at, "]");
}

static bool quarters(const char **at, struct read_reason *to)
{
	const char *between = "";

	to->has_quarters = skip(at, ",\"quarters\":[");
	for (int q = 0; to->has_quarters && q < KVM_EXIT_ACCT_QUARTERS; q++) {
		if (!to->cost.bucket[q / 4])
			continue;
		if (!skip(at, between) || !number(at, &to->cost.quarter[q]))
			return false;
		between = ",";
	}
	return !to->has_quarters || skip(at, "]");
}

static bool depths(const char **at, struct exit_reason *to)
{
	size_t n = 0;

	if (!skip(at, ",\"depth\":["))
		return true;
	do {
		if (n == KVM_EXIT_ACCT_DEPTHS || !number(at, &to->depth[n++]))
			return false;
	} while (skip(at, ","));
	return skip(at, "]");
}

static bool reason(const char **at, struct read_reason *to)
{
	struct exit_reason *r = &to->reason;
	uint64_t basic;
	bool has;

	if (!member(at, "{\"reason\":", &basic) || basic > UINT32_MAX ||
	    !skip(at, ",\"name\":\"") || !name(at, &r->name) ||
	    !member(at, "\",\"count\":", &r->count) ||
	    !member(at, ",\"kernel_cycles\":", &r->kernel_cycles) ||
	    !member(at, ",\"user_cycles\":", &r->user_cycles) ||
	    !member(at, ",\"blocked_cycles\":", &r->blocked_cycles))
		return false;
	r->reason = basic;
	return optional(at, ",\"preempted_cycles\":", &r->preempted_cycles, &has) &&
	       optional(at, ",\"asleep_cycles\":", &r->asleep_cycles, &has) &&
	       optional(at, ",\"away_cycles\":", &r->away_cycles, &has) &&
	       optional(at, ",\"switch_cycles\":", &r->switch_cycles, &has) &&
	       optional(at, ",\"l2_count\":", &r->l2_count, &has) &&
	       optional(at, ",\"l2_kernel_cycles\":", &r->l2_kernel_cycles, &has) &&
	       optional(at, ",\"l2_user_cycles\":", &r->l2_user_cycles, &has) &&
	       optional(at, ",\"min_cycles\":", &to->cost.min, &to->has_min) &&
	       optional(at, ",\"max_cycles\":", &to->cost.max, &to->has_max) &&
	       histogram(at, to) && quarters(at, to) && depths(at, r) && skip(at, "}");
}

static bool all_reasons(struct reasons *to, const char **at)
{
	struct sentence unsaid;

	do {
		struct read_reason read = { .has_hist = false };

		if (to->rec->n_reasons == PARSE_REASONS_MAX ||
		    !reason(at, &read) || add_reason(to, &read, &unsaid))
			return false;
	} while (skip(at, ","));
	return skip(at, "]");
}

bool scan_reasons(struct scanned *scanned, const char *text)
{
	const char *at = strstr(text, ARRAY);
	struct reasons reasons = { .rec = &scanned->rec };
	bool done;

	*scanned = (struct scanned){ .exits = 0 };
	if (!at)
		return false;
	at += sizeof(ARRAY) - 1;
	scanned->array = at - 1;
	done = all_reasons(&reasons, &at);
	reasons_done(&reasons);
	scanned->exits = reasons.exits;
	scanned->end = at;
	return done;
}

void scan_free(struct scanned *scanned)
{
	free(scanned->rec.reasons);
}

int scan_take(struct record *rec, struct scanned *scanned, struct sentence *why)
{
	struct record *from = &scanned->rec;

	rec->reasons = from->reasons;
	rec->n_reasons = from->n_reasons;
	rec->odd_histograms = from->odd_histograms;
	rec->kernel_cycles = from->kernel_cycles;
	rec->user_cycles = from->user_cycles;
	rec->blocked_cycles = from->blocked_cycles;
	rec->away_cycles = from->away_cycles;
	rec->switch_cycles = from->switch_cycles;
	from->reasons = NULL;
	return reasons_sum(rec, scanned->exits, why);
}
