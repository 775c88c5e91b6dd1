#include "bridge_tell.h"

#include <stddef.h>

/* --- routes --- */

/* The party's role, or BRIDGE_ROLES. */
static unsigned
role_of(const struct bridge *bridge, unsigned party)
{
	unsigned role = 0;

	while (role < BRIDGE_ROLES && bridge->roles[role] != party)
		role++;
	return role;
}

static bool
are_on_hold(const struct bridge *bridge)
{
	return bridge->phase == BRIDGE_HELD ||
	    (bridge->phase == BRIDGE_TRANSFERRING &&
	    bridge->back == BRIDGE_HELD) ||
	    (bridge->phase == BRIDGE_ASKING_TARGET &&
	    bridge->back == BRIDGE_HELD);
}

/* Are media being changed by ourselves? */
static bool
is_changing(const struct bridge *bridge)
{
	switch ((enum bridge_phase)bridge->phase) {
	case BRIDGE_ASKING:
	case BRIDGE_JOINING:
	case BRIDGE_HOLDING_FIRST:
	case BRIDGE_HOLDING_SECOND:
	case BRIDGE_SWITCHING:
	case BRIDGE_UNDOING:
		return true;
	default:
		return false;
	}
}

static bool
is_up(const struct bridge *bridge, unsigned party)
{
	return party < BRIDGE_PARTIES &&
	    bridge->parties[party].state == PARTY_UP;
}

enum bridge_route
bridge_route(const struct bridge *bridge, unsigned party, bool offers,
    unsigned *to)
{
	unsigned role = role_of(bridge, party);

	*to = BRIDGE_NOBODY;
	if (role >= BRIDGE_TARGET || !is_up(bridge, party))
		return offers ? BRIDGE_BUSY : BRIDGE_LOCAL;
	if (offers && is_changing(bridge))
		return BRIDGE_BUSY;
	unsigned other = bridge->roles[role == BRIDGE_FIRST ? BRIDGE_SECOND :
	    BRIDGE_FIRST];
	if (!is_up(bridge, other) || (offers && are_on_hold(bridge)))
		return BRIDGE_LOCAL;
	*to = other;
	return BRIDGE_RELAY;
}

/* --- how it ended --- */

static const struct { uint8_t before, after; } verdict_of[] = {
	[BRIDGE_CAUSE_NONE] = { BRIDGE_ONGOING, BRIDGE_ONGOING },
	[BRIDGE_CAUSE_FIRST_TIMEOUT] = { BRIDGE_NO_ANSWER, BRIDGE_NO_ANSWER },
	[BRIDGE_CAUSE_SECOND_TIMEOUT] = { BRIDGE_CALLED_NO_ANSWER,
	    BRIDGE_CALLED_NO_ANSWER },
	[BRIDGE_CAUSE_FIRST_REFUSED] = { BRIDGE_CALLING_REFUSED,
	    BRIDGE_CALLING_REFUSED },
	[BRIDGE_CAUSE_SECOND_REFUSED] = { BRIDGE_CALLED_REFUSED,
	    BRIDGE_CALLED_REFUSED },
	[BRIDGE_CAUSE_FIRST_LEFT] = { BRIDGE_CALLING_LEFT,
	    BRIDGE_ENDED_BY_CALLING },
	[BRIDGE_CAUSE_SECOND_LEFT] = { BRIDGE_CALLED_LEFT,
	    BRIDGE_ENDED_BY_CALLED },
	[BRIDGE_CAUSE_FIRST_LOST] = { BRIDGE_FAILED, BRIDGE_ENDED_LOST },
	[BRIDGE_CAUSE_SECOND_LOST] = { BRIDGE_FAILED, BRIDGE_ENDED_LOST },
	[BRIDGE_CAUSE_NO_OFFER] = { BRIDGE_NOT_AGREED, BRIDGE_NOT_AGREED },
	[BRIDGE_CAUSE_MEDIA] = { BRIDGE_NOT_AGREED, BRIDGE_ENDED_LOST },
	[BRIDGE_CAUSE_HANGUP] = { BRIDGE_HUNG_UP, BRIDGE_ENDED_BY_REQUEST },
	[BRIDGE_CAUSE_SHUTDOWN] = { BRIDGE_HUNG_UP, BRIDGE_ENDED_BY_REQUEST },
	[BRIDGE_CAUSE_ALONE] = { BRIDGE_ENDED_ALONE, BRIDGE_ENDED_ALONE },
};

enum bridge_verdict
bridge_verdict(const struct bridge *bridge)
{
	return bridge->connected ?
	    (enum bridge_verdict)verdict_of[bridge->cause].after :
	    (enum bridge_verdict)verdict_of[bridge->cause].before;
}

static unsigned
culprit_status(const struct bridge *bridge)
{
	return bridge->ended_by < BRIDGE_PARTIES ?
	    bridge->parties[bridge->ended_by].status : 0;
}

unsigned
bridge_verdict_status(const struct bridge *bridge)
{
	unsigned status = culprit_status(bridge);

	switch (bridge_verdict(bridge)) {
	case BRIDGE_NO_ANSWER:
	case BRIDGE_CALLED_NO_ANSWER:	/* a 200 that came too late is none */
		return status >= 300 ? status : 408;
	case BRIDGE_CALLING_REFUSED:
	case BRIDGE_CALLED_REFUSED:
		return status;
	case BRIDGE_NOT_AGREED:
		return bridge->media_status != 0 ? bridge->media_status : 488;
	case BRIDGE_FAILED:
	case BRIDGE_ENDED_LOST:
		return 408;
	case BRIDGE_ENDED_ALONE:
		return bridge->transfer_status >= 300 ?
		    bridge->transfer_status : 408;
	case BRIDGE_ENDED_BY_CALLING:
	case BRIDGE_ENDED_BY_CALLED:
	case BRIDGE_ENDED_BY_REQUEST:
		return 200;
	case BRIDGE_ONGOING:
	case BRIDGE_CALLING_LEFT:
	case BRIDGE_CALLED_LEFT:
	case BRIDGE_HUNG_UP:
	case BRIDGE_VERDICT_COUNT:
		break;
	}
	return 0;
}

/* --- reasons --- */

/* Why a target is let go while the call goes on. */
static unsigned
transfer_reason(const struct bridge *bridge, const char **text)
{
	switch ((enum bridge_transfer)bridge->transfer) {
	case BRIDGE_TRANSFER_NO_ANSWER:
		*text = "No answer";
		return 408;
	case BRIDGE_TRANSFER_MEDIA:
		*text = "No agreement on media";
		return 488;
	case BRIDGE_TRANSFER_CANCELLED:
	case BRIDGE_TRANSFER_REPLACED:
	case BRIDGE_TRANSFER_ONGOING:
		*text = "Transfer given up";
		return 487;
	case BRIDGE_TRANSFER_NONE:
	case BRIDGE_TRANSFER_DONE:
	case BRIDGE_TRANSFER_REFUSED:
	case BRIDGE_TRANSFER_LEFT:
		break;
	}
	return 0;
}

unsigned
bridge_reason(const struct bridge *bridge, unsigned party, const char **text)
{
	*text = NULL;
	switch ((enum bridge_cause)bridge->cause) {
	case BRIDGE_CAUSE_FIRST_TIMEOUT:
		*text = "No answer";
		return 408;
	case BRIDGE_CAUSE_SECOND_TIMEOUT:
		*text = "Called party: no answer";
		return 408;
	case BRIDGE_CAUSE_FIRST_REFUSED:
		*text = "Calling party";
		return culprit_status(bridge);
	case BRIDGE_CAUSE_SECOND_REFUSED:
		*text = "Called party";
		return culprit_status(bridge);
	case BRIDGE_CAUSE_FIRST_LOST:
	case BRIDGE_CAUSE_SECOND_LOST:
		*text = party == bridge->ended_by ? "Session lost" :
		    "Other party lost";
		return 408;
	case BRIDGE_CAUSE_NO_OFFER:
		*text = "No SDP in the answer";
		return 488;
	case BRIDGE_CAUSE_MEDIA:
		*text = "No agreement on media";
		return bridge->media_status != 0 ? bridge->media_status : 488;
	case BRIDGE_CAUSE_HANGUP:
		*text = "Ended by request";
		return 487;
	case BRIDGE_CAUSE_SHUTDOWN:
		*text = "Service shutting down";
		return 503;
	case BRIDGE_CAUSE_ALONE:
		*text = "Transfer target";
		return bridge->transfer_status >= 300 ?
		    bridge->transfer_status : 408;
	case BRIDGE_CAUSE_NONE:
		return role_of(bridge, party) < BRIDGE_TARGET ? 0 :
		    transfer_reason(bridge, text);
	case BRIDGE_CAUSE_FIRST_LEFT:
	case BRIDGE_CAUSE_SECOND_LEFT:
	case BRIDGE_CAUSE_COUNT:
		break;
	}
	return 0;
}

/* --- names --- */

#define NAME(name, text) #name,

const char *
bridge_phase_name(enum bridge_phase phase)
{
	static const char *const names[] = { BRIDGE_PHASES(NAME) };

	return phase < BRIDGE_PHASE_COUNT ? names[phase] : "?";
}

const char *
bridge_event_name(enum bridge_event event)
{
	static const char *const names[] = { BRIDGE_EVENTS(NAME) };

	return event < BRIDGE_EVENT_COUNT ? names[event] : "?";
}

const char *
bridge_do_name(enum bridge_do what)
{
	static const char *const names[] = { BRIDGE_ACTIONS(NAME) };

	return what < BRIDGE_DO_COUNT ? names[what] : "?";
}

static const struct { const char *name, *text; } verdicts[] = {
	[BRIDGE_ONGOING] = { "ongoing", "The call is going on." },
	[BRIDGE_NO_ANSWER] = { "no-answer",
		"The calling party did not pick up in time." },
	[BRIDGE_CALLING_REFUSED] = { "calling-refused",
		"The calling party could not be reached." },
	[BRIDGE_CALLED_NO_ANSWER] = { "called-no-answer",
		"The called party did not pick up in time." },
	[BRIDGE_CALLED_REFUSED] = { "called-refused",
		"The called party could not be reached." },
	[BRIDGE_CALLING_LEFT] = { "calling-left",
		"The calling party hung up before they were connected." },
	[BRIDGE_CALLED_LEFT] = { "called-left",
		"The called party hung up before they were connected." },
	[BRIDGE_NOT_AGREED] = { "not-agreed",
		"The two phones found no media in common." },
	[BRIDGE_FAILED] = { "failed", "The connection to a phone was lost." },
	[BRIDGE_HUNG_UP] = { "hung-up", "The call was ended by request." },
	[BRIDGE_ENDED_BY_CALLING] = { "ended-by-calling",
		"They were connected; the calling party hung up." },
	[BRIDGE_ENDED_BY_CALLED] = { "ended-by-called",
		"They were connected; the called party hung up." },
	[BRIDGE_ENDED_BY_REQUEST] = { "ended-by-request",
		"They were connected; the call was ended by request." },
	[BRIDGE_ENDED_LOST] = { "ended-lost",
		"They were connected; then the connection was lost." },
	[BRIDGE_ENDED_ALONE] = { "ended-alone",
		"The call was handed over, but the target could not be had." },
};

const char *
bridge_verdict_name(enum bridge_verdict verdict)
{
	return verdicts[verdict].name;
}

const char *
bridge_verdict_text(enum bridge_verdict verdict)
{
	return verdicts[verdict].text;
}

static const struct { const char *name, *text; } transfers[] = {
	[BRIDGE_TRANSFER_NONE] = { "none", "There was no transfer." },
	[BRIDGE_TRANSFER_ONGOING] = { "ongoing", "The target is being rung." },
	[BRIDGE_TRANSFER_DONE] = { "done", "The target took over." },
	[BRIDGE_TRANSFER_NO_ANSWER] = { "no-answer",
		"The target did not pick up in time." },
	[BRIDGE_TRANSFER_REFUSED] = { "refused",
		"The target could not be reached." },
	[BRIDGE_TRANSFER_LEFT] = { "left",
		"The target hung up before it was connected." },
	[BRIDGE_TRANSFER_MEDIA] = { "not-agreed",
		"The target's phone found no media in common." },
	[BRIDGE_TRANSFER_CANCELLED] = { "cancelled",
		"The transfer was given up." },
	[BRIDGE_TRANSFER_REPLACED] = { "replaced",
		"Another transfer took its place." },
};

const char *
bridge_transfer_name(enum bridge_transfer transfer)
{
	return transfers[transfer].name;
}

const char *
bridge_transfer_text(enum bridge_transfer transfer)
{
	return transfers[transfer].text;
}
