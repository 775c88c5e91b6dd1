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

enum {
	REDIRECTS_MAX = 3,
	FAREWELL_MS = 2000	/* for the answers to our last BYEs */
};

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

void
control_changed(struct control *control, struct call *call)
{
	call->version++;
	if (control->changed == NULL)
		return;
	for (const struct call_key *key = call->keys; key; key = key->next)
		control->changed(control->changed_arg, key->text);
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
	struct call_verdict verdict = call_verdict(call);

	if (call->ended)
		return;
	call->ended_ms = loop_now(control->loop);
	call->ended_wall_ms = loop_wall(control->loop);
	calls_ended(control->calls, call);
	control->counters.ended++;
	log_info("call-ended", "verdict=%s status=%u ms=%llu", verdict.name,
	    verdict.status,
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

void
control_stepped(struct control *control, struct call *call, uint64_t due_ms,
    bool over)
{
	calls_schedule(control->calls, call, over ? call->keep_until_ms :
	    due_ms);
	loop_wake_at(control->loop, next_wake(control));
	if (over)
		note_end(control, call);
}

void
control_end(struct control *control, struct call *call,
    enum refer_cause cause)
{
	if (call->flow == CALL_INVITE)
		control_bridge_end(control, call,
		    cause == REFER_CAUSE_SHUTDOWN ? BRIDGE_CAUSE_SHUTDOWN :
		    BRIDGE_CAUSE_HANGUP);
	else
		control_refer_step(control, call, &(struct refer_input){
			.event = REFER_EV_HANGUP, .cause = cause });
}

/* --- what the SIP side reports --- */

void
control_record(struct control *control, struct call *call,
    enum history_method method, unsigned number,
    const struct ua_event *event)
{
	if (event->status == 0)
		return;
	if (history_add(&call->history, loop_wall(control->loop), method,
	    number, event->status, event->phrase) == -1)
		return;
	log_debug("line", "party=%u method=%s status=%u phrase=%s", number,
	    history_method_name(method), event->status,
	    log_quote(event->phrase));
	control_changed(control, call);
}

/* Back to where it came from: a loop. */
static bool
is_calling(const struct call *call, const struct address *address)
{
	struct address calling;

	return address_from_normal(&calling, call->calling) == 0 &&
	    address_equal(&calling, address);
}

bool
control_follow(struct control *control, struct call *call,
    const struct ua_event *event)
{
	const struct policy policy = control_policy(control);
	struct address next;

	if (event->status < 300 || event->status >= 400 ||
	    !call->forwarding || call->redirects >= REDIRECTS_MAX ||
	    policy_redirect(&policy, event->contact, &next) == -1 ||
	    is_calling(call, &next))
		return false;
	control_redirect(control, call, &next);
	return true;
}

void
control_leg(void *arg, uint64_t ref, unsigned party,
    const struct ua_event *event)
{
	struct control *control = arg;
	struct call *call = calls_get(control->calls, ref);

	if (call == NULL)
		return;
	log_call(call->id);
	if (call->flow == CALL_INVITE)
		control_bridge_leg(control, call, party, event);
	else
		control_refer_leg(control, call, event);
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

/* End every call; or only those that have no leg any more. */
static void
end_calls(struct control *control, bool legs_too)
{
	struct call *call;
	size_t at = 0;

	while ((call = calls_walk(control->calls, &at)) != NULL)
		if (!call->ended && (legs_too || !call_alive(call)))
			control_end(control, call, REFER_CAUSE_SHUTDOWN);
}

static void
tick(struct control *control, struct call *call)
{
	if (call->ended)
		calls_remove(control->calls, call);
	else if (call->flow == CALL_INVITE)
		control_bridge_tick(control, call);
	else
		control_refer_step(control, call, &(struct refer_input){
			.event = REFER_EV_TIMER });
}

/* Phones that do not answer are not waited for: ua sees to the rest. */
static void
give_up(struct control *control)
{
	struct call *call;
	size_t at = 0;

	while ((call = calls_walk(control->calls, &at)) != NULL) {
		if (call->ended)
			continue;
		if (call->flow == CALL_INVITE)
			control_bridge_give_up(control, call);
		else
			control_refer_step(control, call,
			    &(struct refer_input){ .event = REFER_EV_TIMER });
	}
}

/* Draining has come to its end: every leg gets its CANCEL or BYE. */
static void
drain_on(struct control *control, uint64_t now_ms)
{
	control->drain_deadline_ms = 0;
	if (control->ending) {
		give_up(control);
		return;
	}
	control->ending = true;
	end_calls(control, true);
	if (calls_active(control->calls) != 0)
		control->drain_deadline_ms = now_ms + FAREWELL_MS;
}

void
control_wake(void *arg, uint64_t now_ms)
{
	struct control *control = arg;
	struct call *call;

	while ((call = calls_first_due(control->calls)) != NULL &&
	    call->due_ms <= now_ms)
		tick(control, call);
	if (control->drain_deadline_ms != 0 &&
	    control->drain_deadline_ms <= now_ms)
		drain_on(control, now_ms);
	loop_wake_at(control->loop, next_wake(control));
}

void
control_drain(struct control *control, uint64_t deadline_ms,
    void (*done)(void *arg), void *arg)
{
	control->draining = true;
	control->drained = done;
	control->drained_arg = arg;
	uint64_t now = loop_now(control->loop);
	if (deadline_ms <= now && !control->ending) {
		drain_on(control, now);
	} else if (!control->ending) {
		control->drain_deadline_ms = deadline_ms;
		end_calls(control, false);
	}
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
