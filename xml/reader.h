/*
 * Reading XML that somebody else wrote, with expat and within bounds: no
 * DOCTYPE (so no entities, no external files), at most 64 MiB, depth 32, and 64
 * attributes and 64 KiB of text an element.
 */
#ifndef XML_READER_H
#define XML_READER_H

#include <stddef.h>

#include "err.h"

enum {
	XML_READER_DEPTH_MAX = 32,
	XML_READER_ATTRIBUTES_MAX = 64,
	XML_READER_TEXT_MAX = 65536,
	XML_READER_SIZE_MAX = 64 * 1024 * 1024
};

/*
 * The calls a document turns into.  `name` is the local name, `space` the
 * namespace ("" for none).  depth is 0 for the root.  text is the element's own
 * character data, blanks around it taken off, NUL-terminated, length n.
 * line and column are those of the start tag.
 * Each returns 0 to go on, or -1 after it has filled in *err (line and column
 * are added by the reader when it left them 0); a NULL member is not called.
 */
struct xml_handler {
	int (*start)(void *arg, const char *space, const char *name,
	    unsigned depth, struct err *err);
	int (*end)(void *arg, const char *space, const char *name,
	    unsigned depth, const char *text, size_t n, struct err *err);
	void *arg;
};

/*
 * Parse a whole document of n bytes.  salt is random (expat's hash tables).
 * Returns 0, or -1 with line, column and what is wrong, in words.
 */
int xml_read(const char *data, size_t n, unsigned long salt,
    const struct xml_handler *handler, struct err *err);

/*
 * For a start handler at depth 0: is the root element this one?  Returns 0, or
 * -1 with an error that says what is wanted.
 */
int xml_root(const char *space, const char *name, const char *want_space,
    const char *want_name, struct err *err);

#endif
