// SPDX-License-Identifier: GPL-2.0
/* How sections look on a terminal: no headings, and no plots. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "view.h"

#define CONSOLE_LINES 4		/* of a failed guest's console */

static void title(struct view *view, const char *text)
{
	fputs(tint_on(TINT_STRONG, view->colour), view->out);
	text_plain(view->out, text);
	fprintf(view->out, "%s\n\n", tint_off(TINT_STRONG, view->colour));
}

static void paragraph(struct view *view, const char *text)
{
	print_wrapped(view->out, "", text, view->width);
	fputc('\n', view->out);
}

static void note(struct view *view, const char *text)
{
	print_wrapped(view->out, "", text, view->width);
}

static void close_run(struct view *view, enum run run)
{
	if (run == RUN_ITEMS || run == RUN_TERMS)
		fputc('\n', view->out);
}

/* The last lines of @lines. */
static void console(FILE *out, const char *lines)
{
	size_t n = 0, i = 0;

	for (const char *c = lines; c && *c; c++)
		n += *c == '\n';
	for (const char *line = lines, *end; line && *line; line = end + 1) {
		end = strchrnul(line, '\n');
		if (i++ + CONSOLE_LINES >= n) {
			char *text = strndup(line, end - line);

			fprintf(out, "%*s| ", TABLE_INDENT, "");
			text_plain(out, text ? text : "");
			fputc('\n', out);
			free(text);
		}
		if (!*end)
			break;
	}
}

static void item(struct view *view, const char *word, bool bad,
		 const char *text, const char *lines)
{
	enum tint tint = bad ? TINT_MORE : TINT_STRONG;

	fputs(tint_on(tint, view->colour), view->out);
	fprintf(view->out, "%-*s", TABLE_INDENT, word);
	fputs(tint_off(tint, view->colour), view->out);
	print_wrapped(view->out, NULL, text, view->width);
	console(view->out, lines);
}

static void term(struct view *view, const char *name, const char *text)
{
	print_wrapped(view->out, name, text, view->width);
}

static void table(struct view *view, const struct table *table)
{
	table_print(view->out, table, view->width, view->colour);
	fputc('\n', view->out);
}

const struct form form_terminal = {
	.brief = true,
	.title = title,
	.text = paragraph,
	.note = note,
	.close = close_run,
	.item = item,
	.term = term,
	.table = table,
};
