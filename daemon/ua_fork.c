/*
 * A second phone that answers the same INVITE (a forked 200, RFC 3261
 * 13.2.2.4): it gets an ACK and a BYE.
 *
 * Sofia-SIP does that by itself in nta_msg_ackbye(), but sends the BYE once,
 * without a transaction; where that datagram is lost, the phone stays up.  The
 * library calls that public function of its own through its symbol table, so
 * this definition in the program takes its place.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_tag.h>

#include "log.h"

/* What the phone asks meanwhile: its BYE may cross ours. */
static int
on_request(nta_leg_magic_t *magic, nta_leg_t *leg, nta_incoming_t *irq,
    const sip_t *sip)
{
	(void)magic, (void)leg, (void)irq;
	return sip->sip_request->rq_method == sip_method_bye ? 200 : 481;
}

static int
on_bye_answered(nta_outgoing_magic_t *magic, nta_outgoing_t *bye,
    const sip_t *sip)
{
	nta_leg_t *leg = (nta_leg_t *)magic;

	(void)sip;
	if (nta_outgoing_status(bye) < 200)
		return 0;
	nta_outgoing_destroy(bye);
	nta_leg_destroy(leg);
	return 0;
}

static void
send_ack(nta_leg_t *leg, const sip_t *sip)
{
	sip_cseq_t cseq[1];

	sip_cseq_init(cseq);
	cseq->cs_seq = sip->sip_cseq->cs_seq;
	cseq->cs_method = sip_method_ack;
	cseq->cs_method_name = sip_method_name_ack;
	nta_outgoing_t *ack = nta_outgoing_tcreate(leg, NULL, NULL, NULL,
	    SIP_METHOD_ACK, NULL, SIPTAG_CSEQ(cseq),
	    SIPTAG_MAX_FORWARDS_STR("70"),
	    NTATAG_ACK_BRANCH(sip->sip_via->v_branch),
	    NTATAG_STATELESS(1), TAG_END());
	nta_outgoing_destroy(ack);
}

static nta_leg_t *
find_leg(nta_agent_t *agent, const sip_t *sip)
{
	return nta_leg_by_dialog(agent, NULL, sip->sip_call_id,
	    sip->sip_to->a_tag, sip->sip_to->a_url, sip->sip_from->a_tag,
	    sip->sip_from->a_url);
}

/* A new dialog for the phone, on its way out. */
static nta_leg_t *
end_leg(nta_agent_t *agent, const sip_t *sip)
{
	nta_leg_t *leg = nta_leg_tcreate(agent, on_request, NULL,
	    SIPTAG_CALL_ID(sip->sip_call_id), SIPTAG_FROM(sip->sip_from),
	    SIPTAG_TO(sip->sip_to), SIPTAG_CSEQ(sip->sip_cseq), TAG_END());

	if (leg == NULL)
		return NULL;
	nta_leg_client_route(leg, sip->sip_record_route, sip->sip_contact);
	send_ack(leg, sip);
	nta_outgoing_t *bye = nta_outgoing_tcreate(leg, on_bye_answered,
	    (nta_outgoing_magic_t *)leg, NULL, SIP_METHOD_BYE, NULL,
	    SIPTAG_MAX_FORWARDS_STR("70"), TAG_END());
	if (bye == NULL) {
		nta_leg_destroy(leg);
		return NULL;
	}
	return leg;
}

int
nta_msg_ackbye(nta_agent_t *agent, msg_t *msg)
{
	const sip_t *sip = sip_object(msg);

	if (sip == NULL || sip->sip_via == NULL || sip->sip_to == NULL ||
	    sip->sip_from == NULL || sip->sip_call_id == NULL ||
	    sip->sip_cseq == NULL || sip->sip_to->a_tag == NULL)
		return -1;
	nta_leg_t *leg = find_leg(agent, sip);
	if (leg != NULL) {
		send_ack(leg, sip);	/* its ACK was lost */
	} else {
		log_info("forked-answer", "tag=%s",
		    log_quote(sip->sip_to->a_tag));
		if (end_leg(agent, sip) == NULL)
			return -1;
	}
	msg_destroy(msg);
	return 0;
}
