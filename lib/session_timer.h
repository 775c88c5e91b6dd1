/*
 * Session timers (RFC 4028): one of the two sides of a dialog asks again from
 * time to time, and if it does not, the session is dead.  Here is what the
 * headers say and when something is due, for one dialog; who sends what is the
 * caller's.
 *
 * Times are milliseconds of any clock that does not jump; 0 is "never".
 */
#ifndef LIB_SESSION_TIMER_H
#define LIB_SESSION_TIMER_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SESSION_TIMER_MIN_S = 90,	/* RFC 4028 4: the smallest Min-SE */
	SESSION_TIMER_MAX_S = 86400	/* ours: nobody needs more than a day */
};

enum session_refresher {
	SESSION_REFRESHER_NONE,		/* no such parameter */
	SESSION_REFRESHER_UAC,		/* who sent the request */
	SESSION_REFRESHER_UAS
};

/* What the headers of one message say. */
struct session_fields {
	uint32_t expires_s;	/* Session-Expires; 0: no such header */
	uint32_t min_se_s;	/* Min-SE; 0: no such header */
	uint8_t refresher;	/* enum session_refresher */
	bool supported;		/* Supported (or Require) has "timer" */
	bool required;		/* Require has "timer" */
};

struct session_timer {
	uint64_t refresh_ms;	/* when we ask again; 0 = never */
	uint64_t dead_ms;	/* when the session is dead; 0 = never */
	uint32_t wanted_s;	/* what we ask for; 0: no timer */
	uint32_t interval_s;	/* what was agreed; 0: none */
	uint32_t min_s;		/* the largest Min-SE we were told */
	uint8_t tries;		/* 422s to one request */
	bool ours;		/* we are the refresher */
	bool agreed;		/* the phone has said Session-Expires, too */
};

/* wanted_s: 0 for none, else brought within the limits above. */
void session_timer_init(struct session_timer *timer, uint32_t wanted_s);

/*
 * What a request (INVITE, UPDATE) of ours has to say.  We offer to refresh
 * (refresher=uac) unless the phone does it already.
 */
void session_timer_request(const struct session_timer *timer,
    struct session_fields *out);

/*
 * Its 2xx came at now_ms, which said this.  A phone without session timers is
 * refreshed by us all the same (RFC 4028 7.2): the answers tell that it lives.
 */
void session_timer_answered(struct session_timer *timer,
    const struct session_fields *in, uint64_t now_ms);

/*
 * It was refused with 422 (RFC 4028 7.3), which said this.  true: the same
 * request may go out again with what session_timer_request() says now.
 */
bool session_timer_too_small(struct session_timer *timer,
    const struct session_fields *in);

/*
 * The phone's refresh request came, which says this.  Returns 0, and out is
 * what the 2xx has to say, or 422, and out->min_se_s is what that has to say.
 * Nothing changes before session_timer_accepted().
 */
unsigned session_timer_asked(const struct session_timer *timer,
    const struct session_fields *in, struct session_fields *out);

/* A 2xx with `out` of session_timer_asked() went to the phone at now_ms. */
void session_timer_accepted(struct session_timer *timer,
    const struct session_fields *out, uint64_t now_ms);

/*
 * Our refresh is out: nothing more to ask until it is answered.  It failed at
 * now_ms, but not for good: again after pause_ms.
 */
void session_timer_sent(struct session_timer *timer);
void session_timer_failed(struct session_timer *timer, uint32_t pause_ms,
    uint64_t now_ms);

/*
 * The phone refused our refresh, but not as one that has no such dialog.  If
 * the timer was never its own wish, that tells as well that it lives: true, the
 * interval begins anew.
 */
bool session_timer_alive(struct session_timer *timer, uint64_t now_ms);

/* The next moment that something is due (refresh or death); 0 = never. */
uint64_t session_timer_due(const struct session_timer *timer);

#endif
