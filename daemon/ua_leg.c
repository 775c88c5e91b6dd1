/*
 * A leg: its INVITE, REFER and BYE, and what the phone says in the dialog, each
 * told to the handler as a small value.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct leg;
#define NTA_LEG_MAGIC_T struct leg

#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>

#include "buf.h"
#include "log.h"
#include "mem.h"
#include "sipfrag.h"
#include "ua_bye.h"
#include "ua_parts.h"

void
ua_tell(struct leg *leg, const struct ua_event *event)
{
	const struct ua_handler *handler = &leg->ua->handler;

	handler->leg(handler->arg, leg->call, leg->party, event);
}

void
ua_lost(struct leg *leg)
{
	const struct ua_event event = { .type = UA_LOST, .phrase = "" };

	if (leg->lost || !leg->up || leg->bye_sent || leg->bye_received)
		return;
	leg->lost = true;
	ua_refresh_stop(leg);
	ua_tell(leg, &event);
}

void
ua_tell_response(struct leg *leg, struct ua_event *event,
    const struct ua_response *response)
{
	event->status = response->status;
	event->phrase = response->phrase;
	event->local = response->local;
	event->repeated = response->repeated;
	ua_tell(leg, event);
}

/* --- the dialog --- */

/* Without a Contact, the way of the INVITE is all there is. */
static void
reroute_as_invited(struct leg *leg, const struct ua_out *out)
{
	const url_t *url = nta_outgoing_request_uri(out->orq);
	msg_t *msg = nta_outgoing_getrequest(out->orq);
	const sip_t *sent = sip_object(msg);
	sip_contact_t contact[1];

	leg->nowhere = true;
	if (url != NULL && sent != NULL) {
		sip_contact_init(contact);
		*contact->m_url = *url;
		nta_leg_client_reroute(leg->dialog, sent->sip_route, contact,
		    1);
	}
	msg_destroy(msg);
}

void
ua_leg_up(struct leg *leg, struct ua_out *out, const sip_t *sip)
{
	const sip_contact_t *contact = ua_usable_contact(sip);

	leg->up = true;
	nta_leg_rtag(leg->dialog, sip->sip_to->a_tag);
	if (contact != NULL)
		nta_leg_client_reroute(leg->dialog, sip->sip_record_route,
		    contact, 1);
	else
		reroute_as_invited(leg, out);
}

void
ua_retarget(struct leg *leg, const sip_t *sip)
{
	const sip_contact_t *contact = ua_usable_contact(sip);

	if (contact != NULL)
		nta_leg_client_reroute(leg->dialog, NULL, contact, 0);
}

void
ua_note_allow(struct leg *leg, const sip_t *sip)
{
	if (sip->sip_allow != NULL)
		leg->allow_update = sip_is_allowed(sip->sip_allow,
		    SIP_METHOD_UPDATE);
}

/* --- INVITE --- */

static enum ua_media
media_of(const struct leg *leg, const sip_t *sip)
{
	size_t len;

	if (leg->offer_waits)
		return UA_MEDIA_OFFER;
	if (leg->invite->offerless)
		return ua_prack_settled(leg->invite, sip) ?
		    UA_MEDIA_SETTLED : UA_MEDIA_NONE;
	return ua_prack_sdp(leg, sip, &len) != NULL ? UA_MEDIA_ANSWER : UA_MEDIA_NONE;
}

static void
on_invite_response(struct leg *leg, void *arg,
    const struct ua_response *response)
{
	struct ua_event event = { .type = UA_INVITE_RESPONSE };
	char contact[UA_URI_MAX];

	(void)arg;
	if (response->status >= 300 && response->status < 400)
		event.contact = ua_contact(response->sip, contact);
	if (response->status >= 200 && response->status < 300) {
		event.media = media_of(leg, response->sip);
		if (event.media == UA_MEDIA_ANSWER)
			sdp_agreed(&leg->sdp);
		ua_refresh_answered(leg, response->sip);
		if (event.media != UA_MEDIA_OFFER)
			ua_ack(leg, NULL);
	}
	ua_tell_response(leg, &event, response);
}

static int on_request(struct leg *leg, nta_leg_t *dialog, nta_incoming_t *irq,
    const sip_t *sip);

/* The message, up to what nta adds; NULL without memory. */
static msg_t *
compose_invite(struct leg *leg, const struct ua_invite *invite)
{
	msg_t *msg = nta_msg_create(leg->ua->agent, 0);
	char headers[UA_REFRESH_MAX];
	const struct ua_fields fields = {
		.body = invite->body,
		.headers = ua_refresh_headers(leg, headers),
	};

	if (ua_fields_add(msg, &fields) == -1 || sip_add_tl(msg,
	    sip_object(msg), TAG_IF(invite->route,
		SIPTAG_ROUTE_STR(invite->route)),
	    TAG_IF(invite->subject, SIPTAG_SUBJECT_STR(invite->subject)),
	    TAG_IF(invite->request_disposition,
		SIPTAG_REQUEST_DISPOSITION_STR(invite->request_disposition)),
	    TAG_IF(invite->headers, SIPTAG_HEADER_STR(invite->headers)),
	    SIPTAG_ACCEPT_STR("application/sdp"), TAG_END()) < 0) {
		msg_destroy(msg);
		return NULL;
	}
	return msg;
}

static nta_leg_t *
new_dialog(struct leg *leg, const struct ua_invite *invite)
{
	char tag[UA_TAG_MAX];
	nta_leg_t *dialog = nta_leg_tcreate(leg->ua->agent, on_request, leg,
	    SIPTAG_CALL_ID_STR(invite->sip_call_id),
	    SIPTAG_FROM_STR(invite->from), SIPTAG_TO_STR(invite->to),
	    TAG_END());

	if (dialog != NULL)
		nta_leg_tag(dialog, ua_tag(leg->ua, invite->sip_call_id,
		    invite->body == NULL, tag));
	return dialog;
}

struct leg *
ua_invite(struct ua *ua, const struct ua_invite *invite)
{
	struct leg *leg = calloc(1, sizeof *leg);

	if (leg == NULL)
		return NULL;
	leg->magic = UA_LEG_MAGIC;
	leg->ua = ua;
	leg->call = invite->call;
	leg->party = invite->party;
	leg->dialog = new_dialog(leg, invite);
	if (leg->dialog == NULL) {
		free(leg);
		return NULL;
	}
	leg->next = ua->legs;
	leg->self = &ua->legs;
	if (leg->next != NULL)
		leg->next->self = &leg->next;
	ua->legs = leg;
	sdp_side_init(&leg->sdp, ua->ip, invite->sdp_session);
	ua_refresh_init(leg, invite->session_expires_s);
	ua_auth_hop(leg, invite->route != NULL ? invite->route :
	    invite->target);
	if (invite->body != NULL)
		sdp_own(&leg->sdp, &(struct sdp_text){ invite->body,
		    strlen(invite->body) });
	msg_t *msg = compose_invite(leg, invite);
	if (msg == NULL || ua_out_start(leg, msg, "INVITE", invite->target,
	    on_invite_response, NULL) == NULL)
		ua_owe(leg, UA_INVITE_RESPONSE, 503);
	return leg;
}

void
ua_cancel(struct leg *leg, const char *reason)
{
	if (leg->invite != NULL && !leg->up)
		ua_out_cancel(leg->invite, reason);
}

/* --- REFER --- */

static void
on_refer_response(struct leg *leg, void *arg,
    const struct ua_response *response)
{
	struct ua_event event = { .type = UA_REFER_RESPONSE };

	(void)arg;
	if (response->status < 200)
		return;
	event.terminated = response->sip != NULL && response->status < 300 &&
	    ua_no_subscription(response->sip);
	ua_tell_response(leg, &event, response);
}

void
ua_refer(struct leg *leg, const char *refer_to, const char *referred_by)
{
	struct buf headers = BUF_INIT;
	struct ua_send send = { .method = "REFER", .done = on_refer_response };

	buf_printf(&headers, "Refer-To: %s\r\nReferred-By: %s", refer_to,
	    referred_by);
	leg->referred = true;
	send.headers = buf_text(&headers);
	if (!buf_ok(&headers) || !leg->up || leg->nowhere ||
	    ua_send(leg, &send) == NULL)
		ua_owe(leg, UA_REFER_RESPONSE, 503);
	buf_release(&headers);
}

/* --- other requests of the phone --- */

static bool
is_refer_event(const sip_t *sip)
{
	return sip->sip_event == NULL ||
	    strcasecmp(ua_text(sip->sip_event->o_type), "refer") == 0;
}

/*
 * Phones send them without Event, without Subscription-State, before the 202
 * and behind their BYE; each is taken.
 */
static void
on_notify(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct ua_event event = { .type = UA_NOTIFY };
	struct sipfrag frag = { .status = 0 };
	const sip_subscription_state_t *state = sip->sip_subscription_state;

	if (!is_refer_event(sip)) {
		ua_respond(leg->ua, irq, &(struct ua_answer){
		    .status = 489 });
		return;
	}
	if (sip->sip_payload != NULL)
		sipfrag_parse(&frag, sip->sip_payload->pl_data,
		    sip->sip_payload->pl_len);
	event.status = frag.status;
	event.phrase = frag.phrase;
	event.terminated = state != NULL && state->ss_substate != NULL &&
	    strcasecmp(state->ss_substate, "terminated") == 0;
	if (state != NULL && state->ss_expires != NULL)
		event.expires_s = (unsigned)strtoul(state->ss_expires, NULL,
		    10);
	ua_respond(leg->ua, irq, &(struct ua_answer){ .status = 200 });
	ua_tell(leg, &event);
}

/*
 * Before the 2xx there is nobody to ask, and after a BYE no dialog.  A 481 in
 * between would tell a gateway that there is no call.
 */
static unsigned
refusal(const struct leg *leg, const sip_t *sip)
{
	size_t len;

	if (leg->bye_sent || leg->bye_received)
		return 481;
	if (leg->up)
		return 0;
	switch (sip->sip_request->rq_method) {
	case sip_method_options:
	case sip_method_info:
		return 200;
	case sip_method_update:
		return ua_sdp(sip, &len) != NULL ? 491 : 200;
	case sip_method_invite:
		return 491;
	case sip_method_message:
		return 480;
	default:
		return 481;
	}
}

static int
on_other(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct ua *ua = leg->ua;
	sip_method_t method = sip->sip_request->rq_method;
	unsigned status = refusal(leg, sip);

	if (status != 0) {
		ua_respond(ua, irq, &(struct ua_answer){ .status = status });
		return 0;
	}
	int bad = nta_check_required(irq, sip, ua->supported,
	    SIPTAG_ALLOW(ua->allow), SIPTAG_USER_AGENT(ua->user_agent),
	    TAG_END());
	if (bad != 0) {
		ua_hide_unsent(irq);
		return bad;
	}
	if (method == sip_method_invite || method == sip_method_update)
		ua_retarget(leg, sip);
	ua_note_allow(leg, sip);
	ua_relay_request(leg, irq, sip);
	return 0;
}

static int
on_request(struct leg *leg, nta_leg_t *dialog, nta_incoming_t *irq,
    const sip_t *sip)
{
	(void)dialog;
	if (leg->magic != UA_LEG_MAGIC)
		abort();	/* our own mistake: a released leg */
	log_debug("sip", "request=%s", log_quote(
	    sip->sip_request->rq_method_name));
	switch (sip->sip_request->rq_method) {
	case sip_method_ack:
		nta_incoming_destroy(irq);
		return 0;
	case sip_method_cancel:
		return 481;
	case sip_method_bye:
		ua_bye_received(leg, irq);
		return 0;
	case sip_method_notify:
		if (leg->referred) {
			on_notify(leg, irq, sip);
			return 0;
		}
		return on_other(leg, irq, sip);
	default:
		return on_other(leg, irq, sip);
	}
}

/* --- its end --- */

void
ua_release(struct leg *leg)
{
	ua_bye_silently(leg);
	ua_out_orphan(leg);
	ua_disown(leg);
	ua_refresh_release(leg);
	nta_leg_destroy(leg->dialog);
	ua_auth_release(leg);
	sdp_side_release(&leg->sdp);
	mem_free(leg->sdp_got);
	*leg->self = leg->next;
	if (leg->next != NULL)
		leg->next->self = leg->self;
	leg->magic = 0;
	free(leg);
}
