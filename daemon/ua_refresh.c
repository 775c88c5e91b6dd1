/*
 * Session timers (RFC 4028) of a leg: the headers of requests and answers, and
 * the refreshes.  We ask with an UPDATE without SDP where the phone takes it
 * (RFC 4028 7.4), else with a re-INVITE that has the SDP as it was agreed.
 */
#include <limits.h>
#include <stdio.h>
#include <strings.h>

#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/su_wait.h>

#include "buf.h"
#include "loop.h"
#include "sdp.h"
#include "ua_parts.h"
#include "ua_relay.h"

enum {
	AGAIN_MS = 10000,	/* after a refusal that may pass */
	BUSY_MIN_MS = 2100,	/* after a 491: we made the Call-ID, so 2.1 */
	BUSY_SPAN_MS = 1900	/* to 4 s (RFC 3261 14.1) */
};

static void arm(struct leg *leg);

/* --- headers --- */

static uint32_t
seconds(unsigned long delta)
{
	return delta < UINT32_MAX ? (uint32_t)delta : UINT32_MAX;
}

static void
read_fields(struct session_fields *out, const sip_t *sip)
{
	const sip_session_expires_t *expires = sip->sip_session_expires;

	*out = (struct session_fields){
		.required = sip_has_feature(sip->sip_require, "timer"),
		.min_se_s = sip->sip_min_se != NULL ?
		    seconds(sip->sip_min_se->min_delta) : 0,
	};
	out->supported = out->required ||
	    sip_has_feature(sip->sip_supported, "timer");
	if (expires == NULL)
		return;
	/* 0 would be "none", and is as wrong as 1 */
	out->expires_s = expires->x_delta != 0 ? seconds(expires->x_delta) : 1;
	if (strcasecmp(ua_text(expires->x_refresher), "uac") == 0)
		out->refresher = SESSION_REFRESHER_UAC;
	else if (strcasecmp(ua_text(expires->x_refresher), "uas") == 0)
		out->refresher = SESSION_REFRESHER_UAS;
}

static const char *
write_fields(const struct session_fields *fields, char out[UA_REFRESH_MAX])
{
	int n;

	*out = '\0';
	if (fields->expires_s == 0)
		return out;
	n = snprintf(out, UA_REFRESH_MAX,
	    "Supported: timer\r\n%sSession-Expires: %u;refresher=%s",
	    fields->required ? "Require: timer\r\n" : "",
	    (unsigned)fields->expires_s,
	    fields->refresher == SESSION_REFRESHER_UAS ? "uas" : "uac");
	if (fields->min_se_s != 0)
		snprintf(out + n, (size_t)(UA_REFRESH_MAX - n),
		    "\r\nMin-SE: %u", (unsigned)fields->min_se_s);
	return out;
}

const char *
ua_refresh_headers(const struct leg *leg, char out[UA_REFRESH_MAX])
{
	struct session_fields fields;

	session_timer_request(&leg->timer, &fields);
	return write_fields(&fields, out);
}

void
ua_refresh_answered(struct leg *leg, const sip_t *sip)
{
	struct session_fields fields;

	read_fields(&fields, sip);
	session_timer_answered(&leg->timer, &fields, loop_now(leg->ua->loop));
	arm(leg);
}

bool
ua_refresh_brief(const struct leg *leg, const sip_t *sip)
{
	struct session_fields in, out;

	read_fields(&in, sip);
	return session_timer_asked(&leg->timer, &in, &out) != 0;
}

const char *
ua_refresh_answer(struct leg *leg, const sip_t *sip, char out[UA_REFRESH_MAX])
{
	struct session_fields in, answer;

	*out = '\0';
	read_fields(&in, sip);
	if (session_timer_asked(&leg->timer, &in, &answer) != 0)
		return out;
	session_timer_accepted(&leg->timer, &answer, loop_now(leg->ua->loop));
	arm(leg);
	return write_fields(&answer, out);
}

bool
ua_refresh_too_brief(struct leg *leg, const sip_t *sip)
{
	struct session_fields fields;

	read_fields(&fields, sip);
	return session_timer_too_small(&leg->timer, &fields);
}

/* --- refreshes --- */

static void
again_later(struct leg *leg, unsigned status)
{
	uint32_t pause_ms = AGAIN_MS, dice;

	if (status == 491) {
		loop_random(leg->ua->loop, &dice, sizeof dice);
		pause_ms = BUSY_MIN_MS + dice % BUSY_SPAN_MS;
	}
	session_timer_failed(&leg->timer, pause_ms, loop_now(leg->ua->loop));
	arm(leg);
}

/* 408 and 481 end the leg, which is not done here. */
static void
on_update(struct leg *leg, void *arg, const struct ua_response *response)
{
	unsigned status = response->status;

	(void)arg;
	if (status < 200 || response->repeated)
		return;
	if (status < 300) {
		ua_refresh_answered(leg, response->sip);
		return;
	}
	/* phones list UPDATE in Allow that take none without SDP */
	if (!response->local && status != 491 && status != 500 &&
	    status != 503) {
		leg->allow_update = false;
		status = 491;	/* soon, by a re-INVITE */
	}
	again_later(leg, status);
}

static void
on_invite(struct leg *leg, void *arg, const struct ua_response *response)
{
	(void)arg;
	if (response->status < 200 || response->repeated)
		return;
	if (response->status >= 300) {
		if (!response->local && response->status != 491 &&
		    session_timer_alive(&leg->timer, loop_now(leg->ua->loop)))
			arm(leg);
		else
			again_later(leg, response->status);
		return;
	}
	ua_refresh_answered(leg, response->sip);
	sdp_agreed(&leg->sdp);
	ua_ack(leg, NULL);
}

static bool
send_invite(struct leg *leg, const char *headers)
{
	struct ua_send invite = {
		.method = "INVITE", .headers = headers, .done = on_invite
	};
	struct buf body = BUF_INIT;
	bool sent = false;

	if (!ua_invite_busy(leg) && sdp_refresh(&leg->sdp, &body) == 0) {
		invite.body = buf_text(&body);
		sent = ua_send(leg, &invite) != NULL;
	}
	buf_release(&body);
	return sent;
}

static void
refresh(struct leg *leg)
{
	char headers[UA_REFRESH_MAX];
	struct ua_send update = {
		.method = "UPDATE", .done = on_update,
		.headers = ua_refresh_headers(leg, headers),
	};

	session_timer_sent(&leg->timer);
	if (leg->allow_update ? ua_send(leg, &update) != NULL :
	    send_invite(leg, headers))
		arm(leg);
	else
		again_later(leg, 491);
}

void
ua_refresh_restore(struct leg *leg)
{
	char headers[UA_REFRESH_MAX];

	if (leg->bye_sent || leg->bye_received)
		return;
	if (!send_invite(leg, ua_refresh_headers(leg, headers)))
		again_later(leg, 491);
}

static void
on_clock(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	struct leg *leg = arg;
	uint64_t now = loop_now(leg->ua->loop);

	(void)magic, (void)timer;
	if (leg->timer.dead_ms != 0 && leg->timer.dead_ms <= now) {
		ua_refresh_stop(leg);
		ua_lost(leg);
	} else if (leg->timer.refresh_ms != 0 &&
	    leg->timer.refresh_ms <= now) {
		refresh(leg);
	} else {
		arm(leg);
	}
}

/* Have on_clock() called when something is due. */
static void
arm(struct leg *leg)
{
	uint64_t due = session_timer_due(&leg->timer);
	uint64_t now = loop_now(leg->ua->loop);
	uint64_t wait = due > now ? due - now : 0;

	if (due == 0 || leg->bye_sent || leg->bye_received || leg->lost) {
		ua_refresh_stop(leg);
		return;
	}
	if (leg->refresh == NULL)
		leg->refresh = su_timer_create(su_root_task(
		    loop_root(leg->ua->loop)), 0);
	/* without memory there are no refreshes, but there is a call */
	if (leg->refresh != NULL)
		su_timer_set_interval(leg->refresh, on_clock, leg,
		    (su_duration_t)(wait < INT_MAX ? wait : INT_MAX));
}

void
ua_refresh_init(struct leg *leg, unsigned asked_s)
{
	session_timer_init(&leg->timer, asked_s);
	leg->refresh = NULL;
}

void
ua_keep_alive(struct leg *leg, unsigned session_expires_s)
{
	session_timer_init(&leg->timer, session_expires_s);
}

void
ua_refresh_stop(struct leg *leg)
{
	leg->timer.refresh_ms = leg->timer.dead_ms = 0;
	if (leg->refresh != NULL)
		su_timer_reset(leg->refresh);
}

void
ua_refresh_release(struct leg *leg)
{
	su_timer_destroy(leg->refresh);
	leg->refresh = NULL;
}
