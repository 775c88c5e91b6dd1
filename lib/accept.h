/*
 * Content negotiation (RFC 9110 12.5.1) between the few types we can send, and
 * the entity tags of conditional requests (RFC 9110 13.1.2).
 */
#ifndef LIB_ACCEPT_H
#define LIB_ACCEPT_H

#include <stdbool.h>

enum accept_type {
	ACCEPT_ANY,		/* no header, or only wildcards fit */
	ACCEPT_TEXT,		/* text/plain */
	ACCEPT_XML,		/* text/xml, application/xml */
	ACCEPT_JSON,		/* application/json, application/problem+json */
	ACCEPT_OTHER		/* nothing of ours fits */
};

/*
 * The type the client likes best: highest q, then the more specific range,
 * then the order in the header.  header may be NULL.  A malformed element is
 * passed over; if nothing is left, it is as without the header.  q=0 excludes.
 * Java's "*; q=.2" is understood.  Of application/ types only JSON is sent,
 * so application/ with a wildcard means that.
 */
enum accept_type accept_best(const char *header);

/*
 * Does an If-None-Match header (NULL: no) name this tag?  Weak comparison;
 * "*" matches.  `etag` is with its quotes.
 */
bool accept_none_match(const char *header, const char *etag);

#endif
