/*
 * The Invite flow's machine on random walks: phones that do what phones may
 * do, clients that order what they like, time that goes on, and now and then
 * something that cannot be.  After each step stage_step() says whether all is
 * well, and again and again a copy of the call is left alone: with silence on
 * all sides it must come to rest, and after a hangup to its end.
 *
 *	bridge_walk [--walk STEPS [SEED]]
 */
#include "../../lib/bridge.c"

#include <time.h>

#include "stage_story.h"

enum { WALK_STEPS = 300000, TRAIL_MAX = 200, REST_MAX = 60 };

static long walk_steps = WALK_STEPS;
static uint64_t walk_seed = 20091124;

/*
 * In which cells something must come of an event now and then (x), and in
 * which nothing ever may (.); the columns are in the order of the events:
 * START ADOPT HANGUP TRANSFER CANCEL_TRANSFER HOLD RESUME, TIMER RETRY, then
 * what the first, the second, and the target did, and DONE REFUSED BUSY of
 * a re-INVITE.
 */
static const char *const grid[BRIDGE_PHASE_COUNT] = {
/*			  SAHTCHR TR UG OSEG OSEG DRB */
[BRIDGE_IDLE] =		" xxx.... .. .. .... .... ...",
[BRIDGE_CALLING] =	" ..x.... x. xx .... .... ...",
[BRIDGE_RINGING] =	" ..x.... x. .x xxxx .... ...",
[BRIDGE_ASKING] =	" ..x.... xx .x ...x .... xxx",
[BRIDGE_JOINING] =	" ..x.... xx .x ...x .... xxx",
[BRIDGE_TALKING] =	" ..xx.x. .. .x ...x .... ...",
[BRIDGE_HOLDING_FIRST] = " ..x.... xx .x ...x .... xxx",
[BRIDGE_HOLDING_SECOND] = " ..x.... xx .x ...x .... xxx",
[BRIDGE_HELD] =		" ..xx..x .. .x ...x .... ...",
[BRIDGE_TRANSFERRING] =	" ..xxx.. x. .x ...x xxxx ...",
[BRIDGE_ASKING_TARGET] = " ..xxx.. xx .x ...x ...x xxx",
[BRIDGE_SWITCHING] =	" ..x.x.. xx .x ...x ...x xxx",
[BRIDGE_UNDOING] =	" ..x.... x. .x ...x .... xxx",
/* only legs: late answers and refusals of what was cancelled */
[BRIDGE_ENDING] =	" ....... .. ?? ???? ???? ...",
[BRIDGE_DONE] =		" ....... .. .. .... .... ...",
};

/* How often a cell was reached, and how often something came of it. */
static struct tally {
	unsigned long reached, moved;
} tally[BRIDGE_PHASE_COUNT][BRIDGE_EVENT_COUNT];

/* The last stimuli, to be shown when something is wrong. */
static struct stimulus trail[TRAIL_MAX];
static size_t trail_length;

/* xorshift64*: the same walk on every machine. */
static uint64_t
dice(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * 2685821657736338717u >> 20;
}

/* --- which event of the table a stimulus is --- */

static int
role_of(const struct bridge *bridge, unsigned party)
{
	for (int r = 0; r < BRIDGE_ROLES; r++)
		if (bridge_party(bridge, (enum bridge_role)r) == party)
			return r;
	return -1;
}

static int
event_of_leg(const struct bridge *bridge, const struct stimulus *s)
{
	static const enum bridge_event up[BRIDGE_ROLES][3] = {
	{ BRIDGE_EV_FIRST_UP, BRIDGE_EV_FIRST_UP, BRIDGE_EV_FIRST_UP },
	{ BRIDGE_EV_SECOND_EMPTY, BRIDGE_EV_SECOND_OFFER,
	    BRIDGE_EV_SECOND_SETTLED },
	{ BRIDGE_EV_TARGET_EMPTY, BRIDGE_EV_TARGET_OFFER,
	    BRIDGE_EV_TARGET_SETTLED },
	};
	static const enum bridge_event gone[BRIDGE_ROLES] = {
		BRIDGE_EV_FIRST_GONE, BRIDGE_EV_SECOND_GONE,
		BRIDGE_EV_TARGET_GONE,
	};
	int role = role_of(bridge, s->party);

	if (role < 0 || s->event < PARTY_EV_ANSWERED ||
	    s->event == PARTY_EV_BYE_ANSWERED)
		return -1;
	return (int)(s->event == PARTY_EV_ANSWERED ? up[role][s->media] :
	    gone[role]);
}

static int
event_of_clock(const struct bridge *bridge)
{
	uint64_t due_ms = bridge_due(bridge);

	if (due_ms == 0)
		return -1;
	if (due_ms == bridge->retry_ms)
		return BRIDGE_EV_RETRY;
	return due_ms == bridge->deadline_ms ? (int)BRIDGE_EV_TIMER : -1;
}

static int
event_of(const struct bridge *bridge, const struct stimulus *s)
{
	switch (s->type) {
	case ORDER:
		return (int)s->order;
	case HANGUP:
		return BRIDGE_EV_HANGUP;
	case TRANSFER:
		return BRIDGE_EV_TRANSFER;
	case WAIT:
		return event_of_clock(bridge);
	case LEG:
		return event_of_leg(bridge, s);
	case MEDIA:
		if (s->status == 491 && bridge->tries < 5)
			return BRIDGE_EV_MEDIA_BUSY;
		return s->status < 300 && s->has_sdp ? BRIDGE_EV_MEDIA_DONE :
		    BRIDGE_EV_MEDIA_REFUSED;
	}
	return -1;
}

/* --- one step --- */

static void
show_trail(const struct stage *stage)
{
	for (size_t i = 0; i < trail_length && i < TRAIL_MAX; i++) {
		const struct stimulus *s = &trail[i];

		fprintf(stderr, "\ttype %d order %s leaves %d party %u %s %u "
		    "media %d sdp %d\n", (int)s->type,
		    bridge_event_name(s->order), (int)s->leaves, s->party,
		    party_event_name(s->event), s->status, (int)s->media,
		    s->has_sdp);
	}
	fprintf(stderr, "\tnow %s at %llu\n",
	    bridge_phase_name((enum bridge_phase)stage->bridge.phase),
	    (unsigned long long)stage->now_ms);
}

static void
walk_one(struct stage *stage, const struct stimulus *s)
{
	unsigned phase = stage->bridge.phase;
	uint64_t retry_ms = stage->bridge.retry_ms;
	int event = event_of(&stage->bridge, s);
	unsigned failures = check_state.failures;

	if (trail_length < TRAIL_MAX)
		trail[trail_length++] = *s;
	stage_step(stage, s);
	if (check_state.failures != failures)
		show_trail(stage);
	if (event < 0)
		return;
	tally[phase][event].reached++;
	tally[phase][event].moved += stage->did.count > 0 ||
	    stage->bridge.phase != phase || stage->bridge.retry_ms != retry_ms;
}

/* Nobody says anything any more, for as long as something is due. */
static void
be_silent(struct stage *stage, int most)
{
	static const struct stimulus silence = { .type = WAIT };
	uint64_t from_ms = stage->now_ms;

	while (bridge_due(&stage->bridge) != 0 && most-- > 0)
		walk_one(stage, &silence);
	CHECK_INT(bridge_due(&stage->bridge), 0);
	CHECK(stage->now_ms - from_ms < 400000);
}

static void
check_end(const struct stage *stage)
{
	for (int i = 0; i < PHONES; i++) {
		const struct phone *phone = &stage->phones.legs[i];

		CHECK(!phone->invited || phone->dropped);
		if (phone->up)
			CHECK(phone->leaving || phone->over);
	}
	CHECK(bridge_verdict(&stage->bridge) != BRIDGE_ONGOING);
	CHECK(!bridge_alive(&stage->bridge));
}

static void
leave_alone(struct stage stage)
{
	static const struct stimulus hangup = {
		.type = HANGUP, .cause = BRIDGE_CAUSE_HANGUP,
	};
	size_t length = trail_length;

	be_silent(&stage, REST_MAX);
	CHECK(stage.bridge.phase == BRIDGE_TALKING ||
	    stage.bridge.phase == BRIDGE_HELD ||
	    stage.bridge.phase == BRIDGE_IDLE ||
	    stage.bridge.phase == BRIDGE_DONE);
	walk_one(&stage, &hangup);
	be_silent(&stage, PHONES + 1);
	CHECK_STR(bridge_phase_name((enum bridge_phase)stage.bridge.phase),
	    "DONE");
	check_end(&stage);
	trail_length = length;
}

/* --- what happens next --- */

/* A phone does one of the things that are up to it; false: none is. */
static bool
one_phone(const struct stage *stage, struct stimulus *s, uint64_t n)
{
	static const unsigned statuses[] = { 486, 404, 603, 302, 408, 487 };
	const struct phone *phone = &stage->phones.legs[s->party];

	s->type = LEG;
	if (!phone->invited || phone->dropped)
		return false;
	if (n % 37 == 0)
		s->event = n % 2 ? PARTY_EV_BYE_RECEIVED : PARTY_EV_LOST;
	else if (phone->inviting && n % 4 == 0)
		s->event = PARTY_EV_PROVISIONAL;
	else if (phone->inviting && n % 16 == 1)
		s->event = PARTY_EV_REFUSED;
	else if (phone->inviting)
		s->event = PARTY_EV_ANSWERED;
	else if (phone->asked)
		s->type = MEDIA;
	else if (phone->leaving)
		s->event = n % 8 ? PARTY_EV_BYE_ANSWERED :
		    PARTY_EV_BYE_RECEIVED;
	else
		return false;
	n /= 128;
	s->media = n % 8 == 0 ? BRIDGE_MEDIA_NONE : n % 8 < 3 ?
	    BRIDGE_MEDIA_SETTLED : BRIDGE_MEDIA_OFFER;
	n /= 8;
	s->has_sdp = n % 32 != 0;
	s->status = s->event == PARTY_EV_PROVISIONAL ? 180 : 200;
	if (s->event == PARTY_EV_REFUSED)
		s->status = statuses[n % 6];
	if (s->type == MEDIA && n % 3 == 0)
		s->status = n % 4 ? 491 : 488;
	return true;
}

static bool
random_phone(const struct stage *stage, struct stimulus *s, uint64_t n)
{
	for (int i = 0; i < PHONES; i++) {
		if (one_phone(stage, s, n))
			return true;
		s->party = (s->party + 1) % PHONES;
	}
	return false;
}

/* Anything at all, whether it can be or not. */
static void
random_nonsense(struct stimulus *s, uint64_t n)
{
	s->type = n % 3 == 0 ? MEDIA : LEG;
	n /= 3;
	s->event = (enum party_event)(PARTY_EV_PROVISIONAL +
	    n % (PARTY_EVENT_COUNT - PARTY_EV_PROVISIONAL));
	n /= 8;
	s->media = (enum bridge_media)(n % 3);
	s->has_sdp = n / 3 % 2;
	n /= 6;
	s->status = 200 + (unsigned)(n % 500);
	if (s->type == LEG && s->event == PARTY_EV_PROVISIONAL)
		s->status = 100 + (unsigned)(n % 100);
	else if (s->type == LEG && s->event == PARTY_EV_REFUSED)
		s->status = n % 8 ? 300 + (unsigned)(n % 400) : 0;
	else if (s->type == LEG)
		s->status = 200;
}

static void
random_order(struct stimulus *s, uint64_t n)
{
	static const enum bridge_event orders[] = {
		BRIDGE_EV_START, BRIDGE_EV_ADOPT, BRIDGE_EV_HOLD,
		BRIDGE_EV_HOLD, BRIDGE_EV_RESUME, BRIDGE_EV_RESUME,
		BRIDGE_EV_CANCEL_TRANSFER,
	};

	s->leaves = n % 2 ? BRIDGE_FIRST : BRIDGE_SECOND;
	n /= 2;
	s->cause = n % 8 ? BRIDGE_CAUSE_HANGUP : BRIDGE_CAUSE_SHUTDOWN;
	s->type = n % 31 == 0 ? HANGUP : n % 3 == 0 ? TRANSFER : ORDER;
	s->order = orders[n / 93 % CHECK_ROWS(orders)];
}

static void
random_stimulus(const struct stage *stage, struct stimulus *s, uint64_t *seed)
{
	uint64_t n = dice(seed);

	memset(s, 0, sizeof *s);
	s->party = (unsigned)(n % PHONES);
	s->dice = (uint32_t)(n >> 4);
	n = dice(seed);
	if (stage->bridge.phase == BRIDGE_IDLE && n % 4 != 0) {
		s->type = ORDER;
		s->order = n % 16 ? BRIDGE_EV_START : BRIDGE_EV_ADOPT;
		return;
	}
	if (n % 32 == 0)
		random_nonsense(s, n / 32);
	else if (n % 128 == 1)
		s->type = WAIT;
	else if (n % 32 < 10 || !random_phone(stage, s, n / 32))
		random_order(s, n / 32);
}

static uint64_t
clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* What should come to pass did, and nothing else. */
static void
check_grid(bool print)
{
	for (int p = 0; p < BRIDGE_PHASE_COUNT; p++) {
		const char *at = grid[p];

		if (print)
			printf("%-15s",
			    bridge_phase_name((enum bridge_phase)p));
		for (int e = 0; e < BRIDGE_EVENT_COUNT; e++) {
			at += strspn(at, " ");
			char row[80];
			snprintf(row, sizeof row, "%s %s",
			    bridge_phase_name((enum bridge_phase)p),
			    bridge_event_name((enum bridge_event)e));
			check_row(row);
			if (*at == 'x')
				CHECK(tally[p][e].moved > 0);
			else if (*at == '.')
				CHECK_INT(tally[p][e].moved, 0);
			at++;
			if (print)
				printf(" %lu", tally[p][e].moved);
		}
		if (print)
			printf("\n");
	}
	check_row(NULL);
}

TEST(random_walks)
{
	uint64_t seed = walk_seed, begin_ns = clock_ns();
	struct stage stage;
	struct stimulus s;
	unsigned long calls = 0, talked = 0;

	stage_open(&stage);
	for (long i = 0; i < walk_steps && check_state.failures == 0; i++) {
		uint64_t now_ms = stage.now_ms + dice(&seed) % 600;

		if (stage.bridge.phase == BRIDGE_DONE && i % 4 == 0) {
			check_end(&stage);
			talked += stage.bridge.connected;
			calls++;
			stage_open(&stage);
			trail_length = 0;
		}
		s = (struct stimulus){ .type = WAIT };
		while (bridge_due(&stage.bridge) != 0 &&
		    bridge_due(&stage.bridge) <= now_ms)
			walk_one(&stage, &s);
		stage.now_ms = now_ms;
		random_stimulus(&stage, &s, &seed);
		walk_one(&stage, &s);
		if (i % 16 == 0)
			leave_alone(stage);
	}
	if (check_state.failures == 0)
		check_grid(walk_steps != WALK_STEPS);
	CHECK(calls > (unsigned long)walk_steps / 400);
	CHECK(talked > calls / 4);
	if (walk_steps != WALK_STEPS)
		printf("%ld steps, %lu calls, %lu of them talked, %.0f ns a "
		    "step with all checks\n", walk_steps, calls, talked,
		    (double)(clock_ns() - begin_ns) / (double)walk_steps);
}

/* The machine alone: a call, a hold, a transfer, and its end. */
TEST(quick)
{
	enum { CALLS = 20000, STEPS = 15 };
	struct bridge_actions out;
	uint64_t begin_ns = clock_ns();
	unsigned ended = 0;

	const struct bridge_answer good = { .status = 200, .has_sdp = true };
	for (int i = 0; i < CALLS; i++) {
		struct bridge b;

		bridge_init(&b, SETUP_MS);
		bridge_order(&b, BRIDGE_EV_START, 1, &out);
		bridge_leg(&b, 0, PARTY_EV_ANSWERED, 200, 0, 2, &out);
		bridge_leg(&b, 1, PARTY_EV_PROVISIONAL, 180, 0, 2, &out);
		bridge_leg(&b, 1, PARTY_EV_ANSWERED, 200, BRIDGE_MEDIA_OFFER,
		    3, &out);
		bridge_media(&b, 0, &good, 4, &out);
		bridge_order(&b, BRIDGE_EV_HOLD, 5, &out);
		bridge_media(&b, 0, &good, 6, &out);
		bridge_media(&b, 1, &good, 7, &out);
		bridge_transfer(&b, BRIDGE_FIRST, ALERT_MS, 8, &out);
		bridge_leg(&b, 2, PARTY_EV_ANSWERED, 200, BRIDGE_MEDIA_OFFER,
		    9, &out);
		bridge_media(&b, 1, &good, 10, &out);
		bridge_leg(&b, 0, PARTY_EV_BYE_ANSWERED, 200, 0, 11, &out);
		bridge_leg(&b, 2, PARTY_EV_BYE_RECEIVED, 0, 0, 12, &out);
		bridge_leg(&b, 1, PARTY_EV_BYE_ANSWERED, 200, 0, 13, &out);
		ended += b.phase == BRIDGE_DONE && b.connected &&
		    b.transfer == BRIDGE_TRANSFER_DONE;
	}
	CHECK_INT(ended, CALLS);
	if (walk_steps != WALK_STEPS)
		printf("%.1f ns a step without checks\n",
		    (double)(clock_ns() - begin_ns) / (CALLS * STEPS));
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--walk") == 0)
		walk_steps = strtol(argv[2], NULL, 10);
	if (argc > 3)
		walk_seed = strtoull(argv[3], NULL, 10);
	RUN(random_walks);
	RUN(quick);
	return check_done();
}
