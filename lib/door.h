/*
 * A strict follower of HTTP/1.x requests (RFC 9110, 9112).  It is fed the bytes
 * of a connection as they come, in any pieces, and says up to which byte they
 * are good, so that a lenient parser behind it never sees anything that two
 * readers could understand differently.  It keeps no bytes, needs no memory of
 * its own and takes O(1) a byte.
 *
 * Good is: a known method; a target that begins with one '/', or is an http:
 * or https: URI (or '*' for OPTIONS), of visible ASCII without '#'; HTTP/1.0 or
 * HTTP/1.1; lines that end with CR LF and nothing else; field names that are
 * tokens with the colon right behind; values without control characters but
 * HTAB; exactly one Host in HTTP/1.1 and at most one in 1.0; at most one
 * Content-Length, of digits, or in HTTP/1.1 one Transfer-Encoding that is
 * "chunked", never both; no body behind HEAD and TRACE; chunks as in RFC 9112
 * 7.1; trailer fields that say nothing about framing; all within the limits.
 */
#ifndef LIB_DOOR_H
#define LIB_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In bytes, but for header_count; none above 2^31. */
struct door_limits {
	size_t head_size;	/* request line, fields and trailer fields */
	size_t header_count;	/* fields, trailer fields too */
	size_t target_size;
	size_t body_size;	/* chunks without their sizes; 0: no body */
};

enum door_event {
	DOOR_MORE,	/* all bytes were taken */
	DOOR_HEAD,	/* a head ends here, and a body follows */
	DOOR_REQUEST,	/* a request ends here, with or without a body */
	DOOR_BLANK,	/* here ends an empty line (two bytes) in front of a
			   request, which a reader ignores, RFC 9112 2.2 */
	DOOR_EXTENSION,	/* the last byte taken is the ';' of a chunk's
			   extensions, which a reader ignores, RFC 9112 7.1.1 */
	DOOR_BAD	/* from here on nothing may be passed on */
};

enum door_phase { DOOR_BETWEEN, DOOR_IN_HEAD, DOOR_IN_BODY };

enum { DOOR_WORD_MAX = 46 };	/* the longest IPv6 address */

/* Not to be looked into; storage of the caller, no release needed. */
struct door {
	const struct door_limits *limits;
	const char *why;
	uint64_t number;	/* the one that is being read */
	uint64_t body_left, body_total;
	uint32_t head_size, target_size, header_count, extra;
	uint16_t status;
	uint8_t state, method, minor, field, host, host_size, blanks, flags;
	uint8_t word_size;
	char word[DOOR_WORD_MAX];
};

/*
 * The limits are borrowed as long as the door is used; they may change in
 * between and then hold from the next byte on.
 */
void door_init(struct door *door, const struct door_limits *limits);

/*
 * Take up to n bytes.  Returns how many of them are good, and why it stopped
 * there: when it is not DOOR_MORE or DOOR_BAD, feed it the rest.  After
 * DOOR_BAD it takes nothing any more.
 */
size_t door_feed(struct door *door, const char *bytes, size_t n,
    enum door_event *event);

/* Where in a request we are; an empty line in front is still between. */
enum door_phase door_phase(const struct door *door);

/*
 * After DOOR_BAD: 400, 413, 414, 417, 431, 501 or 505, else 0; and a sentence
 * in one line without a full stop, borrowed for ever.
 */
unsigned door_status(const struct door *door);
const char *door_why(const struct door *door);

/* Is the request that we are in a HEAD, so that its answer has no body? */
bool door_is_head(const struct door *door);

#endif
