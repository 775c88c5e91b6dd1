/*
 * What the files of the door share: its states and small steps.
 */
#ifndef LIB_DOOR_PARTS_H
#define LIB_DOOR_PARTS_H

#include "door.h"

/* In the order of a request. */
enum door_state {
	DOOR_START,		/* before a request's first byte */
	DOOR_BLANK_LF,
	DOOR_METHOD,
	DOOR_TARGET,		/* before its first byte */
	DOOR_SLASH,		/* behind the first '/' of a path */
	DOOR_ASTERISK,
	DOOR_SCHEME,
	DOOR_SLASHES,		/* of "://" */
	DOOR_AUTHORITY,
	DOOR_PATH,
	DOOR_VERSION,
	DOOR_LINE_LF,
	DOOR_FIELD,		/* before a field's name, or the head's end */
	DOOR_NAME,
	DOOR_LEAD,		/* blanks in front of a value */
	DOOR_VALUE,
	DOOR_TRAIL,		/* blanks behind a value that matters here */
	DOOR_VALUE_LF,
	DOOR_HEAD_LF,
	DOOR_BODY,
	DOOR_CHUNK,		/* before a chunk's size */
	DOOR_CHUNK_SIZE,
	DOOR_CHUNK_EXTENSION,
	DOOR_CHUNK_LF,
	DOOR_CHUNK_DATA,
	DOOR_DATA_CR,
	DOOR_DATA_LF,
	DOOR_CLOSED
};

enum door_flag {
	DOOR_HAS_HOST = 1, DOOR_HAS_LENGTH = 2, DOOR_HAS_CODING = 4,
	DOOR_TRAILER = 8
};

enum door_method {
	DOOR_NO_METHOD, DOOR_GET, DOOR_HEAD_METHOD, DOOR_POST, DOOR_PUT,
	DOOR_DELETE, DOOR_OPTIONS, DOOR_TRACE, DOOR_PATCH
};

enum door_host {
	DOOR_HOST_START, DOOR_HOST_NAME, DOOR_HOST_LITERAL, DOOR_HOST_CLOSED,
	DOOR_HOST_PORT
};

/* Nothing is good any more; returns DOOR_BAD. */
enum door_event door_bad(struct door *door, unsigned status, const char *why);

/* Look at one byte of a request line, of a field; DOOR_MORE: it is good. */
enum door_event door_line_step(struct door *door, unsigned char c);
enum door_event door_field_step(struct door *door, unsigned char c);

/*
 * How many bytes from here on are plain text of a path, or of a value that does
 * not matter here; counts them.
 */
size_t door_path_span(struct door *door, const char *bytes, size_t n);
size_t door_value_span(struct door *door, const char *bytes, size_t n);

/* The line's end, or what is wrong; `next` is the state behind CR or LF. */
enum door_event door_expect_lf(struct door *door, unsigned char c,
    enum door_state next);

/*
 * A word that is compared later, in lower case where `fold`; false: it is too
 * long, and like no word that we know.
 */
bool door_word_add(struct door *door, unsigned char c, bool fold);
bool door_word_is(const struct door *door, const char *text);

/*
 * host[:port], RFC 3986 3.2, with letters, digits and -._~ in a name.
 * door_host_byte: may this byte come next?  door_host_done: may it end here?
 */
void door_host_begin(struct door *door);
bool door_host_byte(struct door *door, unsigned char c);
bool door_host_done(const struct door *door);

#endif
