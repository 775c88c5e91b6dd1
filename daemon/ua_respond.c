/*
 * Answers to requests, and what they share with the requests that we send.
 */
#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "log.h"
#include "ua_parts.h"

int
ua_fields_add(msg_t *msg, const struct ua_fields *fields)
{
	sip_t *sip = sip_object(msg);

	if (sip == NULL)
		return -1;
	for (size_t i = 0; fields->copies != NULL &&
	    fields->copies[i] != NULL; i++)
		if (sip_add_dup(msg, sip, fields->copies[i]) < 0)
			return -1;
	if (fields->headers != NULL && *fields->headers != '\0' &&
	    msg_header_add_str(msg, (msg_pub_t *)sip, fields->headers) < 0)
		return -1;
	if (fields->body == NULL)
		return 0;
	return sip_add_tl(msg, sip,
	    SIPTAG_CONTENT_TYPE_STR(fields->content_type != NULL ?
		fields->content_type : "application/sdp"),
	    SIPTAG_PAYLOAD_STR(fields->body), TAG_END()) < 0 ? -1 : 0;
}

bool
ua_has_contact(int method)
{
	return method == sip_method_invite || method == sip_method_update ||
	    method == sip_method_refer || method == sip_method_notify ||
	    method == sip_method_subscribe;
}

/*
 * nta does not survive the ACK of a final answer that could not be sent (to port
 * 0, say): it forgets in an assertion that it has a queue for them.  So no ACK
 * may find the transaction: no host on the wire begins with a blank.
 */
void
ua_hide_unsent(nta_incoming_t *irq)
{
	if (nta_incoming_status(irq) >= 200)
		return;
	msg_t *msg = nta_incoming_getrequest(irq);
	const sip_t *sip = sip_object(msg);
	/* the transaction's own Via is a copy, but of pointers to this text */
	if (sip != NULL && sip->sip_via != NULL &&
	    sip->sip_via->v_host != NULL && *sip->sip_via->v_host != '\0')
		*(char *)(uintptr_t)sip->sip_via->v_host = ' ';
	msg_destroy(msg);
}

void
ua_respond(struct ua *ua, nta_incoming_t *irq, const struct ua_answer *answer)
{
	const struct ua_fields fields = {
		.body = answer->body, .content_type = answer->content_type,
		.headers = answer->headers, .copies = answer->copies,
	};
	sip_method_t method = nta_incoming_method(irq);
	bool good = answer->status > 100 && answer->status < 300;
	msg_t *msg = nta_incoming_create_response(irq, (int)answer->status,
	    answer->phrase);
	sip_t *sip = sip_object(msg);

	log_debug("sip", "answer=%s status=%u", nta_incoming_method_name(irq),
	    answer->status);
	if (sip == NULL || ua_fields_add(msg, &fields) == -1 || sip_add_tl(msg,
	    sip, SIPTAG_ALLOW(ua->allow), SIPTAG_USER_AGENT(ua->user_agent),
	    TAG_IF(good && ua_has_contact(method) && sip->sip_contact == NULL,
		SIPTAG_CONTACT(ua->contact)),
	    TAG_IF(sip->sip_accept == NULL && (method == sip_method_options ||
		answer->status == 415),
		SIPTAG_ACCEPT_STR("application/sdp")), TAG_END()) < 0 ||
	    nta_incoming_complete_response(irq, msg, (int)answer->status,
	    answer->phrase, TAG_END()) < 0) {
		msg_destroy(msg);
		nta_incoming_treply(irq, SIP_500_INTERNAL_SERVER_ERROR,
		    TAG_END());
		ua_hide_unsent(irq);
		nta_incoming_destroy(irq);
		return;
	}
	nta_incoming_mreply(irq, msg);
	if (answer->status >= 200)
		ua_hide_unsent(irq);
	if (answer->status >= 200 && !(method == sip_method_invite && good))
		nta_incoming_destroy(irq);
}
