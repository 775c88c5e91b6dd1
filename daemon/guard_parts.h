/*
 * What the files of the guard share: guard.c has the connections' requests and
 * deadlines, guard_answer.c the guard's own answer, guard_set.c what holds for
 * all connections.
 */
#ifndef DAEMON_GUARD_PARTS_H
#define DAEMON_GUARD_PARTS_H

#include <stdint.h>

#include "door.h"
#include "guard.h"
#include "table.h"

struct event;
struct evhttp_connection;

enum { GUARD_LISTENERS_MAX = 4 };

/* What a connection is waiting for; each has its deadline. */
enum guard_phase {
	GUARD_ACCEPTED,		/* the first byte */
	GUARD_IDLE,		/* a further request */
	GUARD_HEAD, GUARD_BODY,	/* the rest of it */
	GUARD_WORKING,		/* our reply */
	GUARD_REPLYING,		/* the client, to take it */
	GUARD_LEAVING,		/* the client, to take the guard's own answer */
	GUARD_LINGERING		/* the client, to close */
};

/* One address and its connections. */
struct guard_peer {
	struct table_link by_address;
	unsigned long count;
	char address[80];
};

struct guard {
	struct guard_set *set;
	struct guard *next, *prev;
	struct guard_peer *peer;	/* NULL: not counted */
	struct bufferevent *bev;
	struct evhttp_connection *connection;	/* NULL: not known yet */
	struct event *timer;
	uint64_t deadline, armed;	/* 0: none */
	int fd;
	unsigned pending;		/* complete requests without a reply */
	enum guard_phase phase;
	bool cutting;			/* we are changing the input */
	bool doomed;			/* to be closed without a word */
	unsigned status;		/* the answer at the end, 0: none */
	const char *why;
	struct door door;
};

struct guard_set {
	struct loop *loop;
	struct guard *first;
	struct guard **by_fd;		/* owned */
	size_t by_fd_size;
	struct table peers;
	struct guard_counters counters;
	struct door_limits limits;
	unsigned long head_ms, body_ms, idle_ms;
	unsigned long max_connections, max_per_address;
	struct evconnlistener *listeners[GUARD_LISTENERS_MAX];
	size_t listener_count;
	struct event *pause;		/* until we accept again */
	uint64_t warned;		/* when something was logged last */
};

/*
 * A new connection has its descriptor now: count it.  Returns 0, or -1 if it is
 * one too many, or there is no memory.
 */
int guard_enter(struct guard *guard);

/* The connection ends: count it out, and take the guard out of the set. */
void guard_exit(struct guard *guard);

/* Give a guard up whose connection evhttp has freed already. */
void guard_abandon(struct guard *guard);

/* The answer of the guard's status and reason, into the output. */
void guard_write_answer(struct guard *guard);

/* The limits are new. */
void guard_bound(struct guard_set *set);

#endif
