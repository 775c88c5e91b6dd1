/*
 * The Invite flow: what is heard of a call's legs becomes a step of bridge.h's
 * machine, and its actions are carried out.
 *
 * A party has two numbers: that of the bridge, which is also ua's (`seat`, 0
 * to 3, given to another once its leg is gone), and that of the record
 * (`number`, call.h).  call->seats leads from one to the other.
 */
#include <stdio.h>
#include <string.h>

#include "bridge_tell.h"
#include "buf.h"
#include "compose.h"
#include "control_parts.h"
#include "log.h"
#include "loop.h"
#include "mem.h"
#include "ua.h"

/* --- the record --- */

static struct call_party *
party_at(struct call *call, unsigned seat)
{
	return seat < BRIDGE_PARTIES ? call_party(call, call->seats[seat]) :
	    NULL;
}

/* How a party's leg stands now, with the times. */
static void
note_party(struct call_party *party, const struct party *now, uint64_t wall)
{
	if (party->rung_ms == 0 && now->early)
		party->rung_ms = wall;
	if (party->answered_ms == 0 && now->answered)
		party->answered_ms = wall;
	if (party->ended_ms == 0 && now->state == PARTY_GONE)
		party->ended_ms = wall;
	party->last = *now;
}

/* A transfer's new parties: the call is found by their key as well. */
static void
add_key(struct control *control, struct call *call)
{
	const struct bridge *bridge = &call->bridge;
	const struct call_party *first = party_at(call,
	    bridge_party(bridge, BRIDGE_FIRST));
	const struct call_party *second = party_at(call,
	    bridge_party(bridge, BRIDGE_SECOND));
	struct buf key = BUF_INIT;

	buf_printf(&key, "%s:%s:%s", call->agent, first->address,
	    second->address);
	if (!buf_ok(&key) || calls_also(control->calls, call,
	    buf_text(&key)) == -1)
		log_warn("no-memory", "what=key");
	buf_release(&key);
}

struct before {
	uint8_t phase, transfer;
	bool connected;
};

static struct before
before_step(const struct call *call)
{
	log_call(call->id);
	return (struct before){ call->bridge.phase, call->bridge.transfer,
	    call->bridge.connected };
}

static void
tell(struct control *control, struct call *call, const struct before *before)
{
	const struct bridge *bridge = &call->bridge;

	if (bridge->connected && !before->connected)
		log_info("call-connected", "ms=%llu", (unsigned long long)
		    (loop_now(control->loop) - call->placed_ms));
	if (bridge->phase == BRIDGE_HELD && before->phase != BRIDGE_HELD)
		log_info("held", NULL);
	if (bridge->transfer == before->transfer ||
	    bridge->transfer == BRIDGE_TRANSFER_ONGOING)
		return;
	log_info("transfer-ended", "outcome=%s status=%u",
	    bridge_transfer_name((enum bridge_transfer)bridge->transfer),
	    bridge->transfer_status);
	if (bridge->transfer == BRIDGE_TRANSFER_DONE)
		add_key(control, call);
}

/* --- actions --- */

static const char *
reason_for(const struct call *call, unsigned seat, char *out, size_t size)
{
	const char *text;
	unsigned status = bridge_reason(&call->bridge, seat, &text);

	return compose_reason(out, size, status, text);
}

static struct leg *
leg_at(struct call *call, unsigned seat)
{
	const struct call_party *party = party_at(call, seat);

	return party != NULL ? party->leg : NULL;
}

/* An action of an earlier one's consequences may find its leg gone. */
static void
act(struct control *control, struct call *call,
    const struct bridge_action *action)
{
	const unsigned seat = action->party;
	struct leg *leg = leg_at(call, seat);
	struct leg *other = leg_at(call, action->other);
	char out[128];

	if (action->what == BRIDGE_DO_INVITE) {
		control_invite(control, call, call->seats[seat], seat);
		return;
	}
	if (leg == NULL)
		return;
	switch ((enum bridge_do)action->what) {
	case BRIDGE_DO_INVITE:
	case BRIDGE_DO_COUNT:
		break;
	case BRIDGE_DO_CANCEL:
		ua_cancel(leg, reason_for(call, seat, out, sizeof out));
		break;
	case BRIDGE_DO_BYE:
		ua_bye(leg, reason_for(call, seat, out, sizeof out));
		break;
	case BRIDGE_DO_DROP:
		control_drop(call, call->seats[seat]);
		break;
	case BRIDGE_DO_ASK:
		ua_ask(leg);
		break;
	case BRIDGE_DO_OFFER:
		if (other != NULL)
			ua_offer(leg, other);
		break;
	case BRIDGE_DO_CONNECT:
		if (other != NULL)
			ua_connect(leg, other);
		break;
	case BRIDGE_DO_SETTLE:
		ua_settle(leg);
		break;
	case BRIDGE_DO_HOLD:
		ua_hold(leg);
		break;
	}
}

/* After each step of the machine. */
static void
stepped(struct control *control, struct call *call,
    const struct before *before, const struct bridge_actions *actions)
{
	const struct bridge *bridge = &call->bridge;
	uint64_t wall = loop_wall(control->loop);
	bool over = bridge->phase == BRIDGE_DONE;

	for (unsigned i = 0; i < BRIDGE_PARTIES; i++)
		if (bridge->parties[i].state != PARTY_NONE)
			note_party(party_at(call, i), &bridge->parties[i],
			    wall);
	log_debug("bridge", "from=%s to=%s actions=%zu",
	    bridge_phase_name((enum bridge_phase)before->phase),
	    bridge_phase_name((enum bridge_phase)bridge->phase),
	    actions->count);
	tell(control, call, before);
	control_stepped(control, call, bridge_due(bridge),
	    over);
	for (size_t i = 0; i < actions->count; i++)
		act(control, call, &actions->list[i]);
	if (actions->count != 0 || bridge->phase != before->phase)
		control_changed(control, call);
	log_call(NULL);
}

/* --- orders and the clock --- */

void
control_bridge_order(struct control *control, struct call *call,
    enum bridge_event event)
{
	struct before before = before_step(call);
	struct bridge_actions actions;

	bridge_order(&call->bridge, event, loop_now(control->loop), &actions);
	stepped(control, call, &before, &actions);
}

void
control_bridge_end(struct control *control, struct call *call,
    enum bridge_cause cause)
{
	struct before before = before_step(call);
	struct bridge_actions actions;

	bridge_hangup(&call->bridge, cause, loop_now(control->loop),
	    &actions);
	stepped(control, call, &before, &actions);
}

void
control_bridge_tick(struct control *control, struct call *call)
{
	struct before before = before_step(call);
	struct bridge_actions actions;

	bridge_tick(&call->bridge, loop_now(control->loop), &actions);
	stepped(control, call, &before, &actions);
}

/* A place in the record for a transfer's target. */
static int
add_target(struct call *call, const char *address)
{
	struct call_party *targets;

	if (call->target_count >= CALL_TARGETS_MAX)
		return -1;
	targets = mem_resize(call->targets, (call->target_count + 1u) *
	    sizeof *targets);
	if (targets == NULL)
		return -1;
	call->targets = targets;
	char *own = mem_dup(address);
	if (own == NULL)
		return -1;
	targets[call->target_count++] = (struct call_party){
		.address = own, .own = own };
	return 0;
}

int
control_bridge_transfer(struct control *control, struct call *call,
    const char *address, uint32_t alert_ms)
{
	struct before before = before_step(call);
	struct bridge_actions actions;

	if (add_target(call, address) == -1)
		return -1;
	int seat = bridge_transfer(&call->bridge, BRIDGE_FIRST, alert_ms,
	    loop_now(control->loop), &actions);
	if (seat == -1)		/* the caller has asked bridge_can_transfer() */
		return -1;
	call->seats[seat] = (uint8_t)(call_party_count(call) - 1);
	log_info("transfer-begun", "target=%s", log_quote(address));
	stepped(control, call, &before, &actions);
	return 0;
}

/* --- what the SIP side reports --- */

static void
on_event(struct control *control, struct call *call, unsigned seat,
    enum party_event event, unsigned status, enum bridge_media media)
{
	struct before before = before_step(call);
	struct bridge_actions actions;

	bridge_leg(&call->bridge, seat, event, status, media,
	    loop_now(control->loop), &actions);
	stepped(control, call, &before, &actions);
}

/* It has been ended, and what still waits for an answer waits no more. */
void
control_bridge_give_up(struct control *control, struct call *call)
{
	for (unsigned seat = 0; seat < BRIDGE_PARTIES; seat++)
		on_event(control, call, seat, PARTY_EV_TIMER, 0,
		    BRIDGE_MEDIA_NONE);
}

static enum bridge_media
media_of(const struct ua_event *event)
{
	switch (event->media) {
	case UA_MEDIA_OFFER:
		return BRIDGE_MEDIA_OFFER;
	case UA_MEDIA_SETTLED:
		return BRIDGE_MEDIA_SETTLED;
	case UA_MEDIA_ANSWER:
	case UA_MEDIA_NONE:
		break;
	}
	return BRIDGE_MEDIA_NONE;
}

static void
on_invite_response(struct control *control, struct call *call, unsigned seat,
    const struct ua_event *event)
{
	const unsigned number = call->seats[seat];
	enum party_event what = PARTY_EV_REFUSED;

	control_record(control, call, HISTORY_INVITE, number, event);
	if (number == 0)
		call->unsent = event->local && event->status == 503;
	if (event->status < 200 || event->repeated)
		what = PARTY_EV_PROVISIONAL;
	else if (event->status < 300)
		what = PARTY_EV_ANSWERED;
	if (number == 0 && call->bridge.phase == BRIDGE_CALLING &&
	    control_follow(control, call, event))
		return;
	on_event(control, call, seat, what,
	    event->repeated ? 100 : event->status, media_of(event));
}

static void
on_media_response(struct control *control, struct call *call, unsigned seat,
    const struct ua_event *event)
{
	struct before before = before_step(call);
	struct bridge_actions actions;
	struct bridge_answer answer = {
		.status = event->status,
		.has_sdp = event->media != UA_MEDIA_NONE,
		.later = event->later, .retry_after_s = event->retry_after_s,
	};

	control_record(control, call, HISTORY_REINVITE, call->seats[seat],
	    event);
	if (event->repeated)
		return;
	loop_random(control->loop, &answer.dice, sizeof answer.dice);
	bridge_media(&call->bridge, seat, &answer, loop_now(control->loop),
	    &actions);
	stepped(control, call, &before, &actions);
	/* nobody waits for this offer any more */
	if (event->media == UA_MEDIA_OFFER && actions.count == 0 &&
	    leg_at(call, seat) != NULL)
		ua_settle(leg_at(call, seat));
}

/* Nobody is there to ask. */
static void
answer_alone(const struct ua_event *event)
{
	const char *method = event->method;

	if (event->offers || strcmp(method, "INFO") == 0 ||
	    strcmp(method, "OPTIONS") == 0)
		ua_reply_held(event->request);
	else
		ua_reply(event->request, strcmp(method, "NOTIFY") == 0 ? 481 :
		    603);
}

static void
on_request(struct call *call, unsigned seat, const struct ua_event *event)
{
	unsigned to;
	enum bridge_route route = bridge_route(&call->bridge, seat,
	    event->offers, &to);
	struct leg *other = leg_at(call, to);

	if (route == BRIDGE_BUSY)
		ua_reply(event->request, 491);
	else if (route == BRIDGE_RELAY && other != NULL)
		ua_relay(event->request, other);
	else
		answer_alone(event);
}

void
control_bridge_leg(struct control *control, struct call *call, unsigned seat,
    const struct ua_event *event)
{
	const unsigned number = call->seats[seat];

	switch (event->type) {
	case UA_INVITE_RESPONSE:
		on_invite_response(control, call, seat, event);
		break;
	case UA_MEDIA_RESPONSE:
		on_media_response(control, call, seat, event);
		break;
	case UA_BYE_RESPONSE:
		control_record(control, call, HISTORY_BYE, number, event);
		if (!event->repeated)
			on_event(control, call, seat, PARTY_EV_BYE_ANSWERED,
			    event->status, BRIDGE_MEDIA_NONE);
		break;
	case UA_BYE:
		control_record(control, call, HISTORY_BYE_RECEIVED, number,
		    &(struct ua_event){ .status = 200, .phrase = "OK" });
		on_event(control, call, seat, PARTY_EV_BYE_RECEIVED, 0,
		    BRIDGE_MEDIA_NONE);
		break;
	case UA_REQUEST:
		on_request(call, seat, event);
		break;
	case UA_RELAYED:
		log_debug("relayed", "party=%u method=%s status=%u", number,
		    event->method, event->status);
		break;
	case UA_LOST:
		on_event(control, call, seat, PARTY_EV_LOST, 0,
		    BRIDGE_MEDIA_NONE);
		break;
	case UA_REFER_RESPONSE:	/* that of a REFER before a fallback */
	case UA_NOTIFY:
		break;
	}
}
