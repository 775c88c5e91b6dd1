/*
 * The Invite flow as a pure state machine: we stay in the path (RFC 3725, Flow
 * IV), so that the call can be transferred, held and ended later.
 *
 *	A: the first party    B: the second party    C: a transfer's target
 *
 *	IDLE -> CALLING -> RINGING -> JOINING -> TALKING <-> HOLDING .. HELD
 *	  A        A          B      B's offer    A = B
 *	                              to A          |  ^
 *	                                   TRANSFERRING | C refused: as before
 *	                                         C  |   |
 *	                                        SWITCHING  C's offer to B;
 *	                                            |      then A leaves, and
 *	                                         TALKING   C is the new A
 *
 *	any of them -> ENDING -> DONE
 *
 * An event goes in; actions and the time of the next timer come out.  What
 * happens in which phase is one table in bridge.c, a row a phase, to be read
 * beside the RFCs.  Each party's leg has a table of its own (party.h).
 */
#ifndef LIB_BRIDGE_H
#define LIB_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bridge_lists.h"
#include "party.h"

/*
 * A party's number, 0 to 3, is fixed while its leg lives: 0 the calling, 1 the
 * called party, then targets.  Its role changes with transfers.
 */
enum { BRIDGE_PARTIES = 4, BRIDGE_ACTIONS_MAX = 12 };
enum bridge_role { BRIDGE_FIRST, BRIDGE_SECOND, BRIDGE_TARGET, BRIDGE_ROLES };
enum { BRIDGE_NOBODY = 255 };

/* Why the call came to its end; the first cause counts. */
enum bridge_cause {
	BRIDGE_CAUSE_NONE,
	BRIDGE_CAUSE_FIRST_TIMEOUT,	/* did not pick up in time */
	BRIDGE_CAUSE_SECOND_TIMEOUT,
	BRIDGE_CAUSE_FIRST_REFUSED,	/* INVITE refused; its status says how */
	BRIDGE_CAUSE_SECOND_REFUSED,
	BRIDGE_CAUSE_FIRST_LEFT,	/* said BYE */
	BRIDGE_CAUSE_SECOND_LEFT,
	BRIDGE_CAUSE_FIRST_LOST,	/* the dialog died */
	BRIDGE_CAUSE_SECOND_LOST,
	BRIDGE_CAUSE_NO_OFFER,	/* the second party answered without SDP */
	BRIDGE_CAUSE_MEDIA,	/* no agreement; media_status says how */
	BRIDGE_CAUSE_HANGUP,	/* a client asked for it */
	BRIDGE_CAUSE_SHUTDOWN,	/* the service ends */
	BRIDGE_CAUSE_ALONE,	/* the transferring party had left, and the
				   target could not be had */
	BRIDGE_CAUSE_COUNT
};

/* How the last transfer stands or ended. */
enum bridge_transfer {
	BRIDGE_TRANSFER_NONE,
	BRIDGE_TRANSFER_ONGOING,
	BRIDGE_TRANSFER_DONE,
	BRIDGE_TRANSFER_NO_ANSWER,
	BRIDGE_TRANSFER_REFUSED,	/* transfer_status says how */
	BRIDGE_TRANSFER_LEFT,		/* the target hung up before it was
					   connected */
	BRIDGE_TRANSFER_MEDIA,		/* no agreement on media */
	BRIDGE_TRANSFER_CANCELLED,	/* by a client, or the call ended */
	BRIDGE_TRANSFER_REPLACED	/* by another transfer */
};

struct bridge {
	struct party parties[BRIDGE_PARTIES];
	uint64_t deadline_ms;	/* when TIMER is due; 0 = never */
	uint64_t retry_ms;	/* when RETRY is due; 0 = never */
	uint32_t setup_ms;	/* how long each party is alerted */
	uint32_t transfer_ms;	/* how long the target is alerted */
	uint16_t media_status;	/* last refusal of a re-INVITE of ours */
	uint16_t transfer_status;
	uint8_t roles[BRIDGE_ROLES];	/* party numbers, or BRIDGE_NOBODY */
	uint8_t phase;		/* enum bridge_phase, changed by bridge.c */
	uint8_t back;		/* phase to return to: TALKING, HELD, ENDING */
	uint8_t cause;		/* enum bridge_cause */
	uint8_t ended_by;	/* party number of the cause, or BRIDGE_NOBODY */
	uint8_t transfer;	/* enum bridge_transfer */
	uint8_t tries;		/* 491s in a row */
	bool connected;		/* the parties have talked */
	bool swapped;		/* the second party is the one to leave */
};

/* What a step wants done, in this order. */
struct bridge_action {
	uint8_t what;		/* enum bridge_do */
	uint8_t party;
	uint8_t other;		/* OFFER: whose offer; CONNECT: whose answer */
};

struct bridge_actions {
	struct bridge_action list[BRIDGE_ACTIONS_MAX];
	size_t count;
};

/* setup_ms: how long each party is alerted. */
void bridge_init(struct bridge *bridge, uint32_t setup_ms);

/* --- one step each, at the time now_ms; *out is filled, maybe empty --- */

/* START, ADOPT, RESUME, HOLD, CANCEL_TRANSFER. */
void bridge_order(struct bridge *bridge, enum bridge_event event,
    uint64_t now_ms, struct bridge_actions *out);

/* cause: HANGUP or SHUTDOWN. */
void bridge_hangup(struct bridge *bridge, enum bridge_cause cause,
    uint64_t now_ms, struct bridge_actions *out);

/*
 * Begin a transfer: `leaves` (BRIDGE_FIRST or BRIDGE_SECOND) gives its place
 * to the target, which is alerted for alert_ms.  Returns the target's party
 * number, or -1 when the call is not in a phase for it (bridge_can_transfer).
 */
int bridge_transfer(struct bridge *bridge, enum bridge_role leaves,
    uint32_t alert_ms, uint64_t now_ms, struct bridge_actions *out);
bool bridge_can_transfer(const struct bridge *bridge);

/* Does this order mean anything now?  (HOLD in TALKING, RESUME in HELD, ...) */
bool bridge_can(const struct bridge *bridge, enum bridge_event event);

/* What a party's 2xx to the first INVITE brought. */
enum bridge_media {
	BRIDGE_MEDIA_NONE, BRIDGE_MEDIA_OFFER, BRIDGE_MEDIA_SETTLED
};

/*
 * Something happened on a party's leg; status as in party_step().  `media`
 * counts for ANSWERED only.
 */
void bridge_leg(struct bridge *bridge, unsigned party, enum party_event event,
    unsigned status, enum bridge_media media, uint64_t now_ms,
    struct bridge_actions *out);

/* Final response to a re-INVITE. */
struct bridge_answer {
	unsigned status;
	unsigned retry_after_s;	/* if `later`: what it said */
	uint32_t dice;		/* any random number, for the pause */
	bool has_sdp;		/* the 2xx brought what was to come */
	bool later;		/* 500 or 503 that tells to try again */
};

/*
 * ASK, OFFER or HOLD on this party's leg was answered.  After a 491, or where
 * the phone says when to try again, it is tried again (RFC 3261 14.1, 14.2).
 */
void bridge_media(struct bridge *bridge, unsigned party,
    const struct bridge_answer *answer, uint64_t now_ms,
    struct bridge_actions *out);

/*
 * The clock: does what is due at now_ms, one thing at a time.  Call it until
 * bridge_due() is later than now.
 */
void bridge_tick(struct bridge *bridge, uint64_t now_ms,
    struct bridge_actions *out);
uint64_t bridge_due(const struct bridge *bridge);	/* 0 = never */

bool bridge_alive(const struct bridge *bridge);	/* a leg exists or may */

/* The party number that has this role, or BRIDGE_NOBODY. */
unsigned bridge_party(const struct bridge *bridge, enum bridge_role role);

#endif
