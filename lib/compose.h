/*
 * The texts of what a call sends: URIs, header values and bodies.  All of it
 * is made of parts that address.h and command.h have let in.
 */
#ifndef LIB_COMPOSE_H
#define LIB_COMPOSE_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"

struct call;
struct config;
struct user;

struct invitation {
	struct buf to, from;		/* name-addrs */
	struct buf route;		/* loose, RFC 3261 16.12.1.1; or "" */
	struct buf body;		/* SDP, */
	uint64_t sdp_session;		/* and its session id: one a call */
	char request_disposition[128];	/* "" for none (RFC 3841) */
};

/*
 * What an INVITE for this call carries; agent may be NULL (then there is no
 * display name).  Returns 0, or -1 without memory;
 * to be released in either case.
 */
int compose_invitation(struct invitation *out, const struct call *call,
    const struct user *agent, const struct config *config);
void compose_release(struct invitation *invitation);

/*
 * The Request-URI for an address ("user@host").  sipXecs' parameters tell its
 * proxy what to do with the call; others pass over them.
 */
void compose_target(struct buf *out, const struct call *call,
    const struct config *config, const char *address);

/* Give the call its Call-ID, if it has none yet.  Returns 0 or -1. */
int compose_call_id(struct call *call, const char *ip);

/* Refer-To and Referred-By (RFC 3515, RFC 3892). */
void compose_refer(struct buf *refer_to, struct buf *referred_by,
    const struct call *call);

/* A Reason for BYE or CANCEL (RFC 3326) into out: returns out, or NULL. */
const char *compose_reason(char *out, size_t size, const struct call *call);

#endif
