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
struct su_timer_s;

enum {
	UA_LEG_MAGIC = 0x6c656700,
	UA_URI_MAX = 512,
	UA_FIELD_MAX = 1024	/* one header field as text */
};

/* One request of ours that is out. */
enum request { REQUEST_NONE, REQUEST_INVITE, REQUEST_REFER, REQUEST_BYE };

/* What a BYE needs that nua does not send (ua_dialog.c). */
struct ua_dialog {
	char *target, *route, *from, *to, *call_id;	/* owned */
	struct su_timer_s *grace;			/* owned, or NULL */
	uint32_t cseq;			/* of the INVITE */
	bool by_hand;			/* nua has no dialog (any more) */
};

struct leg {
	unsigned magic;
	struct ua *ua;
	struct nua_handle_s *handle;		/* owned */
	struct nua_handle_s *bye_handle;	/* owned; a BYE by hand */
	uint64_t call;
	uint64_t sdp_session;		/* of our o= line in this dialog */
	uint32_t sdp_version;
	struct challenges challenges;	/* of the request that is out */
	char realms[CHALLENGE_REALMS][64];	/* challenged last, quoted */
	uint16_t challenge_status;	/* of the last challenge */
	uint8_t request;		/* enum request */
	bool waiting;			/* counted in ua->pending */
	bool authenticating;		/* nua has been given credentials */
	bool refer_out;			/* a REFER is unanswered */
	bool session_over;		/* nua has ended its session */
	struct ua_dialog dialog;
};

struct ua {
	struct loop *loop;
	struct nua_s *nua;		/* owned */
	struct ua_handler handler;
	struct hash_key seed;
	char ip[64];
	unsigned port;
	size_t pending;
	struct su_timer_s *patience;	/* owned; runs while it shuts down */
	bool down;
};

/* ua_dialog.c */

/* Keep what a 2xx to the INVITE tells of the dialog. */
void ua_dialog_note(struct leg *leg, const struct sip_s *sip);

/* It is not needed any more: nua will send the BYE. */
void ua_dialog_forget(struct leg *leg);

/* Send the BYE by hand, once; reason as in ua_bye(). */
void ua_dialog_bye(struct leg *leg, const char *reason);

/* A BYE waits for the answer to a REFER: not for long. */
void ua_dialog_grace(struct leg *leg);

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

/* The URI of the best Contact, without headers, into out; or NULL. */
const char *ua_contact(const struct sip_s *sip, char out[UA_URI_MAX]);

/* Does a 2xx to a REFER say Refer-Sub: false (RFC 4488)? */
bool ua_no_subscription(const struct sip_s *sip);

/* The route set of a dialog that we began: Record-Route reversed; owned. */
char *ua_route_set(const struct sip_route_s *recorded);

/*
 * ua_gate.c: the dialog with this Call-ID is ended by a BYE with this CSeq;
 * nua's own, which has a lower one, is not sent.
 */
void ua_gate_ended(const struct ua *ua, const char *call_id, uint32_t cseq);

/* ua_auth.c */
struct ua_challenge {
	const char *realm;	/* quoted, as it stands; borrowed */
	bool stale;		/* only the nonce was refused */
};

/* The challenges of a 401 or 407 that we can answer; how many. */
size_t ua_challenges(const struct sip_s *sip,
    struct ua_challenge out[CHALLENGE_REALMS]);

/* ua_server.c: answer a request that belongs to none of our legs. */
void ua_answer(struct ua *ua, struct nua_handle_s *handle,
    const struct sip_s *sip);

#endif
