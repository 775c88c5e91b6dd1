/*
 * Writing XML: escaping is here and nowhere else.
 */
#ifndef XML_WRITER_H
#define XML_WRITER_H

#include "buf.h"

/*
 * Append text as character data or attribute value: & < > " ' escaped;
 * characters that XML 1.0 cannot carry and invalid UTF-8 become U+FFFD.
 */
void xml_escape(struct buf *out, const char *text);

/* <name>text</name>, with the text escaped. */
void xml_element(struct buf *out, const char *name, const char *text);

#endif
