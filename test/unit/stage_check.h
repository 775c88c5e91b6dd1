/*
 * What must hold on the stage (stage.h) after each stimulus, whatever it was:
 * each leg is where its phase wants it, the parties hear whom they should, and
 * nothing waits for ever.  stage_step() in stage_story.h has the rest.
 */
#ifndef STAGE_CHECK_H
#define STAGE_CHECK_H

#include "stage.h"

static inline bool
is_media_phase(unsigned phase)
{
	return phase == BRIDGE_ASKING || phase == BRIDGE_JOINING ||
	    phase == BRIDGE_HOLDING_FIRST || phase == BRIDGE_HOLDING_SECOND ||
	    phase == BRIDGE_ASKING_TARGET || phase == BRIDGE_SWITCHING ||
	    phase == BRIDGE_UNDOING;
}

static inline bool
is_transfer_phase(unsigned phase)
{
	return phase == BRIDGE_TRANSFERRING ||
	    phase == BRIDGE_ASKING_TARGET || phase == BRIDGE_SWITCHING;
}

static inline bool
has_timer(unsigned phase)
{
	return phase == BRIDGE_CALLING || phase == BRIDGE_RINGING ||
	    phase == BRIDGE_TRANSFERRING || is_media_phase(phase);
}

static inline const struct phone *
phone_of(const struct stage *stage, enum bridge_role role)
{
	unsigned party = bridge_party(&stage->bridge, role);

	return party < PHONES ? &stage->phones.legs[party] : NULL;
}

/* The two hear each other, and nothing is left open. */
static inline void
check_joined(const struct stage *stage)
{
	const struct phone *first = phone_of(stage, BRIDGE_FIRST);
	const struct phone *second = phone_of(stage, BRIDGE_SECOND);

	CHECK(first != NULL && phone_here(first));
	CHECK(second != NULL && phone_here(second));
	if (first == NULL || second == NULL)
		return;
	CHECK_INT(first->hears, second - stage->phones.legs);
	CHECK_INT(second->hears, first - stage->phones.legs);
}

static inline void
check_steady(const struct stage *stage)
{
	for (int i = 0; i < PHONES; i++) {
		const struct phone *phone = &stage->phones.legs[i];

		CHECK(!phone_here(phone) || (!phone->asked && !phone->offer));
	}
}

static inline void
check_phase(const struct stage *stage)
{
	const struct bridge *bridge = &stage->bridge;
	const struct phone *first = phone_of(stage, BRIDGE_FIRST);
	const struct phone *second = phone_of(stage, BRIDGE_SECOND);
	const struct phone *target = phone_of(stage, BRIDGE_TARGET);

	switch ((enum bridge_phase)bridge->phase) {
	case BRIDGE_CALLING:
		CHECK(first && first->inviting && !first->cancelled);
		break;
	case BRIDGE_RINGING:
		CHECK(first && phone_here(first));
		CHECK(second && second->inviting && !second->cancelled);
		break;
	case BRIDGE_TALKING:
		check_steady(stage);
		check_joined(stage);
		CHECK(bridge->connected);
		break;
	case BRIDGE_HELD:
		check_steady(stage);
		CHECK(first && phone_here(first));
		CHECK(second && phone_here(second));
		CHECK(bridge->connected);
		break;
	case BRIDGE_TRANSFERRING:
		check_steady(stage);
		CHECK(target && target->inviting && !target->cancelled);
		if (bridge->back == BRIDGE_TALKING)
			check_joined(stage);
		CHECK(bridge->transfer == BRIDGE_TRANSFER_ONGOING);
		break;
	default:
		break;
	}
}

static inline void
check_legs(const struct stage *stage)
{
	const struct bridge *bridge = &stage->bridge;
	unsigned alive = 0, asked = 0;

	for (int i = 0; i < PHONES; i++) {
		const struct phone *phone = &stage->phones.legs[i];

		alive += phone->invited && !phone->dropped;
		asked += phone_here(phone) && phone->asked;
		CHECK_INT(phone->invited && !phone->dropped,
		    party_alive(&bridge->parties[i]));
		if (bridge->phase == BRIDGE_ENDING && phone->invited &&
		    !phone->dropped)
			CHECK(phone->cancelled || phone->leaving);
	}
	CHECK_INT(bridge_alive(bridge), bridge->phase != BRIDGE_DONE);
	if (bridge->phase == BRIDGE_DONE || bridge->phase == BRIDGE_IDLE)
		CHECK_INT(alive, 0);
	else
		CHECK(alive > 0);
	if (is_media_phase(bridge->phase))
		CHECK_INT(asked, bridge->retry_ms == 0);
	else
		CHECK_INT(asked, 0);
}

static inline void
check_times(const struct stage *stage)
{
	const struct bridge *bridge = &stage->bridge;
	uint64_t due_ms = bridge_due(bridge);

	if (has_timer(bridge->phase))
		CHECK(bridge->deadline_ms > stage->now_ms &&
		    bridge->deadline_ms <= stage->now_ms + TRANSACTION_MAX_MS);
	if (bridge->phase == BRIDGE_ENDING)
		CHECK(due_ms != 0);
	if (bridge->phase == BRIDGE_DONE || bridge->phase == BRIDGE_IDLE)
		CHECK_INT(due_ms, 0);
	CHECK(bridge->retry_ms == 0 || is_media_phase(bridge->phase));
	CHECK(due_ms == 0 || (due_ms > stage->now_ms &&
	    due_ms <= stage->now_ms + TRANSACTION_MAX_MS));
}

#endif
