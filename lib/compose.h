/*
 * The texts of what a call sends: URIs, header values and bodies.  All of it
 * is made of parts that address.h and command.h have let in.
 */
#ifndef LIB_COMPOSE_H
#define LIB_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

struct call;
struct config;
struct user;

struct invitation {
	struct buf to, from;		/* name-addrs */
	struct buf route;		/* loose, RFC 3261 16.12.1.1; or "" */
	struct buf body;		/* SDP; "" for all but the calling
					   party: they are to offer it */
	uint64_t sdp_session;		/* session id: one a leg */
	char request_disposition[128];	/* "" for none (RFC 3841) */
};

/*
 * What the INVITE for this call's party with that number carries; agent may be
 * NULL (then there is no display name).  Returns 0, or -1 without memory;
 * to be released in either case.
 */
int compose_invitation(struct invitation *out, const struct call *call,
    size_t number, const struct user *agent, const struct config *config);
void compose_release(struct invitation *invitation);

/*
 * The Request-URI for an address ("user@host").  sipXecs' parameters tell its
 * proxy what to do with the call; others pass over them.
 */
void compose_target(struct buf *out, bool forwarding,
    const struct config *config, const char *address);

/*
 * The Call-ID of the party with this number, which is made if there is none
 * yet; all of a call begin with its id.  Returns borrowed from call, or NULL.
 */
const char *compose_call_id(struct call *call, size_t number,
    const char *ip);

/* Refer-To and Referred-By (RFC 3515, RFC 3892). */
void compose_refer(struct buf *refer_to, struct buf *referred_by,
    const struct call *call);

/*
 * A Reason for BYE or CANCEL (RFC 3326), status 0 for none, into out: returns
 * out, or NULL.
 */
const char *compose_reason(char *out, size_t size, unsigned status,
    const char *text);

#endif
