/*
 * The machine of one leg: every state with every event against a grid that was
 * written from the RFCs, not from the code; then the facts, the times, and
 * random walks.
 */
#include "../../lib/party.c"

#include <stdlib.h>

#include "check.h"

/*
 * One cell is two letters.  The first is the next state, or '.' to stay:
 *
 *	N none   C calling   X cancelling   U up   L leaving   G gone
 *
 * the second the action: - none   i INVITE   c CANCEL   b BYE   d DROP
 *
 * Where the cells come from:
 *
 * CALLING      RFC 3261 13.2.2 (what the responses mean), 9.1 (CANCEL ends an
 *              INVITE that is not answered).  A BYE before the 2xx: RFC 3261
 *              15 forbids it, so the 2xx was overtaken; CANCEL and BYE follow
 * CANCELLING   RFC 3261 9.1 (its INVITE is over 64*T1 after CANCEL at the
 *              latest), RFC 5407 3.1.2 (a 2xx that crosses: ACK and BYE)
 * UP           RFC 3261 15.1.2 (a BYE ends it), 12.2.1.2 (408 or 481: the
 *              dialog is to be ended, which is BYE; so RFC 4028 10).  The
 *              2xx of a fork is not this leg's
 * LEAVING      RFC 5407 3.2.1 (BYE crosses BYE: both are answered; ours is
 *              waited for), RFC 3261 17.1.2.2 (no answer: 64*T1)
 */
static const char states[] = "NCXULG";
static const char actions[] = "-icbd";

static const struct row {
	enum party_event event;
	const char *cells;	/* in the order of `states` */
} grid[] = {
				/*  N  C  X  U  L  G */
{ PARTY_EV_START,		"  Ci .- .- .- .- .- " },
{ PARTY_EV_ADOPT,		"  U- .- .- .- .- .- " },
{ PARTY_EV_END,			"  .- Xc .- Lb .- .- " },
{ PARTY_EV_TIMER,		"  .- .- Gd .- Gd .- " },
{ PARTY_EV_PROVISIONAL,		"  .- .- .- .- .- .- " },
{ PARTY_EV_ANSWERED,		"  .- U- Lb .- .- .- " },
{ PARTY_EV_REFUSED,		"  .- Gd Gd .- .- .- " },
{ PARTY_EV_BYE_RECEIVED,	"  .- Xc .- Gd .- .- " },
{ PARTY_EV_BYE_ANSWERED,	"  .- .- .- .- Gd .- " },
{ PARTY_EV_LOST,		"  .- Gd Gd Lb .- .- " },
};

enum { NOW_MS = 1000000, LEFT_MS = 777, TIMER_B_MS = 32000 };

static int
place(const char *letters, char letter)
{
	const char *at = strchr(letters, letter);

	return at != NULL ? (int)(at - letters) : -1;
}

/* These wait for something that may never come. */
static bool
has_deadline(unsigned state)
{
	return state == PARTY_CANCELLING || state == PARTY_LEAVING;
}

static unsigned
plausible_status(enum party_event event)
{
	switch (event) {
	case PARTY_EV_PROVISIONAL:
		return 180;
	case PARTY_EV_ANSWERED:
	case PARTY_EV_BYE_ANSWERED:
		return 200;
	case PARTY_EV_REFUSED:
		return 486;
	default:
		return 0;
	}
}

static void
stand(struct party *party, unsigned state)
{
	*party = (struct party){
		.state = (uint8_t)state,
		.answered = state == PARTY_UP || state == PARTY_LEAVING,
		.deadline_ms = has_deadline(state) ? NOW_MS + LEFT_MS : 0,
	};
}

/* The transaction layer's own 408 must come first. */
static void
check_deadline(const struct party *party, uint64_t now_ms)
{
	if (!has_deadline(party->state)) {
		CHECK_INT(party->deadline_ms, 0);
		return;
	}
	CHECK(party->deadline_ms > now_ms + TIMER_B_MS);
	CHECK(party->deadline_ms <= now_ms + TIMER_B_MS + 8000);
}

static void
check_cell(unsigned state, enum party_event event, const char *cell)
{
	struct party party;
	char row[80];
	unsigned next = cell[0] == '.' ? state :
	    (unsigned)place(states, cell[0]);

	snprintf(row, sizeof row, "%s %s", party_state_name(state),
	    party_event_name(event));
	check_row(row);
	stand(&party, state);
	enum party_action action = party_step(&party, event,
	    plausible_status(event), NOW_MS);
	CHECK_STR(party_state_name(party.state), party_state_name(next));
	CHECK_STR(party_action_name(action),
	    party_action_name((enum party_action)place(actions, cell[1])));
	if (next != state)
		check_deadline(&party, NOW_MS);
	else	/* an event does not buy more time */
		CHECK_INT(party.deadline_ms,
		    has_deadline(state) ? NOW_MS + LEFT_MS : 0);
}

TEST(every_cell)
{
	bool seen[PARTY_STATE_COUNT][PARTY_EVENT_COUNT] = { 0 };
	size_t cells = 0;

	for (size_t i = 0; i < CHECK_ROWS(grid); i++) {
		const char *at = grid[i].cells;
		for (unsigned s = 0; s < PARTY_STATE_COUNT; s++) {
			at += strspn(at, " ");
			check_cell(s, grid[i].event, at);
			cells += !seen[s][grid[i].event];
			seen[s][grid[i].event] = true;
			at += strcspn(at, " ");
		}
		CHECK_INT(strspn(at, " "), strlen(at));
	}
	check_row(NULL);
	CHECK_INT(cells, PARTY_STATE_COUNT * PARTY_EVENT_COUNT);
}

/* --- what is known of a leg --- */

enum { STEPS_MAX = 8 };

#define E(event, status) { PARTY_EV_##event, status }

static const struct way {
	const char *name;
	const char *dialog;
	unsigned status;
	bool early, answered, hung_up, lost;
	struct { enum party_event event; unsigned status; } steps[STEPS_MAX];
} ways[] = {
{ "nothing yet", "null", 0, false, false, false, false, { E(START, 0) } },
{ "100 makes no dialog (RFC 3261 12.1)", "null", 0,
    false, false, false, false, { E(START, 0), E(PROVISIONAL, 100) } },
{ "101 does", "Early Dialog", 0, true, false, false, false,
    { E(START, 0), E(PROVISIONAL, 101) } },
{ "rings", "Early Dialog", 0, true, false, false, false,
    { E(START, 0), E(PROVISIONAL, 180), E(PROVISIONAL, 100) } },
{ "given up while it rings", "Early Dialog", 0, true, false, false, false,
    { E(START, 0), E(PROVISIONAL, 180), E(END, 0) } },
{ "rings after it was given up", "Early Dialog", 0, true, false, false, false,
    { E(START, 0), E(END, 0), E(PROVISIONAL, 180) } },
{ "answered", "Confirmed Dialog", 200, true, true, false, false,
    { E(START, 0), E(PROVISIONAL, 180), E(ANSWERED, 200) } },
{ "answered at once", "Confirmed Dialog", 202, false, true, false, false,
    { E(START, 0), E(ANSWERED, 202) } },
{ "answered too late", "Confirmed Dialog", 200, false, true, false, false,
    { E(START, 0), E(END, 0), E(ANSWERED, 200) } },
{ "being left", "Confirmed Dialog", 200, false, true, false, false,
    { E(START, 0), E(ANSWERED, 200), E(END, 0) } },
{ "left", "Terminated Dialog", 200, false, true, false, false,
    { E(START, 0), E(ANSWERED, 200), E(END, 0), E(BYE_ANSWERED, 200) } },
{ "left, without a word", "Terminated Dialog", 200, false, true, false, false,
    { E(START, 0), E(ANSWERED, 200), E(END, 0), E(TIMER, 0) } },
{ "left, its BYE crossed ours", "Terminated Dialog", 200,
    false, true, false, false,
    { E(START, 0), E(ANSWERED, 200), E(END, 0), E(BYE_RECEIVED, 0),
    E(BYE_ANSWERED, 481) } },
{ "hung up", "Terminated Dialog", 200, false, true, true, false,
    { E(START, 0), E(ANSWERED, 200), E(BYE_RECEIVED, 0) } },
{ "hung up before its 200 came", "Confirmed Dialog", 200,
    false, true, true, false,
    { E(START, 0), E(BYE_RECEIVED, 0), E(ANSWERED, 200) } },
{ "refused", "Terminated Dialog", 486, true, false, false, false,
    { E(START, 0), E(PROVISIONAL, 180), E(REFUSED, 486) } },
{ "cancelled", "Terminated Dialog", 487, false, false, false, false,
    { E(START, 0), E(END, 0), E(REFUSED, 487) } },
{ "cancelled, without a word", "Terminated Dialog", 0,
    false, false, false, false, { E(START, 0), E(END, 0), E(TIMER, 0) } },
{ "lost while it rang", "Terminated Dialog", 0, true, false, false, true,
    { E(START, 0), E(PROVISIONAL, 180), E(LOST, 0) } },
{ "lost", "Confirmed Dialog", 200, false, true, false, true,
    { E(START, 0), E(ANSWERED, 200), E(LOST, 0) } },
{ "lost, and told so", "Terminated Dialog", 200, false, true, false, true,
    { E(START, 0), E(ANSWERED, 200), E(LOST, 0), E(BYE_ANSWERED, 481) } },
{ "lost when it was being left anyway", "Confirmed Dialog", 200,
    false, true, false, false,
    { E(START, 0), E(ANSWERED, 200), E(END, 0), E(LOST, 0) } },
{ "taken over", "Confirmed Dialog", 0, false, true, false, false,
    { E(ADOPT, 0) } },
{ "taken over, hung up", "Terminated Dialog", 0, false, true, true, false,
    { E(ADOPT, 0), E(BYE_RECEIVED, 0) } },
/* what cannot be, and so says nothing */
{ "a late refusal of an answered INVITE", "Confirmed Dialog", 200,
    false, true, false, false,
    { E(START, 0), E(ANSWERED, 200), E(REFUSED, 486) } },
{ "answered, but nobody asked", "null", 0, false, false, false, false,
    { E(PROVISIONAL, 180), E(ANSWERED, 200), E(REFUSED, 486) } },
{ "taken over while it rings", "null", 0, false, false, false, false,
    { E(START, 0), E(ADOPT, 0) } },
{ "after the end", "Terminated Dialog", 404, false, false, false, false,
    { E(START, 0), E(REFUSED, 404), E(PROVISIONAL, 180), E(ANSWERED, 200),
    E(BYE_RECEIVED, 0), E(LOST, 0) } },
};

TEST(facts)
{
	for (size_t i = 0; i < CHECK_ROWS(ways); i++) {
		const struct way *way = &ways[i];
		struct party party = { 0 };

		check_row(way->name);
		for (int s = 0; s < STEPS_MAX; s++) {
			/* START is 0: it ends the list but at its head */
			if (s > 0 && way->steps[s].event == PARTY_EV_START)
				break;
			party_step(&party, way->steps[s].event,
			    way->steps[s].status, NOW_MS);
		}
		CHECK_STR(party_dialog_state(&party), way->dialog);
		CHECK_INT(party.status, way->status);
		CHECK_INT(party.early, way->early);
		CHECK_INT(party.answered, way->answered);
		CHECK_INT(party.hung_up, way->hung_up);
		CHECK_INT(party.lost, way->lost);
	}
	check_row(NULL);
}

TEST(alive)
{
	static const bool alive[PARTY_STATE_COUNT] = {
		[PARTY_CALLING] = true, [PARTY_CANCELLING] = true,
		[PARTY_UP] = true, [PARTY_LEAVING] = true,
	};

	for (unsigned s = 0; s < PARTY_STATE_COUNT; s++) {
		struct party party;

		stand(&party, s);
		check_row(party_state_name(s));
		CHECK_INT(party_alive(&party), alive[s]);
	}
	check_row(NULL);
}

TEST(far_times)
{
	struct party party = { 0 };
	uint64_t far = (uint64_t)1 << 62;

	party_step(&party, PARTY_EV_START, 0, far);
	party_step(&party, PARTY_EV_END, 0, far);
	check_deadline(&party, far);
}

TEST(names)
{
	CHECK_STR(party_state_name(PARTY_NONE), "NONE");
	CHECK_STR(party_state_name(PARTY_GONE), "GONE");
	CHECK_STR(party_state_name(PARTY_STATE_COUNT), "?");
	CHECK_STR(party_event_name(PARTY_EV_START), "START");
	CHECK_STR(party_event_name(PARTY_EV_LOST), "LOST");
	CHECK_STR(party_event_name(PARTY_EVENT_COUNT), "?");
	CHECK_STR(party_action_name(PARTY_DO_NONE), "NONE");
	CHECK_STR(party_action_name(PARTY_DO_DROP), "DROP");
	CHECK_STR(party_action_name(PARTY_ACTION_COUNT), "?");
}

/* --- random walks --- */

enum { WALK_STEPS = 300000 };

/* xorshift64*: the same walk on every machine. */
static uint64_t
dice(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * 2685821657736338717u >> 20;
}

/* What went over the wire. */
struct wire {
	unsigned count[PARTY_ACTION_COUNT];
	bool answered;		/* while its INVITE was out */
	bool phone_bye;		/* of an answered leg */
	bool adopted;
};

/* 0 to 3: a dialog's state only moves on. */
static int
dialog_rank(const struct party *party)
{
	return place("nECT", *party_dialog_state(party));
}

static void
walk_one(struct party *party, struct wire *wire, enum party_event event,
    unsigned status, uint64_t now_ms)
{
	struct party old = *party;
	bool inviting = old.state == PARTY_CALLING ||
	    old.state == PARTY_CANCELLING;

	wire->answered |= inviting && event == PARTY_EV_ANSWERED;
	wire->adopted |= old.state == PARTY_NONE && event == PARTY_EV_ADOPT;
	wire->phone_bye |= old.state == PARTY_UP &&
	    event == PARTY_EV_BYE_RECEIVED;
	enum party_action action = party_step(party, event, status, now_ms);
	if (action != PARTY_DO_NONE)
		CHECK_INT(wire->count[PARTY_DO_DROP], 0);
	wire->count[action] += action != PARTY_DO_NONE;
	CHECK(wire->count[action] <= 1);
	CHECK(action != PARTY_DO_CANCEL || !wire->answered);
	if (action == PARTY_DO_BYE)
		CHECK((wire->answered || wire->adopted) && !wire->phone_bye);
	CHECK(dialog_rank(party) >= dialog_rank(&old));
	CHECK(!party->answered || party->state >= PARTY_UP);
	CHECK_INT(action == PARTY_DO_DROP,
	    party->state == PARTY_GONE && old.state != PARTY_GONE);
	if (party->state != old.state)
		check_deadline(party, now_ms);
}

/* Each leg was ended as it has to be. */
static void
check_end(const struct wire *wire)
{
	if (wire->answered || wire->adopted)
		CHECK(wire->count[PARTY_DO_BYE] == 1 || wire->phone_bye);
	CHECK_INT(wire->count[PARTY_DO_INVITE], !wire->adopted);
}

/* END, and nothing more is heard: at most two timers until it is over. */
static void
check_silence(struct party party, struct wire wire, uint64_t now_ms)
{
	walk_one(&party, &wire, PARTY_EV_END, 0, now_ms);
	for (int i = 0; i < 2 && party.state != PARTY_GONE; i++)
		walk_one(&party, &wire, PARTY_EV_TIMER, 0, party.deadline_ms);
	CHECK_STR(party_state_name(party.state), "GONE");
	check_end(&wire);
}

static long walk_steps = WALK_STEPS;

TEST(random_walks)
{
	uint64_t seed = 20091124, now_ms = 5;
	unsigned hits[PARTY_STATE_COUNT][PARTY_EVENT_COUNT] = { { 0 } };
	struct party party = { 0 };
	struct wire wire = { 0 };
	int rest = 0;

	for (long i = 0; i < walk_steps && check_state.failures < 10; i++) {
		enum party_event event =
		    (enum party_event)(dice(&seed) % PARTY_EVENT_COUNT);
		unsigned status = (unsigned)(dice(&seed) % 800);

		if (party.state == PARTY_GONE && rest++ > 4) {
			check_end(&wire);
			party = (struct party){ 0 };
			wire = (struct wire){ 0 };
			rest = 0;
		}
		/* what ends a leg is rare, so that more happens to it */
		if (event == PARTY_EV_LOST && dice(&seed) % 4 != 0)
			event = PARTY_EV_PROVISIONAL;
		hits[party.state][event]++;
		walk_one(&party, &wire, event, status, now_ms++);
		if (i % 16 == 0 && party.state != PARTY_NONE &&
		    party.state != PARTY_GONE)
			check_silence(party, wire, now_ms);
	}
	for (unsigned s = 0; s < PARTY_STATE_COUNT; s++)
		for (unsigned e = 0; e < PARTY_EVENT_COUNT; e++)
			CHECK(hits[s][e] > 0);
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--walk") == 0)
		walk_steps = strtol(argv[2], NULL, 10);
	RUN(every_cell);
	RUN(facts);
	RUN(alive);
	RUN(far_times);
	RUN(names);
	RUN(random_walks);
	return check_done();
}
