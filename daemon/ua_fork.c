/*
 * A second phone that answers the same INVITE (RFC 3261 13.2.2.4), or a first
 * one that nobody waits for any more: it gets an ACK and a BYE, each in a
 * dialog of its own that ends with the answer to the BYE.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct ua_fork;
#define NTA_LEG_MAGIC_T struct ua
#define NTA_OUTGOING_MAGIC_T struct ua_fork

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "buf.h"
#include "log.h"
#include "loop.h"
#include "ua_parts.h"

enum { FORKS_MAX = 64 };

struct ua_fork {
	struct ua_fork *next, **self;	/* ua->forks */
	struct ua *ua;
	nta_leg_t *dialog;		/* owned */
};

/* What the phone asks meanwhile: its BYE may cross ours. */
static int
on_request(struct ua *ua, nta_leg_t *dialog, nta_incoming_t *irq,
    const sip_t *sip)
{
	(void)dialog;
	if (sip->sip_request->rq_method == sip_method_ack)
		nta_incoming_destroy(irq);
	else
		ua_respond(ua, irq, &(struct ua_answer){
		    .status = sip->sip_request->rq_method == sip_method_bye ?
			200 : 481 });
	return 0;
}

static void
free_fork(struct ua_fork *fork)
{
	fork->ua->fork_count--;
	*fork->self = fork->next;
	if (fork->next != NULL)
		fork->next->self = fork->self;
	nta_leg_destroy(fork->dialog);
	free(fork);
}

void
ua_fork_free_all(struct ua *ua)
{
	while (ua->forks != NULL)
		free_fork(ua->forks);
}

static int
on_bye_answered(struct ua_fork *fork, nta_outgoing_t *bye, const sip_t *sip)
{
	struct ua *ua = fork->ua;

	(void)sip;
	if (nta_outgoing_status(bye) < 200)
		return 0;
	nta_outgoing_destroy(bye);
	free_fork(fork);
	ua_ended(ua);
	return 0;
}

/* The answer to an offer: no stream is wanted. */
static void
write_refusal(const struct ua *ua, const sip_t *sip, struct buf *body)
{
	struct sdp_side side;
	struct sdp_text offer;
	uint64_t session;

	offer.at = ua_sdp(sip, &offer.len);
	if (offer.at == NULL)
		return;
	loop_random(ua->loop, &session, sizeof session);
	sdp_side_init(&side, ua->ip, session);
	if (sdp_refuse(&side, &offer, body) == -1)
		buf_release(body);
	sdp_side_release(&side);
}

static void
send_ack(struct ua *ua, nta_leg_t *dialog, const sip_t *sip, bool offerless)
{
	struct buf body = BUF_INIT;
	sip_cseq_t cseq[1];

	if (offerless)
		write_refusal(ua, sip, &body);
	sip_cseq_init(cseq);
	cseq->cs_seq = sip->sip_cseq->cs_seq;
	cseq->cs_method = sip_method_ack;
	cseq->cs_method_name = sip_method_name_ack;
	nta_outgoing_destroy(nta_outgoing_tcreate(dialog, NULL, NULL, NULL,
	    SIP_METHOD_ACK, NULL, SIPTAG_CSEQ(cseq),
	    SIPTAG_MAX_FORWARDS_STR("70"),
	    TAG_IF(body.len, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
	    TAG_IF(body.len, SIPTAG_PAYLOAD_STR(buf_text(&body))),
	    NTATAG_ACK_BRANCH(sip->sip_via->v_branch), TAG_END()));
	buf_release(&body);
}

/* A dialog of our own with the phone that sent this 2xx, or NULL. */
static nta_leg_t *
dialog_with(struct ua *ua, const sip_t *sip)
{
	nta_leg_t *dialog = nta_leg_tcreate(ua->agent, on_request, ua,
	    SIPTAG_CALL_ID(sip->sip_call_id), SIPTAG_FROM(sip->sip_from),
	    SIPTAG_TO(sip->sip_to), SIPTAG_CSEQ(sip->sip_cseq), TAG_END());

	if (dialog != NULL)
		nta_leg_client_reroute(dialog, sip->sip_record_route,
		    ua_usable_contact(sip), 1);
	return dialog;
}

static void
end_dialog(struct ua *ua, const sip_t *sip, bool offerless)
{
	struct ua_fork *fork = calloc(1, sizeof *fork);
	nta_leg_t *dialog = fork == NULL ? NULL : dialog_with(ua, sip);

	if (dialog == NULL) {
		free(fork);
		return;
	}
	send_ack(ua, dialog, sip, offerless);
	*fork = (struct ua_fork){ ua->forks, &ua->forks, ua, dialog };
	if (fork->next != NULL)
		fork->next->self = &fork->next;
	ua->forks = fork;
	ua->fork_count++;
	if (nta_outgoing_tcreate(dialog, on_bye_answered, fork, NULL,
	    SIP_METHOD_BYE, NULL, SIPTAG_MAX_FORWARDS_STR("70"),
	    SIPTAG_USER_AGENT(ua->user_agent),
	    TAG_END()) == NULL)
		free_fork(fork);
}

/* Nobody can do anything with an answer that has not even these. */
static bool
is_whole(const sip_t *sip)
{
	return sip->sip_via != NULL && sip->sip_via->v_branch != NULL &&
	    sip->sip_to->a_tag != NULL && sip->sip_from->a_tag != NULL;
}

static bool
is_ownerless(const struct ua *ua, const sip_t *sip)
{
	return nta_leg_by_dialog(ua->agent, NULL,
	    sip->sip_call_id, sip->sip_to->a_tag, sip->sip_to->a_url,
	    sip->sip_from->a_tag, sip->sip_from->a_url) == NULL;
}

void
ua_fork(struct ua *ua, const sip_t *sip, bool offerless)
{
	/* who has too many to offer gives up by itself (RFC 3261 13.3.1.4) */
	if (!is_whole(sip) || !is_ownerless(ua, sip) || ua->fork_count == FORKS_MAX)
		return;
	log_info("forked-answer", "tag=%s", log_quote(sip->sip_to->a_tag));
	end_dialog(ua, sip, offerless);
}

void
ua_fork_ack(struct ua *ua, const sip_t *sip, bool offerless)
{
	nta_leg_t *dialog = is_whole(sip) ? dialog_with(ua, sip) : NULL;

	if (dialog == NULL)
		return;
	send_ack(ua, dialog, sip, offerless);
	nta_leg_destroy(dialog);
}
