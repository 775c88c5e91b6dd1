/*
 * Requests from browsers.  A page from anywhere can make a browser send us a
 * POST, and with DNS rebinding even read the answer; so what comes from a
 * browser must come from our own pages.  Other clients do not send these
 * headers and are not concerned.
 */
#ifndef LIB_ORIGIN_H
#define LIB_ORIGIN_H

#include <stddef.h>

#include "err.h"

/* Header values; NULL for those that were not sent. */
struct origin {
	const char *host;
	const char *origin, *referer;		/* RFC 6454, RFC 9110 10.1.3 */
	const char *fetch_site, *fetch_mode;	/* Sec-Fetch-*, W3C */
};

/*
 * Returns 0 if the request may go on, or -1 with code 403.  own: our names and
 * addresses without ports (IPv6 with or without brackets); a NULL or "" among
 * them is passed over.  localhost and loopback addresses are always ours.
 */
int origin_check(const struct origin *origin, const char *const *own,
    size_t own_count, struct err *err);

#endif
