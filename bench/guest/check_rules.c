// SPDX-License-Identifier: GPL-2.0
/* How a rule of check-abi is judged, for the files that do; see check_rules.h. */
#include <stdarg.h>
#include <stdio.h>

#include "check_rules.h"
#include "rules.h"

void check_judge(struct check *c, bool good, const char *rule,
		 const char *format, ...)
{
	int r = rule_find(rule);
	bool warns = r >= 0 && rules[r].warns;
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	c->failed += !good && !warns;
	c->say(good ? VERDICT_PASS : warns ? VERDICT_WARN : VERDICT_FAIL, rule,
	       text);
}

void check_skip(struct check *c, const char *rule, const char *why)
{
	c->say(VERDICT_SKIP, rule, why);
}

bool check_can(struct check *c, const char *rule, unsigned int what)
{
	char text[160];
	unsigned int i;

	for (i = 0; i < FOREIGN_WHATS; i++) {
		if (!(what & HAS(i)) || foreign_has(&c->f, i))
			continue;
		snprintf(text, sizeof(text), "no leaf tells %s",
			 foreign_what_names[i]);
		check_skip(c, rule, text);
		return false;
	}
	return true;
}
