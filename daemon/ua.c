#include "ua.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct leg;
struct ua;
#define NUA_MAGIC_T struct ua
#define NUA_HMAGIC_T struct leg
#define SU_LOG_MAGIC_T void

#include <sofia-sip/auth_common.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/su_tag_io.h>
#include <sofia-sip/tport_tag.h>

#include "challenge.h"
#include "err.h"
#include "hash.h"
#include "log.h"
#include "loop.h"
#include "mem.h"
#include "offer.h"
#include "registrar.h"
#include "sipfrag.h"

enum {
	LEG_MAGIC = 0x6c656700,
	URI_MAX = 512,
	FIELD_MAX = 1024,	/* one header field as text */
	CONTACTS_MAX = 8
};

/* One request of ours that is out. */
enum request { REQUEST_NONE, REQUEST_INVITE, REQUEST_REFER, REQUEST_BYE };

struct leg {
	unsigned magic;
	struct ua *ua;
	nua_handle_t *handle;		/* owned */
	nua_handle_t *bye_handle;	/* owned; a BYE outside the dialog */
	uint64_t call;
	struct challenges challenges;	/* of the request that is out */
	char realm[64];			/* of the last challenge, quoted */
	char scheme[16];
	uint8_t request;		/* enum request */
	bool waiting;			/* counted in ua->pending */
	/* what a BYE needs when the stack has forgotten the dialog */
	char *target, *route;		/* owned */
	char *from, *to, *sip_call_id;	/* owned, set with `forgotten` */
	uint32_t cseq;
	bool forgotten;
};

struct ua {
	struct loop *loop;
	nua_t *nua;
	struct ua_handler handler;
	struct hash_key seed;
	char ip[64];
	unsigned port;
	size_t pending, legs;
	uint64_t sdp_session;
	bool down;
};

/* --- small helpers --- */

static const char *
text_or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static struct leg *
leg_of(nua_hmagic_t *magic)
{
	struct leg *leg = magic;

	if (leg != NULL && leg->magic != LEG_MAGIC)
		abort();	/* our own mistake: a released leg */
	return leg;
}

static void
request_out(struct leg *leg, enum request request)
{
	leg->request = (uint8_t)request;
	memset(&leg->challenges, 0, sizeof leg->challenges);
	if (!leg->waiting) {
		leg->waiting = true;
		leg->ua->pending++;
	}
}

static void
response_in(struct leg *leg)
{
	if (leg->waiting) {
		leg->waiting = false;
		leg->ua->pending--;
	}
}

/*
 * A header field's value as text, or NULL if it is longer than FIELD_MAX.
 * (sip_header_as_string() cuts off the end of some.)
 */
static const char *
field_text(char out[FIELD_MAX], const void *header)
{
	issize_t n = sip_header_field_e(out, FIELD_MAX, header, 0);

	return n >= 0 && n < FIELD_MAX - 1 ? out : NULL;
}

static void
replace_text(char **old, char *with)
{
	mem_free(*old);
	*old = with;
}

static void
tell(struct leg *leg, const struct ua_event *event)
{
	const struct ua_handler *handler = &leg->ua->handler;

	handler->leg(handler->arg, leg->call, event);
}

/* --- challenges --- */

static const msg_auth_t *
challenge_in(const sip_t *sip, unsigned status)
{
	const msg_auth_t *auth = NULL;

	if (status == 401)
		auth = sip->sip_www_authenticate;
	else if (status == 407)
		auth = sip->sip_proxy_authenticate;
	for (; auth != NULL; auth = auth->au_next)
		if (strcasecmp(auth->au_scheme, "Digest") == 0)
			return auth;
	return NULL;
}

/* A parameter's value as it stands, quotes and all, or NULL. */
static const char *
auth_param(const msg_auth_t *auth, const char *name)
{
	size_t n = strlen(name);

	if (auth->au_params == NULL)
		return NULL;
	for (size_t i = 0; auth->au_params[i] != NULL; i++)
		if (strncasecmp(auth->au_params[i], name, n) == 0 &&
		    auth->au_params[i][n] == '=')
			return auth->au_params[i] + n + 1;
	return NULL;
}

static bool
answerable(struct leg *leg, const sip_t *sip, unsigned status)
{
	const msg_auth_t *auth = challenge_in(sip, status);

	if (auth == NULL)
		return false;
	const char *realm = auth_param(auth, "realm");
	const char *stale = auth_param(auth, "stale");
	if (realm == NULL || strlen(realm) >= sizeof leg->realm)
		return false;
	snprintf(leg->realm, sizeof leg->realm, "%s", realm);
	uint32_t hash = (uint32_t)hash_bytes(&leg->ua->seed, realm,
	    strlen(realm));
	bool again = stale != NULL && (strcasecmp(stale, "true") == 0 ||
	    strcasecmp(stale, "\"true\"") == 0);
	return challenge_answer(&leg->challenges, hash != 0 ? hash : 1, again);
}

/* --- what responses say --- */

/*
 * The status as it was on the wire where there was a message.  nua's own codes
 * (900 and up) are no SIP: they become 503 with nua's words.
 */
static void
fill_response(struct ua_event *event, int status, const char *phrase,
    const sip_t *sip)
{
	if (sip != NULL && sip->sip_status != NULL) {
		event->status = (unsigned)sip->sip_status->st_status;
		event->phrase = text_or_empty(sip->sip_status->st_phrase);
		return;
	}
	event->local = true;
	event->status = status < 700 ? (unsigned)status : 503;
	event->phrase = text_or_empty(phrase);
}

/* The URI of the first Contact, without headers, into out. */
static const char *
first_contact(const sip_t *sip, char *out, size_t size)
{
	if (sip == NULL || sip->sip_contact == NULL)
		return NULL;
	url_t url = *sip->sip_contact->m_url;
	url.url_headers = NULL;
	int n = url_e(out, (int)size, &url);
	return n > 0 && (size_t)n < size ? out : NULL;
}

/* The route set of a dialog that we began: Record-Route reversed. */
static char *
route_set(const sip_record_route_t *recorded)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	char one[FIELD_MAX];
	struct buf all = BUF_INIT;

	for (sip_route_t *r = sip_route_reverse(home, recorded); r != NULL;
	    r = r->r_next)
		if (field_text(one, r) != NULL)
			buf_printf(&all, "%s%s", all.len != 0 ? ", " : "",
			    one);
	su_home_deinit(home);
	return buf_take(&all);
}

/* Remote target and route set of the dialog (RFC 3261 12.1.2). */
static void
remember_dialog(struct leg *leg, const sip_t *sip)
{
	char uri[URI_MAX];

	if (first_contact(sip, uri, sizeof uri) != NULL)
		replace_text(&leg->target, mem_dup(uri));
	if (sip->sip_record_route != NULL)
		replace_text(&leg->route, route_set(sip->sip_record_route));
}

static void
copy_header(char **to, const void *header)
{
	char text[FIELD_MAX];

	replace_text(to, field_text(text, header) != NULL ? mem_dup(text) :
	    NULL);
}

/*
 * Some responses to a REFER make the stack forget the whole dialog without a
 * BYE (RFC 5057 5.1: 404, 410, 416, 482, 485, 502, 604).  The phone is up all
 * the same: keep what a BYE needs.
 */
static void
note_forgotten(struct leg *leg, unsigned status, const sip_t *sip)
{
	int graceful = 0;

	if (sip == NULL || sip->sip_from == NULL || sip->sip_to == NULL ||
	    sip->sip_call_id == NULL || sip->sip_cseq == NULL)
		return;
	if (sip_response_terminates_dialog((int)status, sip_method_refer,
	    &graceful) >= 0)
		return;
	copy_header(&leg->from, sip->sip_from);
	copy_header(&leg->to, sip->sip_to);
	copy_header(&leg->sip_call_id, sip->sip_call_id);
	leg->cseq = sip->sip_cseq->cs_seq;
	leg->forgotten = true;
}

/* --- responses to our requests --- */

static void
on_invite_response(struct leg *leg, int status, const char *phrase,
    const sip_t *sip)
{
	struct ua_event event = { .type = UA_INVITE_RESPONSE };
	char contact[URI_MAX];

	if (leg->request != REQUEST_INVITE)
		return;		/* a repeated 2xx: nua has sent the ACK */
	response_in(leg);
	fill_response(&event, status, phrase, sip);
	if (sip != NULL && (event.status == 401 || event.status == 407))
		event.challenge = answerable(leg, sip, event.status);
	if (event.status >= 300 && event.status < 400)
		event.contact = first_contact(sip, contact, sizeof contact);
	if (event.status >= 200 && event.status < 300) {
		leg->request = REQUEST_NONE;
		if (sip != NULL)
			remember_dialog(leg, sip);
	}
	tell(leg, &event);
}

static void
on_refer_response(struct leg *leg, int status, const char *phrase,
    const sip_t *sip)
{
	struct ua_event event = { .type = UA_REFER_RESPONSE };

	if (leg->request != REQUEST_REFER)
		return;
	if (sip != NULL)
		response_in(leg);
	if (status < 200)
		return;	/* provisional, the event's id, or nua tries again */
	response_in(leg);
	fill_response(&event, status, phrase, sip);
	if (sip != NULL && (event.status == 401 || event.status == 407))
		event.challenge = answerable(leg, sip, event.status);
	if (!event.challenge) {
		leg->request = REQUEST_NONE;
		note_forgotten(leg, event.status, sip);
	}
	tell(leg, &event);
}

static void
on_bye_response(struct leg *leg, int status, const char *phrase,
    const sip_t *sip)
{
	struct ua_event event = { .type = UA_BYE_RESPONSE };

	if (leg->request != REQUEST_BYE || status < 200)
		return;
	response_in(leg);
	fill_response(&event, status, phrase, sip);
	if (sip != NULL && (event.status == 401 || event.status == 407))
		event.challenge = answerable(leg, sip, event.status);
	if (!event.challenge)
		leg->request = REQUEST_NONE;
	tell(leg, &event);
}

/* --- requests of the phone in our dialog; nua has answered 200 already --- */

static void
on_notify(struct leg *leg, const sip_t *sip, tagi_t tags[])
{
	struct ua_event event = { .type = UA_NOTIFY };
	struct sipfrag frag = { .status = 0 };
	int substate = nua_substate_active;

	if (sip == NULL)
		return;		/* nua's own word that the time is over */
	if (sip->sip_event != NULL &&
	    strcasecmp(text_or_empty(sip->sip_event->o_type), "refer") != 0)
		return;
	tl_gets(tags, NUTAG_SUBSTATE_REF(substate), TAG_END());
	if (sip->sip_payload != NULL)
		sipfrag_parse(&frag, sip->sip_payload->pl_data,
		    sip->sip_payload->pl_len);
	event.status = frag.status;
	event.phrase = frag.phrase;
	const sip_subscription_state_t *state = sip->sip_subscription_state;
	/* "terminated;reason=probation" is embryonic for nua: over for us */
	event.terminated = substate == nua_substate_terminated ||
	    (state != NULL && state->ss_substate != NULL &&
	    strcasecmp(state->ss_substate, "terminated") == 0);
	if (state != NULL && state->ss_expires != NULL)
		event.expires_s = (unsigned)strtoul(state->ss_expires, NULL,
		    10);
	tell(leg, &event);
}

static void
on_bye(struct leg *leg)
{
	struct ua_event event = { .type = UA_BYE, .phrase = "" };

	tell(leg, &event);
}

/*
 * A phone offers something else on a leg that we hold without media: hold,
 * another codec, a session refresh.  It gets an answer without media.
 */
static void
on_reinvite(struct leg *leg, const sip_t *sip)
{
	struct buf body = BUF_INIT;
	struct ua *ua = leg->ua;
	int done = 0;

	uint64_t session = ua->sdp_session;
	if (sip != NULL && sip->sip_payload != NULL)
		done = offer_answer(&body, sip->sip_payload->pl_data,
		    sip->sip_payload->pl_len, ua->ip, session, 2);
	else
		offer_write(&body, OFFER_INACTIVE, ua->ip, session, 2);
	if (done == 0 && buf_ok(&body))
		nua_respond(leg->handle, SIP_200_OK,
		    SIPTAG_CONTENT_TYPE_STR("application/sdp"),
		    SIPTAG_PAYLOAD_STR(buf_text(&body)), TAG_END());
	else
		nua_respond(leg->handle, SIP_488_NOT_ACCEPTABLE, TAG_END());
	buf_release(&body);
}

/* --- requests outside of our dialogs --- */

static void
fill_contacts(struct registrar_request *request, const sip_t *sip,
    struct registrar_contact *contacts, char (*texts)[URI_MAX])
{
	size_t n = 0;

	request->contacts = contacts;
	for (const sip_contact_t *m = sip->sip_contact; m != NULL;
	    m = m->m_next) {
		int len = url_e(texts[n], URI_MAX, m->m_url);
		if (len <= 0 || len >= URI_MAX)
			snprintf(texts[n], URI_MAX, "?");	/* refused */
		contacts[n].uri = texts[n];
		contacts[n].expires = m->m_expires != NULL ?
		    strtol(m->m_expires, NULL, 10) : -1;
		if (++n == CONTACTS_MAX)
			break;
	}
	request->contact_count = n;
}

/* host or host:port of a URI, as our domain is written. */
static void
host_of(const url_t *url, char *out, size_t size)
{
	snprintf(out, size, "%s%s%s", text_or_empty(url->url_host),
	    url->url_port != NULL && *url->url_port != '\0' ? ":" : "",
	    text_or_empty(url->url_port));
}

static void
ask_handler(struct ua *ua, const sip_t *sip, struct registrar_answer *answer)
{
	struct registrar_contact contacts[CONTACTS_MAX];
	char texts[CONTACTS_MAX][URI_MAX];
	char uri[URI_MAX] = "", host[URI_MAX], authorization[FIELD_MAX];

	const url_t *url = sip->sip_request->rq_method == sip_method_register ?
	    sip->sip_to->a_url : sip->sip_request->rq_url;
	host_of(url, host, sizeof host);
	url_e(uri, sizeof uri, sip->sip_request->rq_url);
	struct registrar_request request = {
		.method = sip->sip_request->rq_method_name,
		.uri = uri,
		.to_user = text_or_empty(url->url_user),
		.to_host = host,
		.call_id = text_or_empty(sip->sip_call_id->i_id),
		.cseq = sip->sip_cseq->cs_seq,
		.expires = sip->sip_expires != NULL ?
		    (long)sip->sip_expires->ex_delta : -1,
	};
	fill_contacts(&request, sip, contacts, texts);
	if (sip->sip_authorization != NULL)
		request.authorization = field_text(authorization,
		    sip->sip_authorization);
	ua->handler.request(ua->handler.arg, &request, answer);
}

static void
answer_request(struct ua *ua, nua_handle_t *handle, const sip_t *sip)
{
	struct registrar_answer answer;
	char min_expires[16];

	registrar_answer_init(&answer);
	ask_handler(ua, sip, &answer);
	if (answer.status == 0) {
		bool invite = sip->sip_request->rq_method == sip_method_invite;
		answer.status = invite ? 403 : 405;
		answer.phrase = invite ? sip_403_Forbidden :
		    sip_405_Method_not_allowed;
	}
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

static void
on_foreign(struct ua *ua, nua_event_t event, int status, nua_handle_t *handle,
    const sip_t *sip)
{
	switch (event) {
	case nua_i_invite:
	case nua_i_register:
	case nua_i_subscribe:
	case nua_i_publish:
	case nua_i_message:
	case nua_i_refer:
	case nua_i_info:
	case nua_i_method:
		if (sip != NULL && sip->sip_request != NULL && status < 200)
			answer_request(ua, handle, sip);
		nua_handle_destroy(handle);
		break;
	case nua_i_options:
	case nua_i_notify:
	case nua_i_bye:
	case nua_i_cancel:
		nua_handle_destroy(handle);
		break;
	default:
		break;
	}
}

/* --- nua's callback --- */

static void
on_leg_event(struct leg *leg, nua_event_t event, int status,
    const char *phrase, const sip_t *sip, tagi_t tags[])
{
	switch (event) {
	case nua_r_invite:
		on_invite_response(leg, status, phrase, sip);
		break;
	case nua_r_refer:
		on_refer_response(leg, status, phrase, sip);
		break;
	case nua_r_bye:
	case nua_r_method:
		on_bye_response(leg, status, phrase, sip);
		break;
	case nua_i_notify:
		on_notify(leg, sip, tags);
		break;
	case nua_i_bye:
		on_bye(leg);
		break;
	case nua_i_invite:
		if (status < 200)
			on_reinvite(leg, sip);
		break;
	default:
		break;
	}
}

static void
on_nua(nua_event_t event, int status, char const *phrase, nua_t *nua,
    nua_magic_t *magic, nua_handle_t *handle, nua_hmagic_t *hmagic,
    sip_t const *sip, tagi_t tags[])
{
	struct ua *ua = magic;
	struct leg *leg = leg_of(hmagic);

	(void)nua;
	log_debug("nua", "name=%s status=%d phrase=%s", nua_event_name(event),
	    status, log_quote(phrase));
	if (event == nua_r_shutdown) {
		if (status >= 200 && !ua->down) {
			ua->down = true;
			ua->handler.down(ua->handler.down_arg);
		}
	} else if (event == nua_r_get_params) {
		sip_contact_t const *contact = NULL;
		tl_gets(tags, NTATAG_CONTACT_REF(contact), TAG_END());
		if (contact != NULL && contact->m_url->url_port != NULL)
			ua->port = (unsigned)strtoul(
			    contact->m_url->url_port, NULL, 10);
	} else if (leg != NULL) {
		on_leg_event(leg, event, status, phrase, sip, tags);
	} else if (handle != NULL) {
		on_foreign(ua, event, status, handle, sip);
	}
}

/* --- life --- */

static void
sofia_log(void *arg, char const *format, va_list args)
{
	char line[256];

	(void)arg;
	if (!log_wants_debug())
		return;
	vsnprintf(line, sizeof line, format, args);
	line[strcspn(line, "\r\n")] = '\0';
	log_debug("sofia", "text=%s", log_quote(line));
}

#define ALLOWED "INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY, UPDATE, INFO"

static int
create_nua(struct ua *ua, const struct ua_options *options)
{
	char url[128], port[16] = "*";
	bool v6 = strchr(options->ip, ':') != NULL;

	if (options->port != 0)
		snprintf(port, sizeof port, "%u", options->port);
	snprintf(url, sizeof url, "sip:%s%s%s:%s", v6 ? "[" : "", options->ip,
	    v6 ? "]" : "", port);
	ua->nua = nua_create(loop_root(ua->loop), on_nua, ua,
	    NUTAG_URL(url),
	    NUTAG_MEDIA_ENABLE(0),
	    NUTAG_AUTO302(0), NUTAG_AUTO305(0),	/* we decide on redirects */
	    NUTAG_MAX_RETRY_AFTER(0),		/* and on trying again */
	    NUTAG_RETRY_COUNT(CHALLENGE_MAX),
	    NUTAG_OUTBOUND("no-natify no-options-keepalive no-validate"),
	    NUTAG_MAX_SUBSCRIPTIONS(0),
	    NUTAG_SESSION_TIMER(0),
	    NUTAG_INVITE_TIMER(0),		/* our own timers end calls */
	    NUTAG_M_USERNAME("callcontroller"),
	    NUTAG_APPL_METHOD(NULL),
	    NUTAG_APPL_METHOD("INVITE, REGISTER"),
	    SIPTAG_ALLOW_STR(ALLOWED ", REGISTER"),
	    NUTAG_SUPPORTED(""),
	    SIPTAG_USER_AGENT_STR("callcontroller/" VERSION),
	    NTATAG_PASS_100(1),			/* every response is recorded */
	    NTATAG_MAXSIZE(65536),
	    NTATAG_USE_NAPTR(1),
	    TPTAG_IDLE(60000), TPTAG_TIMEOUT(32000),
	    TPTAG_UDP_RMEM(4 * 1024 * 1024),
	    TPTAG_QUEUESIZE(1000),
	    TAG_END());
	return ua->nua != NULL ? 0 : -1;
}

struct ua *
ua_new(struct loop *loop, const struct ua_options *options,
    const struct ua_handler *handler, struct err *err)
{
	struct ua *ua = calloc(1, sizeof *ua);

	if (ua == NULL) {
		err_set(err, 0, "no memory");
		return NULL;
	}
	ua->loop = loop;
	ua->handler = *handler;
	snprintf(ua->ip, sizeof ua->ip, "%s", options->ip);
	loop_random(loop, &ua->seed, sizeof ua->seed);
	loop_random(loop, &ua->sdp_session, sizeof ua->sdp_session);
	ua->sdp_session >>= 2;	/* fits a signed 64-bit number everywhere */
	su_log_redirect(NULL, sofia_log, NULL);
	su_log_set_level(NULL, 2);
	errno = 0;
	if (create_nua(ua, options) == -1) {
		err_set(err, 0, "cannot listen for SIP on %s port %u: %s",
		    options->ip, options->port, errno != 0 ? strerror(errno) :
		    "address not available or port in use");
		free(ua);
		return NULL;
	}
	nua_get_params(ua->nua, NTATAG_CONTACT_REF(*(sip_contact_t const **)
	    &(sip_contact_t const *){ NULL }), TAG_ANY(), TAG_END());
	loop_flush(loop);
	if (ua->port == 0)
		ua->port = options->port != 0 ? options->port : 5060;
	return ua;
}

void
ua_shutdown(struct ua *ua)
{
	nua_shutdown(ua->nua);
}

void
ua_free(struct ua *ua)
{
	if (ua == NULL)
		return;
	if (ua->down)		/* nua asserts it */
		nua_destroy(ua->nua);
	free(ua);
}

unsigned
ua_port(const struct ua *ua)
{
	return ua->port;
}

size_t
ua_pending(const struct ua *ua)
{
	return ua->pending;
}

size_t
ua_legs(const struct ua *ua)
{
	return ua->legs;
}

/* --- requests --- */

struct leg *
ua_invite(struct ua *ua, const struct ua_invite *invite)
{
	struct leg *leg = calloc(1, sizeof *leg);
	char cseq[32];

	if (leg == NULL)
		return NULL;
	leg->magic = LEG_MAGIC;
	leg->ua = ua;
	leg->call = invite->call;
	leg->handle = nua_handle(ua->nua, leg, NUTAG_URL(invite->target),
	    SIPTAG_TO_STR(invite->to), SIPTAG_FROM_STR(invite->from),
	    TAG_IF(invite->route, NUTAG_INITIAL_ROUTE_STR(invite->route)),
	    TAG_END());
	if (leg->handle == NULL) {
		free(leg);
		return NULL;
	}
	ua->legs++;
	request_out(leg, REQUEST_INVITE);
	snprintf(cseq, sizeof cseq, "%u INVITE", invite->cseq);
	nua_invite(leg->handle,
	    SIPTAG_CALL_ID_STR(invite->sip_call_id),
	    TAG_IF(invite->cseq, SIPTAG_CSEQ_STR(cseq)),
	    TAG_IF(invite->subject, SIPTAG_SUBJECT_STR(invite->subject)),
	    TAG_IF(invite->request_disposition,
		SIPTAG_REQUEST_DISPOSITION_STR(invite->request_disposition)),
	    SIPTAG_ACCEPT_STR("application/sdp"),
	    SIPTAG_CONTENT_TYPE_STR("application/sdp"),
	    SIPTAG_PAYLOAD_STR(invite->body),
	    TAG_END());
	return leg;
}

void
ua_cancel(struct leg *leg, const char *reason)
{
	nua_cancel(leg->handle, TAG_IF(reason, SIPTAG_REASON_STR(reason)),
	    TAG_END());
}

void
ua_authenticate(struct leg *leg, const char *user, const char *ha1)
{
	char credentials[256];
	nua_handle_t *handle = leg->bye_handle != NULL ? leg->bye_handle :
	    leg->handle;

	snprintf(credentials, sizeof credentials, "HA1+Digest:%s:%s:HA1+%s",
	    leg->realm, user, ha1);
	nua_authenticate(handle, NUTAG_AUTH(credentials), TAG_END());
	mem_wipe(credentials, sizeof credentials);
	if (!leg->waiting) {
		leg->waiting = true;
		leg->ua->pending++;
	}
}

void
ua_refer(struct leg *leg, const char *refer_to, const char *referred_by)
{
	request_out(leg, REQUEST_REFER);
	nua_refer(leg->handle, SIPTAG_REFER_TO_STR(refer_to),
	    SIPTAG_REFERRED_BY_STR(referred_by), TAG_END());
}

/* A BYE built by hand, for a dialog that the stack has let go of. */
static void
bye_by_hand(struct leg *leg, const char *reason)
{
	struct ua *ua = leg->ua;
	char cseq[32];

	snprintf(cseq, sizeof cseq, "%u BYE", leg->cseq + 1);
	leg->bye_handle = nua_handle(ua->nua, leg, NUTAG_URL(leg->target),
	    SIPTAG_TO_STR(leg->to), SIPTAG_FROM_STR(leg->from), TAG_END());
	nua_method(leg->bye_handle, NUTAG_METHOD("BYE"),
	    SIPTAG_CALL_ID_STR(leg->sip_call_id), SIPTAG_CSEQ_STR(cseq),
	    TAG_IF(leg->route, SIPTAG_ROUTE_STR(leg->route)),
	    TAG_IF(reason, SIPTAG_REASON_STR(reason)), TAG_END());
}

void
ua_bye(struct leg *leg, const char *reason)
{
	request_out(leg, REQUEST_BYE);
	if (leg->forgotten && leg->target != NULL && leg->from != NULL &&
	    leg->to != NULL && leg->sip_call_id != NULL)
		bye_by_hand(leg, reason);
	else
		nua_bye(leg->handle, TAG_IF(reason, SIPTAG_REASON_STR(reason)),
		    TAG_END());
}

static void
let_go(nua_handle_t *handle)
{
	if (handle == NULL)
		return;
	nua_handle_bind(handle, NULL);
	nua_handle_destroy(handle);
}

void
ua_release(struct leg *leg)
{
	response_in(leg);
	let_go(leg->handle);
	let_go(leg->bye_handle);
	mem_free(leg->target);
	mem_free(leg->route);
	mem_free(leg->from);
	mem_free(leg->to);
	mem_free(leg->sip_call_id);
	leg->ua->legs--;
	leg->magic = 0;
	free(leg);
}
