/*
 * One party of a call in which we stay (the Invite flow): its leg from INVITE
 * to BYE as a pure state machine, one table in party.c.  Whom it talks to is
 * bridge.h's business.
 *
 *	NONE -> CALLING -> UP -> LEAVING -> GONE
 *	           |               |
 *	       CANCELLING ---------+------> GONE
 */
#ifndef LIB_PARTY_H
#define LIB_PARTY_H

#include <stdbool.h>
#include <stdint.h>

/* name, what it means */
#define PARTY_STATES(X) \
	X(NONE, "there is no leg") \
	X(CALLING, "INVITE out, no final response") \
	X(CANCELLING, "CANCEL out, the INVITE's final response is awaited") \
	X(UP, "answered, the dialog is confirmed") \
	X(LEAVING, "BYE out") \
	X(GONE, "the leg is over")

#define PARTY_EVENTS(X) \
	X(START, "ring the party") \
	X(ADOPT, "take over a leg that is up already") \
	X(END, "end the leg, whatever state it is in") \
	X(TIMER, "the state's time is over") \
	X(PROVISIONAL, "1xx to INVITE") \
	X(ANSWERED, "2xx to INVITE") \
	X(REFUSED, "3xx-6xx to INVITE, or none was to be had") \
	X(BYE_RECEIVED, "the party said BYE") \
	X(BYE_ANSWERED, "final response to our BYE, or none was to be had") \
	X(LOST, "the dialog cannot be used any more")

#define PARTY_ACTIONS(X) \
	X(NONE, "") \
	X(INVITE, "send the INVITE") \
	X(CANCEL, "cancel the INVITE, with a Reason") \
	X(BYE, "send BYE, with a Reason") \
	X(DROP, "let go of the leg; nothing is sent for it any more")

#define PARTY_ENUM(name, text) PARTY_##name,
#define PARTY_EV_ENUM(name, text) PARTY_EV_##name,
#define PARTY_DO_ENUM(name, text) PARTY_DO_##name,
enum party_state { PARTY_STATES(PARTY_ENUM) PARTY_STATE_COUNT };
enum party_event { PARTY_EVENTS(PARTY_EV_ENUM) PARTY_EVENT_COUNT };
enum party_action { PARTY_ACTIONS(PARTY_DO_ENUM) PARTY_ACTION_COUNT };

struct party {
	uint64_t deadline_ms;	/* when TIMER is due; 0 = never */
	uint16_t status;	/* last final response to INVITE, or 0 */
	uint8_t state;		/* enum party_state, changed by party.c only */
	bool early;		/* a provisional response other than 100 came */
	bool answered;		/* there was a 2xx */
	bool hung_up;		/* the party itself said BYE */
	bool lost;		/* LOST ended it */
};

/*
 * One step at the time now_ms.  Every event is allowed in every state.
 * `status` is the response's, or 0.  Returns the action to carry out.
 *
 * The alerting time is not here: bridge.h ends a party that does not answer.
 */
enum party_action party_step(struct party *party, enum party_event event,
    unsigned status, uint64_t now_ms);

/* Does the leg exist, or may it come into being? */
bool party_alive(const struct party *party);

/*
 * The state of its dialog as the classic documents call it: "null", "Early
 * Dialog", "Confirmed Dialog", "Terminated Dialog"; constant.  It only moves
 * on in this order.
 */
const char *party_dialog_state(const struct party *party);

/* Names for logs and documents; constant. */
const char *party_state_name(enum party_state state);
const char *party_event_name(enum party_event event);
const char *party_action_name(enum party_action action);

#endif
