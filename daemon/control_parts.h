/*
 * What the files of the conductor share: control.c (events and the clock),
 * control_refer.c and control_bridge.c (the two flows), control_act.c (what
 * both do with a leg), control_order.c (what clients ask for).
 */
#ifndef DAEMON_CONTROL_PARTS_H
#define DAEMON_CONTROL_PARTS_H

#include "call.h"
#include "calls.h"
#include "control.h"
#include "digest.h"
#include "hash.h"
#include "policy.h"

struct address;
struct registrar;
struct ua;

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

	void (*changed)(void *arg, const char *key);
	void *changed_arg;

	uint64_t second_began_ms;	/* max-calls-per-second */
	long placed_this_second;

	bool draining;
	bool ending;			/* every leg has had its farewell */
	uint64_t drain_deadline_ms;	/* 0: none */
	void (*drained)(void *arg);
	void *drained_arg;

	struct control_counters counters;
};

/* control.c */

struct policy control_policy(const struct control *control);

/* The call's agent as it is now, or NULL; borrowed for this turn. */
const struct user *control_agent(const struct control *control,
    const struct call *call);

/*
 * After each step of a call's machine, before its actions: when it is due
 * again, and whether that was its end (`over`: no leg and no subscription is
 * left).
 */
void control_stepped(struct control *control, struct call *call,
    uint64_t due_ms, bool over);

/* Its record is another now: whoever waits for that is told. */
void control_changed(struct control *control, struct call *call);

/* Add a line to the call's record. */
void control_record(struct control *control, struct call *call,
    enum history_method method, unsigned number,
    const struct ua_event *event);

/* Follow a 3xx to the calling party's INVITE?  If so, that has been done. */
bool control_follow(struct control *control, struct call *call,
    const struct ua_event *event);

/* End the call, whichever flow it is in. */
void control_end(struct control *control, struct call *call,
    enum refer_cause cause);

/* --- a flow each: what its machine does --- */

/* control_refer.c */
void control_refer_step(struct control *control, struct call *call,
    const struct refer_input *input);
void control_refer_leg(struct control *control, struct call *call,
    const struct ua_event *event);

/* control_bridge.c */
void control_bridge_order(struct control *control, struct call *call,
    enum bridge_event event);
void control_bridge_end(struct control *control, struct call *call,
    enum bridge_cause cause);
void control_bridge_give_up(struct control *control, struct call *call);
void control_bridge_tick(struct control *control, struct call *call);
void control_bridge_leg(struct control *control, struct call *call,
    unsigned party, const struct ua_event *event);

/* Ring `address` (user@host) in a transfer.  Returns 0 or -1 (no memory). */
int control_bridge_transfer(struct control *control, struct call *call,
    const char *address, uint32_t alert_ms);

/* --- control_act.c: what both flows do with a leg --- */

/*
 * Send the INVITE of the call's party with this number; what keeps it from
 * being sent comes as a response.  `seat` is its number with ua.
 */
void control_invite(struct control *control, struct call *call,
    size_t number, unsigned seat);

/* Send the calling party's INVITE again, to where a 3xx points. */
void control_redirect(struct control *control, struct call *call,
    const struct address *address);

void control_drop(struct call *call, size_t number);

#endif
