// SPDX-License-Identifier: GPL-2.0
/* Hands what sections say to a form; see view.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "view.h"

/* Parts of one kind that follow each other stand in one list or grid. */
static void enter(struct view *view, enum run run)
{
	if (view->run == run)
		return;
	if (view->run != RUN_NONE && view->form->close)
		view->form->close(view, view->run);
	view->run = run;
	if (run != RUN_NONE && view->form->open)
		view->form->open(view, run);
}

void view_settle(struct view *view)
{
	enter(view, RUN_NONE);
}

int view_report(int err, const char *what)
{
	if (err)
		fprintf(stderr, "exitbench: writing %s: %s\n", what,
			strerror(-err));
	return err;
}

static void say(struct view *view, void (*show)(struct view *, const char *),
		const char *fmt, va_list ap)
{
	char *text;

	enter(view, RUN_NONE);
	if (!show)
		return;
	if (vasprintf(&text, fmt, ap) < 0) {
		view->err = -ENOMEM;
		return;
	}
	show(view, text);
	free(text);
}

void view_title(struct view *view, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(view, view->form->title, fmt, ap);
	va_end(ap);
}

void view_text(struct view *view, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(view, view->form->text, fmt, ap);
	va_end(ap);
}

void view_note(struct view *view, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(view, view->form->note, fmt, ap);
	va_end(ap);
}

void view_lines(struct view *view, const char *text)
{
	enter(view, RUN_NONE);
	if (view->form->lines)
		view->form->lines(view, text);
}

void view_item(struct view *view, const char *word, bool bad, const char *text,
	       const char *lines)
{
	enter(view, RUN_ITEMS);
	if (view->form->item)
		view->form->item(view, word, bad, text, lines);
}

void view_term(struct view *view, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	enter(view, RUN_TERMS);
	if (view->form->term)
		view->form->term(view, name, text);
}

void view_term_owned(struct view *view, const char *name, char *text)
{
	if (!text)
		view->err = -ENOMEM;
	view_term(view, name, text);
	free(text);
}

static void show_table(struct view *view, struct table *table, enum run run)
{
	if (table->err) {
		view->err = table->err;
	} else if (table_rows(table)) {
		enter(view, run);
		if (view->form->table)
			view->form->table(view, table);
	}
	table_free(table);
}

void view_table(struct view *view, struct table *table)
{
	show_table(view, table, RUN_NONE);
}

void view_table_beside(struct view *view, struct table *table)
{
	show_table(view, table, view->run == RUN_GRID ? RUN_GRID : RUN_NONE);
}

void view_fold(struct view *view, const char *summary, bool open)
{
	enter(view, RUN_NONE);
	if (view->form->fold)
		view->form->fold(view, summary, open);
}

void view_unfold(struct view *view)
{
	enter(view, RUN_NONE);
	if (view->form->unfold)
		view->form->unfold(view);
}

void view_plot(struct view *view, const char *name, const char *title,
	       const char *caption)
{
	if (!view->form->plot)
		return;
	enter(view, RUN_GRID);
	view->form->plot(view, name, title, caption);
}
