/*
 * What a phone asks within its dialog, where it requires nothing that we do not
 * know: checked as RFC 3261 14.2 and others want it, told to the handler, and
 * answered as that decides.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "ua_relay.h"
#define NTA_INCOMING_MAGIC_T struct ua_request

#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>

#include "buf.h"
#include "loop.h"
#include "sdp.h"
#include "ua_parts.h"

enum { RETRY_SPAN_S = 11 };	/* RFC 3261 14.2: 0 to 10 seconds */

/* --- the lists --- */

static struct ua_request *
request_new(struct leg *leg, nta_incoming_t *irq, const sip_t *sip,
    const char *method)
{
	struct ua_request *request = calloc(1, sizeof *request);
	size_t len;

	if (request == NULL)
		return NULL;
	*request = (struct ua_request){
		.leg = leg, .irq = irq, .sip = sip, .method = method,
		.kind = UA_RELAY_OTHER,
		.next = leg->requests, .self = &leg->requests,
	};
	if (request->next != NULL)
		request->next->self = &request->next;
	leg->requests = request;
	if (nta_incoming_method(irq) == sip_method_invite ||
	    nta_incoming_method(irq) == sip_method_update) {
		request->kind = ua_sdp(sip, &len) != NULL ? UA_RELAY_OFFER :
		    UA_RELAY_ASK;
		leg->invited = irq;
	}
	return request;
}

void
ua_request_asks(struct ua_request *request, struct leg *far)
{
	request->far = far;
	request->asked_next = far->asked;
	request->asked_self = &far->asked;
	if (far->asked != NULL)
		far->asked->asked_self = &request->asked_next;
	far->asked = request;
}

void
ua_request_asked(struct ua_request *request)
{
	if (request->far == NULL)
		return;
	*request->asked_self = request->asked_next;
	if (request->asked_next != NULL)
		request->asked_next->asked_self = request->asked_self;
	request->far = NULL;
}

/* Its leg does not know it any more. */
static void
take_out(struct ua_request *request)
{
	struct leg *leg = request->leg;

	if (request->gone != NULL)
		*request->gone = true;
	request->gone = NULL;
	if (leg == NULL)
		return;
	if (leg->invited == request->irq)
		leg->invited = NULL;
	*request->self = request->next;
	if (request->next != NULL)
		request->next->self = request->self;
	request->leg = NULL;
	su_timer_destroy(request->patience);
	request->patience = NULL;
	nta_incoming_destroy(request->irq);
	request->irq = NULL;
}

void
ua_request_free(struct ua_request *request)
{
	struct ua_out *out = request->out;

	take_out(request);
	ua_request_asked(request);
	free(request);
	if (out != NULL)
		ua_forget(out);
}

/* Answer it, for all but a 2xx to an INVITE. */
static void
respond(struct ua_request *request, const struct ua_answer *answer)
{
	struct leg *leg = request->leg;
	nta_incoming_t *irq = request->irq;

	if (leg->invited == irq)
		leg->invited = NULL;
	request->irq = NULL;
	ua_respond(leg->ua, irq, answer);
}

void
ua_request_answer(struct ua_request *request, const struct ua_answer *answer)
{
	respond(request, answer);
	ua_request_free(request);
}

void
ua_request_leave(struct ua_request *request, unsigned status)
{
	respond(request, &(struct ua_answer){ .status = status });
	if (request->out == NULL || request->kind == UA_RELAY_OTHER) {
		ua_request_free(request);
		return;
	}
	take_out(request);
	ua_out_cancel(request->out, NULL);
}

const char *
ua_retry_after(const struct leg *leg, char out[32])
{
	uint32_t dice;

	loop_random(leg->ua->loop, &dice, sizeof dice);
	snprintf(out, 32, "Retry-After: %u", (unsigned)(dice % RETRY_SPAN_S));
	return out;
}

/* --- what is refused at once --- */

/* The methods that are told, or NULL. */
static const char *
method_name(const nta_incoming_t *irq)
{
	switch (nta_incoming_method(irq)) {
	case sip_method_invite:
		return "INVITE";
	case sip_method_update:
		return "UPDATE";
	case sip_method_info:
		return "INFO";
	case sip_method_message:
		return "MESSAGE";
	case sip_method_options:
		return "OPTIONS";
	case sip_method_refer:
		return "REFER";
	case sip_method_notify:
		return "NOTIFY";
	default:
		return NULL;
	}
}

/* Some other event: RFC 6665 4.1.3 and 4.2.1.2. */
static bool
is_bad_event(const nta_incoming_t *irq, const sip_t *sip)
{
	if (nta_incoming_method(irq) == sip_method_subscribe)
		return true;
	return nta_incoming_method(irq) == sip_method_notify &&
	    sip->sip_event != NULL &&
	    strcasecmp(ua_text(sip->sip_event->o_type), "refer") != 0;
}

static unsigned
method_refused(const struct leg *leg, const nta_incoming_t *irq,
    const sip_t *sip)
{
	if (is_bad_event(irq, sip))
		return 489;
	if (method_name(irq) == NULL)
		return 405;
	if (leg->bye_sent || leg->bye_received)
		return 481;	/* RFC 3261 15.1.2: it is over */
	if (sip->sip_payload != NULL &&
	    sip->sip_payload->pl_len > UA_RELAY_BODY_MAX)
		return 413;
	return 0;
}

/* An INVITE or UPDATE. */
static unsigned
media_refused(const struct leg *leg, const sip_t *sip)
{
	size_t len = 0;
	const char *sdp = ua_sdp(sip, &len);
	struct sdp_text text = { sdp, len };
	bool update = sip->sip_request->rq_method == sip_method_update;

	if (ua_strange_body(sip) || (sip->sip_payload != NULL &&
	    sip->sip_content_encoding != NULL))
		return 415;
	if (sdp != NULL && !sdp_valid(&text, NULL))
		return 488;
	if (ua_refresh_brief(leg, sip))
		return 422;
	if (update && sdp == NULL)
		return 0;	/* concerns no media (RFC 3311 5.2) */
	if (leg->invite != NULL)
		return 491;
	return leg->invited != NULL ? 500 : 0;
}

static bool
is_crowded(const struct leg *leg)
{
	unsigned count = 0;

	for (const struct ua_request *request = leg->requests;
	    request != NULL; request = request->next)
		count++;
	return count >= UA_RELAY_MAX;
}

static bool
refused(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct ua_answer answer = {
		.status = method_refused(leg, irq, sip)
	};
	sip_method_t method = nta_incoming_method(irq);
	char retry[32];

	if (answer.status == 0 && (method == sip_method_invite ||
	    method == sip_method_update))
		answer.status = media_refused(leg, sip);
	if (answer.status == 0 && is_crowded(leg))
		answer.status = 500;
	if (answer.status == 0)
		return false;
	if (answer.status == 500)
		answer.headers = ua_retry_after(leg, retry);
	else if (answer.status == 422)
		answer.headers = "Min-SE: 90";
	ua_respond(leg->ua, irq, &answer);
	return true;
}

/* --- what is told --- */

static void
tell(struct ua_request *request)
{
	bool gone = false;
	struct leg *leg = request->leg;
	struct ua_event event = {
		.type = UA_REQUEST, .phrase = "", .method = request->method,
		.offers = request->kind != UA_RELAY_OTHER,
		.request = request,
	};

	/* The answer, or the end of the leg, may come from within. */
	/* cppcheck-suppress autoVariables */
	request->gone = &gone;
	ua_tell(leg, &event);
	if (gone)
		return;
	request->gone = NULL;
	if (!request->decided && !request->accepted)
		ua_reply(request, 500);
}

void
ua_relay_request(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct ua_answer answer = { .status = 200 };
	char headers[UA_REFRESH_MAX];
	size_t len;

	if (refused(leg, irq, sip))
		return;
	if (nta_incoming_method(irq) == sip_method_update &&
	    ua_sdp(sip, &len) == NULL) {
		answer.headers = ua_refresh_answer(leg, sip, headers);
		ua_respond(leg->ua, irq, &answer);
		return;
	}

	struct ua_request *request = request_new(leg, irq, sip,
	    method_name(irq));
	if (request == NULL) {
		answer.status = 500;
		ua_respond(leg->ua, irq, &answer);
		return;
	}
	tell(request);
}

/* --- what is to be done with it --- */

void
ua_relay(struct ua_request *request, struct leg *to)
{
	request->decided = true;
	if (!to->up || to->bye_sent || to->bye_received || to->lost ||
	    to == request->leg)
		ua_reply(request, request->kind == UA_RELAY_OTHER ? 480 :
		    491);
	else if (request->kind == UA_RELAY_OTHER)
		ua_relay_other(request, to);
	else
		ua_relay_media(request, to);
}

void
ua_reply(struct ua_request *request, unsigned status)
{
	struct ua_answer answer = { .status = status };
	char retry[32];

	if (status == 500)
		answer.headers = ua_retry_after(request->leg, retry);
	ua_request_answer(request, &answer);
}

/* --- the end --- */

/* The leg that was asked goes away, not the one that asks. */
static void
far_ends(struct ua_request *request)
{
	if (request->leg == NULL) {
		ua_request_free(request);
	} else if (request->accepted) {
		ua_relay_settle(request);
		ua_request_asked(request);
	} else {
		/* not 481: that would be the end of this dialog too */
		ua_reply(request, request->kind == UA_RELAY_OTHER ? 480 :
		    487);
	}
}

void
ua_relay_end(struct leg *leg)
{
	while (leg->asked != NULL)
		far_ends(leg->asked);
	while (leg->requests != NULL) {
		struct ua_request *request = leg->requests;

		if (request->accepted) {
			ua_relay_settle(request);
			ua_request_free(request);
		} else {
			ua_request_leave(request, 487);
		}
	}
}
