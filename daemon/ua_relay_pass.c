/*
 * What of a message is passed on to the other leg: the body as it is and the
 * fields that belong to it, nothing that concerns the dialog or our right to
 * be in it.
 */
#include <string.h>
#include <strings.h>

#include "ua_relay.h"

#include <sofia-sip/nta.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>

#include "buf.h"
#include "text.h"
#include "ua_parts.h"

enum { COPIES_MAX = 16, VALUE_MAX = 256 };

/* Header structures to be copied, with a NULL behind the last. */
struct copies {
	const void *list[COPIES_MAX];
	size_t count;
};

static void
copy(struct copies *copies, const void *header)
{
	if (header != NULL && copies->count + 1 < COPIES_MAX)
		copies->list[copies->count++] = header;
}

static void
copy_body(struct copies *copies, const sip_t *sip)
{
	if (sip->sip_payload == NULL ||
	    sip->sip_payload->pl_len > UA_RELAY_BODY_MAX)
		return;
	copy(copies, sip->sip_content_type);
	copy(copies, sip->sip_content_disposition);
	copy(copies, sip->sip_content_encoding);
	copy(copies, sip->sip_content_language);
	copy(copies, sip->sip_mime_version);
	copy(copies, sip->sip_payload);
}

/* --- requests --- */

static void
add_field(struct buf *out, const char *name, const char *value)
{
	size_t n = strlen(value);

	if (n > 0 && n < VALUE_MAX && !text_has_control(value, n))
		buf_printf(out, "%s%s: %s", out->len != 0 ? "\r\n" : "", name,
		    value);
}

/* RFC 4488: whether NOTIFYs are wanted, or will come. */
static void
add_refer_sub(struct buf *out, const sip_t *sip)
{
	/* Sofia's accessor takes a message that it could change */
	const sip_refer_sub_t *sub = sip_refer_sub((sip_t *)(uintptr_t)sip);

	if (sub != NULL)
		add_field(out, "Refer-Sub", ua_text(sub->rs_value));
}

/* Fields that Sofia-SIP does not know, or that are changed. */
static void
add_fields(struct buf *out, const sip_t *sip)
{
	add_refer_sub(out, sip);
	/* RFC 3515 2.4.6: its id is the CSeq of a REFER in another dialog */
	if (sip->sip_event != NULL)
		add_field(out, "Event", ua_text(sip->sip_event->o_type));
	for (const sip_unknown_t *unknown = sip->sip_unknown; unknown != NULL;
	    unknown = unknown->un_next) {
		if (strcasecmp(ua_text(unknown->un_name),
		    "Info-Package") == 0)
			add_field(out, "Info-Package",
			    ua_text(unknown->un_value));
	}
}

static void
on_response(struct leg *far, void *arg, const struct ua_response *response)
{
	struct ua_request *request = arg;
	const char *method = request->method;

	if (response->status < 200 || response->repeated)
		return;
	request->out = NULL;
	ua_relay_response(request, response);
	ua_relay_tell(far, method, response);
}

/*
 * An attended transfer (RFC 3891) that names a dialog of the phone with us: the
 * other phone has never heard of it.
 */
static bool
replaces_ours(const struct ua *ua, const sip_t *sip)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	const sip_refer_to_t *to = sip->sip_refer_to;
	sip_replaces_t *replaces = NULL;
	sip_t *headers;

	if (to == NULL || to->r_url->url_headers == NULL)
		return false;
	char *text = url_query_as_header_string(home, to->r_url->url_headers);
	msg_t *msg = text != NULL ? nta_msg_create(ua->agent, 0) : NULL;
	headers = sip_object(msg);
	if (headers != NULL && msg_header_parse_str(msg, (msg_pub_t *)headers,
	    text) >= 0)
		replaces = sip_replaces(headers);
	bool ours = replaces != NULL &&
	    nta_leg_by_call_id(ua->agent, replaces->rp_call_id) != NULL;
	msg_destroy(msg);
	su_home_deinit(home);
	return ours;
}

void
ua_relay_other(struct ua_request *request, struct leg *to)
{
	const sip_t *sip = request->sip;
	struct copies copies = { .count = 0 };
	struct buf fields = BUF_INIT;
	struct ua_send send = {
		.method = request->method, .copies = copies.list,
		.done = on_response, .arg = request,
	};

	if (replaces_ours(to->ua, sip)) {
		ua_reply(request, 603);
		return;
	}
	copy_body(&copies, sip);
	copy(&copies, sip->sip_accept);
	copy(&copies, sip->sip_subject);
	copy(&copies, sip->sip_refer_to);
	copy(&copies, sip->sip_referred_by);
	copy(&copies, sip->sip_subscription_state);
	add_fields(&fields, sip);
	send.headers = buf_text(&fields);
	if (buf_ok(&fields))
		request->out = ua_send(to, &send);
	buf_release(&fields);
	if (request->out != NULL)
		ua_request_asks(request, to);
	else
		ua_reply(request, 500);
}

/* --- responses --- */

/*
 * A challenge is for us alone, and so is where we should ask instead, how long
 * sessions are, or what we should support.  408 and 481 are the end of the
 * other dialog (RFC 3261 12.2.1.2), and must not be that of this one.
 */
static unsigned
status_for(unsigned status, sip_method_t method)
{
	if (status >= 300 && status < 400)
		return 500;
	switch (status) {
	case 401:
	case 407:
	case 421:
	case 422:
	case 503:	/* would be said of ourselves: RFC 3261 16.7 */
		return 500;
	case 481:	/* ends a subscription: RFC 6665 4.2.2 */
		return method == sip_method_notify ? 481 : 480;
	case 408:
		return 480;
	case 405:	/* its Allow would be ours */
		return 501;
	default:
		return status;
	}
}

void
ua_relay_response(struct ua_request *request,
    const struct ua_response *response)
{
	const sip_t *sip = response->sip;
	sip_method_t method = nta_incoming_method(request->irq);
	struct copies copies = { .count = 0 };
	struct buf fields = BUF_INIT;
	struct ua_answer answer = {
		.status = status_for(response->status, method), .copies = copies.list
	};

	if (sip != NULL && response->status == 503)
		copy(&copies, sip->sip_retry_after);
	if (sip != NULL && answer.status == response->status) {
		answer.phrase = response->phrase;
		copy(&copies, sip->sip_warning);
		copy(&copies, sip->sip_retry_after);
		if (request->kind == UA_RELAY_OTHER)
			copy_body(&copies, sip);
		if (method == sip_method_options || response->status == 415)
			copy(&copies, sip->sip_accept);
		copy(&copies, sip->sip_unsupported);
		if (method == sip_method_refer)
			add_refer_sub(&fields, sip);
		answer.headers = buf_text(&fields);
	}
	ua_request_answer(request, &answer);
	buf_release(&fields);
}

void
ua_relay_tell(struct leg *leg, const char *method,
    const struct ua_response *response)
{
	struct ua_event event = {
		.type = UA_RELAYED, .status = response->status,
		.phrase = ua_text(response->phrase), .local = response->local,
		.method = method,
	};

	ua_tell(leg, &event);
}
