/*
 * What the files of the conductor share: control.c (events and the clock),
 * control_act.c (the actions), control_order.c (what clients ask for).
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
	uint64_t drain_deadline_ms;	/* 0: none */
	void (*drained)(void *arg);
	void *drained_arg;

	struct control_counters counters;
};

/* control.c */
void control_step(struct control *control, struct call *call,
    const struct refer_input *input);
struct policy control_policy(const struct control *control);

/* The call's agent as it is now, or NULL; borrowed for this turn. */
const struct user *control_agent(const struct control *control,
    const struct call *call);

/* control_act.c: carry out an action of the state machine. */
void control_act(struct control *control, struct call *call,
    enum refer_action action);

/* Send the INVITE again, to where a 3xx points. */
void control_redirect(struct control *control, struct call *call,
    const struct address *address);

#endif
