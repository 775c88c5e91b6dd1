/*
 * Requests of ours within a dialog, and answers to the phone's: what every
 * transaction needs (credentials, CSeq, ACK, PRACK) is done here, whatever the
 * method is.
 */
#ifndef DAEMON_UA_OUT_H
#define DAEMON_UA_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "challenge.h"

struct leg;
struct msg_s;
struct nta_incoming_s;
struct nta_outgoing_s;
struct sip_s;
struct ua;
struct ua_reliable;

/* What came back; borrowed for the call. */
struct ua_response {
	unsigned status;	/* never above 699 */
	const char *phrase;
	bool local;		/* our own stack's word */
	bool repeated;		/* the request goes out again: not the end */
	const struct sip_s *sip;	/* NULL if there is no message */
};

/*
 * All 1xx (INVITE: 100 too), what is repeated, and one final response.  The
 * leg lives when this is called.  With a 2xx to an INVITE, ua_ack() is due, now
 * or later; until then leg->invite stays.
 */
typedef void ua_done_fn(struct leg *leg, void *arg,
    const struct ua_response *response);

/* One request that is out; its fields are for ua_out.c and ua_prack.c. */
struct ua_out {
	struct ua *ua;
	struct leg *leg;		/* NULL: it outlives its leg */
	struct ua_out *next, **self;	/* leg->outs, or ua->orphans */
	struct nta_outgoing_s *orq;	/* owned */
	ua_done_fn *done;
	void *arg;
	struct ua_reliable *reliable;	/* owned; PRACKed responses */
	struct challenges challenges;
	bool invite;
	bool offerless;		/* an INVITE without SDP */
	bool waiting;		/* for its first response */
	bool ack_due;		/* its 2xx is not ACKed */
	bool cancelled, cancel_sent;
	uint8_t pracks;		/* how many were sent */
	char *reason;		/* owned; of a CANCEL that waits for a 1xx */
	bool asked_100rel;	/* after a 421 */
	bool in_callback, over;	/* over: to be freed behind the callback */
};

struct ua_send {
	const char *method;
	const char *body;		/* or NULL */
	const char *content_type;	/* NULL: application/sdp, with a body */
	const char *headers;		/* more fields, "A: b\r\nC: d", or NULL;
					   clean text only */
	const void *const *copies;	/* Sofia's header structures to copy,
					   up to a NULL; or NULL */
	ua_done_fn *done;		/* NULL: nobody cares */
	void *arg;
};

/*
 * Send a request in the leg's dialog.  User-Agent, Allow, credentials that the
 * dialog has, and the Contact where it belongs, are added.  Returns borrowed,
 * good until done() has had the final response; NULL: it could not be made,
 * and done() is not called.
 */
struct ua_out *ua_send(struct leg *leg, const struct ua_send *send);

/* As above, of a message begun by the caller, which is taken.  target: the
   Request-URI, or NULL for the dialog's. */
struct ua_out *ua_out_start(struct leg *leg, struct msg_s *msg,
    const char *method, const char *target, ua_done_fn *done, void *arg);

/* done() will not be called; an INVITE is cancelled, the rest goes on alone. */
void ua_forget(struct ua_out *out);

/* The leg goes away: the same for all that it has out. */
void ua_out_orphan(struct leg *leg);

/* Those that have outlived their legs are dropped. */
void ua_out_free_all(struct ua *ua);

/* CANCEL it (an INVITE), once; its final response is told as usual. */
void ua_out_cancel(struct ua_out *out, const char *reason);

/* A provisional response came: a CANCEL that waits for it is sent. */
void ua_out_send_cancel(struct ua_out *out);

/*
 * It has no transaction any more; who is called back may still have it.  And
 * then its end.
 */
void ua_out_finish(struct ua_out *out);
void ua_out_free(struct ua_out *out);

/*
 * ACK of the 2xx that leg->invite has had, with SDP or NULL; leg->invite is
 * NULL after it.  Repeated 2xx are ACKed again by themselves.  Nothing
 * happens if no ACK is due.
 */
void ua_ack(struct leg *leg, const char *sdp);
bool ua_ack_due(const struct leg *leg);

/* Is an INVITE open on this leg, in either direction (RFC 3261 14)? */
bool ua_invite_busy(const struct leg *leg);

/* --- ua_respond.c --- */

/*
 * Answer a request and let go of it (of an INVITE's 2xx: not, its ACK is
 * awaited: bind a callback first).  User-Agent and Allow, and where they belong
 * Contact and Accept, are added.  phrase NULL: the usual one.
 */
struct ua_answer {
	unsigned status;
	const char *phrase;
	const char *body;
	const char *content_type;	/* NULL: application/sdp, with a body */
	const char *headers;		/* as in ua_send */
	const void *const *copies;
};
void ua_respond(struct ua *ua, struct nta_incoming_s *irq,
    const struct ua_answer *answer);

/* Behind a final answer that nta gave by itself: see there. */
void ua_hide_unsent(struct nta_incoming_s *irq);

/* The two of them share how a message gets its body and more fields: 0 or -1. */
struct ua_fields {
	const char *body, *content_type, *headers;
	const void *const *copies;
};
int ua_fields_add(struct msg_s *msg, const struct ua_fields *fields);

/* Does a request with this method (Sofia's number) tell where we are, and its
   2xx (RFC 3261 table 2, RFC 3311, RFC 3515, RFC 6665)? */
bool ua_has_contact(int method);

/* --- ua_prack.c: reliable provisional responses (RFC 3262) --- */

/* One came to an INVITE of ours; false: it is a repeated one. */
bool ua_prack(struct ua_out *out, const struct sip_s *sip);

/* Was an offer of the phone with this To tag answered in a PRACK? */
bool ua_prack_settled(const struct ua_out *out, const struct sip_s *sip);

/*
 * The SDP of the 2xx to leg->invite; where it has none, the answer to our offer
 * that a reliable provisional response of the same phone has brought (RFC 3262
 * 5).  Borrowed until done() returns; NULL: there is none.
 */
const char *ua_prack_sdp(const struct leg *leg, const struct sip_s *sip,
    size_t *len);

void ua_prack_release(struct ua_out *out);

/* --- ua_auth.c --- */

/* Take in the challenges of a 401 or 407 that we can answer and may answer
   once more; true: repeat the request. */
bool ua_challenged(struct leg *leg, struct challenges *seen,
    const struct sip_s *sip);
void ua_auth_release(struct leg *leg);

/*
 * The agent's credentials are for the hop that the first INVITE goes to, and
 * nobody else: a phone can put itself into the route of what follows, and a
 * Request-URI of its choice into the digest.  uri: the INVITE's Route or
 * Request-URI; orq: its transaction, once it has been sent; host:
 * where a request goes.
 */
void ua_auth_hop(struct leg *leg, const char *uri);
void ua_auth_sent(struct leg *leg, struct nta_outgoing_s *orq);
bool ua_auth_may(const struct leg *leg, const char *host);

#endif
