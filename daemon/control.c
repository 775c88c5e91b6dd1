#include "control.h"

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "buf.h"
#include "config.h"
#include "control_parts.h"
#include "err.h"
#include "log.h"
#include "loop.h"
#include "mem.h"
#include "registrar.h"
#include "ua.h"
#include "users.h"

enum { REDIRECTS_MAX = 3 };

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
	control->calls = calls_new(&control->seed);
	if (control->calls == NULL) {
		err_set(err, 0, "no memory");
		control_free(control);
		return NULL;
	}
	control_reload(control, config, users);
	return control;
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
	mem_wipe_free(control, sizeof *control);
}

void
control_reload(struct control *control, const struct config *config,
    const struct users *users)
{
	control->config = config;
	control->users = users;
	calls_limit(control->calls, (size_t)config->max_records);
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

/* --- a step --- */

static void
check_drained(struct control *control)
{
	if (!control->draining || control->drained == NULL ||
	    calls_active(control->calls) != 0)
		return;
	void (*done)(void *) = control->drained;
	control->drained = NULL;
	log_call(NULL);
	done(control->drained_arg);
}

static void
note_end(struct control *control, struct call *call)
{
	enum refer_verdict verdict = refer_verdict(&call->refer);

	if (call->ended)
		return;
	call->ended_ms = loop_now(control->loop);
	call->ended_wall_ms = loop_wall(control->loop);
	calls_ended(control->calls, call);
	control->counters.ended++;
	log_info("call-ended", "verdict=%s status=%u ms=%llu",
	    refer_verdict_name(verdict), refer_verdict_status(&call->refer),
	    (unsigned long long)(call->ended_ms - call->placed_ms));
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

void
control_step(struct control *control, struct call *call,
    const struct refer_input *input)
{
	enum refer_state before = (enum refer_state)call->refer.state;

	log_call(call->id);
	enum refer_action action = refer_step(&call->refer, input,
	    loop_now(control->loop));
	enum refer_state after = (enum refer_state)call->refer.state;
	log_debug("step", "on=%s from=%s to=%s do=%s",
	    refer_event_name(input->event), refer_state_name(before),
	    refer_state_name(after), refer_action_name(action));
	schedule(control, call);
	if (after == REFER_DONE && before != REFER_DONE)
		note_end(control, call);
	control_act(control, call, action);
	if (after != before)
		tell_change(control, call);
	log_call(NULL);
	/* nobody is there any more to be told by late NOTIFYs */
	if (control->draining && call->refer.state == REFER_WATCHING)
		control_step(control, call, &(struct refer_input){
			.event = REFER_EV_HANGUP });
}

/* --- what the SIP side reports --- */

/* A challenge is a refusal where there are no credentials (any more). */
static bool
can_answer(const struct control *control, const struct call *call,
    const struct ua_event *event)
{
	const struct user *agent = control_agent(control, call);

	return event->challenge && agent != NULL && agent->sip_ha1[0] != '\0';
}

static enum refer_event
invite_event(const struct control *control, const struct call *call,
    const struct ua_event *event)
{
	if (event->status < 200 || event->repeated)
		return REFER_EV_PROVISIONAL;
	if (event->status < 300)
		return REFER_EV_ANSWERED;
	return can_answer(control, call, event) ? REFER_EV_CHALLENGED :
	    REFER_EV_REFUSED;
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

/* Back to where it came from: a loop. */
static bool
is_calling(const struct call *call, const struct address *address)
{
	struct address calling;

	return address_from_normal(&calling, call->calling) == 0 &&
	    address_equal(&calling, address);
}

static void
on_invite_response(struct control *control, struct call *call,
    const struct ua_event *event)
{
	struct refer_input input = {
		.event = invite_event(control, call, event),
		.status = event->status,
	};
	const struct policy policy = control_policy(control);
	struct address next;

	record(control, call, HISTORY_INVITE, event);
	call->unsent = event->local && event->status == 503;
	if (event->status >= 300 && event->status < 400 &&
	    call->refer.state == REFER_CALLING &&
	    call->forwarding && call->redirects < REDIRECTS_MAX &&
	    policy_redirect(&policy, event->contact, &next) == 0 &&
	    !is_calling(call, &next)) {
		control_redirect(control, call, &next);
		return;
	}
	control_step(control, call, &input);
}

static void
on_refer_response(struct control *control, struct call *call,
    const struct ua_event *event)
{
	struct refer_input input = {
		.event = event->status < 300 ? REFER_EV_REFER_ACCEPTED :
		    can_answer(control, call, event) ?
		    REFER_EV_REFER_CHALLENGED :
		    REFER_EV_REFER_REFUSED,
		.status = event->status,
	};

	if (event->status >= 300)
		log_info("refer-refused", "status=%u phrase=%s",
		    event->status, log_quote(event->phrase));
	control_step(control, call, &input);
	/* the phone will not tell what becomes of it */
	if (event->terminated)
		control_step(control, call, &(struct refer_input){
			.event = REFER_EV_NOTIFY_LAST });
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
	control_step(control, call, &input);
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
		control_step(control, call, &(struct refer_input){
			.event = can_answer(control, call, event) ?
			    REFER_EV_BYE_CHALLENGED : REFER_EV_BYE_ANSWERED,
			.status = event->status });
		break;
	case UA_BYE:
		control_step(control, call, &(struct refer_input){
			.event = REFER_EV_BYE_RECEIVED });
		break;
	case UA_LOST:
		control_step(control, call, &(struct refer_input){
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

/* Hang up every call; or only those that have no leg any more. */
static void
end_calls(struct control *control, bool legs_too)
{
	struct call *call;
	size_t at = 0;

	while ((call = calls_walk(control->calls, &at)) != NULL)
		if (!call->ended && (legs_too ||
		    !refer_leg_alive(&call->refer)))
			control_step(control, call, &(struct refer_input){
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
			control_step(control, call, &(struct refer_input){
				.event = REFER_EV_TIMER });
	}
	if (control->drain_deadline_ms != 0 &&
	    control->drain_deadline_ms <= now_ms) {
		control->drain_deadline_ms = 0;
		end_calls(control, true);
	}
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
	end_calls(control, deadline_ms <= loop_now(control->loop));
	loop_wake_at(control->loop, next_wake(control));
	check_drained(control);
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

struct policy
control_policy(const struct control *control)
{
	return (struct policy){
		.users = control->users,
		.domain = control->domain,
		.own_host = control->registrar != NULL ?
		    control->config->ip_address : NULL,
		.allowed_domains = control->config->allowed_domains,
	};
}
