/*
 * The Refer flow's machine in long random walks, with what must hold whatever
 * happens.
 */
#include <stdlib.h>

#include "../../lib/refer.h"
#include "check.h"

enum { SETUP_MS = 30000 };

static void
check_left(const struct refer *refer, uint64_t now_ms, uint64_t from,
    uint64_t to)
{
	CHECK(refer->deadline_ms >= now_ms + from);
	CHECK(refer->deadline_ms <= now_ms + to);
}

enum { WALK_STEPS = 2000000, TIMERS_MAX = 6 };

/* xorshift64*: the same walk on every machine. */
static uint64_t
dice(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * 2685821657736338717u;
}

/* What the phone and the network have seen of one call. */
struct seen {
	bool invited;		/* an INVITE without a final response */
	bool answered, phone_bye, lost, handed_over;
	unsigned cancels, refers, byes, drops;
};

static void
see_event(struct seen *seen, enum refer_state before, enum refer_event event)
{
	bool inviting = before == REFER_CALLING || before == REFER_CANCELLING;

	switch (event) {
	case REFER_EV_ANSWERED:
		if (inviting)
			seen->answered = true;
		/* FALLTHROUGH */
	case REFER_EV_REFUSED:
	case REFER_EV_REDIRECTED:
		if (inviting)
			seen->invited = false;
		break;
	case REFER_EV_BYE_RECEIVED:
		seen->phone_bye = true;
		break;
	case REFER_EV_LOST:
		seen->lost = true;
		break;
	case REFER_EV_FALLBACK:
		if (before == REFER_REFERRING || before == REFER_REFERRED)
			seen->handed_over = true;
		break;
	default:
		break;
	}
}

static void
see_action(struct seen *seen, enum refer_action action)
{
	switch (action) {
	case REFER_DO_INVITE:
		CHECK(!seen->invited && !seen->answered);
		seen->invited = true;
		break;
	case REFER_DO_CANCEL:
		CHECK(seen->invited);
		CHECK_INT(seen->cancels++, 0);
		break;
	case REFER_DO_REFER:
		CHECK(seen->answered && !seen->phone_bye);
		CHECK_INT(seen->refers++, 0);
		break;
	case REFER_DO_BYE:
		CHECK(seen->answered);
		CHECK_INT(seen->byes++, 0);
		break;
	case REFER_DO_DROP:
		CHECK_INT(seen->drops++, 0);
		break;
	default:
		break;
	}
}

/* DONE: was it a tidy end? */
static void
see_end(const struct seen *seen)
{
	if (seen->handed_over) {
		CHECK(seen->answered && !seen->phone_bye);
		CHECK_INT(seen->cancels + seen->byes + seen->drops, 0);
		return;
	}
	if (seen->answered)
		CHECK(seen->byes == 1 || seen->phone_bye);
	if (seen->invited)
		CHECK(seen->cancels == 1 || seen->lost);
	CHECK_INT(seen->drops, 1);
}

static enum refer_event
random_event(uint64_t *seed)
{
	uint64_t n = dice(seed) >> 20;

	/* rare: what ends a call at once */
	if (n % 8 != 0)
		for (;;) {
			n = dice(seed) >> 20;
			enum refer_event event =
			    (enum refer_event)(n % REFER_EVENT_COUNT);
			if (event != REFER_EV_LOST && event != REFER_EV_TIMER &&
			    event != REFER_EV_HANGUP &&
			    event != REFER_EV_FALLBACK)
				return event;
		}
	return (enum refer_event)((n >> 8) % REFER_EVENT_COUNT);
}

static void
walk_one(struct refer *refer, struct seen *seen, enum refer_event event,
    uint64_t *seed, uint64_t now_ms)
{
	enum refer_state before = (enum refer_state)refer->state;
	struct refer old = *refer;
	struct refer_input input = {
		.event = event,
		.status = (unsigned)(dice(seed) >> 30) % 700,
		.expires_s = (unsigned)(dice(seed) >> 30) % 4000,
		.cause = REFER_CAUSE_HANGUP,
	};

	see_event(seen, before, event);
	see_action(seen, refer_step(refer, &input, now_ms));
	if (old.cause != REFER_CAUSE_NONE)
		CHECK_INT(refer->cause, old.cause);
	if (old.called_status >= 200)
		CHECK(refer->called_status >= 200);
	if (refer->state == REFER_DONE)
		CHECK_INT(refer->deadline_ms, 0);
	else
		check_left(refer, now_ms, 0, 600000);
}

/* Nothing more is heard: how many timers until the end? */
static void
check_timers(struct refer refer, struct seen seen, uint64_t *seed)
{
	int timers = 0;

	while (refer.state != REFER_DONE && timers++ < TIMERS_MAX)
		walk_one(&refer, &seen, REFER_EV_TIMER, seed,
		    refer.deadline_ms);
	CHECK_STR(refer_state_name(refer.state), "DONE");
	see_end(&seen);
}

TEST(random_walks)
{
	uint64_t seed = 20091124, now_ms = 5;
	bool visited[REFER_STATE_COUNT] = { false };
	struct refer refer;
	struct seen seen = { 0 };
	unsigned calls = 0;

	refer_init(&refer, SETUP_MS, false);
	for (long i = 0; i < WALK_STEPS && check_state.failures < 10; i++) {
		enum refer_event event = random_event(&seed);

		if (refer.state == REFER_DONE) {
			see_end(&seen);
			seen = (struct seen){ 0 };
			refer_init(&refer, SETUP_MS, (dice(&seed) >> 40) & 1);
			calls++;
		}
		if (refer.state == REFER_IDLE)
			event = REFER_EV_START;
		else if (refer.deadline_ms < ++now_ms)
			event = REFER_EV_TIMER;
		walk_one(&refer, &seen, event, &seed, now_ms);
		visited[refer.state] = true;
		if (i % 16 == 0)
			check_timers(refer, seen, &seed);
	}
	CHECK(calls > 10000);
	for (int s = REFER_CALLING; s < REFER_STATE_COUNT; s++)
		CHECK(visited[s]);
}

int
main(void)
{
	RUN(random_walks);
	return check_done();
}
