/*
 * ACK and CANCEL of our INVITEs.
 */
#include <stdbool.h>
#include <stddef.h>

struct ua_out;
#define NTA_OUTGOING_MAGIC_T struct ua_out

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "mem.h"
#include "ua_parts.h"

bool
ua_ack_due(const struct leg *leg)
{
	return leg->invite != NULL && leg->invite->ack_due;
}

/* Does it go where the agent's credentials are for? */
static bool
may_have_credentials(const struct leg *leg)
{
	const sip_route_t *route = NULL;
	const sip_contact_t *target = NULL;

	nta_leg_get_route(leg->dialog, &route, &target);
	const url_t *next = route != NULL ? route->r_url :
	    target != NULL ? target->m_url : NULL;
	return next != NULL && ua_auth_may(leg, next->url_host);
}

/*
 * nta keeps the ACK for half a minute and sends it again for each repeated 2xx
 * (RFC 3261 13.2.2.4).  It has the credentials of the INVITE.
 */
void
ua_ack(struct leg *leg, const char *sdp)
{
	struct ua_out *out = leg->invite;
	sip_cseq_t cseq[1];

	if (!ua_ack_due(leg))
		return;
	msg_t *msg = nta_outgoing_getrequest(out->orq);
	const sip_t *sent = sip_object(msg);
	bool may = may_have_credentials(leg);
	sip_cseq_init(cseq);
	cseq->cs_seq = nta_outgoing_cseq(out->orq);
	cseq->cs_method = sip_method_ack;
	cseq->cs_method_name = sip_method_name_ack;
	nta_outgoing_destroy(nta_outgoing_tcreate(leg->dialog, NULL, NULL,
	    NULL, SIP_METHOD_ACK, NULL, SIPTAG_CSEQ(cseq),
	    TAG_IF(may, SIPTAG_AUTHORIZATION(sent->sip_authorization)),
	    TAG_IF(may, SIPTAG_PROXY_AUTHORIZATION(
		sent->sip_proxy_authorization)),
	    TAG_IF(sdp, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
	    TAG_IF(sdp, SIPTAG_PAYLOAD_STR(sdp)),
	    NTATAG_ACK_BRANCH(nta_outgoing_branch(out->orq)), TAG_END()));
	msg_destroy(msg);
	leg->offer_waits = false;
	ua_out_finish(out);
	if (!out->in_callback)
		ua_out_free(out);
}

bool
ua_invite_busy(const struct leg *leg)
{
	return leg->invite != NULL || leg->invited != NULL;
}

/* It has no Via before its way is known, which DNS may never tell. */
static bool
is_unsent(const struct ua_out *out)
{
	msg_t *msg = nta_outgoing_getrequest(out->orq);
	const sip_t *sip = sip_object(msg);
	bool unsent = sip != NULL && sip->sip_via == NULL;

	msg_destroy(msg);
	return unsent;
}

/*
 * Only after a provisional response (RFC 3261 9.1), or where nothing was sent.
 * nta would hold it back itself, but an answer to a CANCEL that it has not sent
 * is an assertion there.
 */
void
ua_out_send_cancel(struct ua_out *out)
{
	if (!out->cancelled || out->cancel_sent || out->orq == NULL ||
	    nta_outgoing_status(out->orq) >= 200 ||
	    (nta_outgoing_status(out->orq) < 100 && !is_unsent(out)))
		return;
	out->cancel_sent = true;
	nta_outgoing_tcancel(out->orq, NULL, NULL,
	    TAG_IF(out->reason, SIPTAG_REASON_STR(out->reason)), TAG_END());
}

void
ua_out_cancel(struct ua_out *out, const char *reason)
{
	if (!out->invite || out->cancelled || out->ack_due || out->over)
		return;
	out->cancelled = true;
	out->reason = reason != NULL ? mem_dup(reason) : NULL;
	ua_out_send_cancel(out);
}
