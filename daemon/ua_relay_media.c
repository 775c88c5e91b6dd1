/*
 * A phone's INVITE or UPDATE about media: the same is asked on the other leg by
 * a re-INVITE, whose SDP is ours there, and the answer comes back the same way.
 *
 *	phone                      us                      other phone
 *	INVITE (offer) ------------>  INVITE (offer) ------------>
 *	<------------- 200 (answer)  <------------- 200 (answer)  -- ACK -->
 *	ACK ----------------------->
 *
 *	INVITE -------------------->  INVITE -------------------->
 *	<-------------- 200 (offer)  <-------------- 200 (offer)
 *	ACK (answer) -------------->  ACK (answer) -------------->
 */
#include <string.h>

#include "ua_relay.h"
#define NTA_INCOMING_MAGIC_T struct ua_request

#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>

#include "buf.h"
#include "loop.h"
#include "offer.h"
#include "sdp.h"
#include "ua_parts.h"

enum {
	/* nta tells of a missing ACK after 64 * T1 = 32 s, but not where its
	   2xx could not be sent */
	PATIENCE_MS = 40000,
	/* an UPDATE is to be answered at once (RFC 3311 5.2), and its sender
	   gives up after 32 s */
	UPDATE_MS = 8000,
	/* a phone that only says 1xx to a re-INVITE: its user may be asked */
	FAR_MS = 60000
};

static struct sdp_text
text_of(const sip_t *sip)
{
	struct sdp_text text = { NULL, 0 };

	text.at = ua_sdp(sip, &text.len);
	return text;
}

static struct sdp_text
text_of_buf(const struct buf *buf)
{
	return (struct sdp_text){ buf_text(buf), buf->len };
}

static struct sdp_text
got(const struct leg *leg)
{
	return (struct sdp_text){ leg->sdp_got,
	    leg->sdp_got != NULL ? strlen(leg->sdp_got) : 0 };
}

/* --- after our 2xx --- */

static void
no_ack(struct ua_request *request)
{
	struct leg *leg = request->leg;

	ua_relay_settle(request);
	ua_request_free(request);
	ua_lost(leg);
}

static void
on_patience(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	(void)magic, (void)timer;
	no_ack(arg);
}

static void
on_update_late(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	(void)magic, (void)timer;
	ua_request_leave(arg, 504);
}

static void
on_far_late(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	(void)magic, (void)timer;
	ua_request_leave(arg, 480);
}

static void
start_patience(struct ua_request *request, su_timer_f over, unsigned ms)
{
	if (request->patience == NULL)
		request->patience = su_timer_create(su_root_task(
		    loop_root(request->leg->ua->loop)), 0);
	if (request->patience != NULL)
		su_timer_set_interval(request->patience, over, request, ms);
}

/*
 * Nobody brings the answer to far's offer: as it was before is the best that
 * can be said.
 */
void
ua_relay_settle(struct ua_request *request)
{
	struct leg *far = request->far;
	struct buf body = BUF_INIT;

	if (far == NULL || !request->far_waits)
		return;
	request->far_waits = false;
	struct sdp_text offer = got(far);
	if (sdp_keep(&far->sdp, &offer, &body) == 0)
		ua_ack(far, buf_text(&body));
	else
		ua_ack_refusing(far);
	buf_release(&body);
}

/* The phone's ACK; what it answers is for the far leg. */
static void
acked(struct ua_request *request, const sip_t *sip)
{
	struct leg *far = request->far;
	struct sdp_text answer = text_of(sip), offer;
	struct buf body = BUF_INIT;

	if (request->kind == UA_RELAY_ASK && answer.at != NULL)
		sdp_agreed(&request->leg->sdp);
	if (far != NULL && request->far_waits && answer.at != NULL) {
		offer = got(far);
		if (sdp_answer(&far->sdp, &answer, &offer, &body) == 0) {
			request->far_waits = false;
			ua_ack(far, buf_text(&body));
		}
		buf_release(&body);
	}
	ua_relay_settle(request);
	ua_request_free(request);
}

int
ua_relay_ack(struct ua_request *request, nta_incoming_t *irq,
    const sip_t *sip)
{
	(void)irq;
	if (sip == NULL || sip->sip_request == NULL)
		no_ack(request);
	else if (sip->sip_request->rq_method == sip_method_ack)
		acked(request, sip);
	else if (request->out != NULL)
		/* the final response decides: 487, or a 2xx that was faster */
		ua_out_cancel(request->out, NULL);
	return 0;
}

/* 200 to the phone; an INVITE then waits for its ACK. */
static void
accept_with(struct ua_request *request, const struct buf *body)
{
	struct leg *leg = request->leg;
	nta_incoming_t *irq = request->irq;
	char headers[UA_REFRESH_MAX];
	struct ua_answer answer = {
		.status = 200, .body = buf_text(body),
		.headers = ua_refresh_answer(leg, request->sip, headers),
	};

	if (nta_incoming_method(irq) != sip_method_invite) {
		ua_request_answer(request, &answer);
		return;
	}
	nta_incoming_bind(irq, ua_relay_ack, request);
	ua_respond(leg->ua, irq, &answer);
	if (nta_incoming_status(irq) >= 300) {	/* no memory: it is gone */
		leg->invited = NULL;
		request->irq = NULL;
		ua_relay_settle(request);
		ua_request_free(request);
		return;
	}
	request->accepted = true;
	start_patience(request, on_patience, PATIENCE_MS);
}

/* --- the other phone's 2xx --- */

static void
answered(struct ua_request *request, struct leg *far, const sip_t *sip)
{
	struct sdp_text offer = text_of(request->sip), answer;
	struct buf body = BUF_INIT;

	answer.at = ua_prack_sdp(far, sip, &answer.len);
	sdp_agreed(&far->sdp);
	ua_ack(far, NULL);
	ua_request_asked(request);
	if (answer.at != NULL && sdp_answer(&request->leg->sdp, &answer,
	    &offer, &body) == 0)
		accept_with(request, &body);
	else
		ua_reply(request, 488);
	buf_release(&body);
}

static void
offered(struct ua_request *request, struct leg *far, const sip_t *sip)
{
	struct sdp_text offer = text_of(sip);
	struct buf body = BUF_INIT;

	far->offer_waits = ua_sdp_keep(far, sip);
	request->far_waits = true;
	if (offer.at != NULL && far->offer_waits &&
	    sdp_offer(&request->leg->sdp, &offer, &body) == 0) {
		accept_with(request, &body);
	} else {
		ua_relay_settle(request);
		ua_reply(request, 488);
	}
	buf_release(&body);
}

/*
 * The phone has gone, or would not wait: no more than the end of our INVITE.
 * If far took it after all, it gets back what was before.
 */
static void
in_vain(struct ua_request *request, struct leg *far,
    const struct ua_response *response)
{
	if (response->status < 300 && request->kind == UA_RELAY_OFFER) {
		ua_ack(far, NULL);
		ua_refresh_restore(far);
	} else if (response->status < 300) {
		far->offer_waits = ua_sdp_keep(far, response->sip);
		request->far_waits = true;
		ua_relay_settle(request);
	}
	ua_request_free(request);
}

static void
on_response(struct leg *far, void *arg, const struct ua_response *response)
{
	struct ua_request *request = arg;
	const char *method = request->method;

	if (response->status < 200 || response->repeated)
		return;
	request->out = NULL;
	if (response->status < 300)
		ua_refresh_answered(far, response->sip);
	if (request->leg == NULL) {
		in_vain(request, far, response);
		return;
	}
	if (response->status >= 300)
		ua_relay_response(request, response);
	else if (request->kind == UA_RELAY_OFFER)
		answered(request, far, response->sip);
	else
		offered(request, far, response->sip);
	ua_relay_tell(far, method, response);
}

void
ua_relay_media(struct ua_request *request, struct leg *to)
{
	struct sdp_text offer = text_of(request->sip);
	struct buf body = BUF_INIT;
	char headers[UA_REFRESH_MAX];
	struct ua_send invite = {
		.method = "INVITE", .done = on_response, .arg = request,
		.headers = ua_refresh_headers(to, headers),
	};

	if (ua_invite_busy(to)) {
		ua_reply(request, 491);
		return;
	}
	if (request->kind == UA_RELAY_OFFER &&
	    sdp_offer(&to->sdp, &offer, &body) == 0)
		invite.body = buf_text(&body);
	if (request->kind == UA_RELAY_ASK || invite.body != NULL)
		request->out = ua_send(to, &invite);
	buf_release(&body);
	if (request->out == NULL) {
		ua_reply(request, 500);
		return;
	}
	ua_request_asks(request, to);
	if (nta_incoming_method(request->irq) == sip_method_update)
		start_patience(request, on_update_late, UPDATE_MS);
	else
		start_patience(request, on_far_late, FAR_MS);
	nta_incoming_bind(request->irq, ua_relay_ack, request);
}

/* --- nobody is there to ask --- */

void
ua_reply_held(struct ua_request *request)
{
	struct leg *leg = request->leg;
	struct buf own = BUF_INIT, body = BUF_INIT;
	struct sdp_text offer = text_of(request->sip), text;
	int done = -1;

	if (request->kind == UA_RELAY_OTHER) {
		ua_reply(request, 200);
		return;
	}
	if (request->kind == UA_RELAY_OFFER) {
		if (offer_answer(&own, offer.at, offer.len, leg->ua->ip,
		    leg->sdp.session, 1) == 0 && buf_ok(&own)) {
			text = text_of_buf(&own);
			done = sdp_answer(&leg->sdp, &text, &offer, &body);
		}
	} else {
		offer_write(&own, OFFER_INACTIVE, leg->ua->ip,
		    leg->sdp.session, 1);
		text = text_of_buf(&own);
		if (buf_ok(&own))
			done = sdp_offer(&leg->sdp, &text, &body);
	}
	if (done == 0)
		accept_with(request, &body);
	else
		ua_reply(request, 488);
	buf_release(&own);
	buf_release(&body);
}
