/*
 * What can happen to a bridge: orders, news of its legs, answers to its
 * re-INVITEs, time.  Each becomes an event of the table.
 */
#include <stddef.h>

#include "bridge_parts.h"

enum {
	TRIES_MAX = 5,		/* of a re-INVITE that meets another one, */
	PAUSE_MIN_MS = 2100,	/* RFC 3261 14.1: we chose every Call-ID, so */
	PAUSE_STEP_MS = 10,	/* 2.1 to 4 s in steps of 10 ms */
	PAUSE_STEPS = 191,
	LATER_MIN_MS = 1000,	/* and what a Retry-After may say */
	LATER_MAX_S = 10
};

/* --- orders --- */

bool
bridge_can(const struct bridge *bridge, enum bridge_event event)
{
	return bridge_table[bridge->phase][event].next != BRIDGE_IDLE;
}

void
bridge_order(struct bridge *bridge, enum bridge_event event, uint64_t now_ms,
    struct bridge_actions *out)
{
	out->count = 0;
	if (event == BRIDGE_EV_START || event == BRIDGE_EV_ADOPT ||
	    event == BRIDGE_EV_HOLD || event == BRIDGE_EV_RESUME ||
	    event == BRIDGE_EV_CANCEL_TRANSFER)
		bridge_step(bridge, event, now_ms, out);
}

void
bridge_hangup(struct bridge *bridge, enum bridge_cause cause, uint64_t now_ms,
    struct bridge_actions *out)
{
	out->count = 0;
	if (bridge_can(bridge, BRIDGE_EV_HANGUP))
		bridge_set_cause(bridge, cause == BRIDGE_CAUSE_SHUTDOWN ? cause :
		    BRIDGE_CAUSE_HANGUP, BRIDGE_NOBODY);
	bridge_step(bridge, BRIDGE_EV_HANGUP, now_ms, out);
}

bool
bridge_can_transfer(const struct bridge *bridge)
{
	return bridge_can(bridge, BRIDGE_EV_TRANSFER) &&
	    bridge_free_seat(bridge) != BRIDGE_NOBODY;
}

int
bridge_transfer(struct bridge *bridge, enum bridge_role leaves,
    uint32_t alert_ms, uint64_t now_ms, struct bridge_actions *out)
{
	uint8_t *roles = bridge->roles;

	out->count = 0;
	if (!bridge_can_transfer(bridge))
		return -1;
	if ((leaves == BRIDGE_SECOND) != bridge->swapped) {
		/* the one that was to leave before has left already */
		if (bridge->phase >= BRIDGE_TRANSFERRING &&
		    bridge->back == BRIDGE_ENDING)
			return -1;
		bridge_swap_roles(bridge);
	}
	bridge->transfer_ms = alert_ms;
	bridge_step(bridge, BRIDGE_EV_TRANSFER, now_ms, out);
	return roles[BRIDGE_TARGET];
}

/* --- what happens on the legs --- */

static bool
is_usable(const struct party *party)
{
	return party->state == PARTY_CALLING || party->state == PARTY_UP;
}

static enum bridge_event
answer_event(enum bridge_role role, enum bridge_media media)
{
	static const enum bridge_event events[BRIDGE_ROLES][3] = {
		[BRIDGE_FIRST] = { BRIDGE_EV_FIRST_UP, BRIDGE_EV_FIRST_UP,
		    BRIDGE_EV_FIRST_UP },
		[BRIDGE_SECOND] = { BRIDGE_EV_SECOND_EMPTY,
		    BRIDGE_EV_SECOND_OFFER, BRIDGE_EV_SECOND_SETTLED },
		[BRIDGE_TARGET] = { BRIDGE_EV_TARGET_EMPTY,
		    BRIDGE_EV_TARGET_OFFER, BRIDGE_EV_TARGET_SETTLED },
	};

	return events[role][media];
}

static enum bridge_event
gone_event(enum bridge_role role)
{
	return role == BRIDGE_FIRST ? BRIDGE_EV_FIRST_GONE :
	    role == BRIDGE_SECOND ? BRIDGE_EV_SECOND_GONE :
	    BRIDGE_EV_TARGET_GONE;
}

static bool
is_from_the_wire(enum party_event event)
{
	return event != PARTY_EV_START && event != PARTY_EV_ADOPT &&
	    event != PARTY_EV_END && event < PARTY_EVENT_COUNT;
}

void
bridge_leg(struct bridge *bridge, unsigned party, enum party_event event,
    unsigned status, enum bridge_media media, uint64_t now_ms,
    struct bridge_actions *out)
{
	out->count = 0;
	if (party >= BRIDGE_PARTIES || !is_from_the_wire(event))
		return;
	const struct party *leg = &bridge->parties[party];
	bool calling = leg->state == PARTY_CALLING, usable = is_usable(leg);
	bridge_step_party(bridge, party, event, status, now_ms, out);
	for (unsigned role = 0; role < BRIDGE_ROLES; role++) {
		if (bridge->roles[role] != party)
			continue;
		if (calling && leg->state == PARTY_UP)
			bridge_step(bridge, answer_event(role, media), now_ms, out);
		else if (usable && !is_usable(leg))
			bridge_step(bridge, gone_event(role), now_ms, out);
		break;
	}
	bridge_check_done(bridge);
}

/* Whose re-INVITE a phase waits for. */
static unsigned
media_party(const struct bridge *bridge)
{
	switch ((enum bridge_phase)bridge->phase) {
	case BRIDGE_JOINING:
	case BRIDGE_HOLDING_FIRST:
		return bridge->roles[BRIDGE_FIRST];
	case BRIDGE_ASKING:
	case BRIDGE_HOLDING_SECOND:
	case BRIDGE_SWITCHING:
	case BRIDGE_UNDOING:
		return bridge->roles[BRIDGE_SECOND];
	case BRIDGE_ASKING_TARGET:
		return bridge->roles[BRIDGE_TARGET];
	default:
		return BRIDGE_NOBODY;
	}
}

/* How long to wait before the next try; 0: there is none. */
static uint64_t
pause_after(const struct bridge *bridge, const struct bridge_answer *answer)
{
	if (bridge->tries >= TRIES_MAX)
		return 0;
	if (answer->status == 491)
		return PAUSE_MIN_MS + answer->dice % PAUSE_STEPS *
		    PAUSE_STEP_MS;
	if (!answer->later || answer->retry_after_s > LATER_MAX_S)
		return 0;
	return answer->retry_after_s != 0 ? answer->retry_after_s * 1000u :
	    LATER_MIN_MS;
}

void
bridge_media(struct bridge *bridge, unsigned party,
    const struct bridge_answer *answer, uint64_t now_ms,
    struct bridge_actions *out)
{
	enum bridge_event event = BRIDGE_EV_MEDIA_REFUSED;

	out->count = 0;
	/* an earlier one's, or nothing is out during a pause */
	if (party >= BRIDGE_PARTIES || party != media_party(bridge) ||
	    bridge->retry_ms != 0 || answer->status < 200)
		return;
	if (answer->status < 300 && answer->has_sdp)
		event = BRIDGE_EV_MEDIA_DONE;
	else
		bridge->media_status = answer->status < 300 ? 488 :
		    (uint16_t)answer->status;
	uint64_t pause = answer->status < 300 ? 0 :
	    pause_after(bridge, answer);
	if (pause != 0) {
		event = BRIDGE_EV_MEDIA_BUSY;
		bridge->tries++;
		bridge->retry_ms = now_ms + pause;
	}
	bridge_step(bridge, event, now_ms, out);
}

/* --- the clock --- */

uint64_t
bridge_due(const struct bridge *bridge)
{
	uint64_t due = bridge->deadline_ms;

	if (bridge->retry_ms != 0 && (due == 0 || bridge->retry_ms < due))
		due = bridge->retry_ms;
	for (unsigned i = 0; i < BRIDGE_PARTIES; i++) {
		uint64_t at = bridge->parties[i].deadline_ms;
		if (at != 0 && (due == 0 || at < due))
			due = at;
	}
	return due;
}

static bool
is_due(uint64_t at_ms, uint64_t now_ms)
{
	return at_ms != 0 && at_ms <= now_ms;
}

void
bridge_tick(struct bridge *bridge, uint64_t now_ms, struct bridge_actions *out)
{
	out->count = 0;
	for (unsigned i = 0; i < BRIDGE_PARTIES; i++)
		if (is_due(bridge->parties[i].deadline_ms, now_ms)) {
			bridge_leg(bridge, i, PARTY_EV_TIMER, 0,
			    BRIDGE_MEDIA_NONE, now_ms, out);
			return;
		}
	if (is_due(bridge->retry_ms, now_ms)) {
		bridge->retry_ms = 0;
		bridge_step(bridge, BRIDGE_EV_RETRY, now_ms, out);
	} else if (is_due(bridge->deadline_ms, now_ms)) {
		bridge->deadline_ms = 0;
		if (media_party(bridge) != BRIDGE_NOBODY)
			bridge->media_status = 408;
		bridge_step(bridge, BRIDGE_EV_TIMER, now_ms, out);
	}
}
