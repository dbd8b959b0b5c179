// SPDX-License-Identifier: GPL-2.0
/* How sections look in Markdown, as merge requests show it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "section.h"
#include "text.h"
#include "view.h"

static void line(struct view *view, const char *before, const char *text,
		 const char *after)
{
	fputs(before, view->out);
	text_markdown(view->out, text);
	fputs(after, view->out);
}

static void title(struct view *view, const char *text)
{
	line(view, "## ", text, "\n\n");
}

static void begin(struct view *view, const struct section *section)
{
	if (section->heading)
		line(view, "### ", section->heading, "\n\n");
}

static void paragraph(struct view *view, const char *text)
{
	line(view, "", text, "\n\n");
}

/* Indented as code, which nothing in it can end. */
static void lines(struct view *view, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *one = strndup(text, len);

		fputs("    ", view->out);
		if (one)
			text_plain(view->out, one);
		else
			view->err = -ENOMEM;
		fputc('\n', view->out);
		free(one);
		text += len + (text[len] == '\n');
	}
	fputc('\n', view->out);
}

static void close_run(struct view *view, enum run run)
{
	if (run == RUN_ITEMS || run == RUN_TERMS)
		fputc('\n', view->out);
}

/* A console is in report.html; it has no bounds that a comment would keep. */
static void item(struct view *view, const char *word, bool bad,
		 const char *text, const char *lines)
{
	(void)bad;
	(void)lines;
	fprintf(view->out, "> **%s** ", word);
	line(view, "", text, "\n>\n");
}

static void term(struct view *view, const char *name, const char *text)
{
	line(view, "- ", name, ": ");
	line(view, "", text, "\n");
}

static void table(struct view *view, const struct table *table)
{
	if (table->caption)
		line(view, "*", table->caption, "*\n\n");
	table_markdown(view->out, table);
	fputc('\n', view->out);
}

static void fold(struct view *view, const char *summary, bool open)
{
	fprintf(view->out, "<details%s><summary>", open ? " open" : "");
	text_html(view->out, summary);
	fputs("</summary>\n\n", view->out);
}

static void unfold(struct view *view)
{
	fputs("</details>\n\n", view->out);
}

static void plot(struct view *view, const char *name, const char *title,
		 const char *caption)
{
	(void)caption;
	line(view, "Plot: [", title, "](derived/");
	fprintf(view->out, "%s.svg)\n\n", name);
}

const struct form form_markdown = {
	.title = title,
	.begin = begin,
	.text = paragraph,
	.note = paragraph,
	.lines = lines,
	.close = close_run,
	.item = item,
	.term = term,
	.table = table,
	.fold = fold,
	.unfold = unfold,
	.plot = plot,
};
