/*
 * Requests that belong to none of our legs: the handler is asked, which in
 * stand-alone mode is the registrar.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "registrar.h"
#include "ua_parts.h"

enum { CONTACTS_MAX = 8 };

/* An expires parameter; a malformed one counts as none (RFC 3261 20.10). */
static long
seconds(const char *text)
{
	char *end;

	if (text == NULL || *text < '0' || *text > '9')
		return -1;
	long value = strtol(text, &end, 10);
	return *end == '\0' ? value : -1;
}

static void
fill_contacts(struct registrar_request *request, const sip_t *sip,
    struct registrar_contact *contacts, char (*texts)[UA_URI_MAX])
{
	size_t n = 0;

	request->contacts = contacts;
	for (const sip_contact_t *m = sip->sip_contact; m != NULL;
	    m = m->m_next) {
		int len = url_e(texts[n], UA_URI_MAX, m->m_url);
		if (len <= 0 || len >= UA_URI_MAX)
			snprintf(texts[n], UA_URI_MAX, "?");	/* refused */
		contacts[n].uri = texts[n];
		contacts[n].expires = seconds(m->m_expires);
		if (++n == CONTACTS_MAX)
			break;
	}
	request->contact_count = n;
}

/* host or host:port of a URI, as our domain is written. */
static void
host_of(const url_t *url, char *out, size_t size)
{
	snprintf(out, size, "%s%s%s", ua_text(url->url_host),
	    url->url_port != NULL && *url->url_port != '\0' ? ":" : "",
	    ua_text(url->url_port));
}

static void
ask_handler(struct ua *ua, const sip_t *sip, struct registrar_answer *answer)
{
	struct registrar_contact contacts[CONTACTS_MAX];
	char texts[CONTACTS_MAX][UA_URI_MAX];
	char uri[UA_URI_MAX] = "", host[UA_URI_MAX], authorization[UA_FIELD_MAX];

	const url_t *url = sip->sip_request->rq_method == sip_method_register ?
	    sip->sip_to->a_url : sip->sip_request->rq_url;
	host_of(url, host, sizeof host);
	url_e(uri, sizeof uri, sip->sip_request->rq_url);
	struct registrar_request request = {
		.method = sip->sip_request->rq_method_name,
		.uri = uri,
		.to_user = ua_text(url->url_user),
		.to_host = host,
		.call_id = ua_text(sip->sip_call_id->i_id),
		.cseq = sip->sip_cseq->cs_seq,
		.expires = sip->sip_expires != NULL ?
		    (long)sip->sip_expires->ex_delta : -1,
	};
	fill_contacts(&request, sip, contacts, texts);
	if (sip->sip_authorization != NULL)
		request.authorization = ua_field(authorization,
		    sip->sip_authorization);
	ua->handler.request(ua->handler.arg, &request, answer);
}

static void
answer_as_usual(const sip_t *sip, struct registrar_answer *answer)
{
	answer->status = 405;
	answer->phrase = sip_405_Method_not_allowed;
	if (sip->sip_to->a_tag != NULL ||	/* of a dialog we do not have */
	    sip->sip_request->rq_method == sip_method_notify) {
		answer->status = 481;
		answer->phrase = sip_481_No_transaction;
	} else if (sip->sip_request->rq_method == sip_method_invite) {
		answer->status = 403;
		answer->phrase = sip_403_Forbidden;
	}
}

void
ua_answer(struct ua *ua, nua_handle_t *handle, const sip_t *sip)
{
	struct registrar_answer answer;
	char min_expires[16];

	registrar_answer_init(&answer);
	if (sip->sip_to->a_tag == NULL)
		ask_handler(ua, sip, &answer);
	if (answer.status == 0)
		answer_as_usual(sip, &answer);
	snprintf(min_expires, sizeof min_expires, "%u", answer.min_expires);
	const char *challenge = buf_text(&answer.challenge);
	const char *contacts = buf_text(&answer.contacts);
	nua_respond(handle, (int)answer.status, answer.phrase,
	    NUTAG_WITH_THIS(ua->nua),
	    TAG_IF(*challenge, SIPTAG_WWW_AUTHENTICATE_STR(challenge)),
	    TAG_IF(*contacts, SIPTAG_CONTACT_STR(contacts)),
	    TAG_IF(answer.min_expires, SIPTAG_MIN_EXPIRES_STR(min_expires)),
	    TAG_END());
	registrar_answer_release(&answer);
}
