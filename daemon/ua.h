/*
 * Everything nua: one SIP user agent, a leg for each party of a call, and the
 * requests that others send to us.  What nua reports becomes a small event
 * value; what the machine wants becomes a nua call.  Nothing is decided here.
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

enum ua_event_type {
	UA_INVITE_RESPONSE,	/* any response to our INVITE, also 100 */
	UA_REFER_RESPONSE,
	UA_BYE_RESPONSE,	/* final ones only */
	UA_NOTIFY,		/* of the refer package; answered already */
	UA_BYE,			/* the phone's; answered already */
	UA_LOST			/* the dialog is gone without a BYE */
};

struct ua_event {
	enum ua_event_type type;
	unsigned status;	/* of the response, or told by the sipfrag
				   (0: it says nothing) */
	const char *phrase;	/* borrowed for the call, never NULL */
	bool local;		/* our own stack's word, not from the wire */
	bool challenge;		/* 401/407 that ua_authenticate can answer */
	bool repeated;		/* 401/407 that the stack has answered itself */
	const char *contact;	/* INVITE 3xx: the first Contact's URI without
				   headers, or NULL */
	bool terminated;	/* NOTIFY: the subscription is over; REFER 2xx:
				   there is none (RFC 4488) */
	unsigned expires_s;	/* NOTIFY: the subscription's, 0 = not said */
};

struct ua_handler {
	/* Something happened on the leg of this call. */
	void (*leg)(void *arg, uint64_t call, const struct ua_event *event);
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
 * the latest after some seconds (the stack waits for transactions); ua_free
 * after that.  ua_free before is possible only if the process ends: it
 * leaves the stack as it is.
 */
void ua_shutdown(struct ua *ua);
void ua_free(struct ua *ua);

unsigned ua_port(const struct ua *ua);	/* the one that is bound */

/* Requests of ours that wait for their first response. */
size_t ua_pending(const struct ua *ua);

/* All strings are borrowed for the call and clean: no CR, LF or NUL. */
struct ua_invite {
	uint64_t call;
	const char *target;	/* the Request-URI, with parameters */
	const char *to, *from;	/* name-addr or addr-spec */
	const char *sip_call_id;
	const char *route;	/* "<sip:proxy:5060;lr>", or NULL */
	const char *subject;	/* or NULL */
	const char *request_disposition;	/* or NULL */
	const char *body;	/* application/sdp, */
	uint64_t sdp_session;	/* and the session id of its o= line */
};

/* Queue an INVITE on a new leg.  Returns borrowed, or NULL without memory. */
struct leg *ua_invite(struct ua *ua, const struct ua_invite *invite);

/*
 * The other things that can be done with a leg.  All are only queued: what
 * comes of them is told by events, failure too.  reason is a Reason header's
 * value (RFC 3326) or NULL.
 *
 * ua_authenticate answers the challenge that was reported last; ha1 is the hex
 * of MD5(user:realm:password).
 * ua_bye reaches the phone also where the dialog is gone for the stack
 * (RFC 5057: some responses to a REFER end it).
 */
void ua_cancel(struct leg *leg, const char *reason);
void ua_authenticate(struct leg *leg, const char *user, const char *ha1);
void ua_refer(struct leg *leg, const char *refer_to, const char *referred_by);
void ua_bye(struct leg *leg, const char *reason);

/* No more events for this leg, and no more use of the pointer. */
void ua_release(struct leg *leg);

#endif
