#include "bridge_parts.h"

/* --- small helpers --- */

void
bridge_init(struct bridge *bridge, uint32_t setup_ms)
{
	*bridge = (struct bridge){
		.setup_ms = setup_ms,
		.roles = { 0, 1, BRIDGE_NOBODY },
		.back = BRIDGE_ENDING,
		.ended_by = BRIDGE_NOBODY,
	};
}

static void
add(struct bridge_actions *out, enum bridge_do what, unsigned party,
    unsigned other)
{
	if (out->count < BRIDGE_ACTIONS_MAX)
		out->list[out->count++] = (struct bridge_action){
			(uint8_t)what, (uint8_t)party, (uint8_t)other };
}

/* A step of a party's own machine, and what it wants done. */
void
bridge_step_party(struct bridge *bridge, unsigned party, enum party_event event,
    unsigned status, uint64_t now_ms, struct bridge_actions *out)
{
	if (party >= BRIDGE_PARTIES)
		return;
	switch (party_step(&bridge->parties[party], event, status, now_ms)) {
	case PARTY_DO_INVITE:
		add(out, BRIDGE_DO_INVITE, party, BRIDGE_NOBODY);
		break;
	case PARTY_DO_CANCEL:
		add(out, BRIDGE_DO_CANCEL, party, BRIDGE_NOBODY);
		break;
	case PARTY_DO_BYE:
		add(out, BRIDGE_DO_BYE, party, BRIDGE_NOBODY);
		break;
	case PARTY_DO_DROP:
		add(out, BRIDGE_DO_DROP, party, BRIDGE_NOBODY);
		break;
	case PARTY_DO_NONE:
	case PARTY_ACTION_COUNT:
		break;
	}
}

unsigned
bridge_party(const struct bridge *bridge, enum bridge_role role)
{
	return bridge->roles[role];
}

bool
bridge_alive(const struct bridge *bridge)
{
	return bridge->phase != BRIDGE_DONE;
}

static const struct party *
in_role(const struct bridge *bridge, enum bridge_role role)
{
	return bridge->roles[role] < BRIDGE_PARTIES ?
	    &bridge->parties[bridge->roles[role]] : NULL;
}

static bool
all_gone(const struct bridge *bridge)
{
	for (unsigned i = 0; i < BRIDGE_PARTIES; i++)
		if (party_alive(&bridge->parties[i]))
			return false;
	return true;
}

/* --- phases --- */

/* How long a phase may last. */
static uint64_t
patience(const struct bridge *bridge, enum bridge_phase phase)
{
	switch (phase) {
	case BRIDGE_CALLING:
	case BRIDGE_RINGING:
		return bridge->setup_ms;
	case BRIDGE_TRANSFERRING:
		return bridge->transfer_ms;
	case BRIDGE_JOINING:
	case BRIDGE_SWITCHING:
		return BRIDGE_JOIN_MS;
	case BRIDGE_ASKING:
	case BRIDGE_HOLDING_FIRST:
	case BRIDGE_HOLDING_SECOND:
	case BRIDGE_ASKING_TARGET:
	case BRIDGE_UNDOING:
		return BRIDGE_TRANSACTION_MS;
	case BRIDGE_IDLE:
	case BRIDGE_TALKING:
	case BRIDGE_HELD:
	case BRIDGE_ENDING:
	case BRIDGE_DONE:
	case BRIDGE_PHASE_COUNT:
		break;
	}
	return 0;
}

/*
 * While the second party is the one to leave, the two have changed places, so
 * that the table need not know.
 */
void
bridge_swap_roles(struct bridge *bridge)
{
	uint8_t first = bridge->roles[BRIDGE_FIRST];

	bridge->roles[BRIDGE_FIRST] = bridge->roles[BRIDGE_SECOND];
	bridge->roles[BRIDGE_SECOND] = first;
	bridge->swapped = !bridge->swapped;
}

/* The one place where the phase changes. */
static void
enter(struct bridge *bridge, enum bridge_phase next, uint64_t now_ms,
    struct bridge_actions *out)
{
	uint64_t ms = patience(bridge, next);

	bridge->phase = (uint8_t)next;
	bridge->deadline_ms = ms ? now_ms + ms : 0;
	bridge->retry_ms = 0;
	bridge->tries = 0;
	if (bridge->swapped && (next < BRIDGE_TRANSFERRING ||
	    next >= BRIDGE_ENDING))
		bridge_swap_roles(bridge);
	if (next == BRIDGE_TALKING)
		bridge->connected = true;
	if (next != BRIDGE_ENDING)
		return;
	if (bridge->transfer == BRIDGE_TRANSFER_ONGOING)
		bridge->transfer = BRIDGE_TRANSFER_CANCELLED;
	for (unsigned i = 0; i < BRIDGE_PARTIES; i++)
		bridge_step_party(bridge, i, PARTY_EV_END, 0, now_ms, out);
}

void
bridge_check_done(struct bridge *bridge)
{
	if (bridge->phase == BRIDGE_ENDING && all_gone(bridge)) {
		bridge->phase = BRIDGE_DONE;
		bridge->deadline_ms = bridge->retry_ms = 0;
	}
}

/* --- plans --- */

unsigned
bridge_free_seat(const struct bridge *bridge)
{
	for (unsigned i = 2; i < BRIDGE_PARTIES + 2; i++) {
		unsigned seat = i % BRIDGE_PARTIES;
		if (!party_alive(&bridge->parties[seat]) &&
		    bridge->roles[BRIDGE_FIRST] != seat &&
		    bridge->roles[BRIDGE_SECOND] != seat)
			return seat;
	}
	return BRIDGE_NOBODY;
}

static void
call_target(struct bridge *bridge, uint64_t now_ms, struct bridge_actions *out)
{
	unsigned seat = bridge_free_seat(bridge);

	bridge->roles[BRIDGE_TARGET] = (uint8_t)seat;
	bridge->transfer = BRIDGE_TRANSFER_ONGOING;
	bridge->transfer_status = 0;
	if (seat == BRIDGE_NOBODY)
		return;		/* bridge_transfer() has seen to it */
	bridge->parties[seat] = (struct party){ 0 };
	bridge_step_party(bridge, seat, PARTY_EV_START, 0, now_ms, out);
}

static void
dismiss_target(struct bridge *bridge, uint64_t now_ms,
    struct bridge_actions *out)
{
	bridge_step_party(bridge, bridge->roles[BRIDGE_TARGET], PARTY_EV_END, 0,
	    now_ms, out);
	bridge->roles[BRIDGE_TARGET] = BRIDGE_NOBODY;
}

/* The target has agreed with the second party, and takes the first's place. */
static void
switch_parties(struct bridge *bridge, uint64_t now_ms,
    struct bridge_actions *out)
{
	uint8_t *roles = bridge->roles;

	add(out, BRIDGE_DO_CONNECT, roles[BRIDGE_TARGET], roles[BRIDGE_SECOND]);
	bridge_step_party(bridge, roles[BRIDGE_FIRST], PARTY_EV_END, 0, now_ms, out);
	roles[BRIDGE_FIRST] = roles[BRIDGE_TARGET];
	roles[BRIDGE_TARGET] = BRIDGE_NOBODY;
	bridge->transfer = BRIDGE_TRANSFER_DONE;
}

static void
carry_out(struct bridge *bridge, enum plan plan, uint64_t now_ms,
    struct bridge_actions *out)
{
	const unsigned first = bridge->roles[BRIDGE_FIRST];
	const unsigned second = bridge->roles[BRIDGE_SECOND];
	const unsigned target = bridge->roles[BRIDGE_TARGET];

	switch (plan) {
	case PLAN_NONE:
		break;
	case PLAN_CALL_FIRST:
		bridge_step_party(bridge, first, PARTY_EV_START, 0, now_ms, out);
		break;
	case PLAN_ADOPT:
		bridge_step_party(bridge, first, PARTY_EV_ADOPT, 0, now_ms, out);
		bridge_step_party(bridge, second, PARTY_EV_START, 0, now_ms, out);
		break;
	case PLAN_CALL_SECOND:
		bridge_step_party(bridge, second, PARTY_EV_START, 0, now_ms, out);
		break;
	case PLAN_ASK:
		bridge->back = BRIDGE_ENDING;
		add(out, BRIDGE_DO_ASK, second, BRIDGE_NOBODY);
		break;
	case PLAN_RESUME:
		bridge->back = BRIDGE_HELD;
		add(out, BRIDGE_DO_ASK, second, BRIDGE_NOBODY);
		break;
	case PLAN_ASK_AGAIN:
		add(out, BRIDGE_DO_ASK, second, BRIDGE_NOBODY);
		break;
	case PLAN_OFFER:
		add(out, BRIDGE_DO_OFFER, first, second);
		break;
	case PLAN_JOIN:
		add(out, BRIDGE_DO_CONNECT, second, first);
		break;
	case PLAN_SETTLE:
		if (bridge->back != BRIDGE_ENDING)	/* BYE does it as well */
			add(out, BRIDGE_DO_SETTLE, second, BRIDGE_NOBODY);
		break;
	case PLAN_HOLD_FIRST:
		add(out, BRIDGE_DO_HOLD, first, BRIDGE_NOBODY);
		break;
	case PLAN_HOLD_SECOND:
		add(out, BRIDGE_DO_HOLD, second, BRIDGE_NOBODY);
		break;
	case PLAN_CALL_TARGET:
		bridge->back = bridge->phase;
		call_target(bridge, now_ms, out);
		break;
	case PLAN_REPLACE_TARGET:
		bridge->transfer = BRIDGE_TRANSFER_REPLACED;
		dismiss_target(bridge, now_ms, out);
		call_target(bridge, now_ms, out);
		break;
	case PLAN_ALONE:
		bridge->back = BRIDGE_ENDING;
		break;
	case PLAN_ASK_TARGET:
		add(out, BRIDGE_DO_ASK, target, BRIDGE_NOBODY);
		break;
	case PLAN_OFFER_TARGET:
		add(out, BRIDGE_DO_OFFER, second, target);
		break;
	case PLAN_SWITCH:
		switch_parties(bridge, now_ms, out);
		break;
	case PLAN_DISMISS:
		dismiss_target(bridge, now_ms, out);
		break;
	}
}

/* --- causes and outcomes --- */

void
bridge_set_cause(struct bridge *bridge, enum bridge_cause cause, unsigned by)
{
	if (bridge->cause != BRIDGE_CAUSE_NONE)
		return;
	bridge->cause = (uint8_t)cause;
	bridge->ended_by = (uint8_t)by;
}

/* Why the leg of the first or second party ended by itself. */
static enum bridge_cause
why_gone(const struct party *party, bool first)
{
	if (party->lost)
		return first ? BRIDGE_CAUSE_FIRST_LOST :
		    BRIDGE_CAUSE_SECOND_LOST;
	if (!party->answered && !party->hung_up)
		return first ? BRIDGE_CAUSE_FIRST_REFUSED :
		    BRIDGE_CAUSE_SECOND_REFUSED;
	return first ? BRIDGE_CAUSE_FIRST_LEFT : BRIDGE_CAUSE_SECOND_LEFT;
}

static void
note_cause(struct bridge *bridge, enum bridge_event event,
    enum bridge_cause cause)
{
	bool second = event == BRIDGE_EV_SECOND_GONE ||
	    cause == BRIDGE_CAUSE_SECOND_TIMEOUT ||
	    cause == BRIDGE_CAUSE_SECOND_LOST ||
	    cause == BRIDGE_CAUSE_NO_OFFER;
	unsigned role = second ? BRIDGE_SECOND : BRIDGE_FIRST;
	const struct party *party = in_role(bridge, role);
	bool first = second == bridge->swapped;

	if (event == BRIDGE_EV_HANGUP)
		bridge_set_cause(bridge, cause, BRIDGE_NOBODY);
	else if (cause == BRIDGE_CAUSE_SECOND_LOST)
		bridge_set_cause(bridge, first ? BRIDGE_CAUSE_FIRST_LOST : cause,
		    bridge->roles[role]);
	else if (cause != BRIDGE_CAUSE_NONE)
		bridge_set_cause(bridge, cause, bridge->roles[role]);
	else if (party != NULL)
		bridge_set_cause(bridge, why_gone(party, first),
		    bridge->roles[role]);
}

/* The target may have left by itself, or refused. */
static void
note_outcome(struct bridge *bridge, enum bridge_event event,
    enum bridge_transfer outcome)
{
	const struct party *target = in_role(bridge, BRIDGE_TARGET);

	if (event == BRIDGE_EV_TARGET_GONE && target != NULL) {
		outcome = target->answered || target->hung_up ?
		    BRIDGE_TRANSFER_LEFT : BRIDGE_TRANSFER_REFUSED;
		bridge->transfer_status = target->status;
	} else if (outcome == BRIDGE_TRANSFER_MEDIA) {
		bridge->transfer_status = event == BRIDGE_EV_TARGET_EMPTY ?
		    488 : bridge->media_status;
	}
	if (outcome != BRIDGE_TRANSFER_NONE)
		bridge->transfer = (uint8_t)outcome;
}

/* --- a step --- */

/* The undertaking came to nothing: on with what was before. */
static void
go_back(struct bridge *bridge, uint64_t now_ms, struct bridge_actions *out)
{
	if (bridge->back == BRIDGE_ENDING)
		bridge_set_cause(bridge, bridge->phase >= BRIDGE_TRANSFERRING ?
		    BRIDGE_CAUSE_ALONE : BRIDGE_CAUSE_MEDIA, BRIDGE_NOBODY);
	enter(bridge, (enum bridge_phase)bridge->back, now_ms, out);
}

/* The second party has taken the offer of a target that has left. */
static void
go_undone(struct bridge *bridge, uint64_t now_ms, struct bridge_actions *out)
{
	if (bridge->back == BRIDGE_HELD) {
		enter(bridge, BRIDGE_HOLDING_SECOND, now_ms, out);
		carry_out(bridge, PLAN_HOLD_SECOND, now_ms, out);
	} else {
		enter(bridge, BRIDGE_ASKING, now_ms, out);
		carry_out(bridge, PLAN_ASK, now_ms, out);
	}
}

void
bridge_step(struct bridge *bridge, enum bridge_event event, uint64_t now_ms,
    struct bridge_actions *out)
{
	const struct cell *cell = &bridge_table[bridge->phase][event];

	if (cell->next == BRIDGE_IDLE)
		return;
	note_outcome(bridge, event, (enum bridge_transfer)cell->outcome);
	if (cell->next == BRIDGE_ENDING)
		note_cause(bridge, event, (enum bridge_cause)cell->cause);
	carry_out(bridge, (enum plan)cell->plan, now_ms, out);
	/* in a pause nothing is out that would have to be undone; and without
	   the first party there is nothing to go back to */
	if (cell->next == NEXT_BACK || (cell->next == BRIDGE_UNDOING &&
	    (bridge->retry_ms != 0 || bridge->back == BRIDGE_ENDING)))
		go_back(bridge, now_ms, out);
	else if (cell->next == NEXT_UNDONE)
		go_undone(bridge, now_ms, out);
	else if (cell->next != bridge->phase ||
	    cell->plan == PLAN_REPLACE_TARGET)
		enter(bridge, (enum bridge_phase)cell->next, now_ms, out);
	bridge_check_done(bridge);
}
