/* SPDX-License-Identifier: GPL-2.0 */
/*
 * HTML pages from a template. A page is one file: the style goes into it. It
 * has no scripts, and its Content-Security-Policy allows none.
 */
#ifndef EXITBENCH_PAGE_H
#define EXITBENCH_PAGE_H

#include <stdio.h>

/*
 * What stands for @name, like "@TITLE@", in the template: @write writes it, and
 * returns 0 or a negative errno, printed.
 */
struct page_part {
	const char *name;
	int (*write)(FILE *out, const void *data);
};

/*
 * Makes @dir/@name from @folder/page.html.in and @parts, which end with a NULL
 * name and are given @data. @STYLE@ stands for page.css of @folder. Returns 0 or
 * a negative errno, printed. Without a template there is no page: a message says
 * so, and it is no error.
 */
int page_write(const char *dir, const char *name, const char *folder,
	       const struct page_part *parts, const void *data);

/*
 * Writes gnuplot's @svg from its <svg on. Titles, which a browser shows as tips,
 * go; ids get @prefix, for several SVGs share a page.
 */
void page_svg(FILE *out, const char *svg, const char *prefix,
	      const char *label);

#endif
