/*
 * The world outside, played by a script: what loop_fake.c and ua_fake.c have
 * beyond the headers of the daemon that they implement.
 */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct leg;
struct loop;
struct ua;
struct ua_event;

/* A fault of the code under test, or of the script; counted by the runner. */
void fake_fault(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* --- loop_fake.c: a clock that stands still until it is moved --- */

enum { FAKE_SPIN_MAX = 10000 };

/* The monotonic clock begins here, the wall clock at a time of day of 2009. */
#define FAKE_START_MS UINT64_C(1000000)
#define FAKE_WALL_MS UINT64_C(1259114103662)

/* Let ms pass; everything that is due on the way is called at its time. */
void fake_loop_elapse(struct loop *loop, uint64_t ms);

/* Go to the next wake-up time.  false: there is none. */
bool fake_loop_skip(struct loop *loop);

/* Somebody sets the time of day. */
void fake_loop_set_wall(struct loop *loop, int64_t by_ms);

/* What loop_flush() does. */
void fake_loop_on_flush(struct loop *loop, void (*flush)(void *arg),
    void *arg);

/* --- ua_fake.c: keeps what was asked of it --- */

enum fake_action_type {
	FAKE_INVITE, FAKE_AUTH, FAKE_CANCEL, FAKE_REFER, FAKE_BYE,
	FAKE_RELEASE, FAKE_ASK, FAKE_OFFER, FAKE_CONNECT, FAKE_SETTLE,
	FAKE_HOLD, FAKE_RELAY, FAKE_REPLY
};

enum { FAKE_FIELDS = 12 };

struct fake_field {
	const char *name;
	char *value;			/* owned; NULL: not given */
};

struct fake_action {
	enum fake_action_type type;
	int leg;			/* from 0, in the order of INVITEs */
	int other;			/* OFFER, CONNECT, RELAY: that leg */
	unsigned status;		/* REPLY: 0 is HELD */
	struct fake_field fields[FAKE_FIELDS];	/* name NULL: no more */
};

const char *fake_action_name(enum fake_action_type type);

/* The value of a field, or NULL. */
const char *fake_action_field(const struct fake_action *action,
    const char *name);

/* The oldest action that was not taken yet, borrowed; NULL: none. */
const struct fake_action *fake_ua_first(const struct ua *ua);
void fake_ua_take(struct ua *ua);

/* How many legs there were; the one with that number is up (not released)? */
int fake_ua_leg_count(const struct ua *ua);
bool fake_ua_leg_open(const struct ua *ua, int leg);


/* The next INVITE: ua_invite() fails, or is answered so by our own stack. */
void fake_ua_fail_invite(struct ua *ua);
void fake_ua_fail_send(struct ua *ua, unsigned status);

/* What ua_pending() says; negative: counts what really waits. */
void fake_ua_set_pending(struct ua *ua, int pending);

/* Is every leg released, and was each one ended as it should? */
void fake_ua_check_end(const struct ua *ua);

/* --- ua_phone.c: reports what the phones do --- */

/*
 * Report an event for a leg; late: even if it was released.  What SDP a 2xx
 * has follows from what it answers, unless `media` is told.
 */
struct fake_report {
	const struct ua_event *event;
	int leg;
	bool late;
	bool challenge;		/* can be answered, if there are credentials */
	bool media_told;
};
void fake_ua_report(struct ua *ua, const struct fake_report *report);

/*
 * Every session that is up expires, for the phones are silent (RFC 4028 10).
 * false: there is none.
 */
bool fake_ua_expire(struct ua *ua);

/* For use as fake_loop_on_flush's function. */
void fake_ua_flush(void *ua);

/* --- log_fake.c --- */

extern bool fake_log_shown;

#endif
