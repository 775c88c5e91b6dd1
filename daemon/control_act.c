/*
 * What both flows do with a leg: this is where a call meets the user agent.
 */
#include <stdio.h>

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

bool
control_credentials(void *arg, uint64_t ref, struct ua_credentials *out)
{
	struct control *control = arg;
	struct call *call = calls_get(control->calls, ref);
	const struct user *agent = call != NULL ?
	    control_agent(control, call) : NULL;

	if (agent == NULL || agent->sip_ha1[0] == '\0')
		return false;
	out->user = agent->name;
	out->ha1 = agent->sip_ha1;
	return true;
}

/* Send the INVITE to `target`, a whole Request-URI. */
static int
send_invite(struct control *control, struct call *call, size_t number,
    unsigned seat, const char *target)
{
	const struct config *config = control->config;
	struct invitation invitation;
	char confpin[COMMAND_CONFPIN_MAX + 16];

	/* what the calling party's phone would add in the Refer flow */
	snprintf(confpin, sizeof confpin, "X-ConfPin: %s", call->confpin);
	if (compose_invitation(&invitation, call, number,
	    control_agent(control, call), config) == -1) {
		compose_release(&invitation);
		return -1;
	}
	const struct ua_invite invite = {
		.call = calls_ref(call),
		.party = seat,
		.target = target,
		.to = buf_text(&invitation.to),
		.from = buf_text(&invitation.from),
		.sip_call_id = call_party(call, number)->sip_call_id,
		.route = invitation.route.len != 0 ?
		    buf_text(&invitation.route) : NULL,
		.subject = number == 0 && *call->subject != '\0' ?
		    call->subject : NULL,
		.request_disposition = invitation.request_disposition[0] ?
		    invitation.request_disposition : NULL,
		.headers = number == 1 && *call->confpin != '\0' ? confpin :
		    NULL,
		.body = invitation.body.len != 0 ?
		    buf_text(&invitation.body) : NULL,
		.sdp_session = invitation.sdp_session,
		.session_expires_s = call->flow == CALL_INVITE ?
		    (unsigned)config->session_expires : 0,
	};
	struct leg *leg = ua_invite(control->ua, &invite);
	compose_release(&invitation);
	call_party(call, number)->leg = leg;
	return leg != NULL ? 0 : -1;
}

/* The INVITE could not go out: tell it as a response of our own. */
static void
refuse_locally(struct control *control, struct call *call, unsigned seat,
    unsigned status)
{
	const struct ua_event event = {
		.type = UA_INVITE_RESPONSE,
		.status = status,
		.phrase = status == 404 ? "Not Found" : status == 480 ?
		    "Temporarily Unavailable" : "Service Unavailable",
		.local = true,
	};

	control_leg(control, calls_ref(call), seat, &event);
}

void
control_invite(struct control *control, struct call *call, size_t number,
    unsigned seat)
{
	const char *to = call_party(call, number)->address;
	struct buf target = BUF_INIT;
	struct address address;
	unsigned status = 503;

	if (compose_call_id(call, number, control->config->ip_address) ==
	    NULL || address_from_normal(&address, to) == -1) {
		refuse_locally(control, call, seat, status);
		return;
	}
	if (control->registrar == NULL) {
		compose_target(&target, number == 0 && call->forwarding,
		    control->config, to);
	} else {
		const char *contact = registrar_locate(control->registrar,
		    address.user, address.host,
		    loop_now(control->loop) / 1000, &status);
		if (contact != NULL)
			buf_puts(&target, contact);
	}
	if (target.len == 0 || !buf_ok(&target) ||
	    send_invite(control, call, number, seat, buf_text(&target)) == -1)
		refuse_locally(control, call, seat, status);
	buf_release(&target);
}

void
control_drop(struct call *call, size_t number)
{
	struct call_party *party = call_party(call, number);

	if (party->leg != NULL)
		ua_release(party->leg);
	party->leg = NULL;
}

void
control_redirect(struct control *control, struct call *call,
    const struct address *address)
{
	struct buf target = BUF_INIT, text = BUF_INIT;

	control_drop(call, 0);
	call->redirects++;
	address_format(address, &text);
	compose_target(&target, call->forwarding, control->config,
	    buf_text(&text));
	log_info("redirected", "to=%s", log_quote(buf_text(&text)));
	if (!buf_ok(&target) || !buf_ok(&text) ||
	    send_invite(control, call, 0, 0, buf_text(&target)) == -1)
		refuse_locally(control, call, 0, 503);
	buf_release(&target);
	buf_release(&text);
}
