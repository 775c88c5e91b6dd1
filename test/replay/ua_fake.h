/*
 * What the two halves of the faked SIP side share: ua_fake.c (daemon/ua.h:
 * what the conductor asks for) and ua_phone.c (what the phones answer).
 */
#ifndef UA_FAKE_H
#define UA_FAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "fake.h"
#include "ua.h"

enum { LEGS_MAX = 4096, ACTIONS_MAX = 4096 };

/* A request of ours that waits for its final response. */
enum fake_media {
	MEDIA_IDLE, MEDIA_ASK, MEDIA_OFFER, MEDIA_HOLD
};

struct leg {
	struct ua *ua;
	int number;
	uint64_t call;
	unsigned party;
	bool with_body;		/* its INVITE had SDP */
	bool timed;		/* its session expires (RFC 4028) */
	bool inviting;		/* an INVITE waits for its final response */
	bool first_response;	/* ... and had a first one */
	bool answered, lost, phone_bye, released;
	bool referring, leaving;	/* REFER, BYE wait for an answer */
	bool offer_waits;	/* a 2xx with an offer waits for its ACK */
	bool has_answer;	/* what ua_connect() could send */
	struct leg *relayed;	/* asked on that leg, no answer yet */
	enum fake_media media;
	unsigned cancels, refers, byes;
};

struct ua_request {
	struct leg *leg;
	const char *method;
	bool offers;
	unsigned decided;	/* how often */
};

struct ua {
	struct ua_handler handler;
	struct leg *legs[LEGS_MAX];
	int leg_count;
	struct fake_action actions[ACTIONS_MAX];
	int first, last;	/* of the actions: [first, last) */
	bool fail_invite;
	unsigned fail_send;	/* status, 0: do not */
	int pending;
};

/* Keep an action for the script to look at; its field `name` is `value`. */
struct fake_action *fake_keep(struct leg *leg, enum fake_action_type type);
void fake_field(struct fake_action *action, const char *name,
    const char *value);

#endif
