/*
 * What the files of the relay share: ua_relay.c (what comes in, and what is
 * decided on it), ua_relay_media.c (INVITE and UPDATE about media),
 * ua_relay_pass.c (the others, and what of a message is passed on).
 *
 * A struct ua_request is a phone's request within the dialog of its leg.  It
 * is in the list of that leg until it is answered, an INVITE with a 2xx until
 * that is ACKed; and while another leg is asked, in that one's list as well.
 * If the leg goes first, a re-INVITE on the other one still has to come to its
 * end: the request then is in the list of that one only.
 */
#ifndef DAEMON_UA_RELAY_H
#define DAEMON_UA_RELAY_H

#include <stdbool.h>
#include <stddef.h>

struct leg;
struct nta_incoming_s;
struct sip_s;
struct su_timer_s;
struct ua_answer;
struct ua_out;
struct ua_response;

enum ua_relay_kind {
	UA_RELAY_OFFER,		/* INVITE or UPDATE with SDP */
	UA_RELAY_ASK,		/* INVITE without */
	UA_RELAY_OTHER
};

enum { UA_RELAY_MAX = 16, UA_RELAY_BODY_MAX = 65536 };

struct ua_request {
	struct ua_request *next, **self;	/* of leg */
	struct ua_request *asked_next, **asked_self;	/* of far */
	struct leg *leg;		/* who asked; NULL: has gone */
	struct leg *far;		/* who is asked; NULL: nobody (now) */
	struct nta_incoming_s *irq;	/* owned; NULL: answered for good */
	const struct sip_s *sip;	/* borrowed, of irq */
	struct ua_out *out;		/* borrowed; NULL: nothing is out */
	struct su_timer_s *patience;	/* owned; until far has answered, and
					   then until the ACK */
	bool *gone;			/* set when its leg lets go of it */
	const char *method;		/* constant */
	enum ua_relay_kind kind;
	bool decided;			/* ua_relay() was called */
	bool accepted;			/* its 2xx waits for the ACK */
	bool far_waits;			/* far's 2xx waits for our ACK */
};

/* --- ua_relay.c --- */

/* It is in far's list, or not any more. */
void ua_request_asks(struct ua_request *request, struct leg *far);
void ua_request_asked(struct ua_request *request);

/* Answer it and free it; for all but a 2xx to an INVITE. */
void ua_request_answer(struct ua_request *request,
    const struct ua_answer *answer);

/*
 * Answer it and let go of it, while what is out on far still has to come to its
 * end: 487 when the phone has gone, 480 and 504 when far takes too long.
 */
void ua_request_leave(struct ua_request *request, unsigned status);

/* Free it, without an answer; what is out on far is forgotten. */
void ua_request_free(struct ua_request *request);

/* "Retry-After: 0..10" (RFC 3261 14.2). */
const char *ua_retry_after(const struct leg *leg, char out[32]);

/* --- ua_relay_media.c --- */

void ua_relay_media(struct ua_request *request, struct leg *to);

/* The phone's CANCEL, its ACK, or NULL: no ACK came. */
int ua_relay_ack(struct ua_request *request, struct nta_incoming_s *irq,
    const struct sip_s *sip);

/* It, whose 2xx is out, is over: what the far leg waits for is done. */
void ua_relay_settle(struct ua_request *request);

/* --- ua_relay_pass.c --- */

void ua_relay_other(struct ua_request *request, struct leg *to);

/*
 * The answer to the phone for a final response that is no 2xx to an INVITE or
 * UPDATE.
 */
void ua_relay_response(struct ua_request *request,
    const struct ua_response *response);

/* Tell that what was passed on to this leg was answered; call it last. */
void ua_relay_tell(struct leg *leg, const char *method,
    const struct ua_response *response);

/* --- ua_refresh.c --- */

/* Is the Session-Expires of a phone's request too small to be accepted? */
bool ua_refresh_brief(const struct leg *leg, const struct sip_s *sip);

#endif
