// SPDX-License-Identifier: GPL-2.0
/* A list of findings; see finding.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "finding.h"

int finding_add(struct findings *findings, enum finding_kind kind,
		const char *console, const char *fmt, ...)
{
	struct finding *grown;
	va_list ap;
	char *text;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		return -ENOMEM;
	grown = reallocarray(findings->list, findings->n + 1,
			     sizeof(*grown));
	if (!grown) {
		free(text);
		return -ENOMEM;
	}
	findings->list = grown;
	grown[findings->n++] = (struct finding){
		.kind = kind, .text = text, .console = console,
	};
	return 0;
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++)
		free(findings->list[i].text);
	free(findings->list);
	*findings = (struct findings){ 0 };
}
