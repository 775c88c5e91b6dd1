/*
 * What the bridge tells of itself must hold as well: whom a phone's request
 * goes to, who has which role, and that what was once said is not taken back.
 * And with it the whole step: do it, check all.
 */
#ifndef STAGE_STORY_H
#define STAGE_STORY_H

#include "stage_check.h"

/* A phone's request goes to one who talks with it, or to nobody. */
static inline void
check_route(const struct stage *stage, unsigned party, bool offers)
{
	const struct bridge *bridge = &stage->bridge;
	unsigned to = BRIDGE_NOBODY;
	enum bridge_route route = bridge_route(bridge, party, offers, &to);

	if (!phone_here(&stage->phones.legs[party]))
		return;
	if (route == BRIDGE_RELAY) {
		CHECK(to < PHONES && to != party);
		CHECK(phone_here(&stage->phones.legs[to % PHONES]));
		CHECK(party != bridge_party(bridge, BRIDGE_TARGET));
		CHECK(to != bridge_party(bridge, BRIDGE_TARGET));
		if (offers && bridge->phase == BRIDGE_TALKING)
			CHECK_INT(stage->phones.legs[party].hears, to);
	}
	if (!offers) {
		CHECK(route != BRIDGE_BUSY);
		return;
	}
	if (stage->phones.legs[party].asked || stage->phones.legs[party].offer)
		CHECK(route == BRIDGE_BUSY);
	if (route == BRIDGE_RELAY)
		CHECK(!stage->phones.legs[to % PHONES].asked &&
		    !stage->phones.legs[to % PHONES].offer);
	if (bridge->phase == BRIDGE_TALKING &&
	    party != bridge_party(bridge, BRIDGE_FIRST) &&
	    party != bridge_party(bridge, BRIDGE_SECOND))
		CHECK(route == BRIDGE_LOCAL);
	/* what is held stays held */
	if (bridge->phase == BRIDGE_HELD || bridge->phase == BRIDGE_RINGING)
		CHECK(route == BRIDGE_LOCAL);
}

static inline void
check_roles(const struct bridge *bridge)
{
	unsigned seen[PHONES] = { 0 };

	for (int r = 0; r < BRIDGE_ROLES; r++) {
		unsigned party = bridge_party(bridge, (enum bridge_role)r);

		CHECK(party < PHONES || party == BRIDGE_NOBODY);
		if (party < PHONES)
			CHECK_INT(seen[party]++, 0);
	}
	CHECK(is_transfer_phase(bridge->phase) ||
	    bridge->phase == BRIDGE_ENDING || bridge->phase == BRIDGE_DONE ||
	    bridge_party(bridge, BRIDGE_TARGET) == BRIDGE_NOBODY);
	CHECK((bridge->transfer == BRIDGE_TRANSFER_ONGOING) ==
	    is_transfer_phase(bridge->phase));
}

/* What was once said is not taken back. */
static inline void
check_story(const struct bridge *before, const struct bridge *bridge)
{
	bool over = bridge->phase == BRIDGE_ENDING ||
	    bridge->phase == BRIDGE_DONE;

	CHECK_INT(bridge->cause != BRIDGE_CAUSE_NONE, over);
	if (before->cause != BRIDGE_CAUSE_NONE) {
		CHECK_INT(bridge->cause, before->cause);
		CHECK_INT(bridge->ended_by, before->ended_by);
		CHECK(over);
	}
	CHECK(bridge->connected || !before->connected);
	if (before->phase == BRIDGE_DONE)
		CHECK_INT(bridge->phase, BRIDGE_DONE);
	if (bridge->phase == BRIDGE_DONE)
		CHECK(bridge_verdict(bridge) != BRIDGE_ONGOING);
	if (!over)
		CHECK(bridge_verdict(bridge) == BRIDGE_ONGOING);
	CHECK(bridge->tries <= 5);
}

/* One stimulus, and all checks. */
static inline void
stage_step(struct stage *stage, const struct stimulus *s)
{
	struct bridge before = stage->bridge;

	stage_do(stage, s);
	check_phase(stage);
	check_legs(stage);
	check_times(stage);
	for (unsigned i = 0; i < PHONES; i++) {
		check_route(stage, i, false);
		check_route(stage, i, true);
	}
	check_roles(&stage->bridge);
	check_story(&before, &stage->bridge);
}

#endif
