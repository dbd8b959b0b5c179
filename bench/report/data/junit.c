// SPDX-License-Identifier: GPL-2.0
/* The checks of a comparison as JUnit XML; see junit.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "junit.h"
#include "text.h"

static void attribute(FILE *out, const char *name, const char *text)
{
	fprintf(out, " %s=\"", name);
	text_html(out, text);
	fputc('"', out);
}

static void write_case(FILE *out, const struct judgement *j)
{
	fputs("    <testcase", out);
	attribute(out, "classname", *j->label ? j->label : "run");
	attribute(out, "name", j->check);
	if (!j->breach) {
		fputs("/>\n", out);
		return;
	}
	fputs(">\n      <failure", out);
	attribute(out, "message", j->breach);
	fputs("/>\n    </testcase>\n", out);
}

/* The checks of the run that the one at @from is of; returns the next one. */
static size_t write_suite(FILE *out, const struct judgements *all, size_t from)
{
	const struct comparison *cmp = all->list[from].cmp;
	size_t failures = 0, end;

	for (end = from; end < all->n && all->list[end].cmp == cmp; end++)
		failures += all->list[end].breach != NULL;
	fputs("  <testsuite", out);
	attribute(out, "name", compare_name(cmp->other));
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\">\n",
		end - from, failures);
	for (; from < end; from++)
		write_case(out, &all->list[from]);
	fputs("  </testsuite>\n", out);
	return end;
}

static void write_all(FILE *out, const struct judgements *all)
{
	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"exitbench compare\" tests=\"%zu\" failures=\"%zu\">\n",
		all->n, all->breaches);
	for (size_t i = 0; i < all->n; )
		i = write_suite(out, all, i);
	fputs("</testsuites>\n", out);
}

int junit_write(const struct judgements *judgements, const char *file)
{
	char *temp = text_format("%s.part-%d", file, (int)getpid());
	FILE *out = temp ? fopen(temp, "wx") : NULL;
	int err = 0;

	if (out) {
		write_all(out, judgements);
		errno = ferror(out) ? EIO : 0;
		if (fclose(out) || errno || rename(temp, file)) {
			err = -errno;
			unlink(temp);
		}
	} else {
		err = temp ? -errno : -ENOMEM;
	}
	if (err)
		fprintf(stderr, "exitbench: writing '%s': %s\n", file,
			strerror(-err));
	free(temp);
	return err;
}
