#include "party.h"

/*
 * A little more than 64*T1 (RFC 3261 17.1.1.2, 17.1.2.2), when the transaction
 * layer itself reports 408: this is only the safety net.
 */
enum { TRANSACTION_MS = 34000 };

struct cell {
	uint8_t next;		/* enum party_state */
	uint8_t action;		/* enum party_action */
};

#define GO(state, action) { PARTY_##state, PARTY_DO_##action }

/*
 * The machine.  A cell that is not written here means: stay, do nothing; since
 * nothing ever returns to NONE, an empty cell is a { NONE, ... }.
 */
static const struct cell table[PARTY_STATE_COUNT][PARTY_EVENT_COUNT] = {
[PARTY_NONE] = {
	[PARTY_EV_START] =		GO(CALLING, INVITE),
	[PARTY_EV_ADOPT] =		GO(UP, NONE),
},
[PARTY_CALLING] = {
	[PARTY_EV_END] =		GO(CANCELLING, CANCEL),
	[PARTY_EV_ANSWERED] =		GO(UP, NONE),
	[PARTY_EV_REFUSED] =		GO(GONE, DROP),
	[PARTY_EV_BYE_RECEIVED] =	GO(CANCELLING, CANCEL),
	[PARTY_EV_LOST] =		GO(GONE, DROP),
},
[PARTY_CANCELLING] = {
	/* the 200 crossed our CANCEL: RFC 5407 3.1.2, ACK and BYE */
	[PARTY_EV_ANSWERED] =		GO(LEAVING, BYE),
	[PARTY_EV_REFUSED] =		GO(GONE, DROP),
	[PARTY_EV_TIMER] =		GO(GONE, DROP),
	[PARTY_EV_LOST] =		GO(GONE, DROP),
},
[PARTY_UP] = {
	[PARTY_EV_END] =		GO(LEAVING, BYE),
	[PARTY_EV_BYE_RECEIVED] =	GO(GONE, DROP),
	/* RFC 3261 12.2.1.2: the dialog is to be ended */
	[PARTY_EV_LOST] =		GO(LEAVING, BYE),
},
[PARTY_LEAVING] = {
	/* a BYE that crosses ours changes nothing: RFC 5407 3.2.1 */
	[PARTY_EV_BYE_ANSWERED] =	GO(GONE, DROP),
	[PARTY_EV_TIMER] =		GO(GONE, DROP),
},
/* PARTY_GONE: nothing any more */
};

/* Keep what is told of the INVITE, while it is out. */
static void
note_invite(struct party *party, enum party_event event, unsigned status)
{
	if (event == PARTY_EV_PROVISIONAL && status > 100)
		party->early = true;
	if (event == PARTY_EV_ANSWERED || event == PARTY_EV_REFUSED)
		party->status = (uint16_t)status;
	if (event == PARTY_EV_ANSWERED)
		party->answered = true;
}

/* Keep what the event tells, where it can be true. */
static void
note_facts(struct party *party, enum party_event event, unsigned status)
{
	bool calling = party->state == PARTY_CALLING;
	bool usable = calling || party->state == PARTY_UP;

	if (calling || party->state == PARTY_CANCELLING)
		note_invite(party, event, status);
	if (event == PARTY_EV_ADOPT && party->state == PARTY_NONE)
		party->answered = true;
	if (event == PARTY_EV_BYE_RECEIVED && usable)
		party->hung_up = true;
	if (event == PARTY_EV_LOST && usable)
		party->lost = true;
}

/* The one place where the state changes. */
static void
enter(struct party *party, enum party_state next, uint64_t now_ms)
{
	party->state = (uint8_t)next;
	party->deadline_ms = next == PARTY_CANCELLING ||
	    next == PARTY_LEAVING ? now_ms + TRANSACTION_MS : 0;
}

enum party_action
party_step(struct party *party, enum party_event event, unsigned status,
    uint64_t now_ms)
{
	const struct cell *cell = &table[party->state][event];

	if (party->state == PARTY_GONE)
		return PARTY_DO_NONE;
	note_facts(party, event, status);
	if (cell->next == PARTY_NONE)
		return PARTY_DO_NONE;
	enter(party, (enum party_state)cell->next, now_ms);
	return (enum party_action)cell->action;
}

bool
party_alive(const struct party *party)
{
	return party->state != PARTY_NONE && party->state != PARTY_GONE;
}

const char *
party_dialog_state(const struct party *party)
{
	switch ((enum party_state)party->state) {
	case PARTY_NONE:
	case PARTY_STATE_COUNT:
		break;
	case PARTY_CALLING:
	case PARTY_CANCELLING:
		if (party->early)
			return "Early Dialog";
		break;
	case PARTY_UP:
	case PARTY_LEAVING:
		return "Confirmed Dialog";
	case PARTY_GONE:
		return "Terminated Dialog";
	}
	return "null";
}

#define NAME(name, text) #name,

const char *
party_state_name(enum party_state state)
{
	static const char *const names[] = { PARTY_STATES(NAME) };

	return state < PARTY_STATE_COUNT ? names[state] : "?";
}

const char *
party_event_name(enum party_event event)
{
	static const char *const names[] = { PARTY_EVENTS(NAME) };

	return event < PARTY_EVENT_COUNT ? names[event] : "?";
}

const char *
party_action_name(enum party_action action)
{
	static const char *const names[] = { PARTY_ACTIONS(NAME) };

	return action < PARTY_ACTION_COUNT ? names[action] : "?";
}
