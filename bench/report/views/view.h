/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What sections are shown with. A section hands over titles, notes and tables
 * as data; how they look on a terminal, in Markdown and in HTML is a form's.
 */
#ifndef EXITBENCH_VIEW_H
#define EXITBENCH_VIEW_H

#include <stdbool.h>
#include <stdio.h>

#include "table.h"

struct form;
struct section;

/* What is open around the parts that are written one after another. */
enum run { RUN_NONE, RUN_ITEMS, RUN_TERMS, RUN_GRID };

struct view {
	const struct form *form;
	FILE *out;
	size_t width;		/* of the terminal */
	bool colour;		/* on the terminal */
	const char *dir;	/* derived/ of this directory has the plots */
	enum run run;
	int err;		/* 0, or -ENOMEM: it is not whole */
};

/* One form. What is NULL is not shown in it. */
struct form {
	bool brief;		/* only the sections that say so */
	void (*title)(struct view *view, const char *text);
	void (*begin)(struct view *view, const struct section *section);
	void (*end)(struct view *view);
	void (*text)(struct view *view, const char *text);
	void (*note)(struct view *view, const char *text);
	void (*lines)(struct view *view, const char *text);
	void (*open)(struct view *view, enum run run);
	void (*close)(struct view *view, enum run run);
	void (*item)(struct view *view, const char *word, bool bad,
		     const char *text, const char *lines);
	void (*term)(struct view *view, const char *name, const char *text);
	void (*table)(struct view *view, const struct table *table);
	void (*fold)(struct view *view, const char *summary, bool open);
	void (*unfold)(struct view *view);
	void (*plot)(struct view *view, const char *name, const char *title,
		     const char *caption);
};

extern const struct form form_terminal, form_html;

/* Forms that are one file of the run: view_NAME.c and the file's name. */
#define VIEW_FILES(X)	\
	X(markdown, "report.md")	\

#define DECLARE_FORM(name, file) extern const struct form form_##name;
VIEW_FILES(DECLARE_FORM)

/* The title of the whole. */
__attribute__((format(printf, 2, 3)))
void view_title(struct view *view, const char *fmt, ...);

/* A paragraph; and what must be known with a table, in smaller letters. */
__attribute__((format(printf, 2, 3)))
void view_text(struct view *view, const char *fmt, ...);
__attribute__((format(printf, 2, 3)))
void view_note(struct view *view, const char *fmt, ...);

/* What a program printed, line by line. */
void view_lines(struct view *view, const char *text);

/* A short message: @word says of what kind; @lines of a console, or NULL. */
void view_item(struct view *view, const char *word, bool bad, const char *text,
	       const char *lines);

/* A name and what is to be said of it; nothing when that is NULL or empty. */
void view_term(struct view *view, const char *name, const char *text);
void view_term_owned(struct view *view, const char *name, char *text);

/* Shows and frees @table; one without rows is left out. */
void view_table(struct view *view, struct table *table);

/* The same of a narrow one, beside the plot before it where there is room. */
void view_table_beside(struct view *view, struct table *table);

/* What stands between is folded away until it is asked for, unless @open. */
void view_fold(struct view *view, const char *summary, bool open);
void view_unfold(struct view *view);

/* derived/@name.svg, or a sentence when it could not be drawn. */
void view_plot(struct view *view, const char *name, const char *title,
	       const char *caption);

/* Ends what is open; called between sections. */
void view_settle(struct view *view);

/* Says on stderr that @what could not be written, unless @err is 0; @err. */
int view_report(int err, const char *what);

#endif
