/*
 * Actions of the state machine, carried out: this is where a call meets the
 * user agent.
 */
#include "address.h"
#include "buf.h"
#include "compose.h"
#include "config.h"
#include "control_parts.h"
#include "log.h"
#include "loop.h"
#include "registrar.h"
#include "ua.h"
#include "users.h"

const struct user *
control_agent(const struct control *control, const struct call *call)
{
	struct address agent;

	if (address_from_normal(&agent, call->agent) == -1)
		return NULL;
	return users_find(control->users, agent.user, agent.host,
	    control->domain);
}

/* Send the INVITE to `target`, a whole Request-URI. */
static int
send_invite(struct control *control, struct call *call, const char *target)
{
	struct invitation invitation;

	if (compose_invitation(&invitation, call, control_agent(control, call),
	    control->config) == -1) {
		compose_release(&invitation);
		return -1;
	}
	const struct ua_invite invite = {
		.call = calls_ref(call),
		.target = target,
		.to = buf_text(&invitation.to),
		.from = buf_text(&invitation.from),
		.sip_call_id = call->sip_call_id,
		.route = invitation.route.len != 0 ?
		    buf_text(&invitation.route) : NULL,
		.subject = *call->subject != '\0' ? call->subject : NULL,
		.request_disposition = invitation.request_disposition[0] ?
		    invitation.request_disposition : NULL,
		.body = buf_text(&invitation.body),
		.sdp_session = invitation.sdp_session,
	};
	call->leg = ua_invite(control->ua, &invite);
	compose_release(&invitation);
	return call->leg != NULL ? 0 : -1;
}

/* The INVITE could not go out: tell it as a response of our own. */
static void
refuse_locally(struct control *control, struct call *call, unsigned status)
{
	const struct ua_event event = {
		.type = UA_INVITE_RESPONSE,
		.status = status,
		.phrase = status == 404 ? "Not Found" : status == 480 ?
		    "Temporarily Unavailable" : "Service Unavailable",
		.local = true,
	};

	control_leg(control, calls_ref(call), &event);
}

static void
do_invite(struct control *control, struct call *call)
{
	struct buf target = BUF_INIT;
	struct address calling;
	unsigned status = 503;

	if (compose_call_id(call, control->config->ip_address) == -1 ||
	    address_from_normal(&calling, call->calling) == -1) {
		refuse_locally(control, call, status);
		return;
	}
	if (control->registrar == NULL) {
		compose_target(&target, call, control->config,
		    call->calling);
	} else {
		const char *contact = registrar_locate(control->registrar,
		    calling.user, calling.host,
		    loop_now(control->loop) / 1000, &status);
		if (contact != NULL)
			buf_puts(&target, contact);
	}
	if (target.len == 0 || !buf_ok(&target) ||
	    send_invite(control, call, buf_text(&target)) == -1)
		refuse_locally(control, call, status);
	buf_release(&target);
}

static void
do_refer(struct call *call)
{
	struct buf refer_to = BUF_INIT, referred_by = BUF_INIT;

	compose_refer(&refer_to, &referred_by, call);
	/* without memory the state's timer says BYE */
	if (buf_ok(&refer_to) && buf_ok(&referred_by))
		ua_refer(call->leg, buf_text(&refer_to),
		    buf_text(&referred_by));
	buf_release(&refer_to);
	buf_release(&referred_by);
}

static void
do_authenticate(struct control *control, struct call *call)
{
	const struct user *agent = control_agent(control, call);

	ua_authenticate(call->leg, agent->name, agent->sip_ha1);
}

static void
drop_leg(struct call *call)
{
	if (call->leg != NULL)
		ua_release(call->leg);
	call->leg = NULL;
}

void
control_act(struct control *control, struct call *call, enum refer_action action)
{
	char reason[128];

	switch (action) {
	case REFER_DO_NONE:
	case REFER_ACTION_COUNT:
		break;
	case REFER_DO_INVITE:
		do_invite(control, call);
		break;
	case REFER_DO_AUTHENTICATE:
		do_authenticate(control, call);
		break;
	case REFER_DO_CANCEL:
		ua_cancel(call->leg,
		    compose_reason(reason, sizeof reason, call));
		break;
	case REFER_DO_REFER:
		do_refer(call);
		break;
	case REFER_DO_BYE:
		ua_bye(call->leg, compose_reason(reason, sizeof reason, call));
		break;
	case REFER_DO_DROP:
		drop_leg(call);
		break;
	}
}

void
control_redirect(struct control *control, struct call *call,
    const struct address *address)
{
	struct buf target = BUF_INIT, text = BUF_INIT;

	drop_leg(call);
	call->redirects++;
	address_format(address, &text);
	compose_target(&target, call, control->config, buf_text(&text));
	log_info("redirected", "to=%s", log_quote(buf_text(&text)));
	if (!buf_ok(&target) || !buf_ok(&text) ||
	    send_invite(control, call, buf_text(&target)) == -1)
		refuse_locally(control, call, 503);
	buf_release(&target);
	buf_release(&text);
}
