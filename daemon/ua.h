/*
 * The SIP user agent: one transaction layer (Sofia-SIP's nta), a leg for each
 * party of a call, and the requests that others send to us.  What happens
 * becomes a small event value; what the machines want becomes a SIP request.
 * Nothing is decided here that concerns the call; what RFC 3261 demands of a
 * dialog is done here: ACKs, CSeq, routes, one INVITE at a time (491, 500),
 * challenges, session timers, the o= line of its SDP.
 *
 * A leg belongs to ua; its user holds a pointer from ua_invite() until
 * ua_release(), and gets events for it only in that time.
 */
#ifndef DAEMON_UA_H
#define DAEMON_UA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct leg;
struct loop;
struct registrar_answer;
struct registrar_request;
struct ua;
struct ua_request;

enum ua_event_type {
	UA_INVITE_RESPONSE,	/* any response to the leg's first INVITE,
				   also 100 */
	UA_MEDIA_RESPONSE,	/* final response to ua_offer, ua_ask, ua_hold */
	UA_REFER_RESPONSE,	/* final ones only */
	UA_BYE_RESPONSE,	/* final ones only */
	UA_NOTIFY,		/* of our REFER; answered already */
	UA_BYE,			/* the phone's; answered already */
	UA_REQUEST,		/* the phone asks something else: see below */
	UA_RELAYED,		/* final response to what ua_relay passed on */
	UA_LOST			/* the dialog is dead: no ACK came, the session
				   expired (RFC 4028 10), or a request within
				   it got 408 or 481 (RFC 3261 12.2.1.2); a
				   BYE is still due */
};

/* What SDP there was in a 2xx. */
enum ua_media {
	UA_MEDIA_NONE,
	UA_MEDIA_OFFER,		/* waits for ua_connect or ua_settle */
	UA_MEDIA_ANSWER,
	UA_MEDIA_SETTLED	/* offered and answered in a reliable
				   provisional response (RFC 3262 5) */
};

struct ua_event {
	enum ua_event_type type;
	unsigned status;	/* of the response, or told by the sipfrag
				   (0: it says nothing) */
	const char *phrase;	/* borrowed for the call, never NULL */
	bool local;		/* our own stack's word, not from the wire */
	bool repeated;		/* a final status that is not the end: the
				   request goes out again (401 and 407 with
				   credentials, 421, 422) */
	enum ua_media media;	/* of a 2xx to an INVITE */
	bool later;		/* MEDIA: 500 or 503 with a Retry-After, */
	unsigned retry_after_s;	/* and this is it */
	const char *contact;	/* INVITE 3xx: the best Contact's URI without
				   headers, or NULL */
	bool terminated;	/* NOTIFY: the subscription is over; REFER 2xx:
				   there is none (RFC 4488) */
	unsigned expires_s;	/* NOTIFY: the subscription's, 0 = not said */
	const char *method;	/* REQUEST, RELAYED: its name, else NULL */
	bool offers;		/* REQUEST: about media (INVITE, UPDATE) */
	struct ua_request *request;	/* REQUEST: borrowed for the call */
};

/* Who answers a challenge; the strings are borrowed for the call. */
struct ua_credentials {
	const char *user;
	const char *ha1;	/* hex of MD5(user:realm:password) */
};

struct ua_handler {
	/* Something happened on a leg of this call. */
	void (*leg)(void *arg, uint64_t call, unsigned party,
	    const struct ua_event *event);
	/* Credentials for a challenge (401, 407).  false: there are none. */
	bool (*credentials)(void *arg, uint64_t call,
	    struct ua_credentials *out);
	/*
	 * A request outside of our dialogs: fill in what to answer; status 0
	 * leaves it to ua (OPTIONS 200, INVITE 403, the rest 405 or 481).
	 */
	void (*request)(void *arg, const struct registrar_request *request,
	    struct registrar_answer *answer);
	void *arg;
	/* ua_shutdown() is through. */
	void (*down)(void *down_arg);
	void *down_arg;
};

struct ua_options {
	const char *ip;		/* numeric, IPv6 without brackets */
	unsigned port;		/* 0: any free one, the same for UDP and TCP */
	bool registrar;		/* phones may register here */
};

/* Returns owned, or NULL with the reason (port in use, ...). */
struct ua *ua_new(struct loop *loop, const struct ua_options *options,
    const struct ua_handler *handler, struct err *err);

/*
 * ua_shutdown lets go of all legs, ends the stack, and then calls down(), at
 * the latest after some seconds (transactions may be out); ua_free after that.
 */
void ua_shutdown(struct ua *ua);
void ua_free(struct ua *ua);

unsigned ua_port(const struct ua *ua);	/* the one that is bound */

/* Requests of ours that wait for their first response. */
size_t ua_pending(const struct ua *ua);

/* All strings are borrowed for the call and clean: no CR, LF or NUL. */
struct ua_invite {
	uint64_t call;
	unsigned party;		/* given back with each event */
	const char *target;	/* the Request-URI, with parameters */
	const char *to, *from;	/* name-addr or addr-spec */
	const char *sip_call_id;
	const char *route;	/* "<sip:proxy:5060;lr>", or NULL */
	const char *subject;	/* or NULL */
	const char *request_disposition;	/* or NULL */
	const char *headers;	/* one more field, "Name: value", or NULL */
	const char *body;	/* application/sdp; NULL: the phone is to make
				   the offer (RFC 3261 13.2.1) */
	uint64_t sdp_session;	/* session id of our o= line on this leg */
	unsigned session_expires_s;	/* RFC 4028; 0: no session timer */
};

/* Queue an INVITE on a new leg.  Returns borrowed, or NULL without memory. */
struct leg *ua_invite(struct ua *ua, const struct ua_invite *invite);

/*
 * The other things that can be done with a leg.  All are only queued: what
 * comes of them is told by events, failure too.  reason is a Reason header's
 * value (RFC 3326) or NULL.
 *
 * ua_bye reaches the phone whatever else is out on the leg.  A 2xx that waits
 * for its ACK gets one first, which refuses all media.
 */
void ua_cancel(struct leg *leg, const char *reason);
void ua_refer(struct leg *leg, const char *refer_to, const char *referred_by);
void ua_bye(struct leg *leg, const char *reason);

/*
 * From its next re-INVITE on the leg has a session timer (RFC 4028), as if
 * ua_invite() had asked for it.
 */
void ua_keep_alive(struct leg *leg, unsigned session_expires_s);

/*
 * Media between two legs without looking at it (RFC 3725 4.4).  Each re-INVITE
 * ends in one UA_MEDIA_RESPONSE; while another INVITE is out on that leg, in
 * either direction, that is a local 491 at once.
 *
 * ua_ask: re-INVITE without SDP; the 2xx brings the phone's offer.
 * ua_offer: re-INVITE with the offer of `from`, which waits for its ACK.
 * ua_connect: ACK of the offer of `from` with the answer that `to` gave last.
 * ua_settle: ACK of the leg's offer, if one waits: no media for now.
 * ua_hold: re-INVITE with the SDP it has, all of it inactive.
 */
void ua_ask(struct leg *leg);
void ua_offer(struct leg *leg, const struct leg *from);
void ua_connect(struct leg *from, const struct leg *to);
void ua_settle(struct leg *leg);
void ua_hold(struct leg *leg);

/*
 * What to do with a UA_REQUEST; exactly one of these within the event.
 *
 * ua_relay: ask the same on the other leg, and answer with what comes back.
 * An offer in an UPDATE goes on as a re-INVITE.
 * ua_reply: answer with this; a status of 491 or 500 to an INVITE makes the
 * phone try again (RFC 3261 14).
 * ua_reply_held: as ua_reply with 200; an offer is answered without media.
 */
void ua_relay(struct ua_request *request, struct leg *to);
void ua_reply(struct ua_request *request, unsigned status);
void ua_reply_held(struct ua_request *request);

/* No more events for this leg, and no more use of the pointer. */
void ua_release(struct leg *leg);

#endif
