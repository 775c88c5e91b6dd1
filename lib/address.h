/*
 * SIP addresses as the API takes them ("201", "201@example.com",
 * "sip:201@example.com") and their one normal form, "user@host".
 *
 * This is the only door by which text from outside becomes part of a SIP URI
 * or header, so it is strict: no URI parameters, no headers, no passwords.
 */
#ifndef LIB_ADDRESS_H
#define LIB_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct buf;

enum { ADDRESS_USER_MAX = 64, ADDRESS_HOST_MAX = 255 };

struct address {
	char user[ADDRESS_USER_MAX * 3 + 1];	/* as it stands in a URI */
	char host[ADDRESS_HOST_MAX + 8];	/* lower case; host or host:port */
};

/*
 * Parse text (already percent-decoded once, len bytes, may hold anything).
 *
 * The user part is 1..64 characters of RFC 3261's `user`: letters, digits,
 * -_.!~*'()&=+$,/ as they are; '#' and other ASCII that a dialled number or
 * name may hold only in escaped form is written %HH ('#' -> %23); ';' '?' ':'
 * '%' '@' '<' '>' '"' '\\', blanks, control characters and 8-bit bytes are
 * refused.  The host is a name (RFC 1123), an IPv4 or a bracketed IPv6 address,
 * with or without ":port"; without a host it is default_host.  The scheme, if
 * there is one, is sip: or sips: in any case (sips is refused with a hint).
 * A name whose last label is a number is none (it must be an IPv4 address).
 *
 * On failure returns -1 with code 400 and a text that begins with `field`.
 */
int address_parse(struct address *out, const char *field, const char *text,
    size_t len, const char *default_host, struct err *err);

/* "user@host" into out: the normal form, also part of a call's key. */
void address_format(const struct address *address, struct buf *out);

/* The other way: from a normal form that we wrote.  Returns 0 or -1. */
int address_from_normal(struct address *out, const char *normal);

/* The same user (case matters) at the same host (case does not)? */
bool address_equal(const struct address *a, const struct address *b);

/* Is host a valid host or host:port as above? */
bool address_host_valid(const char *host);

/*
 * A display name as a quoted-string (RFC 3261 25.1) with its quotes: '"' and
 * '\\' escaped, control characters and invalid UTF-8 left out.  Nothing is
 * written for NULL or "".
 */
void address_display(const char *name, struct buf *out);

#endif
