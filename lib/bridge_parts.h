/*
 * What the files of the bridge share: bridge_table.c (what happens in which
 * phase), bridge.c (a step), bridge_input.c (what can happen), bridge_tell.c
 * (how it stands, in words).
 */
#ifndef LIB_BRIDGE_PARTS_H
#define LIB_BRIDGE_PARTS_H

#include "bridge.h"

/*
 * Times, in milliseconds, tries included.  A re-INVITE is answered by the phone
 * itself, within Timer B (RFC 3261 17.1.1.2); a phone that only says 100 gets no
 * longer.  While it has another's offer, that one's 2xx waits for its ACK, which
 * must come within 64*T1 (RFC 3261 13.3.1.4).
 */
enum { BRIDGE_TRANSACTION_MS = 34000, BRIDGE_JOIN_MS = 28000 };

/* What goes with a change of phase; see carry_out() in bridge.c. */
enum plan {
	PLAN_NONE,
	PLAN_CALL_FIRST, PLAN_ADOPT, PLAN_CALL_SECOND,
	PLAN_ASK, PLAN_ASK_AGAIN,	/* AGAIN: after a pause */
	PLAN_OFFER, PLAN_JOIN, PLAN_SETTLE,
	PLAN_HOLD_FIRST, PLAN_HOLD_SECOND, PLAN_RESUME,
	PLAN_CALL_TARGET, PLAN_REPLACE_TARGET, PLAN_ALONE,
	PLAN_ASK_TARGET, PLAN_OFFER_TARGET, PLAN_SWITCH, PLAN_DISMISS
};

/* Where a cell leads, besides the phases. */
enum {
	NEXT_BACK = BRIDGE_PHASE_COUNT,	/* to where the undertaking began */
	NEXT_UNDONE			/* likewise, but media have to be mended */
};

struct cell {
	uint8_t next;		/* enum bridge_phase, or the above */
	uint8_t plan;		/* enum plan */
	uint8_t cause;		/* enum bridge_cause: why the call ends */
	uint8_t outcome;	/* enum bridge_transfer: how the transfer ends */
};

extern const struct cell bridge_table[BRIDGE_PHASE_COUNT][BRIDGE_EVENT_COUNT];

/* One step; adds to *out. */
void bridge_step(struct bridge *bridge, enum bridge_event event,
    uint64_t now_ms, struct bridge_actions *out);

/* A step of a party's own machine; adds what it wants done. */
void bridge_step_party(struct bridge *bridge, unsigned party,
    enum party_event event, unsigned status, uint64_t now_ms,
    struct bridge_actions *out);

/* A party number that is free for a target, or BRIDGE_NOBODY. */
unsigned bridge_free_seat(const struct bridge *bridge);

/* Let first and second change places, or back; see `swapped`. */
void bridge_swap_roles(struct bridge *bridge);

/* The first cause counts. */
void bridge_set_cause(struct bridge *bridge, enum bridge_cause cause,
    unsigned by);

/* Is no leg left?  Then the call is over. */
void bridge_check_done(struct bridge *bridge);

#endif
