/*
 * Writing XML: escaping is here and nowhere else.
 */
#ifndef XML_WRITER_H
#define XML_WRITER_H

#include "buf.h"

/*
 * Append <name>text</name>: & < > " ' are escaped, characters that XML 1.0
 * cannot carry and invalid UTF-8 become U+FFFD.
 */
void xml_element(struct buf *out, const char *name, const char *text);

#endif
