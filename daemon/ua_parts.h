/*
 * What the files of the user agent share: ua.c (its life, and what we send),
 * ua_leg.c (what becomes of a leg), ua_server.c (requests from elsewhere),
 * ua_message.c (reading messages).  Sofia-SIP's types are only named here, not included.
 */
#ifndef DAEMON_UA_PARTS_H
#define DAEMON_UA_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "challenge.h"
#include "hash.h"
#include "ua.h"

struct loop;
struct nua_handle_s;
struct nua_s;
struct sip_route_s;
struct sip_s;

enum {
	UA_LEG_MAGIC = 0x6c656700,
	UA_URI_MAX = 512,
	UA_FIELD_MAX = 1024	/* one header field as text */
};

/* One request of ours that is out. */
enum request { REQUEST_NONE, REQUEST_INVITE, REQUEST_REFER, REQUEST_BYE };

struct leg {
	unsigned magic;
	struct ua *ua;
	struct nua_handle_s *handle;		/* owned */
	struct nua_handle_s *bye_handle;	/* owned; a BYE outside the dialog */
	uint64_t call;
	struct challenges challenges;	/* of the request that is out */
	char realm[64];			/* of the last challenge, quoted */
	uint32_t sdp_version;		/* of our o= line in this dialog */
	uint8_t request;		/* enum request */
	bool waiting;			/* counted in ua->pending */
	bool session_over;		/* nua has ended its session */
	/* what a BYE needs when the stack has forgotten the dialog */
	char *target, *route;		/* owned */
	char *from, *to, *sip_call_id;	/* owned, set with `forgotten` */
	uint32_t cseq;
	bool forgotten;
};

struct ua {
	struct loop *loop;
	struct nua_s *nua;		/* owned */
	struct ua_handler handler;
	struct hash_key seed;
	char ip[64];
	unsigned port;
	size_t pending, legs;
	uint64_t sdp_session;
	bool down;
};

/* ua.c: a BYE for a dialog that the stack has let go of (leg->forgotten). */
void ua_bye_by_hand(struct leg *leg, const char *reason);

/* ua_leg.c */

/*
 * Something that nua reports of a leg (its event, status, phrase and
 * message) to our handler.
 */
void ua_leg_event(struct leg *leg, int event, int status, const char *phrase,
    const struct sip_s *sip);

/* A request of ours goes out, or its first response has come. */
void ua_request_out(struct leg *leg, enum request request);
void ua_response_in(struct leg *leg);

/* ua_message.c */

/* The text, or "" for NULL. */
const char *ua_text(const char *text);

/*
 * A header field's value as text (any of Sofia's header structures), or NULL
 * if it is longer than UA_FIELD_MAX.  (Sofia's sip_header_as_string() cuts off
 * the end of some.)
 */
const char *ua_field(char out[UA_FIELD_MAX], const void *header);

/* The URI of the first Contact, without headers, into out; or NULL. */
const char *ua_contact(const struct sip_s *sip, char out[UA_URI_MAX]);

/* The route set of a dialog that we began: Record-Route reversed; owned. */
char *ua_route_set(const struct sip_route_s *recorded);

/*
 * The Digest challenge of a 401 or 407: its realm (quoted, as it stands;
 * borrowed from the message) and whether only the nonce was stale.  NULL: there
 * is none that we could answer.
 */
const char *ua_challenge(const struct sip_s *sip, unsigned status,
    bool *stale);

/* ua_server.c: answer a request that belongs to none of our legs. */
void ua_answer(struct ua *ua, struct nua_handle_s *handle,
    const struct sip_s *sip);

#endif
