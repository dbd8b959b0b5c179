// SPDX-License-Identifier: GPL-2.0
/* How sections look on a page. */
#include <stdlib.h>

#include "files.h"
#include "page.h"
#include "section.h"
#include "text.h"
#include "view.h"

static void element(struct view *view, const char *begin, const char *text,
		    const char *end)
{
	fputs(begin, view->out);
	text_html(view->out, text);
	fputs(end, view->out);
}

static void title(struct view *view, const char *text)
{
	element(view, "<h1>", text, "</h1>\n");
}

static void begin(struct view *view, const struct section *section)
{
	fputs("<section>\n", view->out);
	if (section->heading)
		element(view, "<h2>", section->heading, "</h2>\n");
}

static void end(struct view *view)
{
	fputs("</section>\n", view->out);
}

static void text(struct view *view, const char *text)
{
	element(view, "<p>", text, "</p>\n");
}

static void note(struct view *view, const char *text)
{
	element(view, "<p class=\"note\">", text, "</p>\n");
}

static void lines(struct view *view, const char *text)
{
	element(view, "<pre>\n", text, "</pre>\n");
}

static void open_run(struct view *view, enum run run)
{
	static const char *const begin[] = {
		[RUN_NONE] = "", [RUN_ITEMS] = "<ul class=\"findings\">\n",
		[RUN_TERMS] = "<dl class=\"run\">\n",
		[RUN_GRID] = "<div class=\"plots\">\n",
	};

	fputs(begin[run], view->out);
}

static void close_run(struct view *view, enum run run)
{
	static const char *const end[] = {
		[RUN_NONE] = "", [RUN_ITEMS] = "</ul>\n",
		[RUN_TERMS] = "</dl>\n", [RUN_GRID] = "</div>\n",
	};

	fputs(end[run], view->out);
}

static void item(struct view *view, const char *word, bool bad,
		 const char *text, const char *lines)
{
	fprintf(view->out, "<li%s><b>%s</b>", bad ? " class=\"bad\"" : "",
		word);
	text_html(view->out, text);
	if (lines && *lines)
		element(view, "<pre>", lines, "</pre>");
	fputs("</li>\n", view->out);
}

static void term(struct view *view, const char *name, const char *text)
{
	element(view, "<dt>", name, "</dt>");
	element(view, "<dd>", text, "</dd>\n");
}

static void table(struct view *view, const struct table *table)
{
	fputs(view->run == RUN_GRID ? "<div>\n" : "", view->out);
	table_html(view->out, table);
	fputs(view->run == RUN_GRID ? "</div>\n" : "", view->out);
}

static void fold(struct view *view, const char *summary, bool open)
{
	element(view, open ? "<details open><summary>" : "<details><summary>",
		summary, "</summary>\n");
}

static void unfold(struct view *view)
{
	fputs("</details>\n", view->out);
}

static void plot(struct view *view, const char *name, const char *title,
		 const char *caption)
{
	char *path = text_format("%s/derived/%s.svg", view->dir, name);
	char *svg = path ? files_read(path) : NULL;

	element(view, "<figure>\n<h3>", title, "</h3>\n");
	if (svg) {
		page_svg(view->out, svg, name, title);
		element(view, "<figcaption>", caption, "</figcaption>\n");
	} else {
		fputs("<figcaption>This plot could not be drawn; <code>make report</code> says why. What it shows is in the tables.</figcaption>\n",
		      view->out);
	}
	fputs("</figure>\n", view->out);
	free(svg);
	free(path);
}

const struct form form_html = {
	.title = title,
	.begin = begin,
	.end = end,
	.text = text,
	.note = note,
	.lines = lines,
	.open = open_run,
	.close = close_run,
	.item = item,
	.term = term,
	.table = table,
	.fold = fold,
	.unfold = unfold,
	.plot = plot,
};
