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
tell(struct leg *leg, const struct ua_event *event)
{
	const struct ua_handler *handler = &leg->ua->handler;

	handler->leg(handler->arg, leg->call, event);
}

/* --- challenges --- */

/*
 * Once per realm and nonce, for each realm that asks: a proxy may pass on the
 * challenges of several (RFC 3261 22.3).
 */
static bool
answerable(struct leg *leg, const sip_t *sip, unsigned status)
{
	struct ua_challenge asked[CHALLENGE_REALMS];
	size_t count = ua_challenges(sip, asked);
	bool again = false;

	memset(leg->realms, 0, sizeof leg->realms);
	leg->challenge_status = (uint16_t)status;
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(asked[i].realm);
		if (n >= sizeof leg->realms[i])
			return false;
		memcpy(leg->realms[i], asked[i].realm, n);
		uint32_t hash = (uint32_t)hash_bytes(&leg->ua->seed,
		    asked[i].realm, n);
		if (challenge_answer(&leg->challenges, hash != 0 ? hash : 1,
		    asked[i].stale))
			again = true;
	}
	return again;
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
	leg->authenticating = false;
	fill_response(&event, status, phrase, sip);
	if (sip != NULL && (event.status == 401 || event.status == 407))
		event.challenge = answerable(leg, sip, event.status);
	/* only the nonce was stale: nua tells it as 100, and tries again */
	event.repeated = event.challenge && status < 200;
	if (event.status >= 300 && event.status < 400)
		event.contact = ua_contact(sip, contact);
	if (event.status >= 200 && event.status < 300) {
		leg->request = REQUEST_NONE;
		if (sip != NULL)
			ua_dialog_note(leg, sip);
	}
	tell(leg, &event);
}

/* Some responses to a REFER make nua forget the dialog without a BYE. */
static bool
is_forgotten(unsigned status)
{
	int graceful = 0;

	return sip_response_terminates_dialog((int)status, sip_method_refer,
	    &graceful) < 0;
}

/*
 * When a BYE was asked for meanwhile, it stands in nua's queue behind the
 * REFER; a REFER that ends badly must not take it along.
 */
static void
end_refer(struct leg *leg, unsigned status)
{
	leg->refer_out = false;
	if (status == 401 || status == 407)
		give_up(leg);
	if (is_forgotten(status))
		leg->dialog.by_hand = true;
	else if (!leg->dialog.by_hand && leg->bye_handle == NULL)
		ua_dialog_forget(leg);
	if (leg->request == REQUEST_REFER)
		leg->request = REQUEST_NONE;
	else if (leg->request == REQUEST_BYE && leg->dialog.by_hand)
		ua_dialog_bye(leg, NULL);
}

static void
on_refer_response(struct leg *leg, int status, const char *phrase,
    const sip_t *sip)
{
	struct ua_event event = { .type = UA_REFER_RESPONSE };
	bool awaited = leg->request == REQUEST_REFER;

	if (awaited && (sip != NULL || status >= 200))
		ua_response_in(leg);
	if (status < 200 || !leg->refer_out)
		return;	/* provisional, the event's id, or nua tries again */
	leg->authenticating = false;
	fill_response(&event, status, phrase, sip);
	if (sip != NULL && (event.status == 401 || event.status == 407))
		event.challenge = awaited && answerable(leg, sip,
		    event.status);
	event.terminated = sip != NULL && event.status < 300 &&
	    ua_no_subscription(sip);
	if (!event.challenge)
		end_refer(leg, event.status);
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
	leg->authenticating = false;
	fill_response(&event, status, phrase, sip);
	if (sip != NULL && (event.status == 401 || event.status == 407))
		event.challenge = answerable(leg, sip, event.status);
	if (!event.challenge)
		leg->request = REQUEST_NONE;
	tell(leg, &event);
}

/*
 * nua had no use for the credentials: the challenge stays as the answer.
 * Without this the request would be neither out nor over.
 */
static void
on_authenticate(struct leg *leg)
{
	struct ua_event event = {
		.type = leg->request == REQUEST_INVITE ? UA_INVITE_RESPONSE :
		    leg->request == REQUEST_REFER ? UA_REFER_RESPONSE :
		    UA_BYE_RESPONSE,
		.status = leg->challenge_status,
		.phrase = "Credentials Refused",
		.local = true,
	};

	if (!leg->authenticating || leg->request == REQUEST_NONE)
		return;
	leg->authenticating = false;
	ua_response_in(leg);
	if (leg->request == REQUEST_REFER)
		end_refer(leg, event.status);
	else if (leg->request == REQUEST_BYE)
		leg->request = REQUEST_NONE;
	tell(leg, &event);
}

/* --- requests of the phone in our dialog --- */

/*
 * nua answers the NOTIFYs of a subscription that it knows; one without
 * Subscription-State ends it for nua, but not for the phones that send those,
 * so the others come to us.
 */
static void
on_notify(struct leg *leg, int status, const sip_t *sip)
{
	struct ua_event event = { .type = UA_NOTIFY };
	struct sipfrag frag = { .status = 0 };

	if (sip == NULL)
		return;		/* nua's own word that the time is over */
	bool ours = sip->sip_event == NULL ||
	    strcasecmp(ua_text(sip->sip_event->o_type), "refer") == 0;
	if (status < 200)
		nua_respond(leg->handle, ours ? 200 : 489, ours ?
		    sip_200_OK : sip_489_Bad_event,
		    NUTAG_WITH_THIS(leg->ua->nua), TAG_END());
	if (!ours)
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
static int
write_answer(struct leg *leg, const sip_t *sip, bool update, struct buf *body)
{
	const char *ip = leg->ua->ip;
	uint32_t version = leg->sdp_version + 1;
	int done = 0;

	if (sip != NULL && sip->sip_payload != NULL)
		done = offer_answer(body, sip->sip_payload->pl_data,
		    sip->sip_payload->pl_len, ip, leg->sdp_session, version);
	else if (!update)
		offer_write(body, OFFER_INACTIVE, ip, leg->sdp_session,
		    version);
	if (done == -1 || !buf_ok(body))
		return -1;
	if (body->len != 0)
		leg->sdp_version = version;
	return 0;
}

static bool
is_sdp(const sip_t *sip)
{
	return sip == NULL || sip->sip_payload == NULL ||
	    sip->sip_content_type == NULL || strcasecmp(
	    ua_text(sip->sip_content_type->c_type), "application/sdp") == 0;
}

static void
on_offer(struct leg *leg, const sip_t *sip, bool update)
{
	struct buf body = BUF_INIT;
	struct nua_s *nua = leg->ua->nua;

	if (!is_sdp(sip))
		nua_respond(leg->handle, SIP_415_UNSUPPORTED_MEDIA,
		    NUTAG_WITH_THIS(nua),
		    SIPTAG_ACCEPT_STR("application/sdp"), TAG_END());
	else if (write_answer(leg, sip, update, &body) == -1)
		nua_respond(leg->handle, SIP_488_NOT_ACCEPTABLE,
		    NUTAG_WITH_THIS(nua), TAG_END());
	else
		nua_respond(leg->handle, SIP_200_OK, NUTAG_WITH_THIS(nua),
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
	case nua_r_authenticate:
		on_authenticate(leg);
		break;
	case nua_r_bye:
		/* where ours went by hand, nua's is not the one that counts */
		if (leg->bye_handle == NULL)
			on_bye_response(leg, status, phrase, sip);
		break;
	case nua_r_method:
		on_bye_response(leg, status, phrase, sip);
		break;
	case nua_i_notify:
		on_notify(leg, status, sip);
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
