// SPDX-License-Identifier: GPL-2.0
/* Fills in templates of HTML pages; see page.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "page.h"
#include "text.h"

/* @folder/@name, to be freed; NULL, printed, with the error in @err. */
static char *read_part(const char *folder, const char *name, int *err)
{
	char *path = text_format("%s/%s", folder, name);
	char *text = path ? files_read(path) : NULL;

	if (!text) {
		*err = -errno;
		fprintf(stderr, "exitbench: reading '%s/%s': %s\n", folder,
			name, strerror(errno));
	}
	free(path);
	return text;
}

static int copy_file(FILE *out, const char *folder, const char *name)
{
	int err = 0;
	char *text = read_part(folder, name, &err);

	if (text)
		fputs(text, out);
	free(text);
	return err;
}

/* Writes what stands at @at in the template and returns how much it was. */
static size_t fill_one(FILE *out, const char *folder, const char *at,
		       const struct page_part *parts, const void *data,
		       int *err)
{
	static const char style[] = "@STYLE@";

	if (!strncmp(at, style, strlen(style))) {
		*err = copy_file(out, folder, "page.css");
		return strlen(style);
	}
	for (; parts->name; parts++)
		if (!strncmp(at, parts->name, strlen(parts->name))) {
			*err = parts->write(out, data);
			return strlen(parts->name);
		}
	fputc(*at, out);
	return 1;
}

static int fill_in(FILE *out, const char *folder,
		   const struct page_part *parts, const void *data)
{
	int err = 0;
	char *text = read_part(folder, "page.html.in", &err);

	for (const char *at = text; text && !err && *at; ) {
		size_t len = strcspn(at, "@");

		fwrite(at, 1, len, out);
		at += len;
		if (*at)
			at += fill_one(out, folder, at, parts, data, &err);
	}
	free(text);
	return err;
}

static bool at(const char *text, const char *what)
{
	return !strncmp(text, what, strlen(what));
}

void page_svg(FILE *out, const char *svg, const char *prefix,
	      const char *label)
{
	static const char *const ids[] = { "id='", "id=\"", "href='#", "url(#" };
	const char *c = strstr(svg, "<svg");

	if (!c)
		return;
	fputs("<svg role=\"img\" aria-label=\"", out);
	text_html(out, label);
	fputc('"', out);
	for (c += strlen("<svg"); *c; ) {
		size_t i, n = sizeof(ids) / sizeof(*ids);

		if (at(c, "<title>") && strstr(c, "</title>")) {
			c = strstr(c, "</title>") + strlen("</title>");
			continue;
		}
		for (i = 0; i < n; i++)
			if (at(c, ids[i]))
				break;
		if (i < n) {
			fprintf(out, "%s%s-", ids[i], prefix);
			c += strlen(ids[i]);
		} else {
			fputc(*c++, out);
		}
	}
}

int page_write(const char *dir, const char *name, const char *folder,
	       const struct page_part *parts, const void *data)
{
	char *template = text_format("%s/page.html.in", folder), *path;
	int err = -ENOMEM, closed;
	FILE *out;

	if (!template)
		return err;
	if (access(template, R_OK)) {
		fprintf(stderr, "exitbench: reading page template '%s': %s, so there is no %s; --plots=DIR names its folder\n",
			template, strerror(errno), name);
		free(template);
		return 0;
	}
	free(template);
	err = files_create(&out, dir, name, &path);
	if (err)
		return err;
	err = fill_in(out, folder, parts, data);
	closed = files_close(out, path);
	free(path);
	return err ?: closed;
}
