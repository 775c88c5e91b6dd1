/*
 * Media between two legs: re-INVITEs of our own, and their ACKs.
 */
#include <string.h>

#include <sofia-sip/sip_header.h>

#include "buf.h"
#include "mem.h"
#include "offer.h"
#include "ua_parts.h"

bool
ua_sdp_keep(struct leg *leg, const sip_t *sip)
{
	size_t len;
	const char *sdp = ua_prack_sdp(leg, sip, &len);

	mem_free(leg->sdp_got);
	leg->sdp_got = NULL;
	if (sdp != NULL && memchr(sdp, '\0', len) == NULL)
		leg->sdp_got = mem_dup_n(sdp, len);
	return leg->sdp_got != NULL;
}

static struct sdp_text
text_of(const char *sdp)
{
	return (struct sdp_text){ sdp, sdp != NULL ? strlen(sdp) : 0 };
}

int
ua_sdp_quiet(struct leg *leg, const struct sdp_text *offer, struct buf *body)
{
	size_t before = body->len;

	if (offer_answer(body, offer->at, offer->len, leg->ua->ip,
	    leg->sdp.session, leg->sdp.version + 1) == -1 || !buf_ok(body))
		return -1;
	const struct sdp_text own = { buf_text(body) + before,
	    body->len - before };
	if (sdp_own(&leg->sdp, &own) == -1)
		return -1;
	sdp_agreed(&leg->sdp);
	return 0;
}

/* ACK an offer with the body, or without if that could not be made. */
static void
ack_with(struct leg *leg, int made, struct buf *body)
{
	ua_ack(leg, made == 0 && buf_ok(body) ? buf_text(body) : NULL);
	buf_release(body);
}

void
ua_ack_refusing(struct leg *leg)
{
	struct buf body = BUF_INIT;
	struct sdp_text offer = text_of(leg->sdp_got);

	if (!ua_ack_due(leg))
		return;
	ack_with(leg, leg->offer_waits ? sdp_refuse(&leg->sdp, &offer, &body) :
	    -1, &body);
}

void
ua_settle(struct leg *leg)
{
	struct buf body = BUF_INIT;
	struct sdp_text offer = text_of(leg->sdp_got);

	if (!ua_ack_due(leg))
		return;
	ack_with(leg, leg->offer_waits ? ua_sdp_quiet(leg, &offer, &body) :
	    -1, &body);
}

void
ua_connect(struct leg *from, const struct leg *to)
{
	struct buf body = BUF_INIT;
	struct sdp_text offer = text_of(from->sdp_got);
	struct sdp_text answer = text_of(to->sdp_got);

	if (!ua_ack_due(from))
		return;
	if (!from->offer_waits || answer.at == NULL || sdp_answer(&from->sdp,
	    &answer, &offer, &body) == -1) {
		ua_ack_refusing(from);
		return;
	}
	ack_with(from, 0, &body);
}

/* --- re-INVITEs --- */

static void
on_response(struct leg *leg, void *arg, const struct ua_response *response)
{
	struct ua_event event = {
		.type = UA_MEDIA_RESPONSE,
		.status = response->status, .phrase = response->phrase,
		.local = response->local, .repeated = response->repeated,
	};

	(void)arg;
	if (response->status < 200)
		return;
	if (response->sip != NULL && (response->status == 500 ||
	    response->status == 503) && response->sip->sip_retry_after) {
		event.later = true;
		event.retry_after_s = (unsigned)
		    response->sip->sip_retry_after->af_delta;
	}
	if (response->status < 300) {
		ua_refresh_answered(leg, response->sip);
		if (leg->offer_waits) {
			event.media = UA_MEDIA_OFFER;
		} else if (!leg->invite->offerless &&
		    ua_sdp_keep(leg, response->sip)) {
			sdp_agreed(&leg->sdp);
			event.media = UA_MEDIA_ANSWER;
		}
		if (event.media != UA_MEDIA_OFFER)
			ua_ack(leg, NULL);
	}
	ua_tell(leg, &event);
}

static bool
is_ready(struct leg *leg)
{
	leg->referred = false;	/* its NOTIFYs are not for us any more */
	if (leg->up && !leg->bye_sent && !leg->bye_received &&
	    !ua_invite_busy(leg))
		return true;
	ua_owe(leg, UA_MEDIA_RESPONSE, leg->up ? 491 : 481);
	return false;
}

static void
reinvite(struct leg *leg, const char *sdp)
{
	char headers[UA_REFRESH_MAX];
	const struct ua_send send = {
		.method = "INVITE", .body = sdp, .done = on_response,
		.headers = ua_refresh_headers(leg, headers),
	};

	if (ua_send(leg, &send) == NULL)
		ua_owe(leg, UA_MEDIA_RESPONSE, 503);
}

static void
reinvite_with(struct leg *leg, int made, struct buf *body)
{
	if (made == -1 || !buf_ok(body))
		ua_owe(leg, UA_MEDIA_RESPONSE, 488);
	else
		reinvite(leg, buf_text(body));
	buf_release(body);
}

void
ua_ask(struct leg *leg)
{
	if (is_ready(leg))
		reinvite(leg, NULL);
}

void
ua_offer(struct leg *leg, const struct leg *from)
{
	struct buf body = BUF_INIT;
	struct sdp_text offer = text_of(from->sdp_got);

	if (is_ready(leg))
		reinvite_with(leg, offer.at == NULL ? -1 :
		    sdp_offer(&leg->sdp, &offer, &body), &body);
}

void
ua_hold(struct leg *leg)
{
	struct buf body = BUF_INIT;

	if (is_ready(leg))
		reinvite_with(leg, sdp_hold(&leg->sdp, &body), &body);
}
