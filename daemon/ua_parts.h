/*
 * What the files of the user agent share.  Sofia-SIP's types are only named
 * here, not included.
 */
#ifndef DAEMON_UA_PARTS_H
#define DAEMON_UA_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "challenge.h"
#include "hash.h"
#include "sdp.h"
#include "session_timer.h"
#include "ua.h"
#include "ua_message.h"
#include "ua_out.h"
#include "ua_refresh.h"

struct auth_client_s;
struct buf;
struct loop;
struct msg_generic_s;
struct msg_list_s;
struct sip_allow_s;
struct nta_agent_s;
struct nta_incoming_s;
struct nta_leg_s;
struct nta_outgoing_s;
struct sip_contact_s;
struct sip_s;
struct su_home_s;
struct su_timer_s;
struct url_s;

enum {
	UA_LEG_MAGIC = 0x6c656700,
	UA_TAG_MAX = 24,
	UA_OWED = 4		/* events that are responses */
};

struct leg {
	unsigned magic;
	unsigned party;
	uint64_t call;
	struct ua *ua;
	struct leg *next, **self;	/* all legs */
	struct nta_leg_s *dialog;	/* owned */
	struct auth_client_s *auth;	/* realms that challenged, */
	struct su_home_s *auth_home;	/* owned, and their memory */
	char *hop, *hop_ip;		/* owned; who may challenge */
	struct ua_out *outs;		/* owned; our requests that are out */
	struct ua_out *invite;		/* one of them: our INVITE, until its
					   2xx is ACKed or it has failed */
	/* ua_relay.c: the phone's requests that are not answered, and its
	   INVITE whose 2xx is not ACKed */
	struct ua_request *requests;	/* owned */
	struct ua_request *asked;	/* borrowed: those of other legs that
					   were passed on to here */
	struct nta_incoming_s *invited;	/* borrowed, of one of them; NULL: no
					   INVITE of the phone is open */
	/* ua_refresh.c */
	struct session_timer timer;
	struct su_timer_s *refresh;	/* owned, or NULL: nothing is due */
	struct su_timer_s *bye_again;	/* owned, or NULL; ua_bye.c */
	/* media */
	struct sdp_side sdp;		/* what we said */
	char *sdp_got;			/* owned: the phone's last offer in a
					   2xx, or its last answer to a
					   re-INVITE of ours; or NULL */
	struct leg *owing_next;		/* see ua_owe() */
	uint16_t owed[UA_OWED];
	bool owing;
	bool offer_waits;		/* sdp_got is an offer, not ACKed */
	bool referred;			/* we sent a REFER */
	bool nowhere;			/* the 2xx had no usable Contact */
	bool allow_update;		/* the phone's Allow has UPDATE */
	bool up;			/* a 2xx came: there is a dialog */
	bool bye_sent, bye_received;
	uint8_t bye_tries;		/* after refusals */
	bool lost;			/* UA_LOST was told */
};

struct ua {
	struct loop *loop;
	struct nta_agent_s *agent;	/* owned */
	struct nta_leg_s *strangers;	/* owned; whatever is in no dialog */
	struct su_home_s *home;		/* owned; of the headers below */
	struct sip_contact_s *contact;	/* ours */
	struct sip_allow_s *allow;
	struct msg_generic_s *user_agent;
	struct msg_list_s *supported;	/* what a request may require of us */
	struct ua_handler handler;
	struct hash_key seed;
	struct leg *legs;
	struct leg *owing, *paying;	/* see ua_owe() */
	struct ua_out *orphans;		/* owned; requests that outlive legs */
	struct ua_fork *forks;		/* owned; second phones, BYE is out */
	size_t fork_count;
	size_t pending;
	char ip[64];
	unsigned port;
	struct su_timer_s *patience;	/* owned; runs while it shuts down */
	bool called;			/* a message to ourselves is out */
	bool down;
};

/* --- ua.c --- */

/*
 * What cannot be sent is told in a later turn of the loop, as a response of our
 * own; the event's type is one of the four responses.
 */
void ua_owe(struct leg *leg, enum ua_event_type type, unsigned status);
void ua_disown(struct leg *leg);	/* the leg goes away */

/*
 * Our From tag in a call is made of its Call-ID with a secret, so that we know
 * our own when a 2xx comes that no transaction is there for, and whether its
 * SDP is the phone's offer.
 */
const char *ua_tag(const struct ua *ua, const char *call_id, bool offerless,
    char out[UA_TAG_MAX]);

/* A transaction has ended: while it shuts down, was it the last? */
void ua_ended(struct ua *ua);
/* --- ua_leg.c --- */

void ua_tell(struct leg *leg, const struct ua_event *event);
void ua_tell_response(struct leg *leg, struct ua_event *event,
    const struct ua_response *response);
/* Tell UA_LOST, once; not after a BYE in either direction. */
void ua_lost(struct leg *leg);
/* From the phone's Contact, if it is usable, and its Allow. */
void ua_retarget(struct leg *leg, const struct sip_s *sip);
void ua_note_allow(struct leg *leg, const struct sip_s *sip);

/* A 2xx to the first INVITE: the dialog is there. */
void ua_leg_up(struct leg *leg, struct ua_out *out, const struct sip_s *sip);

/* --- ua_media.c --- */

/* ACK of a 2xx that waits for it; an offer in it gets no media. */
void ua_ack_refusing(struct leg *leg);
/*
 * Answer an offer on a leg where there are no media for now: the answer goes
 * behind body and counts as agreed.  0, or -1 (no SDP, no memory).
 */
int ua_sdp_quiet(struct leg *leg, const struct sdp_text *offer,
    struct buf *body);

/* Keep the message's SDP as leg->sdp_got; false: it has none, or there is no
   memory, and sdp_got is NULL. */
bool ua_sdp_keep(struct leg *leg, const struct sip_s *sip);

/* --- ua_relay.c --- */

/*
 * A request within the dialog: anything but ACK, CANCEL, BYE, PRACK and the
 * NOTIFYs of our own REFER.  Takes irq, answers it now or later.  The remote
 * target is up to date already.
 */
void ua_relay_request(struct leg *leg, struct nta_incoming_s *irq,
    const struct sip_s *sip);

/*
 * The leg's dialog is over (BYE sent or received) or the leg goes away: the
 * phone's requests that wait get 487 (RFC 3261 15.1.2), and what was passed on
 * from here is forgotten.  May be called more than once.
 */
void ua_relay_end(struct leg *leg);

/* --- ua_fork.c --- */

/*
 * A 2xx to an INVITE that no transaction is there for: another phone's answer
 * (it gets ACK and BYE), or one that is ACKed already or will be.  `offerless`:
 * its SDP is an offer.
 */
void ua_fork(struct ua *ua, const struct sip_s *sip, bool offerless);

/*
 * A 2xx to a re-INVITE whose leg went away meanwhile, with a BYE of its own: it
 * gets the ACK.
 */
void ua_fork_ack(struct ua *ua, const struct sip_s *sip, bool offerless);
void ua_fork_free_all(struct ua *ua);	/* the agent goes away */

/* --- ua_server.c: requests that belong to none of our legs --- */
void ua_stranger(struct ua *ua, struct nta_incoming_s *irq,
    const struct sip_s *sip);

#endif
