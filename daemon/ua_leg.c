/*
 * What becomes of a leg: the responses to our requests, and what the phone
 * asks within the dialog, each told to the handler as a small value.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>

#include "challenge.h"
#include "mem.h"
#include "offer.h"
#include "sipfrag.h"
#include "ua_parts.h"

/* --- small helpers --- */

void
ua_request_out(struct leg *leg, enum request request)
{
	leg->request = (uint8_t)request;
	memset(&leg->challenges, 0, sizeof leg->challenges);
	if (!leg->waiting) {
		leg->waiting = true;
		leg->ua->pending++;
	}
}

void
ua_response_in(struct leg *leg)
{
	if (leg->waiting) {
		leg->waiting = false;
		leg->ua->pending--;
	}
}

static void
replace_text(char **old, char *with)
{
	mem_free(*old);
	*old = with;
}

static void
tell(struct leg *leg, const struct ua_event *event)
{
	const struct ua_handler *handler = &leg->ua->handler;

	handler->leg(handler->arg, leg->call, event);
}

/* --- challenges --- */

static bool
answerable(struct leg *leg, const sip_t *sip, unsigned status)
{
	bool stale;
	const char *realm = ua_challenge(sip, status, &stale);

	if (realm == NULL || strlen(realm) >= sizeof leg->realm)
		return false;
	snprintf(leg->realm, sizeof leg->realm, "%s", realm);
	uint32_t hash = (uint32_t)hash_bytes(&leg->ua->seed, realm,
	    strlen(realm));
	return challenge_answer(&leg->challenges, hash != 0 ? hash : 1, stale);
}

/*
 * nua waits with a challenged request until it gets credentials, and with it
 * all that stands in its queue: without any that fit it gives up.
 */
static void
give_up(struct leg *leg)
{
	nua_authenticate(leg->handle, NUTAG_AUTH("None:none:none:none"),
	    TAG_END());
}

/* --- what responses say --- */

/*
 * The status as it was on the wire where there was a message.  nua's own codes
 * (900 and up) are no SIP: they become 503 with nua's words.
 */
static void
fill_response(struct ua_event *event, int status, const char *phrase,
    const sip_t *sip)
{
	if (sip != NULL && sip->sip_status != NULL) {
		event->status = (unsigned)sip->sip_status->st_status;
		event->phrase = ua_text(sip->sip_status->st_phrase);
		return;
	}
	event->local = true;
	event->status = status < 700 ? (unsigned)status : 503;
	event->phrase = ua_text(phrase);
}

/* Remote target and route set of the dialog (RFC 3261 12.1.2). */
static void
remember_dialog(struct leg *leg, const sip_t *sip)
{
	char uri[UA_URI_MAX];

	if (ua_contact(sip, uri) != NULL)
		replace_text(&leg->target, mem_dup(uri));
	if (sip->sip_record_route != NULL)
		replace_text(&leg->route, ua_route_set(sip->sip_record_route));
}

static void
copy_header(char **to, const void *header)
{
	char text[UA_FIELD_MAX];

	replace_text(to, ua_field(text, header) != NULL ? mem_dup(text) :
	    NULL);
}

/*
 * Some responses to a REFER make the stack forget the whole dialog without a
 * BYE (RFC 5057 5.1: 404, 410, 416, 482, 485, 502, 604).  The phone is up all
 * the same: keep what a BYE needs.
 */
static void
note_forgotten(struct leg *leg, unsigned status, const sip_t *sip)
{
	int graceful = 0;

	if (sip == NULL || sip->sip_from == NULL || sip->sip_to == NULL ||
	    sip->sip_call_id == NULL || sip->sip_cseq == NULL)
		return;
	if (sip_response_terminates_dialog((int)status, sip_method_refer,
	    &graceful) >= 0)
		return;
	copy_header(&leg->from, sip->sip_from);
	copy_header(&leg->to, sip->sip_to);
	copy_header(&leg->sip_call_id, sip->sip_call_id);
	leg->cseq = sip->sip_cseq->cs_seq;
	leg->forgotten = leg->target != NULL && leg->from != NULL &&
	    leg->to != NULL && leg->sip_call_id != NULL;
}

/* --- responses to our requests --- */

static void
on_invite_response(struct leg *leg, int status, const char *phrase,
    const sip_t *sip)
{
	struct ua_event event = { .type = UA_INVITE_RESPONSE };
	char contact[UA_URI_MAX];

	if (leg->request != REQUEST_INVITE)
		return;		/* a repeated 2xx: nua has sent the ACK */
	ua_response_in(leg);
	fill_response(&event, status, phrase, sip);
	if (sip != NULL && (event.status == 401 || event.status == 407))
		event.challenge = answerable(leg, sip, event.status);
	if (event.status >= 300 && event.status < 400)
		event.contact = ua_contact(sip, contact);
	if (event.status >= 200 && event.status < 300) {
		leg->request = REQUEST_NONE;
		if (sip != NULL)
			remember_dialog(leg, sip);
	}
	tell(leg, &event);
}

/*
 * When a BYE was asked for meanwhile, it stands in nua's queue behind the
 * REFER; a REFER that ends badly must not take it along.
 */
static void
end_refer(struct leg *leg, unsigned status, const sip_t *sip)
{
	if (status == 401 || status == 407)
		give_up(leg);
	note_forgotten(leg, status, sip);
	if (leg->request == REQUEST_REFER)
		leg->request = REQUEST_NONE;
	else if (leg->request == REQUEST_BYE && leg->forgotten)
		ua_bye_by_hand(leg, NULL);
}

static void
on_refer_response(struct leg *leg, int status, const char *phrase,
    const sip_t *sip)
{
	struct ua_event event = { .type = UA_REFER_RESPONSE };
	bool awaited = leg->request == REQUEST_REFER;

	if (awaited && sip != NULL)
		ua_response_in(leg);
	if (status < 200)
		return;	/* provisional, the event's id, or nua tries again */
	if (awaited)
		ua_response_in(leg);
	fill_response(&event, status, phrase, sip);
	if (sip != NULL && (event.status == 401 || event.status == 407))
		event.challenge = awaited && answerable(leg, sip,
		    event.status);
	if (!event.challenge)
		end_refer(leg, event.status, sip);
	tell(leg, &event);
}

static void
on_bye_response(struct leg *leg, int status, const char *phrase,
    const sip_t *sip)
{
	struct ua_event event = { .type = UA_BYE_RESPONSE };

	if (leg->request != REQUEST_BYE || status < 200)
		return;
	ua_response_in(leg);
	fill_response(&event, status, phrase, sip);
	if (sip != NULL && (event.status == 401 || event.status == 407))
		event.challenge = answerable(leg, sip, event.status);
	if (!event.challenge)
		leg->request = REQUEST_NONE;
	tell(leg, &event);
}

/* --- requests of the phone in our dialog; nua has answered 200 already --- */

static void
on_notify(struct leg *leg, const sip_t *sip)
{
	struct ua_event event = { .type = UA_NOTIFY };
	struct sipfrag frag = { .status = 0 };

	if (sip == NULL)
		return;		/* nua's own word that the time is over */
	if (sip->sip_event != NULL &&
	    strcasecmp(ua_text(sip->sip_event->o_type), "refer") != 0)
		return;
	if (sip->sip_payload != NULL)
		sipfrag_parse(&frag, sip->sip_payload->pl_data,
		    sip->sip_payload->pl_len);
	event.status = frag.status;
	event.phrase = frag.phrase;
	const sip_subscription_state_t *state = sip->sip_subscription_state;
	event.terminated = state != NULL && state->ss_substate != NULL &&
	    strcasecmp(state->ss_substate, "terminated") == 0;
	if (state != NULL && state->ss_expires != NULL)
		event.expires_s = (unsigned)strtoul(state->ss_expires, NULL,
		    10);
	tell(leg, &event);
}

static void
on_bye(struct leg *leg)
{
	struct ua_event event = { .type = UA_BYE, .phrase = "" };

	tell(leg, &event);
}

/*
 * A phone offers something else on a leg that we hold without media: hold,
 * another codec, a session refresh.  It gets an answer without media.
 */
static void
on_offer(struct leg *leg, const sip_t *sip, bool update)
{
	struct buf body = BUF_INIT;
	struct ua *ua = leg->ua;
	int done = 0;

	uint64_t session = ua->sdp_session;
	leg->sdp_version++;
	if (sip != NULL && sip->sip_payload != NULL)
		done = offer_answer(&body, sip->sip_payload->pl_data,
		    sip->sip_payload->pl_len, ua->ip, session,
		    leg->sdp_version);
	else if (!update)
		offer_write(&body, OFFER_INACTIVE, ua->ip, session,
		    leg->sdp_version);
	if (done == -1 || !buf_ok(&body))
		nua_respond(leg->handle, SIP_488_NOT_ACCEPTABLE,
		    NUTAG_WITH_THIS(ua->nua), TAG_END());
	else
		nua_respond(leg->handle, SIP_200_OK,
		    NUTAG_WITH_THIS(ua->nua),
		    TAG_IF(body.len, SIPTAG_CONTENT_TYPE_STR(
			"application/sdp")),
		    TAG_IF(body.len, SIPTAG_PAYLOAD_STR(buf_text(&body))),
		    TAG_END());
	buf_release(&body);
}

void
ua_leg_event(struct leg *leg, int event, int status, const char *phrase,
    const sip_t *sip)
{
	switch ((nua_event_t)event) {
	case nua_r_invite:
		on_invite_response(leg, status, phrase, sip);
		break;
	case nua_r_refer:
		on_refer_response(leg, status, phrase, sip);
		break;
	case nua_r_bye:
	case nua_r_method:
		on_bye_response(leg, status, phrase, sip);
		break;
	case nua_i_notify:
		on_notify(leg, sip);
		break;
	case nua_i_bye:
		on_bye(leg);
		break;
	case nua_i_invite:
	case nua_i_update:
		if (status < 200)
			on_offer(leg, sip, event == nua_i_update);
		break;
	case nua_i_info:
		if (status < 200)
			nua_respond(leg->handle, SIP_200_OK,
			    NUTAG_WITH_THIS(leg->ua->nua), TAG_END());
		break;
	default:
		break;
	}
}
