/* SPDX-License-Identifier: GPL-2.0 */
/* Reading XML that others wrote, by XPath. */
#ifndef EXITBENCH_XML_H
#define EXITBENCH_XML_H

#include <libxml/parser.h>

struct xml {
	xmlDocPtr doc;
};

/* 0, or -EINVAL when @text is no XML. Nothing is fetched, nothing printed. */
int xml_parse(struct xml *xml, const char *text);
void xml_free(struct xml *xml);

/* The value of @path, such as "string(/a/@b)": a new string, NULL if empty. */
char *xml_find(const struct xml *xml, const char *path);

/* Adds <NAME ATTRIBUTE...> to the root: @attributes is NAME, VALUE, ..., NULL. */
xmlNodePtr xml_add(struct xml *xml, const char *name,
		   const char *const *attributes);

/* The whole document, to be freed. */
char *xml_text(const struct xml *xml);

#endif
