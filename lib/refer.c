#include "refer.h"

#include <stddef.h>

/*
 * Times, in milliseconds.  T1 is RFC 3261's 500 ms; TRANSACTION is 64*T1, when
 * the stack reports 408 for a request without an answer (Timers B and F), plus
 * some, so that the report comes first and ours is only the safety net.
 */
enum {
	TRANSACTION_MS = 34000,
	SILENCE_MS = 32000,	/* REFERRED without a NOTIFY */
	WATCH_MIN_MS = 32000,
	WATCH_DEFAULT_MS = 180000,
	WATCH_MAX_MS = 600000
};

struct cell {
	uint8_t next;		/* enum refer_state */
	uint8_t action;		/* enum refer_action */
	uint8_t cause;		/* enum refer_cause */
};

#define GO(state, action, why) \
	{ REFER_##state, REFER_DO_##action, REFER_CAUSE_##why }

/*
 * The machine.  A cell that is not written here means: stay, do nothing; since
 * IDLE is 0 and nothing ever returns to it, an empty cell is a { IDLE, ... }.
 */
static const struct cell table[REFER_STATE_COUNT][REFER_EVENT_COUNT] = {
[REFER_IDLE] = {
	[REFER_EV_START] =		GO(CALLING, INVITE, NONE),
	[REFER_EV_HANGUP] =		GO(DONE, NONE, HANGUP),
	[REFER_EV_LOST] =		GO(DONE, DROP, LOST),
},
[REFER_CALLING] = {
	[REFER_EV_HANGUP] =		GO(CANCELLING, CANCEL, HANGUP),
	[REFER_EV_TIMER] =		GO(CANCELLING, CANCEL, TIMEOUT),
	[REFER_EV_ANSWERED] =		GO(REFERRING, REFER, NONE),
	[REFER_EV_REFUSED] =		GO(DONE, DROP, REFUSED),
	[REFER_EV_REDIRECTED] =		GO(CALLING, INVITE, NONE),
	[REFER_EV_BYE_RECEIVED] =	GO(CANCELLING, CANCEL, PHONE),
	[REFER_EV_LOST] =		GO(DONE, DROP, LOST),
},
[REFER_CANCELLING] = {
	[REFER_EV_TIMER] =		GO(DONE, DROP, NONE),
	/* the 200 crossed our CANCEL: RFC 5407 3.1.2, ACK and BYE */
	[REFER_EV_ANSWERED] =		GO(CLOSING, BYE, NONE),
	[REFER_EV_REFUSED] =		GO(DONE, DROP, NONE),
	[REFER_EV_REDIRECTED] =		GO(DONE, DROP, NONE),
	[REFER_EV_LOST] =		GO(DONE, DROP, LOST),
},
[REFER_REFERRING] = {
	[REFER_EV_HANGUP] =		GO(LEAVING, BYE, HANGUP),
	[REFER_EV_TIMER] =		GO(LEAVING, BYE, SILENCE),
	[REFER_EV_REFER_ACCEPTED] =	GO(REFERRED, NONE, NONE),
	[REFER_EV_REFER_REFUSED] =	GO(CLOSING, BYE, REFUSED),
	/* a NOTIFY may overtake the 202: RFC 3515 2.4.4, RFC 6665 4.4.1 */
	[REFER_EV_NOTIFY_PROGRESS] =	GO(REFERRED, NONE, NONE),
	[REFER_EV_NOTIFY_ENOUGH] =	GO(LEAVING, BYE, DECIDED),
	[REFER_EV_NOTIFY_LAST] =	GO(CLOSING, BYE, DECIDED),
	[REFER_EV_BYE_RECEIVED] =	GO(WATCHING, NONE, PHONE),
	[REFER_EV_LOST] =		GO(CLOSING, BYE, LOST),
	[REFER_EV_FALLBACK] =		GO(DONE, NONE, NONE),
},
[REFER_REFERRED] = {
	[REFER_EV_HANGUP] =		GO(LEAVING, BYE, HANGUP),
	[REFER_EV_TIMER] =		GO(LEAVING, BYE, SILENCE),
	[REFER_EV_REFER_REFUSED] =	GO(CLOSING, BYE, REFUSED),
	[REFER_EV_NOTIFY_PROGRESS] =	GO(REFERRED, NONE, NONE),
	[REFER_EV_NOTIFY_ENOUGH] =	GO(LEAVING, BYE, DECIDED),
	[REFER_EV_NOTIFY_LAST] =	GO(CLOSING, BYE, DECIDED),
	[REFER_EV_BYE_RECEIVED] =	GO(WATCHING, NONE, PHONE),
	[REFER_EV_LOST] =		GO(CLOSING, BYE, LOST),
	[REFER_EV_FALLBACK] =		GO(DONE, NONE, NONE),
},
[REFER_LEAVING] = {
	[REFER_EV_TIMER] =		GO(DONE, DROP, NONE),
	[REFER_EV_REFER_REFUSED] =	GO(CLOSING, NONE, NONE),
	[REFER_EV_NOTIFY_LAST] =	GO(CLOSING, NONE, NONE),
	[REFER_EV_BYE_ANSWERED] =	GO(WATCHING, NONE, NONE),
	[REFER_EV_LOST] =		GO(DONE, DROP, NONE),
},
[REFER_CLOSING] = {
	[REFER_EV_TIMER] =		GO(DONE, DROP, NONE),
	[REFER_EV_BYE_ANSWERED] =	GO(DONE, DROP, NONE),
	[REFER_EV_LOST] =		GO(DONE, DROP, NONE),
},
[REFER_WATCHING] = {
	[REFER_EV_HANGUP] =		GO(DONE, DROP, HANGUP),
	[REFER_EV_TIMER] =		GO(DONE, DROP, NONE),
	[REFER_EV_REFER_REFUSED] =	GO(DONE, DROP, NONE),
	[REFER_EV_NOTIFY_PROGRESS] =	GO(WATCHING, NONE, NONE),
	[REFER_EV_NOTIFY_ENOUGH] =	GO(WATCHING, NONE, NONE),
	[REFER_EV_NOTIFY_LAST] =	GO(DONE, DROP, NONE),
	[REFER_EV_LOST] =		GO(DONE, DROP, NONE),
},
/* REFER_DONE: nothing any more */
};

void
refer_init(struct refer *refer, uint32_t setup_ms, bool bye_on_ringing)
{
	*refer = (struct refer){
		.setup_ms = setup_ms,
		.watch_ms = WATCH_DEFAULT_MS,
		.bye_on_ringing = bye_on_ringing,
	};
}

/* How long a state may last. */
static uint64_t
patience(const struct refer *refer)
{
	switch ((enum refer_state)refer->state) {
	case REFER_CALLING:
		return refer->setup_ms;
	case REFER_CANCELLING:
	case REFER_REFERRING:
	case REFER_LEAVING:
	case REFER_CLOSING:
		return TRANSACTION_MS;
	case REFER_REFERRED:
		return SILENCE_MS;
	case REFER_WATCHING:
		if (refer->called_status >= 200)
			return WATCH_MIN_MS;
		return refer->watch_ms;
	case REFER_IDLE:
	case REFER_DONE:
	case REFER_STATE_COUNT:
		break;
	}
	return 0;
}

static bool
is_notify(enum refer_event event)
{
	return event == REFER_EV_NOTIFY_PROGRESS ||
	    event == REFER_EV_NOTIFY_ENOUGH || event == REFER_EV_NOTIFY_LAST;
}

static void
note_expiry(struct refer *refer, unsigned expires_s)
{
	uint64_t ms = (uint64_t)expires_s * 1000;

	if (ms == 0)
		return;
	if (ms < WATCH_MIN_MS)
		ms = WATCH_MIN_MS;
	if (ms > WATCH_MAX_MS)
		ms = WATCH_MAX_MS;
	refer->watch_ms = (uint32_t)ms;
}

/*
 * What a NOTIFY tells counts only where there was a REFER, and a final status
 * is not taken back by a late provisional one.
 */
static void
note_notify(struct refer *refer, const struct refer_input *input)
{
	if (refer->state < REFER_REFERRING)
		return;
	note_expiry(refer, input->expires_s);
	if (input->status >= 200 ||
	    (input->status != 0 && refer->called_status < 200))
		refer->called_status = (uint16_t)input->status;
}

/* Keep what the event tells, whatever the state makes of it. */
static void
note_facts(struct refer *refer, const struct refer_input *input)
{
	switch (input->event) {
	case REFER_EV_ANSWERED:
	case REFER_EV_REFUSED:
	case REFER_EV_REDIRECTED:
		refer->calling_status = (uint16_t)input->status;
		break;
	case REFER_EV_REFER_ACCEPTED:
	case REFER_EV_REFER_REFUSED:
	case REFER_EV_FALLBACK:
		refer->refer_status = (uint16_t)input->status;
		break;
	case REFER_EV_NOTIFY_PROGRESS:
	case REFER_EV_NOTIFY_ENOUGH:
	case REFER_EV_NOTIFY_LAST:
		note_notify(refer, input);
		break;
	default:
		break;
	}
}

/* The one place where the state changes. */
static void
enter(struct refer *refer, enum refer_state next, uint64_t now_ms)
{
	refer->state = (uint8_t)next;
	uint64_t ms = patience(refer);
	refer->deadline_ms = ms ? now_ms + ms : 0;
}

enum refer_action
refer_step(struct refer *refer, const struct refer_input *input,
    uint64_t now_ms)
{
	const struct cell *cell = &table[refer->state][input->event];

	if (refer->state == REFER_DONE)
		return REFER_DO_NONE;
	note_facts(refer, input);
	if (cell->next == REFER_IDLE)
		return REFER_DO_NONE;
	if (refer->cause == REFER_CAUSE_NONE)
		refer->cause = input->event == REFER_EV_HANGUP &&
		    input->cause != REFER_CAUSE_NONE ?
		    (uint8_t)input->cause : cell->cause;
	/* staying keeps the deadline, but each NOTIFY buys new patience */
	if (cell->next != refer->state || is_notify(input->event))
		enter(refer, (enum refer_state)cell->next, now_ms);
	return (enum refer_action)cell->action;
}

enum refer_event
refer_notify_event(const struct refer *refer, unsigned status, bool terminated)
{
	if (terminated)
		return REFER_EV_NOTIFY_LAST;
	if (status >= 200)
		return REFER_EV_NOTIFY_ENOUGH;
	if (refer->bye_on_ringing && (status == 180 || status == 183))
		return REFER_EV_NOTIFY_ENOUGH;
	return REFER_EV_NOTIFY_PROGRESS;
}

bool
refer_may_fall_back(const struct refer *refer, unsigned status)
{
	static const uint16_t codes[] = { 403, 405, 420, 481, 501, 603 };

	if (refer->state != REFER_REFERRING && refer->state != REFER_REFERRED)
		return false;
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (codes[i] == status)
			return true;
	return false;
}

bool
refer_leg_alive(const struct refer *refer)
{
	return refer->state != REFER_WATCHING && refer->state != REFER_DONE;
}

/* What is known when no NOTIFY told of an answer. */
static enum refer_verdict
verdict_by_cause(const struct refer *refer)
{
	switch ((enum refer_cause)refer->cause) {
	case REFER_CAUSE_TIMEOUT:
		return REFER_NO_ANSWER;
	case REFER_CAUSE_HANGUP:
	case REFER_CAUSE_REPLACED:
	case REFER_CAUSE_SHUTDOWN:
		return REFER_HUNG_UP;
	case REFER_CAUSE_PHONE:
		return REFER_CALLING_LEFT;
	case REFER_CAUSE_REFUSED:
		return refer->calling_status >= 300 ?
		    REFER_CALLING_REFUSED : REFER_REFER_REFUSED;
	case REFER_CAUSE_LOST:
		return REFER_FAILED;
	case REFER_CAUSE_NONE:
	case REFER_CAUSE_DECIDED:
	case REFER_CAUSE_SILENCE:
		break;
	}
	return REFER_UNKNOWN;
}

enum refer_verdict
refer_verdict(const struct refer *refer)
{
	if (refer->called_status >= 200 && refer->called_status < 300)
		return REFER_CONNECTED;
	/* who was hung up on gives up its own call: that is no refusal */
	if (refer->called_status >= 300 &&
	    verdict_by_cause(refer) != REFER_HUNG_UP)
		return REFER_CALLED_REFUSED;
	if (refer->state != REFER_DONE)
		return REFER_ONGOING;
	return verdict_by_cause(refer);
}

unsigned
refer_verdict_status(const struct refer *refer)
{
	switch (refer_verdict(refer)) {
	case REFER_CONNECTED:
	case REFER_CALLED_REFUSED:
		return refer->called_status;
	case REFER_CALLING_REFUSED:
		return refer->calling_status;
	case REFER_NO_ANSWER:	/* a 200 that came too late is none */
		return refer->calling_status >= 300 ? refer->calling_status :
		    408;
	case REFER_REFER_REFUSED:
		return refer->refer_status;
	default:
		return 0;
	}
}

unsigned
refer_reason(const struct refer *refer, const char **text)
{
	*text = NULL;
	switch ((enum refer_cause)refer->cause) {
	case REFER_CAUSE_TIMEOUT:
		*text = "No answer";
		return 408;
	case REFER_CAUSE_HANGUP:
		*text = "Ended by request";
		return 487;
	case REFER_CAUSE_REPLACED:
		*text = "Replaced by a new call";
		return 487;
	case REFER_CAUSE_SHUTDOWN:
		*text = "Service shutting down";
		return 503;
	case REFER_CAUSE_REFUSED:
		*text = "REFER refused";
		return refer->refer_status;
	case REFER_CAUSE_SILENCE:
		*text = "No NOTIFY";
		return 408;
	case REFER_CAUSE_DECIDED:
		if (refer->called_status < 300)
			return 0;
		*text = "Called party";
		return refer->called_status;
	case REFER_CAUSE_NONE:
	case REFER_CAUSE_PHONE:
	case REFER_CAUSE_LOST:
		break;
	}
	return 0;
}

#define NAME(name, text) #name,

const char *
refer_state_name(enum refer_state state)
{
	static const char *const names[] = { REFER_STATES(NAME) };

	return state < REFER_STATE_COUNT ? names[state] : "?";
}

const char *
refer_event_name(enum refer_event event)
{
	static const char *const names[] = { REFER_EVENTS(NAME) };

	return event < REFER_EVENT_COUNT ? names[event] : "?";
}

const char *
refer_action_name(enum refer_action action)
{
	static const char *const names[] = { REFER_ACTIONS(NAME) };

	return action < REFER_ACTION_COUNT ? names[action] : "?";
}

static const struct { const char *name, *text; } verdicts[] = {
	[REFER_ONGOING] = { "ongoing", "The call is being set up." },
	[REFER_CONNECTED] = { "connected",
		"The called party answered; the parties are connected." },
	[REFER_NO_ANSWER] = { "no-answer",
		"The calling party did not pick up in time." },
	[REFER_CALLING_REFUSED] = { "calling-refused",
		"The calling party could not be reached." },
	[REFER_CALLED_REFUSED] = { "called-refused",
		"The called party could not be reached." },
	[REFER_REFER_REFUSED] = { "refer-refused",
		"The calling party's phone refused to place the call." },
	[REFER_CALLING_LEFT] = { "calling-left",
		"The calling party hung up before there was a result." },
	[REFER_HUNG_UP] = { "hung-up", "The call was ended by request." },
	[REFER_UNKNOWN] = { "unknown",
		"The calling party's phone never told the result." },
	[REFER_FAILED] = { "failed", "The connection to the phone was lost." },
};

const char *
refer_verdict_name(enum refer_verdict verdict)
{
	return verdicts[verdict].name;
}

const char *
refer_verdict_text(enum refer_verdict verdict)
{
	return verdicts[verdict].text;
}
