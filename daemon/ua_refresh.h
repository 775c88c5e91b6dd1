/*
 * Session timers (RFC 4028) of a leg.
 */
#ifndef DAEMON_UA_REFRESH_H
#define DAEMON_UA_REFRESH_H

#include <stdbool.h>

struct leg;
struct sip_s;

/* The leg is new (asked_s as in struct ua_invite), or goes away. */
void ua_refresh_init(struct leg *leg, unsigned asked_s);
void ua_refresh_release(struct leg *leg);

/*
 * Header lines ("Supported: timer\r\nSession-Expires: ...", no CR LF behind
 * the last) for an INVITE or UPDATE of ours; out is "" if there is no timer.
 */
enum { UA_REFRESH_MAX = 160 };
const char *ua_refresh_headers(const struct leg *leg,
    char out[UA_REFRESH_MAX]);

/* A 2xx to our INVITE or UPDATE: start, restart or stop the timer. */
void ua_refresh_answered(struct leg *leg, const struct sip_s *sip);

/*
 * The same for the phone's INVITE or UPDATE that gets a 2xx; header lines for
 * that 2xx.
 */
const char *ua_refresh_answer(struct leg *leg, const struct sip_s *sip,
    char out[UA_REFRESH_MAX]);

/* 422 to an INVITE or UPDATE of ours: true: try again, with the headers as
   they are now. */
bool ua_refresh_too_brief(struct leg *leg, const struct sip_s *sip);

/* The phone has agreed to what nobody wants any more: a re-INVITE at once with
   what was agreed before.  Nothing happens after a BYE. */
void ua_refresh_restore(struct leg *leg);

/* No more refreshes: a BYE was sent or received. */
void ua_refresh_stop(struct leg *leg);

#endif
