/*
 * Session timers.  Half of the interval is when the refresher asks again, and
 * somewhat before the interval's end the other one gives up (RFC 4028 10).
 */
#include "session_timer.h"

enum {
	TRIES_MAX = 2,		/* after a 422; each path has few proxies */
	MARGIN_S = 32		/* RFC 4028 10: 64 * T1 */
};

static uint32_t
within(uint32_t seconds)
{
	if (seconds < SESSION_TIMER_MIN_S)
		return SESSION_TIMER_MIN_S;
	return seconds > SESSION_TIMER_MAX_S ? SESSION_TIMER_MAX_S : seconds;
}

void
session_timer_init(struct session_timer *timer, uint32_t wanted_s)
{
	*timer = (struct session_timer){
		.wanted_s = wanted_s ? within(wanted_s) : 0,
		.min_s = SESSION_TIMER_MIN_S
	};
}

/* From now on, or no timer at all. */
static void
start(struct session_timer *timer, uint32_t interval_s, bool ours,
    uint64_t now_ms)
{
	timer->interval_s = interval_s;
	timer->ours = ours;
	timer->tries = 0;
	timer->refresh_ms = timer->dead_ms = 0;
	if (interval_s == 0)
		return;

	/* RFC 4028 10: the smaller of 32 s and a third before its end. */
	uint32_t margin_s = interval_s / 3 < MARGIN_S ? interval_s / 3 :
	    MARGIN_S;
	timer->dead_ms = now_ms + (interval_s - margin_s) * UINT64_C(1000);
	/* RFC 4028 7.2: half of the interval is recommended. */
	if (ours)
		timer->refresh_ms = now_ms + interval_s * UINT64_C(500);
}

void
session_timer_request(const struct session_timer *timer,
    struct session_fields *out)
{
	*out = (struct session_fields){ .supported = true };
	if (timer->wanted_s == 0 && timer->interval_s == 0)
		return;
	/* RFC 4028 7.4: within a dialog what is in use, roles too. */
	out->expires_s = timer->interval_s ? timer->interval_s :
	    timer->wanted_s;
	if (out->expires_s < timer->min_s)
		out->expires_s = timer->min_s;
	out->min_se_s = timer->min_s;
	out->refresher = timer->interval_s && !timer->ours ?
	    SESSION_REFRESHER_UAS : SESSION_REFRESHER_UAC;
}

void
session_timer_answered(struct session_timer *timer,
    const struct session_fields *in, uint64_t now_ms)
{
	struct session_fields asked;

	timer->agreed = in->expires_s != 0;
	if (in->expires_s) {
		start(timer, within(in->expires_s),
		    in->refresher != SESSION_REFRESHER_UAS, now_ms);
		return;
	}
	session_timer_request(timer, &asked);
	start(timer, asked.expires_s, true, now_ms);
}

bool
session_timer_too_small(struct session_timer *timer,
    const struct session_fields *in)
{
	struct session_fields asked;

	session_timer_request(timer, &asked);
	if (asked.expires_s == 0 || in->min_se_s <= asked.expires_s ||
	    in->min_se_s > SESSION_TIMER_MAX_S || timer->tries == TRIES_MAX)
		return false;
	timer->tries++;
	/* RFC 4028 7.3: and Min-SE of later requests is no smaller. */
	timer->min_s = in->min_se_s;
	return true;
}

unsigned
session_timer_asked(const struct session_timer *timer,
    const struct session_fields *in, struct session_fields *out)
{
	struct session_fields ours;

	*out = (struct session_fields){ .supported = true };
	/* RFC 4028 9: 422 only to those who know what it means. */
	if (in->expires_s && in->expires_s < SESSION_TIMER_MIN_S &&
	    in->supported) {
		out->min_se_s = SESSION_TIMER_MIN_S;
		return 422;
	}
	if (in->expires_s) {
		out->expires_s = in->expires_s;
	} else {
		session_timer_request(timer, &ours);
		out->expires_s = ours.expires_s;
		/* RFC 4028 9: no smaller than the request's Min-SE. */
		if (out->expires_s && in->min_se_s > out->expires_s)
			out->expires_s = in->min_se_s;
		if (out->expires_s > SESSION_TIMER_MAX_S)
			out->expires_s = 0;
	}
	if (out->expires_s == 0)
		return 0;
	/*
	 * RFC 4028 9, table 2: the phone does it if it can and wants to; where
	 * it leaves that open, who did it before goes on.
	 */
	bool theirs = in->refresher == SESSION_REFRESHER_UAC ||
	    (in->refresher == SESSION_REFRESHER_NONE && in->expires_s &&
	    timer->interval_s && !timer->ours);
	out->refresher = in->supported && theirs ? SESSION_REFRESHER_UAC :
	    SESSION_REFRESHER_UAS;
	out->required = out->refresher == SESSION_REFRESHER_UAC;
	return 0;
}

void
session_timer_accepted(struct session_timer *timer,
    const struct session_fields *out, uint64_t now_ms)
{
	timer->agreed = out->refresher == SESSION_REFRESHER_UAC;
	start(timer, out->expires_s ? within(out->expires_s) : 0,
	    out->refresher != SESSION_REFRESHER_UAC, now_ms);
}

void
session_timer_sent(struct session_timer *timer)
{
	timer->refresh_ms = 0;
}

void
session_timer_failed(struct session_timer *timer, uint32_t pause_ms,
    uint64_t now_ms)
{
	if (timer->interval_s)
		timer->refresh_ms = now_ms + pause_ms;
}

bool
session_timer_alive(struct session_timer *timer, uint64_t now_ms)
{
	if (timer->agreed)
		return false;
	start(timer, timer->interval_s, true, now_ms);
	return true;
}

uint64_t
session_timer_due(const struct session_timer *timer)
{
	if (timer->refresh_ms == 0 || timer->dead_ms == 0)
		return timer->refresh_ms ? timer->refresh_ms : timer->dead_ms;
	return timer->refresh_ms < timer->dead_ms ? timer->refresh_ms :
	    timer->dead_ms;
}
