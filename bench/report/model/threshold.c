// SPDX-License-Identifier: GPL-2.0
/* Conditions by which a comparison fails; see threshold.h. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "threshold.h"

static const char *skip_spaces(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

const char *threshold_parse(struct threshold *threshold, const char *text)
{
	static const struct { const char *name; enum figure fig; } names[] = {
		{ "exits", FIG_EXITS }, { "cycles", FIG_COST },
		{ "elapsed", FIG_ELAPSED },
	};
	const char *at = skip_spaces(text);
	size_t i, n = sizeof(names) / sizeof(*names);
	char *end;

	*threshold = (struct threshold){ .text = text };
	for (i = 0; i < n; i++)
		if (!strncmp(at, names[i].name, strlen(names[i].name)))
			break;
	if (i == n)
		return "wants exits, cycles or elapsed first";
	threshold->fig = names[i].fig;
	at = skip_spaces(at + strlen(names[i].name));
	if (*at != '>' && *at != '<')
		return "wants > or < after the figure";
	threshold->above = *at == '>';
	at = skip_spaces(at + 1);
	/* strtod() also knows nan, inf and hexadecimal numbers. */
	if (strspn(at, "+-.0123456789") == 0 || strcspn(at, "xXnN") == 0 ||
	    !strncasecmp(at + strspn(at, "+-"), "0x", 2))
		return "wants a change in percent, like +5%";
	threshold->percent = strtod(at, &end);
	if (end == at || !isfinite(threshold->percent))
		return "wants a change in percent, like +5%";
	at = skip_spaces(end);
	if (*at != '%')
		return "wants a % after the number";
	if (*skip_spaces(at + 1))
		return "has more than one condition; repeat --fail-if";
	return NULL;
}

bool threshold_exceeded(const struct threshold *threshold,
			const struct ratio *change)
{
	double percent;

	switch (change->kind) {
	case RATIO_NONE:
		return false;
	case RATIO_FROM_0:
		return threshold->above;
	case RATIO_TO_0:
		percent = -100;
		break;
	default:
		/* 1.05 is no whole number of 2^-52: 5 % is not above 5 %. */
		percent = round((change->value - 1) * 1e11) / 1e9;
	}
	return threshold->above ? percent > threshold->percent :
	       percent < threshold->percent;
}
