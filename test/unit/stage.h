/*
 * A call on a stage: the bridge, the phones that it talks to, and a clock.
 * A stimulus goes in; after each, whatever it was, what must hold is checked.
 */
#ifndef STAGE_H
#define STAGE_H

#include "../../lib/bridge_tell.h"
#include "phones_do.h"
#include "stimulus.h"

enum { SETUP_MS = 30000, ALERT_MS = 20000, TRANSACTION_MAX_MS = 40000 };

struct stage {
	struct bridge bridge;
	struct phones phones;
	uint64_t now_ms;
	int target;		/* what the last transfer returned */
	struct bridge_actions did;	/* the last stimulus brought this */
};

static inline void
stage_open(struct stage *stage)
{
	memset(stage, 0, sizeof *stage);
	phones_init(&stage->phones);
	bridge_init(&stage->bridge, SETUP_MS);
	stage->now_ms = 1000000;
}

/* What was done goes to the phones, and is kept. */
static inline void
stage_carry_out(struct stage *stage, const struct bridge_actions *out)
{
	CHECK(out->count <= BRIDGE_ACTIONS_MAX);
	for (size_t i = 0; i < out->count && i < BRIDGE_ACTIONS_MAX; i++) {
		const struct bridge_action *action = &out->list[i];
		const char *text = NULL;

		phones_action(&stage->phones, action, stage->now_ms);
		if (action->what == BRIDGE_DO_BYE ||
		    action->what == BRIDGE_DO_CANCEL) {
			unsigned status = bridge_reason(&stage->bridge,
			    action->party, &text);
			CHECK(status == 0 || text != NULL);
			CHECK(status == 0 || (status >= 200 && status < 700));
		}
		if (stage->did.count < BRIDGE_ACTIONS_MAX)
			stage->did.list[stage->did.count++] = *action;
	}
}

/* The clock goes on to now_ms, and all that is due is done. */
static inline void
stage_clock(struct stage *stage, uint64_t now_ms)
{
	struct bridge_actions out;
	int turns = 0;

	stage->now_ms = now_ms;
	while (bridge_due(&stage->bridge) != 0 &&
	    bridge_due(&stage->bridge) <= now_ms && turns++ < 20) {
		bridge_tick(&stage->bridge, now_ms, &out);
		stage_carry_out(stage, &out);
	}
	CHECK(turns < 20);
}

static inline void
stage_wait(struct stage *stage)
{
	uint64_t due_ms = bridge_due(&stage->bridge);

	stage_clock(stage, due_ms != 0 ? due_ms : stage->now_ms + 3600000);
}

static inline void
stage_transfer(struct stage *stage, enum bridge_role leaves,
    struct bridge_actions *out)
{
	struct bridge before = stage->bridge;
	bool can = bridge_can_transfer(&before);

	stage->target = bridge_transfer(&stage->bridge, leaves, ALERT_MS,
	    stage->now_ms, out);
	if (stage->target < 0) {
		CHECK(memcmp(&before, &stage->bridge, sizeof before) == 0);
		CHECK_INT(out->count, 0);
		return;
	}
	CHECK(can);
	CHECK(!party_alive(&before.parties[stage->target]));
	CHECK_INT(bridge_party(&stage->bridge, BRIDGE_TARGET), stage->target);
}

static inline void
stage_order(struct stage *stage, enum bridge_event order,
    struct bridge_actions *out)
{
	unsigned phase = stage->bridge.phase;
	bool can = bridge_can(&stage->bridge, order);
	struct phone *first = &stage->phones.legs[0];

	if (order == BRIDGE_EV_ADOPT && phase == BRIDGE_IDLE) {
		first->invited = first->up = true;
		stage->phones.invites = 1;
	}
	bridge_order(&stage->bridge, order, stage->now_ms, out);
	CHECK_INT(can, out->count > 0 || stage->bridge.phase != phase);
}

/* One stimulus, without the checks of the whole. */
static inline void
stage_do(struct stage *stage, const struct stimulus *s)
{
	struct bridge_actions out = { .count = 0 };
	struct phone *phone = &stage->phones.legs[s->party % PHONES];

	stage->did.count = 0;
	switch (s->type) {
	case ORDER:
		stage_order(stage, s->order, &out);
		break;
	case HANGUP:
		bridge_hangup(&stage->bridge, s->cause, stage->now_ms, &out);
		break;
	case TRANSFER:
		stage_transfer(stage, s->leaves, &out);
		break;
	case WAIT:
		stage_wait(stage);
		return;
	case LEG:
		phone_event(phone, s->event, s->media);
		bridge_leg(&stage->bridge, s->party, s->event, s->status,
		    s->media, stage->now_ms, &out);
		break;
	case MEDIA:
		phone_media(phone, s->status, s->has_sdp);
		bridge_media(&stage->bridge, s->party, &(struct bridge_answer){
		    .status = s->status, .has_sdp = s->has_sdp,
		    .dice = s->dice }, stage->now_ms, &out);
		break;
	}
	stage_carry_out(stage, &out);
}

#endif
