/*
 * Requests that belong to none of our legs: the handler is asked, which in
 * stand-alone mode is the registrar.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/nta.h>
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

/*
 * Within a dialog that we do not have: 481.  INFO and the like belong into one
 * (RFC 3261 12.2.2).
 */
static void
answer_as_usual(const struct ua *ua, const sip_t *sip,
    struct registrar_answer *answer)
{
	sip_method_t method = sip->sip_request->rq_method;

	answer->status = 405;
	if (sip->sip_to->a_tag != NULL || method == sip_method_bye ||
	    method == sip_method_notify || method == sip_method_update ||
	    method == sip_method_info || method == sip_method_cancel)
		answer->status = 481;
	else if (method == sip_method_options)
		answer->status = 200;
	else if (sip_is_allowed(ua->allow, method,
	    sip->sip_request->rq_method_name))
		answer->status = 403;
	answer->phrase = NULL;
}

static void
respond(struct ua *ua, nta_incoming_t *irq,
    const struct registrar_answer *answer)
{
	struct buf headers = BUF_INIT;

	if (answer->challenge.len != 0)
		buf_printf(&headers, "WWW-Authenticate: %s\r\n",
		    buf_text(&answer->challenge));
	if (answer->contacts.len != 0)
		buf_printf(&headers, "Contact: %s\r\n",
		    buf_text(&answer->contacts));
	if (answer->min_expires != 0)
		buf_printf(&headers, "Min-Expires: %u\r\n",
		    answer->min_expires);
	ua_respond(ua, irq, &(struct ua_answer){
	    .status = buf_ok(&headers) ? answer->status : 500,
	    .phrase = buf_ok(&headers) ? answer->phrase : NULL,
	    .headers = buf_ok(&headers) ? buf_text(&headers) : NULL });
	buf_release(&headers);
}

void
ua_stranger(struct ua *ua, nta_incoming_t *irq, const sip_t *sip)
{
	struct registrar_answer answer;

	registrar_answer_init(&answer);
	if (sip->sip_to->a_tag == NULL &&
	    sip->sip_request->rq_method != sip_method_options)
		ask_handler(ua, sip, &answer);
	if (answer.status == 0)
		answer_as_usual(ua, sip, &answer);
	respond(ua, irq, &answer);
	registrar_answer_release(&answer);
}
