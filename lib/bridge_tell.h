/*
 * What a bridge (bridge.h) says of itself: whom a phone's request goes to, how
 * the call ended, and why, in words.  Nothing here changes it.
 */
#ifndef LIB_BRIDGE_TELL_H
#define LIB_BRIDGE_TELL_H

#include <stdbool.h>

#include "bridge.h"

/* --- what is to be done with a phone's request --- */

enum bridge_route {
	BRIDGE_RELAY,	/* ask the other party */
	BRIDGE_LOCAL,	/* nobody is there to ask: answer it without media */
	BRIDGE_BUSY	/* 491: media are being changed (RFC 3261 14.2) */
};

/* offers: a re-INVITE or UPDATE about media.  *to: the other party. */
enum bridge_route bridge_route(const struct bridge *bridge, unsigned party,
    bool offers, unsigned *to);

/* --- how it stands --- */

enum bridge_verdict {
	BRIDGE_ONGOING,
	BRIDGE_NO_ANSWER,		/* the calling party */
	BRIDGE_CALLING_REFUSED,
	BRIDGE_CALLED_NO_ANSWER,
	BRIDGE_CALLED_REFUSED,
	BRIDGE_CALLING_LEFT,		/* before they were connected */
	BRIDGE_CALLED_LEFT,		/* so did the called party */
	BRIDGE_NOT_AGREED,		/* on media */
	BRIDGE_FAILED,			/* a leg was lost */
	BRIDGE_HUNG_UP,			/* by request, before ... */
	BRIDGE_ENDED_BY_CALLING,	/* they were connected, and ... */
	BRIDGE_ENDED_BY_CALLED,
	BRIDGE_ENDED_BY_REQUEST,
	BRIDGE_ENDED_LOST,
	BRIDGE_ENDED_ALONE,
	BRIDGE_VERDICT_COUNT
};

/* "calling" is here whoever was in the first role at the end. */
enum bridge_verdict bridge_verdict(const struct bridge *bridge);

/* The SIP status that belongs to the verdict, or 0. */
unsigned bridge_verdict_status(const struct bridge *bridge);

/*
 * The Reason of a BYE or CANCEL to this party (RFC 3326): a SIP status, 0 =
 * none to give; *text is constant.
 */
unsigned bridge_reason(const struct bridge *bridge, unsigned party,
    const char **text);

/* Names for logs and documents; constant. */
const char *bridge_phase_name(enum bridge_phase phase);
const char *bridge_event_name(enum bridge_event event);
const char *bridge_do_name(enum bridge_do what);
const char *bridge_verdict_name(enum bridge_verdict verdict);	/* "ended-by-..." */
const char *bridge_verdict_text(enum bridge_verdict verdict);	/* a sentence */
const char *bridge_transfer_name(enum bridge_transfer transfer);
const char *bridge_transfer_text(enum bridge_transfer transfer);

#endif
