/*
 * Requests of ours, each a client transaction of nta: how they are made, sent
 * again with credentials, and ended.
 *
 * A transaction may outlive its leg: it then stands among the orphans of the
 * agent until it has its final response, and nobody hears of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct ua_out;
#define NTA_OUTGOING_MAGIC_T struct ua_out

#include <sofia-sip/auth_client.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>

#include "log.h"
#include "mem.h"
#include "ua_parts.h"

/* --- a request's place in the lists --- */

static void
link_out(struct ua_out *out, struct ua_out **list)
{
	out->next = *list;
	out->self = list;
	if (out->next != NULL)
		out->next->self = &out->next;
	*list = out;
}

static void
unlink_out(struct ua_out *out)
{
	if (out->self == NULL)
		return;
	*out->self = out->next;
	if (out->next != NULL)
		out->next->self = out->self;
	out->self = NULL;
}

static void
response_in(struct ua_out *out)
{
	if (out->waiting) {
		out->waiting = false;
		out->ua->pending--;
	}
}

void
ua_out_free(struct ua_out *out)
{
	struct ua *ua = out->ua;

	unlink_out(out);
	ua_prack_release(out);
	mem_free(out->reason);
	free(out);
	ua_ended(ua);
}

/* It has no transaction any more; who is called back may still have it. */
void
ua_out_finish(struct ua_out *out)
{
	response_in(out);
	nta_outgoing_destroy(out->orq);
	out->orq = NULL;
	out->ack_due = false;
	out->over = true;
	if (out->leg != NULL && out->leg->invite == out)
		out->leg->invite = NULL;
}

/* --- responses --- */

/*
 * The INVITE's transaction is told whose answer it has had: it then takes only
 * that phone's repeated ones for its own.  What another phone answers is for
 * ua_fork(), since nta would send its BYE only once.  false: it was a re-INVITE
 * and knew it from the beginning.
 */
static bool
pin(struct ua_out *out, const sip_t *sip)
{
	msg_t *msg = nta_outgoing_getrequest(out->orq);
	sip_t *request = sip_object(msg);

	bool first = request != NULL && request->sip_to->a_tag == NULL;

	if (first && sip->sip_to->a_tag != NULL)
		sip_to_tag(msg_home(msg), request->sip_to,
		    sip->sip_to->a_tag);
	msg_destroy(msg);
	return first;
}

static int on_response(struct ua_out *out, nta_outgoing_t *orq,
    const sip_t *sip);

static void
remove_all(msg_t *msg, sip_t *sip, sip_header_t *first)
{
	for (sip_header_t *next; first != NULL; first = next) {
		next = first->sh_next;
		sip_header_remove(msg, sip, first);
	}
}

/* The session timer's fields and Supported, as they are now. */
static void
renew_fields(struct ua_out *out, msg_t *msg, sip_t *sip)
{
	char text[UA_REFRESH_MAX];

	if (!out->invite && sip->sip_session_expires == NULL)
		return;
	remove_all(msg, sip, (sip_header_t *)sip->sip_supported);
	remove_all(msg, sip, (sip_header_t *)sip->sip_session_expires);
	remove_all(msg, sip, (sip_header_t *)sip->sip_min_se);
	ua_refresh_headers(out->leg, text);
	if (*text != '\0')
		msg_header_add_str(msg, (msg_pub_t *)sip, text);
	if (out->asked_100rel)
		msg_header_add_str(msg, (msg_pub_t *)sip,
		    "Supported: 100rel");
}

/* Does it go where the agent's credentials are for? */
static bool
may_have_credentials(const struct leg *leg, const sip_t *sip)
{
	const url_t *next = sip->sip_route != NULL ? sip->sip_route->r_url :
	    sip->sip_request->rq_url;

	return ua_auth_may(leg, next->url_host);
}

static bool
may_answer(const struct ua_out *out)
{
	msg_t *msg = nta_outgoing_getrequest(out->orq);
	const sip_t *sip = sip_object(msg);
	bool may = sip != NULL && may_have_credentials(out->leg,
	    sip);

	msg_destroy(msg);
	return may;
}

/*
 * Complete a message from the dialog (this counts CSeq up) and send it; takes
 * it.  target: the Request-URI outside of a dialog, or NULL.
 */
static int
launch(struct ua_out *out, msg_t *msg, const char *method, const char *target)
{
	struct leg *leg = out->leg;
	sip_t *sip = sip_object(msg);
	nta_outgoing_t *orq = NULL;

	if (nta_msg_request_complete(msg, leg->dialog, sip_method_code(method),
	    method, (const url_string_t *)target) == 0) {
		if (leg->auth != NULL && may_have_credentials(leg, sip))
			auc_authorization(&leg->auth, msg, (msg_pub_t *)sip,
			    method, sip->sip_request->rq_url,
			    sip->sip_payload);
		orq = nta_outgoing_mcreate(leg->ua->agent, on_response, out,
		    NULL, msg, TAG_END());
	}
	if (orq == NULL) {
		msg_destroy(msg);
		return -1;
	}
	out->orq = orq;
	if (!out->waiting) {
		out->waiting = true;
		out->ua->pending++;
	}
	return 0;
}

/* The same request with a higher CSeq, new credentials and fields. */
static bool
send_again(struct ua_out *out)
{
	nta_outgoing_t *old = out->orq;
	msg_t *sent = nta_outgoing_getrequest(old);
	msg_t *msg = sent != NULL ? msg_dup(sent) : NULL;
	sip_t *sip = sip_object(msg);

	msg_destroy(sent);
	if (sip == NULL)
		return false;
	remove_all(msg, sip, (sip_header_t *)sip->sip_via);
	remove_all(msg, sip, (sip_header_t *)sip->sip_cseq);
	remove_all(msg, sip, (sip_header_t *)sip->sip_authorization);
	remove_all(msg, sip, (sip_header_t *)sip->sip_proxy_authorization);
	renew_fields(out, msg, sip);
	if (launch(out, msg, nta_outgoing_method_name(old), NULL) == -1)
		return false;
	nta_outgoing_destroy(old);
	return true;
}

/* 421: the phone wants reliable provisional responses (RFC 3262 3). */
static bool
wants_100rel(struct ua_out *out, const sip_t *sip)
{
	if (!out->invite || out->asked_100rel ||
	    !sip_has_feature(sip->sip_require, "100rel"))
		return false;
	out->asked_100rel = true;
	return true;
}

static bool
try_again(struct ua_out *out, const struct ua_response *response)
{
	struct leg *leg = out->leg;
	const sip_t *sip = response->sip;

	if (response->local || sip == NULL || out->cancelled ||
	    (leg->bye_sent && nta_outgoing_method(out->orq) !=
	    sip_method_bye))
		return false;
	switch (response->status) {
	case 401:
	case 407:
		return may_answer(out) &&
		    ua_challenged(leg, &out->challenges, sip) &&
		    send_again(out);
	case 421:
		return wants_100rel(out, sip) && send_again(out);
	case 422:
		return sip->sip_min_se != NULL &&
		    ua_refresh_too_brief(leg, sip) && send_again(out);
	default:
		return false;
	}
}

/* Whoever is called may let go of the leg, or of the request. */
static void
inform(struct ua_out *out, const struct ua_response *response)
{
	out->in_callback = true;
	if (out->done != NULL && out->leg != NULL)
		out->done(out->leg, out->arg, response);
	out->in_callback = false;
}

/*
 * A phone that has forgotten the dialog, or does not answer at all (RFC 3261
 * 12.2.1.2).  Only what belongs to the session itself tells that (RFC 5057): a
 * digit or a NOTIFY that a phone does not know must not cost the call.
 */
static bool
is_fatal(const struct ua_out *out, unsigned status)
{
	sip_method_t method = nta_outgoing_method(out->orq);

	return out->leg->up && (status == 408 || status == 481) &&
	    (method == sip_method_invite || method == sip_method_update);
}

static void
on_final(struct ua_out *out, struct ua_response *response)
{
	bool fatal = is_fatal(out, response->status);

	response->repeated = try_again(out, response);
	if (!response->repeated)
		ua_out_finish(out);
	inform(out, response);
	if (fatal && out->leg != NULL)
		ua_lost(out->leg);
	if (out->over)
		ua_out_free(out);
}

static void
on_invited(struct ua_out *out, const struct ua_response *response)
{
	struct leg *leg = out->leg;

	pin(out, response->sip);
	out->ack_due = true;
	ua_note_allow(leg, response->sip);
	if (leg->up)
		ua_retarget(leg, response->sip);
	else
		ua_leg_up(leg, out, response->sip);
	if (out->offerless && !ua_prack_settled(out, response->sip))
		leg->offer_waits = ua_sdp_keep(leg, response->sip);
	inform(out, response);
	if (out->over)
		ua_out_free(out);
}

static void
on_leg_response(struct ua_out *out, struct ua_response *response)
{
	response_in(out);
	if (response->status < 200)
		ua_out_send_cancel(out);
	if (response->status >= 300 || (response->status >= 200 &&
	    (!out->invite || response->sip == NULL))) {
		on_final(out, response);
	} else if (response->status >= 200) {
		if (!out->ack_due)
			on_invited(out, response);
	} else if (!out->invite || response->sip == NULL ||
	    response->sip->sip_rseq == NULL ||
	    ua_prack(out, response->sip)) {
		inform(out, response);
		if (out->over)
			ua_out_free(out);
	}
}

static void
on_orphan_response(struct ua_out *out, const struct ua_response *response)
{
	response_in(out);
	if (response->status < 200) {
		ua_out_send_cancel(out);
		return;
	}
	if (out->invite && response->status < 300 && response->sip != NULL) {
		if (pin(out, response->sip))
			ua_fork(out->ua, response->sip, out->offerless);
		else
			ua_fork_ack(out->ua, response->sip, out->offerless);
	}
	ua_out_finish(out);
	ua_out_free(out);
}

/*
 * nta's own words (no message, or one that it made itself) have the codes of
 * RFC 3261 8.1.3.1 already: 408 and 503.
 */
static int
on_response(struct ua_out *out, nta_outgoing_t *orq, const sip_t *sip)
{
	msg_t *msg = nta_outgoing_getresponse(orq);	/* holds sip */
	int status = nta_outgoing_status(orq);
	struct ua_response response = {
		.status = status >= 100 && status < 700 ? (unsigned)status :
		    503,
		.phrase = "",
		.local = nta_sip_is_internal(sip) != 0,
		.sip = sip,
	};

	if (out->leg != NULL && !response.local)
		ua_auth_sent(out->leg, orq);
	if (sip != NULL && sip->sip_status != NULL)
		response.phrase = ua_text(sip->sip_status->st_phrase);
	log_debug("sip", "response=%s status=%u phrase=%s local=%d",
	    nta_outgoing_method_name(orq), response.status,
	    log_quote(response.phrase), response.local);
	if (out->over || orq != out->orq)
		;			/* a transaction that we left */
	else if (out->leg != NULL)
		on_leg_response(out, &response);
	else
		on_orphan_response(out, &response);
	msg_destroy(msg);
	return 0;
}

/* --- sending --- */

struct ua_out *
ua_out_start(struct leg *leg, msg_t *msg, const char *method,
    const char *target, ua_done_fn *done, void *arg)
{
	struct ua *ua = leg->ua;
	struct ua_out *out = calloc(1, sizeof *out);
	sip_method_t code = sip_method_code(method);
	sip_t *sip = sip_object(msg);

	if (out == NULL || sip == NULL || sip_add_tl(msg, sip,
	    TAG_IF(ua_has_contact(code), SIPTAG_CONTACT(ua->contact)),
	    SIPTAG_ALLOW(ua->allow), SIPTAG_USER_AGENT(ua->user_agent),
	    TAG_END()) < 0) {
		msg_destroy(msg);
		free(out);
		return NULL;
	}
	*out = (struct ua_out){
		.ua = ua, .leg = leg, .done = done, .arg = arg,
		.invite = code == sip_method_invite,
		.offerless = sip->sip_payload == NULL,
	};
	link_out(out, &leg->outs);
	if (launch(out, msg, method, target) == -1) {
		unlink_out(out);
		free(out);
		return NULL;
	}
	if (out->invite)
		leg->invite = out;
	return out;
}

struct ua_out *
ua_send(struct leg *leg, const struct ua_send *send)
{
	const struct ua_fields fields = {
		.body = send->body, .content_type = send->content_type,
		.headers = send->headers, .copies = send->copies,
	};
	msg_t *msg = nta_msg_create(leg->ua->agent, 0);

	if (ua_fields_add(msg, &fields) == -1) {
		msg_destroy(msg);
		return NULL;
	}
	return ua_out_start(leg, msg, send->method, NULL, send->done,
	    send->arg);
}

/* --- letting go --- */

void
ua_forget(struct ua_out *out)
{
	struct leg *leg = out->leg;

	out->done = NULL;
	if (leg == NULL)
		return;
	if (out->ack_due) {
		ua_ack_refusing(leg);
		return;
	}
	unlink_out(out);
	if (leg->invite == out)
		leg->invite = NULL;
	out->leg = NULL;
	if (out->over)
		return;			/* freed behind the callback */
	ua_out_cancel(out, NULL);
	response_in(out);
	link_out(out, &out->ua->orphans);
}

void
ua_out_orphan(struct leg *leg)
{
	for (struct ua_out *out = leg->outs, *next; out != NULL; out = next) {
		next = out->next;
		ua_forget(out);
	}
}

/* The agent goes away, and with it all transactions. */
void
ua_out_free_all(struct ua *ua)
{
	while (ua->orphans != NULL) {
		nta_outgoing_destroy(ua->orphans->orq);
		ua_out_free(ua->orphans);
	}
}
