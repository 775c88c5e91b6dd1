/*
 * Reading SIP messages that Sofia-SIP has parsed.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_util.h>

#include "ua_parts.h"

const char *
ua_text(const char *text)
{
	return text != NULL ? text : "";
}

const char *
ua_field(char out[UA_FIELD_MAX], const void *header)
{
	issize_t n = sip_header_field_e(out, UA_FIELD_MAX, header, 0);

	return n >= 0 && n < UA_FIELD_MAX - 1 ? out : NULL;
}

/* RFC 3261 20.10: from 0 to 1; without one it counts as 1. */
static double
preference(const sip_contact_t *contact)
{
	return contact->m_q != NULL ? strtod(contact->m_q, NULL) : 1.0;
}

const char *
ua_contact(const sip_t *sip, char out[UA_URI_MAX])
{
	if (sip == NULL || sip->sip_contact == NULL)
		return NULL;
	const sip_contact_t *best = sip->sip_contact;
	for (const sip_contact_t *m = best->m_next; m != NULL; m = m->m_next)
		if (preference(m) > preference(best))
			best = m;
	url_t url = *best->m_url;
	url.url_headers = NULL;
	int n = url_e(out, UA_URI_MAX, &url);
	return n > 0 && n < UA_URI_MAX ? out : NULL;
}

const sip_contact_t *
ua_usable_contact(const sip_t *sip)
{
	const sip_contact_t *contact = sip->sip_contact;

	if (contact == NULL || contact->m_url->url_type != url_sip ||
	    contact->m_url->url_host == NULL ||
	    *contact->m_url->url_host == '\0' ||
	    (contact->m_url->url_port != NULL &&
	    strcmp(contact->m_url->url_port, "0") == 0))
		return NULL;
	return contact;
}

bool
ua_no_subscription(const sip_t *sip)
{
	/* Sofia's accessor takes a message that it could change */
	const sip_refer_sub_t *sub = sip_refer_sub((sip_t *)(uintptr_t)sip);

	return sub != NULL && strcasecmp(ua_text(sub->rs_value),
	    "false") == 0;
}

static bool
is_sdp(const sip_t *sip)
{
	return sip->sip_content_type == NULL || strcasecmp(
	    ua_text(sip->sip_content_type->c_type), "application/sdp") == 0;
}

const char *
ua_sdp(const sip_t *sip, size_t *len)
{
	if (sip == NULL || sip->sip_payload == NULL ||
	    sip->sip_payload->pl_data == NULL ||
	    sip->sip_payload->pl_len == 0 || !is_sdp(sip))
		return NULL;
	*len = sip->sip_payload->pl_len;
	return sip->sip_payload->pl_data;
}

bool
ua_strange_body(const sip_t *sip)
{
	return sip != NULL && sip->sip_payload != NULL &&
	    sip->sip_payload->pl_len != 0 && !is_sdp(sip);
}
