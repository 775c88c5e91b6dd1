#include "ua.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct ua;
#define NTA_AGENT_MAGIC_T struct ua
#define NTA_LEG_MAGIC_T struct ua
#define SU_LOG_MAGIC_T void

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport_tag.h>

#include "err.h"
#include "log.h"
#include "loop.h"
#include "ua_parts.h"

enum { SHUTDOWN_MS = 4000 };

/* --- what happens outside of all legs --- */

/* A tag is good for one to two of these: longer than any INVITE lasts. */
enum { TAG_SLOT_MS = 4000000 };

static const char *
make_tag(const struct ua *ua, const char *call_id, uint64_t slot,
    bool offerless, char out[UA_TAG_MAX])
{
	struct hash_key key = ua->seed;

	key.k0 ^= slot;
	snprintf(out, UA_TAG_MAX, "%016llx%s", (unsigned long long)hash_bytes(
	    &key, call_id, strlen(call_id)), offerless ? "o" : "");
	return out;
}

static uint64_t
tag_slot(const struct ua *ua)
{
	return loop_now(ua->loop) / TAG_SLOT_MS;
}

const char *
ua_tag(const struct ua *ua, const char *call_id, bool offerless,
    char out[UA_TAG_MAX])
{
	return make_tag(ua, call_id, tag_slot(ua), offerless, out);
}

static bool
is_own_tag(const struct ua *ua, const sip_t *sip, bool offerless)
{
	const char *tag = ua_text(sip->sip_from->a_tag);
	const char *call_id = sip->sip_call_id->i_id;
	uint64_t slot = tag_slot(ua);
	char own[UA_TAG_MAX];

	return strcmp(tag, make_tag(ua, call_id, slot, offerless, own)) == 0 ||
	    strcmp(tag, make_tag(ua, call_id, slot - 1, offerless, own)) == 0;
}

/* Is this the answer to an INVITE that we sent, with or without an offer? */
static bool
is_answer(const struct ua *ua, const sip_t *sip, bool offerless)
{
	return sip != NULL && sip->sip_status != NULL &&
	    sip->sip_status->st_status >= 200 &&
	    sip->sip_status->st_status < 300 && sip->sip_cseq != NULL &&
	    sip->sip_cseq->cs_method == sip_method_invite &&
	    sip->sip_via != NULL && sip->sip_via->v_next == NULL &&
	    sip->sip_call_id != NULL && sip->sip_from != NULL &&
	    sip->sip_to != NULL && is_own_tag(ua, sip, offerless);
}

/* Responses that no transaction is there for come here. */
static int
on_message(struct ua *ua, nta_agent_t *agent, msg_t *msg, sip_t *sip)
{
	(void)agent;
	if (is_answer(ua, sip, false))
		ua_fork(ua, sip, false);
	else if (is_answer(ua, sip, true))
		ua_fork(ua, sip, true);
	msg_destroy(msg);
	return 0;
}

static int
on_stranger(struct ua *ua, nta_leg_t *leg, nta_incoming_t *irq,
    const sip_t *sip)
{
	(void)leg;
	log_debug("sip", "stranger=%s", log_quote(
	    sip->sip_request->rq_method_name));
	if (sip->sip_request->rq_method == sip_method_ack)
		nta_incoming_destroy(irq);
	else
		ua_stranger(ua, irq, sip);
	return 0;
}

/* --- what is told later --- */

static void
pay(struct leg *leg)
{
	struct ua *ua = leg->ua;

	ua->paying = leg;
	for (unsigned type = 0; type < UA_OWED && ua->paying == leg; type++) {
		unsigned status = leg->owed[type];
		if (status == 0)
			continue;
		leg->owed[type] = 0;
		ua_tell(leg, &(struct ua_event){
		    .type = (enum ua_event_type)type, .status = status,
		    .phrase = ua_text(sip_status_phrase((int)status)),
		    .local = true });
	}
	ua->paying = NULL;
}

static void
on_called(su_root_magic_t *magic, su_msg_r message, su_msg_arg_t *arg)
{
	struct ua *ua = *(struct ua **)arg;

	(void)magic, (void)message;
	ua->called = false;
	while (ua->owing != NULL) {
		struct leg *leg = ua->owing;
		ua->owing = leg->owing_next;
		leg->owing = false;
		pay(leg);
	}
	while (ua->patience != NULL && ua->legs != NULL)
		ua_release(ua->legs);
	if (ua->patience != NULL && !ua->down && ua->orphans == NULL &&
	    ua->forks == NULL) {
		ua->down = true;
		ua->handler.down(ua->handler.down_arg);
	}
}

/* Without memory for it the machines' own timers go on. */
static void
call_later(struct ua *ua)
{
	su_msg_r message = SU_MSG_R_INIT;
	su_root_t *root = loop_root(ua->loop);

	if (ua->called || su_msg_create(message, su_root_task(root),
	    su_root_task(root), on_called, sizeof ua) != 0)
		return;
	*(struct ua **)su_msg_data(message) = ua;
	ua->called = su_msg_send(message) == 0;
}

void
ua_owe(struct leg *leg, enum ua_event_type type, unsigned status)
{
	struct ua *ua = leg->ua;

	leg->owed[type] = (uint16_t)status;
	if (!leg->owing) {
		leg->owing = true;
		leg->owing_next = ua->owing;
		ua->owing = leg;
	}
	call_later(ua);
}

void
ua_disown(struct leg *leg)
{
	struct ua *ua = leg->ua;
	struct leg **at = &ua->owing;

	if (ua->paying == leg)
		ua->paying = NULL;
	while (leg->owing && *at != NULL)
		if (*at == leg) {
			*at = leg->owing_next;
			leg->owing = false;
		} else {
			at = &(*at)->owing_next;
		}
}

void
ua_ended(struct ua *ua)
{
	if (ua->patience != NULL && !ua->down)
		call_later(ua);
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

#define ALLOWED "INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY, UPDATE, INFO, " \
    "REFER, MESSAGE"

/* The headers that are always the same, and our port. */
static int
make_headers(struct ua *ua, bool registrar)
{
	const sip_contact_t *contact = nta_agent_contact(ua->agent);
	url_t url;

	if (contact == NULL)
		return -1;
	url = *contact->m_url;
	url.url_user = "callcontroller";
	ua->contact = sip_contact_create(ua->home, (const url_string_t *)&url,
	    NULL);
	ua->allow = sip_allow_make(ua->home, registrar ? ALLOWED ", REGISTER" :
	    ALLOWED);
	ua->user_agent = sip_user_agent_make(ua->home,
	    "callcontroller/" VERSION);
	ua->supported = sip_supported_make(ua->home, "timer");
	if (ua->contact == NULL || ua->allow == NULL ||
	    ua->user_agent == NULL || ua->supported == NULL)
		return -1;
	ua->port = contact->m_url->url_port != NULL ?
	    (unsigned)strtoul(contact->m_url->url_port, NULL, 10) : 5060;
	return 0;
}

static int
listen_on(struct ua *ua, const struct ua_options *options)
{
	char url[128], port[16] = "*";
	bool v6 = strchr(options->ip, ':') != NULL;

	if (options->port != 0)
		snprintf(port, sizeof port, "%u", options->port);
	snprintf(url, sizeof url, "sip:%s%s%s:%s", v6 ? "[" : "", options->ip,
	    v6 ? "]" : "", port);
	return nta_agent_add_tport(ua->agent, (const url_string_t *)url,
	    TPTAG_IDENT("sip"),
	    TPTAG_IDLE(60000), TPTAG_TIMEOUT(32000),
	    TPTAG_UDP_RMEM(4 * 1024 * 1024),
	    TPTAG_QUEUESIZE(1000),
	    TAG_END());
}

static int
create_agent(struct ua *ua, const struct ua_options *options)
{
	ua->agent = nta_agent_create(loop_root(ua->loop),
	    (const url_string_t *)-1, on_message, ua,
	    NTATAG_UA(1),
	    NTATAG_CANCEL_487(0),		/* ua_relay.c answers */
	    NTATAG_CLIENT_RPORT(1),
	    NTATAG_PASS_100(1),			/* every response is recorded */
	    /* also of what one read of a stream may bring, and after a
	       stall that is as much as the kernel holds */
	    NTATAG_MAXSIZE(2 * 1024 * 1024),
	    /* RFC 3261 18.1.1 would have long requests go by TCP.  Phones that
	       registered by UDP mostly have none; nta's way back to UDP takes
	       5 s, and is not there for ACKs.  What a Contact, a Route or the
	       configuration say is the transport. */
	    NTATAG_UDP_MTU(65535),
	    NTATAG_USE_NAPTR(1),
	    NTATAG_USE_TIMESTAMP(0),
	    TAG_END());
	if (ua->agent == NULL || listen_on(ua, options) == -1)
		return -1;
	ua->strangers = nta_leg_tcreate(ua->agent, on_stranger, ua,
	    NTATAG_NO_DIALOG(1), TAG_END());
	return ua->strangers != NULL ? make_headers(ua, options->registrar) :
	    -1;
}

static void
destroy(struct ua *ua)
{
	if (ua->agent != NULL)
		nta_agent_destroy(ua->agent);
	if (ua->home != NULL)
		su_home_unref(ua->home);
	free(ua);
}

struct ua *
ua_new(struct loop *loop, const struct ua_options *options,
    const struct ua_handler *handler, struct err *err)
{
	struct ua *ua = calloc(1, sizeof *ua);

	if (ua == NULL || (ua->home = su_home_new(sizeof *ua->home)) == NULL) {
		free(ua);
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
	if (create_agent(ua, options) == -1) {
		err_set(err, 0, "cannot listen for SIP on %s port %u: %s",
		    options->ip, options->port, errno != 0 ? strerror(errno) :
		    "address not available or port in use");
		destroy(ua);
		return NULL;
	}
	return ua;
}

/* Transactions may take half a minute; nobody who stops a service waits. */
static void
on_patience_over(su_root_magic_t *magic, su_timer_t *timer,
    su_timer_arg_t *arg)
{
	struct ua *ua = (struct ua *)arg;

	(void)magic, (void)timer;
	if (ua->down)
		return;
	log_info("sip-cut-short", NULL);
	ua->down = true;
	ua->handler.down(ua->handler.down_arg);
}

/*
 * The requests that are left, BYEs and CANCELs, may come to their end.  Who
 * calls this may be in an event of a leg: they are let go later.
 */
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
	ua_ended(ua);
}

void
ua_free(struct ua *ua)
{
	if (ua == NULL)
		return;
	if (ua->patience != NULL)
		su_timer_destroy(ua->patience);
	ua->patience = NULL;
	while (ua->legs != NULL)
		ua_release(ua->legs);
	ua_out_free_all(ua);
	ua_fork_free_all(ua);
	destroy(ua);
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
