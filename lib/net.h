/*
 * Addresses and networks in CIDR notation, to decide who is inside.
 */
#ifndef LIB_NET_H
#define LIB_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* An IPv4 or IPv6 address, IPv4 as ::ffff:a.b.c.d (RFC 4291 2.5.5.2). */
struct net_address {
	uint8_t bytes[16];
};

struct net_range {
	struct net_address base;
	unsigned bits;		/* of 128; an IPv4 /24 is 96 + 24 */
};

struct net_list {
	struct net_range *ranges;	/* owned */
	size_t count;
};

/*
 * "192.0.2.1", "::1", "[::1]", "::ffff:192.0.2.1"; no zones.  Returns 0 or -1.
 */
int net_parse(struct net_address *out, const char *text);

/* 127.0.0.0/8 or ::1? */
bool net_is_loopback(const struct net_address *addr);

/* From the 4 or 16 bytes of a socket address, network order; else "::". */
void net_from_bytes(struct net_address *out, const void *bytes, size_t n);

/*
 * Add one entry ("192.0.2.0/24", "2001:db8::/32", or a single address) to a
 * list that begins as all zero.  Host bits that are set are an error, since
 * they are mostly a slip.  Returns 0, or -1 with a text that names the value.
 */
int net_list_add(struct net_list *list, const char *text, struct err *err);

/* An IPv4 address is in IPv4 networks only, so never in "::/0". */
bool net_list_has(const struct net_list *list, const struct net_address *addr);
void net_list_release(struct net_list *list);

#endif
