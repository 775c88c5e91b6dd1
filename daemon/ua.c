#include "ua.h"

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
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport_tag.h>

#include "challenge.h"
#include "err.h"
#include "log.h"
#include "loop.h"
#include "mem.h"
#include "ua_parts.h"

enum { SHUTDOWN_MS = 4000 };

/* --- nua's callback --- */

static struct leg *
leg_of(nua_hmagic_t *magic)
{
	struct leg *leg = magic;

	if (leg != NULL && leg->magic != UA_LEG_MAGIC)
		abort();	/* our own mistake: a released leg */
	return leg;
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
	case nua_i_notify:
	case nua_i_update:
	case nua_i_method:
		if (sip != NULL && sip->sip_request != NULL && status < 200)
			ua_answer(ua, handle, sip);
		nua_handle_destroy(handle);
		break;
	case nua_i_options:
	case nua_i_bye:
	case nua_i_cancel:
		nua_handle_destroy(handle);
		break;
	default:
		break;
	}
}

/*
 * nua takes a reference to each "100 Trying" that it passes on and never gives
 * it back (nua_invite_client_report() returns early): some 3 KB a call.  It
 * takes none once the session is over, so then there is none to give back.
 */
static void
release_trying(const struct leg *leg, nua_event_t event, const sip_t *sip)
{
	if (event == nua_r_invite && sip != NULL && sip->sip_status != NULL &&
	    sip->sip_status->st_status == 100 && !leg->session_over)
		msg_destroy((msg_t *)(uintptr_t)
		    nua_current_request(leg->ua->nua));
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
		if (event == nua_i_bye || event == nua_i_terminated)
			leg->session_over = true;
		release_trying(leg, event, sip);
		ua_leg_event(leg, (int)event, status, phrase, sip);
	} else if (handle != NULL) {
		on_foreign(ua, event, status, handle, sip);
	}
}

/* --- life --- */

static void sofia_log(void *arg, char const *format, va_list args)
    __attribute__((format(printf, 2, 0)));

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
	    NUTAG_APPL_METHOD("INVITE, REGISTER, INFO, UPDATE, NOTIFY"),
	    NTATAG_PASS_100(1),			/* every response is recorded */
	    /* also of what one read of a stream may bring, and after a
	       stall that is as much as the kernel holds */
	    NTATAG_MAXSIZE(2 * 1024 * 1024),
	    NTATAG_USE_NAPTR(1),
	    TPTAG_IDLE(60000), TPTAG_TIMEOUT(32000),
	    TPTAG_UDP_RMEM(4 * 1024 * 1024),
	    TPTAG_QUEUESIZE(1000),
	    TAG_END());
	if (ua->nua == NULL)
		return -1;
	/* given to nua_create() these would add to nua's own, not replace */
	nua_set_params(ua->nua,
	    SIPTAG_ALLOW_STR(options->registrar ? ALLOWED ", REGISTER" :
		ALLOWED),
	    SIPTAG_SUPPORTED_STR(""),
	    SIPTAG_USER_AGENT_STR("callcontroller/" VERSION),
	    TAG_END());
	return 0;
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
	/* the answer is an event, and on_nua() reads the port from it */
	sip_contact_t const *asked = NULL;
	nua_get_params(ua->nua, NTATAG_CONTACT_REF(asked), TAG_ANY(),
	    TAG_END());
	loop_flush(loop);
	if (ua->port == 0)
		ua->port = options->port != 0 ? options->port : 5060;
	return ua;
}

/*
 * nua waits for every transaction, up to 30 s; nobody who stops a service
 * does.
 */
static void
on_patience_over(su_root_magic_t *magic, su_timer_t *timer,
    su_timer_arg_t *arg)
{
	struct ua *ua = (struct ua *)arg;

	(void)magic, (void)timer;
	log_info("sip-cut-short", NULL);
	ua->handler.down(ua->handler.down_arg);
}

void
ua_shutdown(struct ua *ua)
{
	if (ua->patience != NULL)
		return;
	ua->patience = su_timer_create(su_root_task(loop_root(ua->loop)),
	    SHUTDOWN_MS);
	if (ua->patience != NULL)
		su_timer_set(ua->patience, on_patience_over,
		    (su_timer_arg_t *)ua);
	nua_shutdown(ua->nua);
}

void
ua_free(struct ua *ua)
{
	if (ua == NULL)
		return;
	if (ua->patience != NULL)
		su_timer_destroy(ua->patience);
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

/* --- requests --- */

struct leg *
ua_invite(struct ua *ua, const struct ua_invite *invite)
{
	struct leg *leg = calloc(1, sizeof *leg);

	if (leg == NULL)
		return NULL;
	leg->magic = UA_LEG_MAGIC;
	leg->ua = ua;
	leg->call = invite->call;
	leg->sdp_session = invite->sdp_session;
	leg->sdp_version = 1;
	if (invite->route != NULL)
		leg->dialog.route = mem_dup(invite->route);
	leg->handle = nua_handle(ua->nua, leg, NUTAG_URL(invite->target),
	    SIPTAG_TO_STR(invite->to), SIPTAG_FROM_STR(invite->from),
	    TAG_IF(invite->route, NUTAG_INITIAL_ROUTE_STR(invite->route)),
	    TAG_END());
	if (leg->handle == NULL) {
		ua_dialog_forget(leg);
		free(leg);
		return NULL;
	}
	ua_request_out(leg, REQUEST_INVITE);
	nua_invite(leg->handle,
	    SIPTAG_CALL_ID_STR(invite->sip_call_id),
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
	if (leg->session_over)	/* nua has nothing to cancel any more */
		return;
	nua_cancel(leg->handle, TAG_IF(reason, SIPTAG_REASON_STR(reason)),
	    TAG_END());
}

void
ua_authenticate(struct leg *leg, const char *user, const char *ha1)
{
	char credentials[CHALLENGE_REALMS][256];
	nua_handle_t *handle = leg->bye_handle != NULL ? leg->bye_handle :
	    leg->handle;

	for (size_t i = 0; i < CHALLENGE_REALMS; i++)
		snprintf(credentials[i], sizeof credentials[i],
		    "HA1+Digest:%s:%s:HA1+%s", leg->realms[i], user, ha1);
	nua_authenticate(handle, NUTAG_AUTH(credentials[0]),
	    TAG_IF(leg->realms[1][0], NUTAG_AUTH(credentials[1])), TAG_END());
	mem_wipe(credentials, sizeof credentials);
	leg->authenticating = true;
	if (!leg->waiting) {
		leg->waiting = true;
		leg->ua->pending++;
	}
}

/* What the stack would say of a REFER that has nowhere to go. */
static void
refuse_refer(struct leg *leg)
{
	const struct ua_event event = {
		.type = UA_REFER_RESPONSE, .status = 503,
		.phrase = "No Usable Contact", .local = true,
	};

	leg->ua->handler.leg(leg->ua->handler.arg, leg->call, &event);
}

void
ua_refer(struct leg *leg, const char *refer_to, const char *referred_by)
{
	if (leg->dialog.by_hand) {
		refuse_refer(leg);
		return;
	}
	ua_request_out(leg, REQUEST_REFER);
	leg->refer_out = true;
	nua_refer(leg->handle, SIPTAG_REFER_TO_STR(refer_to),
	    SIPTAG_REFERRED_BY_STR(referred_by), TAG_END());
}

void
ua_bye(struct leg *leg, const char *reason)
{
	ua_request_out(leg, REQUEST_BYE);
	if (leg->dialog.by_hand) {
		ua_dialog_bye(leg, reason);
		return;
	}
	nua_bye(leg->handle, TAG_IF(reason, SIPTAG_REASON_STR(reason)),
	    TAG_END());
	if (leg->refer_out)
		ua_dialog_grace(leg);
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
	ua_response_in(leg);
	let_go(leg->handle);
	let_go(leg->bye_handle);
	ua_dialog_forget(leg);
	leg->magic = 0;
	free(leg);
}
