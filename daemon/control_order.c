/*
 * What clients ask for: place a call, end it, find it.
 */
#include <stdio.h>
#include <string.h>

#include "address.h"
#include "buf.h"
#include "command.h"
#include "config.h"
#include "control_parts.h"
#include "err.h"
#include "log.h"
#include "loop.h"
#include "ua.h"

/* The same POST within this time is the same POST (libcurl sends some twice). */
enum { REPEAT_MS = 2000 };

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

/* *old, an ended record, may be what has to make room. */
static struct call *
new_call(struct control *control, const struct command *command,
    struct call **old)
{
	unsigned char random[16];
	char id[CALL_ID_SIZE];

	loop_random(control->loop, random, sizeof random);
	for (size_t i = 0; i < sizeof random; i++)
		snprintf(id + i * 2, 3, "%02x", random[i]);
	call_ref ref = *old != NULL ? calls_ref(*old) : 0;
	struct call *call = calls_add(control->calls, command, id);
	*old = calls_get(control->calls, ref);
	return call;
}

/* Its INVITE found no way out, and that is its end. */
static bool
unsent(const struct call *call, struct err *err)
{
	if (!call->ended || !call->unsent)
		return false;
	err_set(err, 502, "the INVITE could not be sent");
	return true;
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
	call->flow = command->flow == FLOW_INVITE ? CALL_INVITE : CALL_REFER;
	call->asked_flow = call->flow;
	call->seats[1] = 1;
	refer_init(&call->refer, command->timeout_s * 1000,
	    config->bye_on == CONFIG_BYE_RINGING);
	bridge_init(&call->bridge, command->timeout_s * 1000);
	control->counters.placed++;
	log_call(call->id);
	log_info("call-placed", "agent=%s calling=%s called=%s flow=%s",
	    log_quote(call->agent), log_quote(call->calling),
	    log_quote(call->called),
	    call->flow == CALL_INVITE ? "Invite" : "Refer");
	if (call->flow == CALL_INVITE)
		control_bridge_order(control, call, BRIDGE_EV_START);
	else
		control_refer_step(control, call, &(struct refer_input){
			.event = REFER_EV_START });
	loop_flush(control->loop);
	call = calls_get(control->calls, ref);
	return call != NULL && unsent(call, err) ? -1 : 0;
}

/*
 * A Refer call that is being set up makes room for another Refer call on its
 * key; people who are connected, or an Invite call, are not disturbed.
 */
static bool
is_in_the_way(const struct call *old, const struct command *wanted)
{
	if (old == NULL || !call_alive(old))
		return false;
	if (wanted->flow == FLOW_INVITE)
		return true;
	return old->flow == CALL_INVITE && old->bridge.connected;
}

const struct call *
control_place(struct control *control, const struct command *command,
    const char *peer, struct err *err)
{
	const struct policy policy = control_policy(control);
	struct command wanted = *command;

	if (policy_check(&policy, &wanted, err) == -1)
		return NULL;
	uint64_t signature = call_signature(&wanted, peer, &control->seed);
	struct call *old = find(control, &wanted);
	if (old != NULL && is_repetition(control, &old->placed, signature)) {
		control->counters.repeated++;
		return unsent(old, err) ? NULL : old;
	}
	if (is_in_the_way(old, &wanted)) {
		control->counters.refused++;
		err_set(err, 409, "Call in progress");
		return NULL;
	}
	if (check_limits(control, err) == -1) {
		control->counters.refused++;
		return NULL;
	}
	struct call *call = new_call(control, &wanted, &old);
	if (call == NULL) {
		control->counters.refused++;
		err_set(err, 503, "no room for another call");
		return NULL;
	}
	if (old != NULL && call_alive(old))
		control_end(control, old, REFER_CAUSE_REPLACED);
	call_ref ref = calls_ref(call);
	if (start(control, call, &wanted, signature, err) == -1)
		return NULL;
	return calls_get(control->calls, ref);
}

const struct call *
control_hangup(struct control *control, const struct command *command,
    const char *peer, struct err *err)
{
	const struct policy policy = control_policy(control);
	struct command wanted = *command;

	policy_resolve(&policy, &wanted);
	uint64_t signature = call_signature(&wanted, peer, &control->seed);
	struct call *call = find(control, &wanted);
	if (call != NULL && is_repetition(control, &call->asked, signature))
		return call;
	if (call == NULL || !call_alive(call)) {
		err_set(err, 404, "Call not found");
		return NULL;
	}
	call->asked = (struct call_post){ signature, loop_now(control->loop) };
	call_ref ref = calls_ref(call);
	control_end(control, call, REFER_CAUSE_HANGUP);
	loop_flush(control->loop);
	return calls_get(control->calls, ref);
}

/* Who takes part already cannot take a place. */
static bool
is_in_call(const struct call *call, const char *address)
{
	for (size_t i = 0; i < call_party_count(call); i++) {
		const struct call_party *party = call_party_const(call, i);
		if (party_alive(&party->last) &&
		    strcmp(party->address, address) == 0)
			return true;
	}
	return false;
}

/* Is this a call that can be transferred now, and there? */
static int
check_transfer(struct control *control, const struct call *call,
    const char *target, struct err *err)
{
	if (call == NULL || !call_alive(call))
		return err_set(err, 404, "Call not found");
	if (call->flow == CALL_REFER)
		return err_set(err, 409, "the call was set up with Refer: "
		    "only one set up with sipMethod=Invite can be transferred");
	if (!call->bridge.connected || call->bridge.phase == BRIDGE_ENDING)
		return err_set(err, 404, "Call not found: its parties are not "
		    "connected (%s)", call_state_name(call));
	if (!bridge_can_transfer(&call->bridge) ||
	    call->target_count >= CALL_TARGETS_MAX)
		return err_set(err, 409, "the call cannot be transferred now "
		    "(%s)", call_state_name(call));
	if (is_in_call(call, target))
		return err_set(err, 409, "target: '%s' is in this call",
		    target);
	if (control->draining)
		return err_set(err, 503, "the service is shutting down");
	if (reached(control->config->max_pending, ua_pending(control->ua)))
		return err_set(err, 503,
		    "too many SIP requests wait for an answer "
		    "(max-pending %ld)", control->config->max_pending);
	return 0;
}

const struct call *
control_transfer(struct control *control, const struct command *command,
    const char *peer, struct err *err)
{
	const struct policy policy = control_policy(control);
	struct command wanted = *command;
	struct buf target = BUF_INIT;

	if (policy_check(&policy, &wanted, err) == -1)
		return NULL;
	uint64_t signature = call_signature(&wanted, peer, &control->seed);
	struct call *call = find(control, &wanted);
	if (call != NULL && is_repetition(control, &call->asked, signature))
		return call;
	address_format(&wanted.target, &target);
	if (!buf_ok(&target) || check_transfer(control, call,
	    buf_text(&target), err) == -1) {
		buf_release(&target);
		return NULL;
	}
	call_ref ref = calls_ref(call);
	int done = control_bridge_transfer(control, call, buf_text(&target),
	    wanted.timeout_s * 1000);
	buf_release(&target);
	if (done == -1) {
		err_set(err, 503, "no memory");
		return NULL;
	}
	call->asked = (struct call_post){ signature, loop_now(control->loop) };
	loop_flush(control->loop);
	return calls_get(control->calls, ref);
}

static const struct call *
order(struct control *control, const char *id, enum bridge_event event,
    struct err *err)
{
	struct call *call = calls_by_id(control->calls, id);

	if (call == NULL || !call_alive(call)) {
		err_set(err, 404, "Call not found");
		return NULL;
	}
	if (call->flow != CALL_INVITE ||
	    !bridge_can(&call->bridge, event)) {
		err_set(err, 409, "not possible in this state (%s)",
		    call_state_name(call));
		return NULL;
	}
	call_ref ref = calls_ref(call);
	control_bridge_order(control, call, event);
	loop_flush(control->loop);
	return calls_get(control->calls, ref);
}

const struct call *
control_hold(struct control *control, const char *id, struct err *err)
{
	return order(control, id, BRIDGE_EV_HOLD, err);
}

const struct call *
control_resume(struct control *control, const char *id, struct err *err)
{
	return order(control, id, BRIDGE_EV_RESUME, err);
}

const struct call *
control_find(const struct control *control, struct command *command)
{
	const struct policy policy = control_policy(control);

	policy_resolve(&policy, command);
	return find(control, command);
}

const struct call *
control_by_id(const struct control *control, const char *id)
{
	return calls_by_id(control->calls, id);
}
