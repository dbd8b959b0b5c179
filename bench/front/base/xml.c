// SPDX-License-Identifier: GPL-2.0
/* XML by libxml2; see xml.h. */
#include <errno.h>
#include <string.h>

#include <glib.h>
#include <libxml/xpath.h>

#include "xml.h"

int xml_parse(struct xml *xml, const char *text)
{
	xml->doc = xmlReadMemory(text, strlen(text), NULL, NULL,
				 XML_PARSE_NONET | XML_PARSE_NOERROR |
				 XML_PARSE_NOWARNING);
	return xml->doc ? 0 : -EINVAL;
}

void xml_free(struct xml *xml)
{
	xmlFreeDoc(xml->doc);
	xml->doc = NULL;
}

char *xml_find(const struct xml *xml, const char *path)
{
	xmlXPathContextPtr context = xmlXPathNewContext(xml->doc);
	xmlXPathObjectPtr found =
		xmlXPathEvalExpression((const xmlChar *)path, context);
	char *text = NULL;

	if (found && found->stringval && *found->stringval)
		text = g_strdup((const char *)found->stringval);
	xmlXPathFreeObject(found);
	xmlXPathFreeContext(context);
	return text;
}

xmlNodePtr xml_add(struct xml *xml, const char *name,
		   const char *const *attributes)
{
	xmlNodePtr node = xmlNewChild(xmlDocGetRootElement(xml->doc), NULL,
				      (const xmlChar *)name, NULL);

	for (; node && *attributes; attributes += 2)
		xmlNewProp(node, (const xmlChar *)attributes[0],
			   (const xmlChar *)attributes[1]);
	return node;
}

char *xml_text(const struct xml *xml)
{
	xmlChar *text = NULL;

	xmlDocDumpMemory(xml->doc, &text, NULL);
	return (char *)text;
}
