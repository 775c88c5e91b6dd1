/*
 * The Refer flow as a pure state machine: INVITE the calling party, REFER it
 * to the called one, listen to its NOTIFYs, say BYE (RFC 3515, RFC 5589).
 *
 * An event goes in, at most one action and the time of the next timer come
 * out.  What happens in which state is one table in refer.c, a row a state, to
 * be read beside the RFCs; there are no other conditions and no flags.
 *
 *	IDLE -> CALLING -> REFERRING -> REFERRED -> LEAVING -> WATCHING -> DONE
 *	           |           |           |           |
 *	       CANCELLING      +-----------+-----> CLOSING ---------> DONE
 *
 * A REFER that the phone does not understand need not be the end: FALLBACK
 * goes to DONE without dropping the leg, for bridge.h to go on with it.
 */
#ifndef LIB_REFER_H
#define LIB_REFER_H

#include <stdbool.h>
#include <stdint.h>

/* name, what it means */
#define REFER_STATES(X) \
	X(IDLE, "nothing sent yet") \
	X(CALLING, "INVITE out, the calling party has not answered") \
	X(CANCELLING, "CANCEL out, the INVITE's final response is awaited") \
	X(REFERRING, "leg up, REFER out, nothing heard of it") \
	X(REFERRED, "the calling party carries out the REFER") \
	X(LEAVING, "BYE out, NOTIFYs may still come") \
	X(CLOSING, "BYE out, nothing else will come") \
	X(WATCHING, "leg gone, NOTIFYs may still come") \
	X(DONE, "leg and subscription are gone")

#define REFER_EVENTS(X) \
	X(START, "place the call") \
	X(HANGUP, "end the call, whoever wants it") \
	X(TIMER, "the state's time is over") \
	X(PROVISIONAL, "1xx to INVITE") \
	X(ANSWERED, "2xx to INVITE, ACK is sent") \
	X(REFUSED, "3xx-6xx to INVITE, or none was to be had") \
	X(REDIRECTED, "3xx to INVITE that may be followed") \
	X(REFER_ACCEPTED, "2xx to REFER") \
	X(REFER_REFUSED, "3xx-6xx to REFER, or none was to be had") \
	X(NOTIFY_PROGRESS, "NOTIFY: not decided yet") \
	X(NOTIFY_ENOUGH, "NOTIFY: decided, more may come") \
	X(NOTIFY_LAST, "NOTIFY: subscription terminated") \
	X(BYE_RECEIVED, "the calling party said BYE") \
	X(BYE_ANSWERED, "final response to our BYE, or none was to be had") \
	X(LOST, "the dialog is dead: nothing but BYE can be sent") \
	X(FALLBACK, "the Invite flow takes over the leg")

#define REFER_ACTIONS(X) \
	X(NONE, "") \
	X(INVITE, "send the INVITE") \
	X(CANCEL, "cancel the INVITE") \
	X(REFER, "send the REFER") \
	X(BYE, "send BYE, with a Reason") \
	X(DROP, "let go of the leg; nothing is sent for it any more")

#define REFER_ENUM(name, text) REFER_##name,
#define REFER_EV_ENUM(name, text) REFER_EV_##name,
#define REFER_DO_ENUM(name, text) REFER_DO_##name,
enum refer_state { REFER_STATES(REFER_ENUM) REFER_STATE_COUNT };
enum refer_event { REFER_EVENTS(REFER_EV_ENUM) REFER_EVENT_COUNT };
enum refer_action { REFER_ACTIONS(REFER_DO_ENUM) REFER_ACTION_COUNT };

/* Why the call came to its end; the first cause counts. */
enum refer_cause {
	REFER_CAUSE_NONE,	/* so after FALLBACK, too */
	REFER_CAUSE_TIMEOUT,	/* the calling party did not pick up in time */
	REFER_CAUSE_HANGUP,	/* a client asked for it */
	REFER_CAUSE_REPLACED,	/* a new call on the same key */
	REFER_CAUSE_SHUTDOWN,	/* the service ends */
	REFER_CAUSE_PHONE,	/* the calling party hung up */
	REFER_CAUSE_REFUSED,	/* INVITE or REFER was refused */
	REFER_CAUSE_DECIDED,	/* the REFER came to a result */
	REFER_CAUSE_SILENCE,	/* no answer, or no NOTIFY, in time */
	REFER_CAUSE_LOST
};

struct refer {
	uint64_t deadline_ms;	/* when TIMER is due; 0 = never */
	uint32_t setup_ms;	/* how long the calling party is alerted */
	uint32_t watch_ms;	/* how long NOTIFYs are awaited after BYE */
	uint16_t calling_status;	/* last final response to INVITE, or 0 */
	uint16_t refer_status;	/* last final response to REFER, or 0 */
	uint16_t called_status;	/* last status a NOTIFY told, or 0 */
	uint8_t state;		/* enum refer_state, changed by refer.c only */
	uint8_t cause;		/* enum refer_cause */
	bool bye_on_ringing;
};

/* An event and what belongs to it. */
struct refer_input {
	enum refer_event event;
	unsigned status;	/* of the response, or told by the NOTIFY */
	unsigned expires_s;	/* NOTIFY: the subscription's, or 0 */
	enum refer_cause cause;	/* HANGUP: why */
};

/* setup_ms: from START until the INVITE is cancelled. */
void refer_init(struct refer *refer, uint32_t setup_ms, bool bye_on_ringing);

/*
 * One step at the time now_ms (any clock that never goes back).  Every event
 * is allowed in every state.  Returns the action to carry out; the state, the
 * deadline and the facts are in *refer.
 */
enum refer_action refer_step(struct refer *refer,
    const struct refer_input *input, uint64_t now_ms);

/*
 * Which event a NOTIFY is: `status` of its sipfrag (0: none), and whether its
 * subscription is over.
 */
enum refer_event refer_notify_event(const struct refer *refer,
    unsigned status, bool terminated);

/*
 * REFER was answered with `status`: can we connect the parties by ourselves?
 * So it is where the phone does not know or not want REFER (403, 405, 420, 481,
 * 501, 603), its leg is up, and no NOTIFY told a result.  Then the event is
 * FALLBACK instead of REFER_REFUSED: the machine is DONE, but the leg was not
 * dropped.  It is the caller's; and how the call ends is told by what takes it
 * over, not by refer_verdict().
 */
bool refer_may_fall_back(const struct refer *refer, unsigned status);

/*
 * Does the calling party's leg exist, or may it come into being?  While it
 * does, the call's key is in use.
 */
bool refer_leg_alive(const struct refer *refer);

/* How the call ended, or how it stands. */
enum refer_verdict {
	REFER_ONGOING,
	REFER_CONNECTED,	/* the called party answered */
	REFER_NO_ANSWER,	/* the calling party did not pick up */
	REFER_CALLING_REFUSED,	/* calling_status says how */
	REFER_CALLED_REFUSED,	/* called_status says how */
	REFER_REFER_REFUSED,	/* refer_status says how */
	REFER_CALLING_LEFT,	/* hung up before there was a result */
	REFER_HUNG_UP,		/* ended by a client, a new call, the service */
	REFER_UNKNOWN,		/* the calling party never told the result */
	REFER_FAILED		/* the leg was lost */
};

enum refer_verdict refer_verdict(const struct refer *refer);

/* The status code that belongs to the verdict, or 0. */
unsigned refer_verdict_status(const struct refer *refer);

/* The Reason of a BYE or CANCEL (RFC 3326): a SIP status, 0 = none to give. */
unsigned refer_reason(const struct refer *refer, const char **text);

/* Names for logs and documents; constant. */
const char *refer_state_name(enum refer_state state);
const char *refer_event_name(enum refer_event event);
const char *refer_action_name(enum refer_action action);
const char *refer_verdict_name(enum refer_verdict verdict);	/* "connected" */
const char *refer_verdict_text(enum refer_verdict verdict);	/* a sentence */

#endif
