#include "control.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "call.h"
#include "calls.h"
#include "command.h"
#include "config.h"
#include "err.h"
#include "log.h"
#include "loop.h"
#include "mem.h"
#include "offer.h"
#include "registrar.h"
#include "text.h"
#include "ua.h"
#include "users.h"

enum {
	REPEAT_MS = 2000,	/* the same POST within it is the same POST */
	REDIRECTS_MAX = 3,
	RETRY_AFTER_S = 2
};

struct control {
	struct loop *loop;
	struct ua *ua;
	const struct config *config;	/* borrowed */
	const struct users *users;	/* borrowed */
	struct calls *calls;
	struct registrar *registrar;	/* stand-alone only, else NULL */
	struct hash_key seed;
	struct digest_secret secret;
	char *domain;
	char *route;			/* "<sip:proxy;lr>", or NULL */
	uint64_t sdp_session;

	void (*changed)(void *arg, const char *key);
	void *changed_arg;

	uint64_t second_began_ms;	/* max-calls-per-second */
	long placed_this_second;

	bool draining;
	uint64_t drain_deadline_ms;	/* 0: none */
	void (*drained)(void *arg);
	void *drained_arg;

	struct control_counters counters;
};

static void step(struct control *control, struct call *call,
    const struct refer_input *input);

/* --- life --- */

struct control *
control_new(struct loop *loop, const struct config *config,
    const struct users *users, struct err *err)
{
	struct control *control = calloc(1, sizeof *control);

	if (control == NULL) {
		err_set(err, 0, "no memory");
		return NULL;
	}
	control->loop = loop;
	loop_random(loop, &control->seed, sizeof control->seed);
	loop_random(loop, &control->secret, sizeof control->secret);
	loop_random(loop, &control->sdp_session,
	    sizeof control->sdp_session);
	control->sdp_session >>= 2;
	control->calls = calls_new(&control->seed);
	if (control->calls == NULL) {
		err_set(err, 0, "no memory");
		control_free(control);
		return NULL;
	}
	control_reload(control, config, users);
	return control;
}

/* The proxy as a Route (RFC 3261 16.12.1.1: loose). */
static char *
make_route(const char *proxy)
{
	struct buf route = BUF_INIT;

	if (*proxy == '\0')
		return NULL;
	buf_printf(&route, "<%s;lr>", proxy);
	return buf_take(&route);
}

int
control_start(struct control *control, struct ua *ua, const char *domain,
    const char *realm, struct err *err)
{
	const struct config *config = control->config;

	control->ua = ua;
	control->domain = strdup(domain);
	if (control->domain == NULL)
		return err_set(err, 0, "no memory");
	if (*config->domain != '\0')
		return 0;
	control->registrar = registrar_new(domain, realm, control->users,
	    &control->secret, &control->seed);
	if (control->registrar == NULL)
		return err_set(err, 0, "no memory");
	return 0;
}

void
control_free(struct control *control)
{
	if (control == NULL)
		return;
	calls_free(control->calls);
	registrar_free(control->registrar);
	free(control->domain);
	mem_free(control->route);
	mem_wipe_free(control, sizeof *control);
}

void
control_reload(struct control *control, const struct config *config,
    const struct users *users)
{
	control->config = config;
	control->users = users;
	calls_limit(control->calls, (size_t)config->max_records);
	mem_free(control->route);
	control->route = make_route(config->outbound_proxy);
	if (control->registrar != NULL)
		registrar_set_users(control->registrar, users);
}

void
control_on_change(struct control *control,
    void (*changed)(void *arg, const char *key), void *arg)
{
	control->changed = changed;
	control->changed_arg = arg;
}

static void
tell_change(struct control *control, struct call *call)
{
	call->version++;
	if (control->changed != NULL)
		control->changed(control->changed_arg, call->key);
}

/* --- what a call sends --- */

static const struct user *
agent_of(const struct control *control, const struct call *call)
{
	struct address agent;

	if (address_parse(&agent, "agent", call->agent, strlen(call->agent),
	    control->domain, NULL) == -1)
		return NULL;
	return users_find(control->users, agent.user, agent.host,
	    control->domain);
}

/*
 * The Request-URI.  sipXecs' parameters tell its proxy what to do with the
 * call; other proxies pass over them.
 */
static void
write_target(struct buf *out, const struct control *control,
    const struct call *call, const char *address)
{
	buf_printf(out, "sip:%s", address);
	if (!control->config->sipx_parameters)
		return;
	buf_puts(out, ";sipx-noroute=Voicemail");
	if (!call->forwarding)
		buf_puts(out, ";sipx-userforward=false");
	buf_puts(out, ";sipxbridge-moh=false");
}

/* What one INVITE is made of; all of it owned here. */
struct letter {
	struct buf target, to, from, body;
	char request_disposition[128];
};

static void
letter_release(struct letter *letter)
{
	buf_release(&letter->target);
	buf_release(&letter->to);
	buf_release(&letter->from);
	buf_release(&letter->body);
}

/* "no-fork no-recurse" as a header's value: "no-fork, no-recurse". */
static void
write_disposition(char *out, size_t size, const char *words)
{
	size_t at = 0;

	for (; *words != '\0' && at + 3 < size; words++) {
		if (*words == ' ')
			out[at++] = ',';
		out[at++] = *words;
	}
	out[at] = '\0';
}

static void
write_letter(struct letter *letter, const struct control *control,
    const struct call *call, const struct user *agent)
{
	const struct config *config = control->config;

	buf_printf(&letter->to, "<sip:%s>", call->calling);
	if (agent != NULL && *agent->display_name != '\0') {
		address_display(agent->display_name, &letter->from);
		buf_putc(&letter->from, ' ');
	}
	buf_printf(&letter->from, "<sip:%s>", call->agent);
	offer_write(&letter->body, config->offer == CONFIG_OFFER_NO_MEDIA ?
	    OFFER_NO_MEDIA : OFFER_INACTIVE, config->ip_address,
	    control->sdp_session, 1);
	write_disposition(letter->request_disposition,
	    sizeof letter->request_disposition, config->request_disposition);
}

static int
set_sip_call_id(struct control *control, struct call *call)
{
	struct buf text = BUF_INIT;
	const char *ip = control->config->ip_address;
	bool v6 = strchr(ip, ':') != NULL;

	if (call->sip_call_id != NULL)
		return 0;	/* a redirected INVITE keeps it */
	buf_printf(&text, "%s@%s%s%s", call->id, v6 ? "[" : "", ip,
	    v6 ? "]" : "");
	call->sip_call_id = buf_take(&text);
	return call->sip_call_id != NULL ? 0 : -1;
}

/* Send the INVITE to `target`, a whole Request-URI. */
static int
send_invite(struct control *control, struct call *call, const char *target)
{
	struct letter letter = { .target = BUF_INIT };

	write_letter(&letter, control, call, agent_of(control, call));
	if (set_sip_call_id(control, call) == -1 || !buf_ok(&letter.to) ||
	    !buf_ok(&letter.from) || !buf_ok(&letter.body)) {
		letter_release(&letter);
		return -1;
	}
	const struct ua_invite invite = {
		.call = calls_ref(call),
		.target = target,
		.to = buf_text(&letter.to),
		.from = buf_text(&letter.from),
		.sip_call_id = call->sip_call_id,
		.route = control->route,
		.subject = *call->subject != '\0' ? call->subject : NULL,
		.request_disposition = letter.request_disposition[0] != '\0' ?
		    letter.request_disposition : NULL,
		.body = buf_text(&letter.body),
		.cseq = call->redirects != 0 ? call->redirects + 1u : 0,
	};
	call->leg = ua_invite(control->ua, &invite);
	letter_release(&letter);
	return call->leg != NULL ? 0 : -1;
}

/* The INVITE could not go out: tell it as a response of our own. */
static void
refuse_locally(struct control *control, struct call *call, unsigned status)
{
	const struct ua_event event = {
		.type = UA_INVITE_RESPONSE,
		.status = status,
		.phrase = status == 404 ? "Not Found" : status == 480 ?
		    "Temporarily Unavailable" : "Service Unavailable",
		.local = true,
	};

	control_leg(control, calls_ref(call), &event);
}

static void
do_invite(struct control *control, struct call *call)
{
	struct buf target = BUF_INIT;
	struct address calling;
	unsigned status = 503;

	if (set_sip_call_id(control, call) == -1 ||
	    address_parse(&calling, "calling", call->calling,
	    strlen(call->calling), control->domain, NULL) == -1) {
		refuse_locally(control, call, status);
		return;
	}
	if (control->registrar == NULL) {
		write_target(&target, control, call, call->calling);
	} else {
		const char *contact = registrar_locate(control->registrar,
		    calling.user, calling.host,
		    loop_now(control->loop) / 1000, &status);
		if (contact != NULL)
			buf_puts(&target, contact);
	}
	if (target.len == 0 || !buf_ok(&target) ||
	    send_invite(control, call, buf_text(&target)) == -1)
		refuse_locally(control, call, status);
	buf_release(&target);
}

static void
do_refer(struct control *control, struct call *call)
{
	struct buf refer_to = BUF_INIT, referred_by = BUF_INIT;

	if (*call->confpin != '\0')
		buf_printf(&refer_to, "<sip:%s?X-ConfPin=%s>", call->called,
		    call->confpin);
	else
		buf_printf(&refer_to, "<sip:%s>", call->called);
	buf_printf(&referred_by, "<sip:%s>", call->agent);
	if (buf_ok(&refer_to) && buf_ok(&referred_by))
		ua_refer(call->leg, buf_text(&refer_to),
		    buf_text(&referred_by));
	(void)control;	/* without memory the state's timer says BYE */
	buf_release(&refer_to);
	buf_release(&referred_by);
}

static void
do_authenticate(struct control *control, struct call *call)
{
	const struct user *agent = agent_of(control, call);

	if (agent != NULL && agent->sip_ha1[0] != '\0')
		ua_authenticate(call->leg, agent->name, agent->sip_ha1);
	/* a user that a reload took away: the state's timer ends the leg */
}

/* A Reason header's value (RFC 3326), or NULL. */
static const char *
write_reason(char *out, size_t size, const struct call *call)
{
	const char *text;
	unsigned status = refer_reason(&call->refer, &text);

	if (status == 0)
		return NULL;
	snprintf(out, size, "SIP;cause=%u;text=\"%s\"", status, text);
	return out;
}

static void
drop_leg(struct call *call)
{
	if (call->leg != NULL)
		ua_release(call->leg);
	call->leg = NULL;
}

static void
act(struct control *control, struct call *call, enum refer_action action)
{
	char reason[128];

	switch (action) {
	case REFER_DO_NONE:
	case REFER_ACTION_COUNT:
		break;
	case REFER_DO_INVITE:
		do_invite(control, call);
		break;
	case REFER_DO_AUTHENTICATE:
		do_authenticate(control, call);
		break;
	case REFER_DO_CANCEL:
		ua_cancel(call->leg,
		    write_reason(reason, sizeof reason, call));
		break;
	case REFER_DO_REFER:
		do_refer(control, call);
		break;
	case REFER_DO_BYE:
		ua_bye(call->leg, write_reason(reason, sizeof reason, call));
		break;
	case REFER_DO_DROP:
		drop_leg(call);
		break;
	}
}

/* --- a step --- */

static void
check_drained(struct control *control)
{
	if (!control->draining || control->drained == NULL ||
	    calls_active(control->calls) != 0)
		return;
	void (*done)(void *) = control->drained;
	control->drained = NULL;
	done(control->drained_arg);
}

static void
note_end(struct control *control, struct call *call)
{
	enum refer_verdict verdict = refer_verdict(&call->refer);

	if (call->ended)
		return;
	call->ended_wall_ms = loop_wall(control->loop);
	calls_ended(control->calls, call);
	control->counters.ended++;
	log_info("call-ended", "verdict=%s status=%u ms=%llu",
	    refer_verdict_name(verdict), refer_verdict_status(&call->refer),
	    (unsigned long long)(loop_now(control->loop) - call->placed_ms));
	check_drained(control);
}

static uint64_t
next_wake(const struct control *control)
{
	uint64_t due = calls_next_due(control->calls);
	uint64_t drain = control->drain_deadline_ms;

	return drain != 0 && (due == 0 || drain < due) ? drain : due;
}

/* The time of the machine's next timer, or of the record's end. */
static void
schedule(struct control *control, struct call *call)
{
	uint64_t due = call->refer.deadline_ms;

	if (call->refer.state == REFER_DONE)
		due = call->keep_until_ms;
	calls_schedule(control->calls, call, due);
	loop_wake_at(control->loop, next_wake(control));
}

static void
step(struct control *control, struct call *call,
    const struct refer_input *input)
{
	enum refer_state before = (enum refer_state)call->refer.state;

	log_call(call->id);
	enum refer_action action = refer_step(&call->refer, input,
	    loop_now(control->loop));
	enum refer_state after = (enum refer_state)call->refer.state;
	log_debug("step", "event=%s from=%s to=%s do=%s",
	    refer_event_name(input->event), refer_state_name(before),
	    refer_state_name(after), refer_action_name(action));
	schedule(control, call);
	if (after == REFER_DONE && before != REFER_DONE)
		note_end(control, call);
	act(control, call, action);
	if (after != before)
		tell_change(control, call);
	log_call(NULL);
}

/* --- what the SIP side reports --- */

/*
 * Where a 3xx leads: only to a user of a domain that may be called, only where
 * the client allowed forwarding, and not for ever.  Of the Contact nothing but
 * user and host is used.
 */
static int
redirect_target(const struct control *control, const struct call *call,
    const char *contact, struct address *out)
{
	size_t n;

	if (!call->forwarding || contact == NULL ||
	    call->redirects >= REDIRECTS_MAX)
		return -1;
	n = strcspn(contact, ";?>");
	if (address_parse(out, "contact", contact, n, control->domain,
	    NULL) == -1)
		return -1;
	return 0;
}

static bool
domain_allowed(const struct control *control, const char *host)
{
	const char *list = control->config->allowed_domains;

	if (text_same(host, control->domain))
		return true;
	for (const char *p = list; *p != '\0'; ) {
		size_t n = strcspn(p, " ");
		if (strlen(host) == n && text_same_n(p, host, n))
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}

static void
follow(struct control *control, struct call *call,
    const struct address *address)
{
	struct buf target = BUF_INIT, text = BUF_INIT;

	drop_leg(call);
	call->redirects++;
	address_format(address, &text);
	write_target(&target, control, call, buf_text(&text));
	log_info("redirected", "to=%s", log_quote(buf_text(&text)));
	if (!buf_ok(&target) || !buf_ok(&text) ||
	    send_invite(control, call, buf_text(&target)) == -1)
		refuse_locally(control, call, 503);
	buf_release(&target);
	buf_release(&text);
}

static enum refer_event
invite_event(const struct ua_event *event)
{
	if (event->status < 200)
		return REFER_EV_PROVISIONAL;
	if (event->status < 300)
		return REFER_EV_ANSWERED;
	return event->challenge ? REFER_EV_CHALLENGED : REFER_EV_REFUSED;
}

static void
record(struct control *control, struct call *call,
    enum history_method method, const struct ua_event *event)
{
	if (event->status == 0)
		return;
	if (history_add(&call->history, loop_wall(control->loop), method,
	    event->status, event->phrase) == -1)
		return;
	log_debug("line", "method=%s status=%u phrase=%s",
	    history_method_name(method), event->status,
	    log_quote(event->phrase));
	tell_change(control, call);
}

static void
on_invite_response(struct control *control, struct call *call,
    const struct ua_event *event)
{
	struct refer_input input = {
		.event = invite_event(event),
		.status = event->status,
	};
	struct address next;

	record(control, call, HISTORY_INVITE, event);
	call->unsent = event->local && event->status == 503;
	if (event->status >= 300 && event->status < 400 &&
	    call->refer.state == REFER_CALLING &&
	    redirect_target(control, call, event->contact, &next) == 0 &&
	    domain_allowed(control, next.host)) {
		follow(control, call, &next);
		return;
	}
	step(control, call, &input);
}

static void
on_refer_response(struct control *control, struct call *call,
    const struct ua_event *event)
{
	struct refer_input input = {
		.event = event->status < 300 ? REFER_EV_REFER_ACCEPTED :
		    event->challenge ? REFER_EV_REFER_CHALLENGED :
		    REFER_EV_REFER_REFUSED,
		.status = event->status,
	};

	if (event->status >= 300)
		log_info("refer-refused", "status=%u phrase=%s",
		    event->status, log_quote(event->phrase));
	step(control, call, &input);
}

static void
on_notify(struct control *control, struct call *call,
    const struct ua_event *event)
{
	struct refer_input input = {
		.event = refer_notify_event(&call->refer, event->status,
		    event->terminated),
		.status = event->status,
		.expires_s = event->expires_s,
	};

	record(control, call, HISTORY_NOTIFY, event);
	step(control, call, &input);
}

void
control_leg(void *arg, uint64_t ref, const struct ua_event *event)
{
	struct control *control = arg;
	struct call *call = calls_get(control->calls, ref);

	if (call == NULL)
		return;
	log_call(call->id);
	switch (event->type) {
	case UA_INVITE_RESPONSE:
		on_invite_response(control, call, event);
		break;
	case UA_REFER_RESPONSE:
		on_refer_response(control, call, event);
		break;
	case UA_NOTIFY:
		on_notify(control, call, event);
		break;
	case UA_BYE_RESPONSE:
		step(control, call, &(struct refer_input){
			.event = event->challenge ? REFER_EV_BYE_CHALLENGED :
			    REFER_EV_BYE_ANSWERED,
			.status = event->status });
		break;
	case UA_BYE:
		step(control, call, &(struct refer_input){
			.event = REFER_EV_BYE_RECEIVED });
		break;
	case UA_LOST:
		step(control, call, &(struct refer_input){
			.event = REFER_EV_LOST });
		break;
	}
	log_call(NULL);
}

void
control_request(void *arg, const struct registrar_request *request,
    struct registrar_answer *answer)
{
	struct control *control = arg;
	uint64_t salt;

	if (control->registrar == NULL)
		return;
	loop_random(control->loop, &salt, sizeof salt);
	registrar_handle(control->registrar, request,
	    loop_now(control->loop) / 1000, salt, answer);
	if (answer->status == 200)
		log_info("registered", "user=%s contacts=%s",
		    log_quote(request->to_user),
		    log_quote(buf_text(&answer->contacts)));
	else if (answer->status == 403)
		log_warn("register-refused", "user=%s",
		    log_quote(request->to_user));
}

/* --- the clock --- */

static void
end_all(struct control *control)
{
	struct call *call;
	size_t at = 0;

	control->drain_deadline_ms = 0;
	while ((call = calls_walk(control->calls, &at)) != NULL)
		if (!call->ended)
			step(control, call, &(struct refer_input){
				.event = REFER_EV_HANGUP,
				.cause = REFER_CAUSE_SHUTDOWN });
}

void
control_wake(void *arg, uint64_t now_ms)
{
	struct control *control = arg;
	struct call *call;

	while ((call = calls_first_due(control->calls)) != NULL &&
	    call->due_ms <= now_ms) {
		if (call->refer.state == REFER_DONE)
			calls_remove(control->calls, call);
		else
			step(control, call, &(struct refer_input){
				.event = REFER_EV_TIMER });
	}
	if (control->drain_deadline_ms != 0 &&
	    control->drain_deadline_ms <= now_ms)
		end_all(control);
	loop_wake_at(control->loop, next_wake(control));
}

void
control_drain(struct control *control, uint64_t deadline_ms,
    void (*done)(void *arg), void *arg)
{
	control->draining = true;
	control->drained = done;
	control->drained_arg = arg;
	control->drain_deadline_ms = deadline_ms;
	if (deadline_ms <= loop_now(control->loop))
		end_all(control);
	loop_wake_at(control->loop, next_wake(control));
	check_drained(control);
}

bool
control_draining(const struct control *control)
{
	return control->draining;
}

/* --- what clients want --- */

/*
 * In stand-alone mode our address without its port means the same domain, and
 * only with the port will phones find us.
 */
static void
use_own_port(const struct control *control, struct address *address)
{
	if (control->registrar != NULL && text_same(address->host,
	    control->config->ip_address))
		snprintf(address->host, sizeof address->host, "%s",
		    control->domain);
}

/*
 * Bring a command's addresses into the form that keys are made of: the agent's
 * becomes that of its user, so that an alias and the name are one key.
 * Returns the agent's user, or NULL.
 */
static const struct user *
resolve(const struct control *control, struct command *command)
{
	struct address address;

	use_own_port(control, &command->agent);
	use_own_port(control, &command->calling);
	use_own_port(control, &command->called);
	use_own_port(control, &command->target);
	const struct user *user = users_find(control->users,
	    command->agent.user, command->agent.host, control->domain);

	if (user == NULL)
		return NULL;
	const char *identity = user->identity != NULL &&
	    *user->identity != '\0' ? user->identity : user->name;
	if (address_parse(&address, "agent", identity, strlen(identity),
	    control->domain, NULL) == 0)
		command->agent = address;
	return user;
}

static int
check_agent(const struct control *control, struct command *command,
    struct err *err)
{
	char name[sizeof command->agent.user];

	snprintf(name, sizeof name, "%s", command->agent.user);
	const struct user *agent = resolve(control, command);
	if (agent == NULL || agent->sip_ha1[0] == '\0')
		return err_set(err, 403,
		    "agent: '%s' is not a user with SIP credentials", name);
	return 0;
}

static int
check_destinations(const struct control *control,
    const struct command *command, struct err *err)
{
	const struct { const char *field; const struct address *address; }
	    all[] = {
		{ "calling", &command->calling },
		{ "called", &command->called },
		{ "target", &command->target },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i].address->user[0] != '\0' &&
		    !domain_allowed(control, all[i].address->host))
			return err_set(err, 403,
			    "%s: calls to '%s' are not allowed",
			    all[i].field, all[i].address->host);
	return 0;
}

static bool
over_rate(struct control *control)
{
	uint64_t now = loop_now(control->loop);

	if (control->config->max_calls_per_second == 0)
		return false;
	if (now - control->second_began_ms >= 1000) {
		control->second_began_ms = now;
		control->placed_this_second = 0;
	}
	return control->placed_this_second++ >=
	    control->config->max_calls_per_second;
}

static bool
reached(long limit, size_t count)
{
	return limit != 0 && count >= (size_t)limit;
}

static int
check_limits(struct control *control, struct err *err)
{
	const struct config *config = control->config;

	if (control->draining)
		return err_set(err, 503, "the service is shutting down");
	if (reached(config->max_calls, calls_active(control->calls)))
		return err_set(err, 503, "too many calls (max-calls %ld)",
		    config->max_calls);
	if (reached(config->max_pending, ua_pending(control->ua)))
		return err_set(err, 503,
		    "too many SIP requests wait for an answer "
		    "(max-pending %ld)", config->max_pending);
	if (over_rate(control))
		return err_set(err, 503,
		    "too many calls a second (max-calls-per-second %ld)",
		    config->max_calls_per_second);
	return 0;
}

static struct call *
find(const struct control *control, const struct command *command)
{
	struct buf key = BUF_INIT;
	struct call *call = NULL;

	call_key(&key, command);
	if (buf_ok(&key))
		call = calls_by_key(control->calls, buf_text(&key));
	buf_release(&key);
	return call;
}

static bool
is_repetition(const struct control *control, const struct call_post *post,
    uint64_t signature)
{
	return post->at_ms != 0 && post->signature == signature &&
	    loop_now(control->loop) - post->at_ms < REPEAT_MS;
}

static struct call *
new_call(struct control *control, const struct command *command)
{
	unsigned char random[16];
	char id[CALL_ID_SIZE];

	loop_random(control->loop, random, sizeof random);
	for (size_t i = 0; i < sizeof random; i++)
		snprintf(id + i * 2, 3, "%02x", random[i]);
	return calls_add(control->calls, command, id);
}

static void
hang_up(struct control *control, struct call *call, enum refer_cause cause)
{
	step(control, call, &(struct refer_input){
		.event = REFER_EV_HANGUP, .cause = cause });
}

/*
 * Start a new call.  Returns 0, or -1 with 502 when the INVITE did not even
 * get to the transport; the record tells more.
 */
static int
start(struct control *control, struct call *call,
    const struct command *command, uint64_t signature, struct err *err)
{
	const struct config *config = control->config;
	call_ref ref = calls_ref(call);

	call->placed_ms = loop_now(control->loop);
	call->placed_wall_ms = loop_wall(control->loop);
	call->keep_until_ms = call->placed_ms + command->cache_s * 1000ull;
	call->placed = (struct call_post){ signature, call->placed_ms };
	refer_init(&call->refer, command->timeout_s * 1000,
	    config->bye_on == CONFIG_BYE_RINGING);
	control->counters.placed++;
	log_call(call->id);
	log_info("call-placed", "agent=%s calling=%s called=%s",
	    log_quote(call->agent), log_quote(call->calling),
	    log_quote(call->called));
	step(control, call, &(struct refer_input){ .event = REFER_EV_START });
	loop_flush(control->loop);
	call = calls_get(control->calls, ref);
	if (call != NULL && call->ended && call->unsent)
		return err_set(err, 502, "the INVITE could not be sent");
	return 0;
}

const struct call *
control_place(struct control *control, const struct command *command,
    const char *peer, struct err *err)
{
	struct command wanted = *command;

	if (check_agent(control, &wanted, err) == -1 ||
	    check_destinations(control, &wanted, err) == -1)
		return NULL;
	uint64_t signature = call_signature(&wanted, peer, &control->seed);
	struct call *old = find(control, &wanted);
	if (old != NULL && is_repetition(control, &old->placed, signature)) {
		control->counters.repeated++;
		return old;
	}
	if (check_limits(control, err) == -1) {
		control->counters.refused++;
		return NULL;
	}
	if (old != NULL && refer_leg_alive(&old->refer))
		hang_up(control, old, REFER_CAUSE_REPLACED);
	struct call *call = new_call(control, &wanted);
	if (call == NULL) {
		control->counters.refused++;
		err_set(err, 503, "no room for another call");
		return NULL;
	}
	call_ref ref = calls_ref(call);
	if (start(control, call, &wanted, signature, err) == -1)
		return NULL;
	return calls_get(control->calls, ref);
}

const struct call *
control_hangup(struct control *control, const struct command *command,
    const char *peer, struct err *err)
{
	struct command wanted = *command;

	resolve(control, &wanted);
	uint64_t signature = call_signature(&wanted, peer, &control->seed);
	struct call *call = find(control, &wanted);
	if (call != NULL && is_repetition(control, &call->asked, signature))
		return call;
	if (call == NULL || !refer_leg_alive(&call->refer)) {
		err_set(err, 404, "Call not found");
		return NULL;
	}
	call->asked = (struct call_post){ signature, loop_now(control->loop) };
	call_ref ref = calls_ref(call);
	hang_up(control, call, REFER_CAUSE_HANGUP);
	loop_flush(control->loop);
	return calls_get(control->calls, ref);
}

const struct call *
control_find(const struct control *control, struct command *command)
{
	resolve(control, command);
	return find(control, command);
}

const char *
control_domain(const struct control *control)
{
	return control->domain;
}

const struct config *
control_config(const struct control *control)
{
	return control->config;
}

void
control_counters(const struct control *control, struct control_counters *out)
{
	*out = control->counters;
	out->active = calls_active(control->calls);
	out->records = calls_count(control->calls);
}
