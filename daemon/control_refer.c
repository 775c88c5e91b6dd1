/*
 * The Refer flow: what is heard of the calling party's leg becomes a step of
 * refer.h's machine, and its actions are carried out.
 */
#include <string.h>

#include "buf.h"
#include "compose.h"
#include "config.h"
#include "control_parts.h"
#include "log.h"
#include "loop.h"
#include "ua.h"

/* --- actions --- */

static void
do_refer(struct call *call)
{
	struct buf refer_to = BUF_INIT, referred_by = BUF_INIT;

	compose_refer(&refer_to, &referred_by, call);
	/* without memory the state's timer says BYE */
	if (buf_ok(&refer_to) && buf_ok(&referred_by))
		ua_refer(call->pair[0].leg, buf_text(&refer_to),
		    buf_text(&referred_by));
	buf_release(&refer_to);
	buf_release(&referred_by);
}

static void
act(struct control *control, struct call *call, enum refer_action action)
{
	struct leg *leg = call->pair[0].leg;
	char out[128];
	const char *text;
	unsigned status = refer_reason(&call->refer, &text);
	const char *reason = compose_reason(out, sizeof out, status, text);

	switch (action) {
	case REFER_DO_NONE:
	case REFER_ACTION_COUNT:
		break;
	case REFER_DO_INVITE:
		control_invite(control, call, 0, 0);
		break;
	case REFER_DO_CANCEL:
		ua_cancel(leg, reason);
		break;
	case REFER_DO_REFER:
		do_refer(call);
		break;
	case REFER_DO_BYE:
		ua_bye(leg, reason);
		break;
	case REFER_DO_DROP:
		call->pair[0].ended_ms = loop_wall(control->loop);
		control_drop(call, 0);
		break;
	}
}

void
control_refer_step(struct control *control, struct call *call,
    const struct refer_input *input)
{
	enum refer_state before = (enum refer_state)call->refer.state;

	log_call(call->id);
	enum refer_action action = refer_step(&call->refer, input,
	    loop_now(control->loop));
	enum refer_state after = (enum refer_state)call->refer.state;
	log_debug("step", "on=%s from=%s to=%s do=%s",
	    refer_event_name(input->event), refer_state_name(before),
	    refer_state_name(after), refer_action_name(action));
	control_stepped(control, call, call->refer.deadline_ms,
	    after == REFER_DONE);
	act(control, call, action);
	if (after != before)
		control_changed(control, call);
	log_call(NULL);
	/* nobody is there any more to be told by late NOTIFYs */
	if (control->draining && call->refer.state == REFER_WATCHING)
		control_refer_step(control, call, &(struct refer_input){
			.event = REFER_EV_HANGUP });
}

/* --- what the SIP side reports --- */

static void
on_invite_response(struct control *control, struct call *call,
    const struct ua_event *event)
{
	struct refer_input input = {
		.event = event->status < 200 || event->repeated ?
		    REFER_EV_PROVISIONAL : event->status < 300 ?
		    REFER_EV_ANSWERED : REFER_EV_REFUSED,
		.status = event->status,
	};

	control_record(control, call, HISTORY_INVITE, 0, event);
	call->unsent = event->local && event->status == 503;
	if (call->refer.state == REFER_CALLING &&
	    control_follow(control, call, event))
		return;
	control_refer_step(control, call, &input);
}

/* The phone will not place the call: we connect the parties ourselves. */
static void
fall_back(struct control *control, struct call *call, unsigned status)
{
	refer_step(&call->refer, &(struct refer_input){
		.event = REFER_EV_FALLBACK, .status = status },
	    loop_now(control->loop));
	log_info("fallback", "refer-status=%u", status);
	call->flow = CALL_INVITE;
	ua_keep_alive(call->pair[0].leg,
	    (unsigned)control->config->session_expires);
	bridge_init(&call->bridge, call->refer.setup_ms);
	control_bridge_order(control, call, BRIDGE_EV_ADOPT);
}

static void
on_refer_response(struct control *control, struct call *call,
    const struct ua_event *event)
{
	control_record(control, call, HISTORY_REFER, 0, event);
	if (event->repeated)
		return;
	if (event->status >= 300)
		log_info("refer-refused", "status=%u phrase=%s",
		    event->status, log_quote(event->phrase));
	if (event->status >= 300 && control->config->refer_fallback &&
	    !control->draining &&
	    refer_may_fall_back(&call->refer, event->status)) {
		fall_back(control, call, event->status);
		return;
	}
	control_refer_step(control, call, &(struct refer_input){
		.event = event->status < 300 ? REFER_EV_REFER_ACCEPTED :
		    REFER_EV_REFER_REFUSED,
		.status = event->status });
	/* the phone will not tell what becomes of it */
	if (event->terminated)
		control_refer_step(control, call, &(struct refer_input){
			.event = REFER_EV_NOTIFY_LAST });
}

static void
on_notify(struct control *control, struct call *call,
    const struct ua_event *event)
{
	struct refer_input input = {
		.event = refer_notify_event(&call->refer, event->status,
		    event->terminated),
		.status = event->status,
		.expires_s = event->expires_s,
	};

	control_record(control, call, HISTORY_NOTIFY, 0, event);
	control_refer_step(control, call, &input);
}

/* Its leg has no media, and there is nobody to ask. */
static void
on_request(const struct ua_event *event)
{
	const char *method = event->method;

	if (event->offers || strcmp(method, "INFO") == 0 ||
	    strcmp(method, "OPTIONS") == 0)
		ua_reply_held(event->request);
	else
		ua_reply(event->request, 405);
}

void
control_refer_leg(struct control *control, struct call *call,
    const struct ua_event *event)
{
	switch (event->type) {
	case UA_INVITE_RESPONSE:
		on_invite_response(control, call, event);
		break;
	case UA_REFER_RESPONSE:
		on_refer_response(control, call, event);
		break;
	case UA_NOTIFY:
		on_notify(control, call, event);
		break;
	case UA_BYE_RESPONSE:
		if (!event->repeated)
			control_refer_step(control, call,
			    &(struct refer_input){
				.event = REFER_EV_BYE_ANSWERED,
				.status = event->status });
		break;
	case UA_BYE:
		control_refer_step(control, call, &(struct refer_input){
			.event = REFER_EV_BYE_RECEIVED });
		break;
	case UA_REQUEST:
		on_request(event);
		break;
	case UA_LOST:
		control_refer_step(control, call, &(struct refer_input){
			.event = REFER_EV_LOST });
		break;
	case UA_MEDIA_RESPONSE:
	case UA_RELAYED:
		break;
	}
}
