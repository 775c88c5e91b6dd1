/*
 * The Refer flow's machine: every state with every event against a grid that
 * was written from the RFCs, not from the code.  (refer_walk.c walks at
 * random.)
 */
#include "../../lib/refer.c"

#include <limits.h>
#include <stdlib.h>

#include "check.h"

/*
 * One cell is three letters.  The first is the next state, or '.' to stay:
 *
 *	I idle      C calling   X cancelling   R referring   F referred
 *	L leaving   Z closing   W watching     D done
 *
 * the second the action,
 *
 *	- none   i INVITE   c CANCEL   r REFER   b BYE   d drop
 *
 * the third the cause that is noted if there was none before:
 *
 *	- none   t timeout   h hangup   p phone   r refused   d decided
 *	s silence   l lost
 *
 * Where the cells come from:
 *
 * CALLING      RFC 3261 9.1 (CANCEL ends an INVITE that is not answered),
 *              13.2.2 (what the responses mean)
 * CANCELLING   RFC 3261 9.1 (its INVITE is over 64*T1 after CANCEL at the
 *              latest), RFC 5407 3.1.2 (a 2xx that crosses: ACK and BYE)
 * REFERRING    RFC 3515 2.4.2 (a refused REFER makes no subscription), RFC
 *              6665 4.4.1 (a NOTIFY may come before the 2xx), RFC 3261
 *              12.2.1.2 (a dead dialog is to be ended: BYE)
 * REFERRED     RFC 3515 2.4.5, 2.4.7; a REFER that was refused after all
 * LEAVING      RFC 5407 3.2.1 (BYE crosses BYE: both are answered; wait for
 *              ours), RFC 5057 4.1 (the subscription outlives the session)
 * CLOSING      as LEAVING, without a subscription
 * WATCHING     only the subscription is left
 */
static const char states[] = "ICXRFLZWD";
static const char actions[] = "-icrbd";
static const char causes[] = "-th..prdsl";

struct row {
	enum refer_event event;
	const char *cells;	/* in the order of `states` */
};

static const struct row grid[] = {
{ REFER_EV_START,
    /*  I   C   X   R   F   L   Z   W   D */
    "  Ci- .-- .-- .-- .-- .-- .-- .-- .-- " },
{ REFER_EV_HANGUP,
    "  D-h Xch .-- Lbh Lbh .-- .-- Ddh .-- " },
{ REFER_EV_TIMER,
    "  .-- Xct Dd- Lbs Lbs Dd- Dd- Dd- .-- " },
{ REFER_EV_PROVISIONAL,
    "  .-- .-- .-- .-- .-- .-- .-- .-- .-- " },
{ REFER_EV_ANSWERED,
    "  .-- Rr- Zb- .-- .-- .-- .-- .-- .-- " },
{ REFER_EV_REFUSED,
    "  .-- Ddr Dd- .-- .-- .-- .-- .-- .-- " },
{ REFER_EV_REDIRECTED,
    "  .-- Ci- Dd- .-- .-- .-- .-- .-- .-- " },
{ REFER_EV_REFER_ACCEPTED,
    "  .-- .-- .-- F-- .-- .-- .-- .-- .-- " },
{ REFER_EV_REFER_REFUSED,
    "  .-- .-- .-- Zbr Zbr Z-- .-- Dd- .-- " },
{ REFER_EV_NOTIFY_PROGRESS,
    "  .-- .-- .-- F-- .-- .-- .-- .-- .-- " },
{ REFER_EV_NOTIFY_ENOUGH,
    "  .-- .-- .-- Lbd Lbd .-- .-- .-- .-- " },
{ REFER_EV_NOTIFY_LAST,
    "  .-- .-- .-- Zbd Zbd Z-- .-- Dd- .-- " },
{ REFER_EV_BYE_RECEIVED,
    "  .-- Xcp .-- W-p W-p .-- .-- .-- .-- " },
{ REFER_EV_BYE_ANSWERED,
    "  .-- .-- .-- .-- .-- W-- Dd- .-- .-- " },
{ REFER_EV_LOST,
    "  Ddl Ddl Dd- Zbl Zbl Dd- Dd- Dd- .-- " },
/* nothing is dropped: the leg lives on in other hands */
{ REFER_EV_FALLBACK,
    "  .-- .-- .-- D-- D-- .-- .-- .-- .-- " },
};

enum { SETUP_MS = 30000, NOW_MS = 1000000, LEFT_MS = 777 };

static int
place(const char *letters, char letter)
{
	const char *at = strchr(letters, letter);

	return at != NULL ? (int)(at - letters) : -1;
}

/* Once the end has begun there is a cause, and it stays. */
static bool
has_cause(enum refer_state state)
{
	return state != REFER_IDLE && state != REFER_CALLING &&
	    state != REFER_REFERRING && state != REFER_REFERRED;
}

static unsigned
plausible_status(enum refer_event event)
{
	switch (event) {
	case REFER_EV_PROVISIONAL:
	case REFER_EV_NOTIFY_PROGRESS:
		return 180;
	case REFER_EV_ANSWERED:
	case REFER_EV_NOTIFY_ENOUGH:
	case REFER_EV_NOTIFY_LAST:
	case REFER_EV_BYE_ANSWERED:
		return 200;
	case REFER_EV_REFER_ACCEPTED:
		return 202;
	case REFER_EV_REFUSED:
	case REFER_EV_REFER_REFUSED:
		return 486;
	case REFER_EV_REDIRECTED:
		return 302;
	case REFER_EV_FALLBACK:
		return 501;
	default:
		return 0;
	}
}

/* A machine that stands in a state, as if it had come there. */
static void
stand(struct refer *refer, enum refer_state state)
{
	refer_init(refer, SETUP_MS, false);
	refer->state = (uint8_t)state;
	refer->deadline_ms = state == REFER_IDLE || state == REFER_DONE ?
	    0 : NOW_MS + LEFT_MS;
	if (has_cause(state))
		refer->cause = REFER_CAUSE_SHUTDOWN;
}

static enum refer_action
step(struct refer *refer, enum refer_event event, unsigned status,
    uint64_t now_ms)
{
	struct refer_input input = { .event = event, .status = status };

	return refer_step(refer, &input, now_ms);
}

static void
check_cell(enum refer_state state, enum refer_event event, const char *cell)
{
	struct refer refer;
	char row[80];
	int next = cell[0] == '.' ? (int)state : place(states, cell[0]);
	int cause = place(causes, cell[2]);

	snprintf(row, sizeof row, "%s %s", refer_state_name(state),
	    refer_event_name(event));
	check_row(row);
	stand(&refer, state);
	enum refer_action action = step(&refer, event,
	    plausible_status(event), NOW_MS);
	CHECK_STR(refer_state_name(refer.state),
	    refer_state_name((enum refer_state)next));
	CHECK_STR(refer_action_name(action),
	    refer_action_name((enum refer_action)place(actions, cell[1])));
	CHECK_INT(refer.cause, has_cause(state) ?
	    (int)REFER_CAUSE_SHUTDOWN : cause);
	if (next == REFER_IDLE || next == REFER_DONE)
		CHECK_INT(refer.deadline_ms, 0);
	else if (next != (int)state)
		CHECK(refer.deadline_ms > NOW_MS + LEFT_MS);
	else if (!is_notify(event))
		CHECK_INT(refer.deadline_ms, NOW_MS + LEFT_MS);
}

TEST(every_cell)
{
	bool seen[REFER_STATE_COUNT][REFER_EVENT_COUNT] = { 0 };
	size_t cells = 0;

	for (size_t i = 0; i < sizeof grid / sizeof grid[0]; i++) {
		const char *at = grid[i].cells;
		for (int s = 0; s < REFER_STATE_COUNT; s++) {
			at += strspn(at, " ");
			check_cell((enum refer_state)s, grid[i].event, at);
			cells += !seen[s][grid[i].event];
			seen[s][grid[i].event] = true;
			at += strcspn(at, " ");
		}
		CHECK_INT(strspn(at, " "), strlen(at));
	}
	check_row(NULL);
	CHECK_INT(cells, REFER_STATE_COUNT * REFER_EVENT_COUNT);
}

/* --- times --- */

/* The longest that a transaction without an answer takes: 64*T1. */
enum { TIMER_B_MS = 32000 };

static void
check_left(const struct refer *refer, uint64_t now_ms, uint64_t from,
    uint64_t to)
{
	CHECK(refer->deadline_ms >= now_ms + from);
	CHECK(refer->deadline_ms <= now_ms + to);
}

TEST(deadlines)
{
	static const struct {
		const char *name;
		enum refer_state from;
		enum refer_event event;
		uint64_t least, most;
	} rows[] = {
	{ "calling", REFER_IDLE, REFER_EV_START, SETUP_MS, SETUP_MS },
	/* the stack's own 408 must come first */
	{ "cancelling", REFER_CALLING, REFER_EV_TIMER,
	    TIMER_B_MS + 1, TIMER_B_MS + 8000 },
	{ "referring", REFER_CALLING, REFER_EV_ANSWERED,
	    TIMER_B_MS + 1, TIMER_B_MS + 8000 },
	{ "referred", REFER_REFERRING, REFER_EV_REFER_ACCEPTED, 32000, 32000 },
	{ "leaving", REFER_REFERRED, REFER_EV_HANGUP,
	    TIMER_B_MS + 1, TIMER_B_MS + 8000 },
	{ "closing", REFER_REFERRED, REFER_EV_NOTIFY_LAST,
	    TIMER_B_MS + 1, TIMER_B_MS + 8000 },
	{ "watching", REFER_LEAVING, REFER_EV_BYE_ANSWERED, 32000, 600000 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct refer refer;

		check_row(rows[i].name);
		stand(&refer, rows[i].from);
		step(&refer, rows[i].event, 0, NOW_MS);
		check_left(&refer, NOW_MS, rows[i].least, rows[i].most);
	}
	check_row(NULL);
}

TEST(alerting_time_is_one)
{
	struct refer refer;

	/* redirects do not make the phone ring longer */
	refer_init(&refer, 5000, false);
	step(&refer, REFER_EV_START, 0, 100);
	step(&refer, REFER_EV_PROVISIONAL, 180, 2000);
	step(&refer, REFER_EV_REDIRECTED, 302, 3000);
	step(&refer, REFER_EV_PROVISIONAL, 180, 4000);
	CHECK_INT(refer.deadline_ms, 5100);
}

TEST(notify_renews)
{
	struct refer refer;

	stand(&refer, REFER_REFERRED);
	step(&refer, REFER_EV_REFER_ACCEPTED, 202, NOW_MS);
	CHECK_INT(refer.deadline_ms, NOW_MS + LEFT_MS);
	step(&refer, REFER_EV_NOTIFY_PROGRESS, 100, NOW_MS + 10);
	CHECK_INT(refer.deadline_ms, NOW_MS + 10 + 32000);

	/* BYE is out: what it waits for is its answer, not NOTIFYs */
	stand(&refer, REFER_LEAVING);
	step(&refer, REFER_EV_NOTIFY_PROGRESS, 100, NOW_MS + 10);
	CHECK_INT(refer.deadline_ms, NOW_MS + LEFT_MS);
	stand(&refer, REFER_CLOSING);
	step(&refer, REFER_EV_NOTIFY_LAST, 200, NOW_MS + 10);
	CHECK_INT(refer.deadline_ms, NOW_MS + LEFT_MS);

	stand(&refer, REFER_WATCHING);
	step(&refer, REFER_EV_NOTIFY_PROGRESS, 180, NOW_MS + 10);
	CHECK(refer.deadline_ms >= NOW_MS + 10 + 32000);
	/* the result is known, so only stragglers are waited for */
	step(&refer, REFER_EV_NOTIFY_ENOUGH, 200, NOW_MS + 20);
	CHECK_INT(refer.deadline_ms, NOW_MS + 20 + 32000);
	/* a late "ringing" does not make it unknown again */
	step(&refer, REFER_EV_NOTIFY_PROGRESS, 180, NOW_MS + 30);
	CHECK_INT(refer.deadline_ms, NOW_MS + 30 + 32000);
}

TEST(subscription_expiry)
{
	static const struct {
		const char *name;
		unsigned expires_s;
		uint64_t least, most;
	} rows[] = {
	{ "not said", 0, 32000, 600000 },
	{ "one second", 1, 32000, 32000 },
	{ "a minute", 60, 60000, 60000 },
	{ "two hours", 7200, 600000, 600000 },
	{ "the largest", UINT_MAX, 600000, 600000 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct refer refer;
		struct refer_input input = {
			.event = REFER_EV_NOTIFY_PROGRESS, .status = 180,
			.expires_s = rows[i].expires_s,
		};

		check_row(rows[i].name);
		stand(&refer, REFER_REFERRED);
		refer_step(&refer, &input, NOW_MS);
		step(&refer, REFER_EV_HANGUP, 0, NOW_MS);
		step(&refer, REFER_EV_BYE_ANSWERED, 200, NOW_MS);
		CHECK_STR(refer_state_name(refer.state), "WATCHING");
		check_left(&refer, NOW_MS, rows[i].least, rows[i].most);
	}
	check_row(NULL);
}

/* --- facts, causes, verdicts --- */

TEST(hangup_causes)
{
	static const enum refer_cause given[] = {
		REFER_CAUSE_HANGUP, REFER_CAUSE_REPLACED, REFER_CAUSE_SHUTDOWN,
	};

	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
		struct refer refer;
		struct refer_input input = {
			.event = REFER_EV_HANGUP, .cause = given[i],
		};

		stand(&refer, REFER_CALLING);
		refer_step(&refer, &input, NOW_MS);
		CHECK_INT(refer.cause, given[i]);
		/* the first one counts */
		input.cause = REFER_CAUSE_HANGUP;
		refer_step(&refer, &input, NOW_MS);
		step(&refer, REFER_EV_LOST, 0, NOW_MS);
		CHECK_INT(refer.cause, given[i]);
		CHECK_INT(refer_verdict(&refer), REFER_HUNG_UP);
	}
}

TEST(facts)
{
	struct refer refer;

	refer_init(&refer, SETUP_MS, false);
	step(&refer, REFER_EV_START, 0, 1);
	step(&refer, REFER_EV_PROVISIONAL, 180, 1);
	CHECK_INT(refer.calling_status, 0);
	step(&refer, REFER_EV_REDIRECTED, 302, 1);
	CHECK_INT(refer.calling_status, 302);
	step(&refer, REFER_EV_ANSWERED, 200, 1);
	CHECK_INT(refer.calling_status, 200);
	CHECK_INT(refer.refer_status, 0);
	step(&refer, REFER_EV_REFER_ACCEPTED, 202, 1);
	CHECK_INT(refer.refer_status, 202);
	CHECK_INT(refer.called_status, 0);
	step(&refer, REFER_EV_NOTIFY_PROGRESS, 180, 1);
	CHECK_INT(refer.called_status, 180);
	step(&refer, REFER_EV_NOTIFY_PROGRESS, 0, 1);
	CHECK_INT(refer.called_status, 180);
	step(&refer, REFER_EV_NOTIFY_ENOUGH, 486, 1);
	CHECK_INT(refer.called_status, 486);
	step(&refer, REFER_EV_NOTIFY_PROGRESS, 180, 1);
	CHECK_INT(refer.called_status, 486);
	step(&refer, REFER_EV_NOTIFY_LAST, 0, 1);
	CHECK_INT(refer.called_status, 486);
}

/* A NOTIFY for a REFER that was never sent proves nothing. */
TEST(notify_without_refer)
{
	static const enum refer_state early[] = {
		REFER_IDLE, REFER_CALLING, REFER_CANCELLING, REFER_DONE,
	};

	for (size_t i = 0; i < sizeof early / sizeof early[0]; i++) {
		struct refer refer;

		check_row(refer_state_name(early[i]));
		stand(&refer, early[i]);
		step(&refer, REFER_EV_NOTIFY_ENOUGH, 200, NOW_MS);
		step(&refer, REFER_EV_NOTIFY_LAST, 200, NOW_MS);
		CHECK_INT(refer.called_status, 0);
		CHECK(refer_verdict(&refer) != REFER_CONNECTED);
	}
	check_row(NULL);
}

enum { STEPS_MAX = 12 };

struct way {
	const char *name;
	enum refer_verdict verdict;
	unsigned status, reason;	/* of the verdict; of the BYE, CANCEL */
	struct { enum refer_event event; unsigned status; } steps[STEPS_MAX];
};

#define E(event, status) { REFER_EV_##event, status }

static const struct way ways[] = {
{ "answered", REFER_CONNECTED, 200, 0,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(NOTIFY_PROGRESS, 100),
    E(NOTIFY_LAST, 200), E(BYE_ANSWERED, 200) } },
{ "answered, told after the phone left", REFER_CONNECTED, 200, 0,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(BYE_RECEIVED, 0),
    E(NOTIFY_LAST, 200) } },
{ "answered, told after we left", REFER_CONNECTED, 200, 408,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(TIMER, 0),
    E(BYE_ANSWERED, 200), E(NOTIFY_LAST, 200) } },
{ "called party busy", REFER_CALLED_REFUSED, 486, 486,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(NOTIFY_LAST, 486),
    E(BYE_ANSWERED, 200) } },
{ "never picked up", REFER_NO_ANSWER, 487, 408,
    { E(PROVISIONAL, 180), E(TIMER, 0), E(REFUSED, 487) } },
/* a 200 is no reason why nobody answered: what we gave up with is */
{ "picked up too late", REFER_NO_ANSWER, 408, 408,
    { E(PROVISIONAL, 180), E(TIMER, 0), E(ANSWERED, 200),
    E(BYE_ANSWERED, 200) } },
{ "no such user", REFER_CALLING_REFUSED, 404, 0, { E(REFUSED, 404) } },
{ "credentials refused", REFER_CALLING_REFUSED, 407, 0,
    { E(REFUSED, 407) } },
{ "REFER refused", REFER_REFER_REFUSED, 501, 501,
    { E(ANSWERED, 200), E(REFER_REFUSED, 501), E(BYE_ANSWERED, 200) } },
{ "REFER refused after a redirection", REFER_REFER_REFUSED, 603, 603,
    { E(REDIRECTED, 302), E(ANSWERED, 200), E(REFER_REFUSED, 603),
    E(BYE_ANSWERED, 200) } },
{ "phone left", REFER_CALLING_LEFT, 0, 0,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(BYE_RECEIVED, 0),
    E(TIMER, 0) } },
{ "hung up while ringing", REFER_HUNG_UP, 0, 487,
    { E(PROVISIONAL, 180), E(HANGUP, 0), E(REFUSED, 487) } },
{ "hung up in the middle", REFER_HUNG_UP, 0, 487,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(HANGUP, 0),
    E(BYE_ANSWERED, 200), E(TIMER, 0) } },
/* the phone gives up the call that it was placing: nobody refused it */
{ "hung up, then told of a failure", REFER_HUNG_UP, 0, 487,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(HANGUP, 0),
    E(BYE_ANSWERED, 200), E(NOTIFY_LAST, 500) } },
{ "hung up, and yet connected", REFER_CONNECTED, 200, 487,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(HANGUP, 0),
    E(BYE_ANSWERED, 200), E(NOTIFY_LAST, 200) } },
/* some phones say BYE as soon as they place the other call */
{ "phone left and told of a refusal", REFER_CALLED_REFUSED, 603, 0,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(BYE_RECEIVED, 0),
    E(NOTIFY_LAST, 603) } },
{ "no word", REFER_UNKNOWN, 0, 408,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(TIMER, 0),
    E(BYE_ANSWERED, 200), E(TIMER, 0) } },
{ "terminated without a result", REFER_UNKNOWN, 0, 0,
    { E(ANSWERED, 200), E(REFER_ACCEPTED, 202), E(NOTIFY_LAST, 180),
    E(BYE_ANSWERED, 200) } },
{ "lost while ringing", REFER_FAILED, 0, 0, { E(LOST, 0) } },
{ "lost in the middle", REFER_FAILED, 0, 0,
    { E(ANSWERED, 200), E(LOST, 0), E(BYE_ANSWERED, 481) } },
{ "lost, and then told that it was answered", REFER_CONNECTED, 200, 0,
    { E(ANSWERED, 200), E(LOST, 0), E(NOTIFY_LAST, 200),
    E(BYE_ANSWERED, 481) } },
};

TEST(verdicts)
{
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		const struct way *way = &ways[i];
		struct refer refer;
		const char *text;

		check_row(way->name);
		refer_init(&refer, SETUP_MS, false);
		CHECK_INT(refer_verdict(&refer), REFER_ONGOING);
		step(&refer, REFER_EV_START, 0, 1);
		CHECK_INT(refer_verdict(&refer), REFER_ONGOING);
		for (int s = 0; way->steps[s].event != REFER_EV_START; s++)
			step(&refer, way->steps[s].event,
			    way->steps[s].status, 2);
		CHECK_STR(refer_state_name(refer.state), "DONE");
		CHECK_STR(refer_verdict_name(refer_verdict(&refer)),
		    refer_verdict_name(way->verdict));
		CHECK_INT(refer_verdict_status(&refer), way->status);
		/* what a BYE says after the called party decided is its code */
		if (way->reason != 0 || refer.cause == REFER_CAUSE_DECIDED)
			CHECK_INT(refer_reason(&refer, &text), way->reason);
		CHECK(refer_reason(&refer, &text) == 0 || text != NULL);
	}
	check_row(NULL);
}

TEST(ongoing_until_known)
{
	struct refer refer;

	stand(&refer, REFER_WATCHING);
	refer.cause = REFER_CAUSE_SILENCE;
	CHECK_INT(refer_verdict(&refer), REFER_ONGOING);
	step(&refer, REFER_EV_NOTIFY_ENOUGH, 603, NOW_MS);
	CHECK_INT(refer_verdict(&refer), REFER_CALLED_REFUSED);
	CHECK_INT(refer_verdict_status(&refer), 603);
}

TEST(notify_event)
{
	static const struct {
		unsigned status;
		bool terminated, ringing;	/* ringing: the switch */
		enum refer_event event;
	} rows[] = {
	{ 0, false, false, REFER_EV_NOTIFY_PROGRESS },
	{ 100, false, false, REFER_EV_NOTIFY_PROGRESS },
	{ 180, false, false, REFER_EV_NOTIFY_PROGRESS },
	{ 183, false, false, REFER_EV_NOTIFY_PROGRESS },
	{ 199, false, false, REFER_EV_NOTIFY_PROGRESS },
	{ 200, false, false, REFER_EV_NOTIFY_ENOUGH },
	{ 302, false, false, REFER_EV_NOTIFY_ENOUGH },
	{ 486, false, false, REFER_EV_NOTIFY_ENOUGH },
	{ 699, false, false, REFER_EV_NOTIFY_ENOUGH },
	{ 0, false, true, REFER_EV_NOTIFY_PROGRESS },
	{ 100, false, true, REFER_EV_NOTIFY_PROGRESS },
	{ 180, false, true, REFER_EV_NOTIFY_ENOUGH },
	{ 181, false, true, REFER_EV_NOTIFY_PROGRESS },
	{ 182, false, true, REFER_EV_NOTIFY_PROGRESS },
	{ 183, false, true, REFER_EV_NOTIFY_ENOUGH },
	{ 200, false, true, REFER_EV_NOTIFY_ENOUGH },
	{ 0, true, false, REFER_EV_NOTIFY_LAST },
	{ 100, true, false, REFER_EV_NOTIFY_LAST },
	{ 180, true, true, REFER_EV_NOTIFY_LAST },
	{ 200, true, false, REFER_EV_NOTIFY_LAST },
	{ 486, true, true, REFER_EV_NOTIFY_LAST },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct refer refer;
		char name[40];

		snprintf(name, sizeof name, "%u %d %d", rows[i].status,
		    rows[i].terminated, rows[i].ringing);
		check_row(name);
		refer_init(&refer, SETUP_MS, rows[i].ringing);
		CHECK_STR(refer_event_name(refer_notify_event(&refer,
		    rows[i].status, rows[i].terminated)),
		    refer_event_name(rows[i].event));
	}
	check_row(NULL);
}

/* RFC 3515 4.1: what a phone says that does not know or not want REFER. */
TEST(may_fall_back)
{
	static const char *const yes = " 403 405 420 481 501 603 ";

	for (int s = 0; s < REFER_STATE_COUNT; s++)
		for (unsigned status = 0; status < 700; status++) {
			struct refer refer;
			char code[16];

			stand(&refer, (enum refer_state)s);
			snprintf(code, sizeof code, " %u ", status);
			check_row(code);
			CHECK_INT(refer_may_fall_back(&refer, status),
			    (s == REFER_REFERRING || s == REFER_REFERRED) &&
			    strstr(yes, code) != NULL);
		}
	check_row(NULL);
}

/* The leg is handed over: nothing is sent, and there is no verdict here. */
TEST(fall_back)
{
	struct refer refer;

	stand(&refer, REFER_REFERRING);
	CHECK_INT(step(&refer, REFER_EV_FALLBACK, 405, NOW_MS), REFER_DO_NONE);
	CHECK_STR(refer_state_name(refer.state), "DONE");
	CHECK_INT(refer.refer_status, 405);
	CHECK_INT(refer.cause, REFER_CAUSE_NONE);
	CHECK_INT(refer.deadline_ms, 0);
	CHECK(!refer_leg_alive(&refer));
	CHECK_INT(step(&refer, REFER_EV_HANGUP, 0, NOW_MS), REFER_DO_NONE);
}

TEST(leg_alive)
{
	static const bool alive[REFER_STATE_COUNT] = {
		/* a leg may come into being from IDLE */
		[REFER_IDLE] = true, [REFER_CALLING] = true,
		[REFER_CANCELLING] = true, [REFER_REFERRING] = true,
		[REFER_REFERRED] = true, [REFER_LEAVING] = true,
		[REFER_CLOSING] = true,
	};

	for (int s = 0; s < REFER_STATE_COUNT; s++) {
		struct refer refer;

		stand(&refer, (enum refer_state)s);
		check_row(refer_state_name((enum refer_state)s));
		CHECK_INT(refer_leg_alive(&refer), alive[s]);
	}
	check_row(NULL);
}

TEST(names)
{
	CHECK_STR(refer_state_name(REFER_IDLE), "IDLE");
	CHECK_STR(refer_state_name(REFER_DONE), "DONE");
	CHECK_STR(refer_state_name(REFER_STATE_COUNT), "?");
	CHECK_STR(refer_event_name(REFER_EV_FALLBACK), "FALLBACK");
	CHECK_STR(refer_event_name(REFER_EVENT_COUNT), "?");
	CHECK_STR(refer_action_name(REFER_DO_DROP), "DROP");
	CHECK_STR(refer_action_name(REFER_ACTION_COUNT), "?");
	for (int v = REFER_ONGOING; v <= REFER_FAILED; v++) {
		enum refer_verdict verdict = (enum refer_verdict)v;
		CHECK(strlen(refer_verdict_name(verdict)) > 3);
		CHECK(strlen(refer_verdict_text(verdict)) > 10);
	}
}

int
main(void)
{
	RUN(every_cell);
	RUN(deadlines);
	RUN(alerting_time_is_one);
	RUN(notify_renews);
	RUN(subscription_expiry);
	RUN(hangup_causes);
	RUN(facts);
	RUN(notify_without_refer);
	RUN(verdicts);
	RUN(ongoing_until_known);
	RUN(notify_event);
	RUN(may_fall_back);
	RUN(fall_back);
	RUN(leg_alive);
	RUN(names);
	return check_done();
}
