/*
 * What stands between the sockets and evhttp.  It guarantees:
 *
 *   - evhttp sees bytes of well-formed requests only (lib/door.h).  At the first
 *     bad byte the requests before it are answered, then the guard itself says
 *     why in one line of text, and the connection is closed; what the client
 *     still sends is read and dropped for two seconds, so that no reset takes
 *     the answer away from it;
 *   - a request's head and body come in full within head-timeout and
 *     body-timeout, else 408; a connection that is idle for idle-timeout, or on
 *     which nothing came for head-timeout, is closed without a word; a reply is
 *     taken within a minute.  These times run from the start of each phase: a
 *     byte now and then prolongs nothing;
 *   - there are max-connections of them at most, and max-connections-per-address
 *     from one address; one more is closed at once;
 *   - what is waiting in a connection to be read is bounded;
 *   - when there is no file descriptor left, accepting pauses for 100 ms.
 *
 * Limits are those of the last guard_configure(), for old connections too.
 * The guard lives exactly as long as its connection and uses up its close
 * callback (evhttp_connection_set_closecb) and a request's completion callback.
 */
#ifndef DAEMON_GUARD_H
#define DAEMON_GUARD_H

#include <stdbool.h>
#include <stddef.h>

struct bufferevent;
struct config;
struct evconnlistener;
struct event_base;
struct evhttp_request;
struct guard_set;
struct loop;

struct guard_counters {
	size_t connections;		/* now */
	unsigned long accepted, turned_away;	/* over a limit */
	unsigned long refused, timed_out;	/* bad requests; 408 among both */
};

/*
 * Returns owned, or NULL without memory; borrows the loop.  There is one in a
 * process.  To be freed after evhttp_free().
 */
struct guard_set *guard_set_new(struct loop *loop, const struct config *config);
void guard_set_free(struct guard_set *set);

/* Take over the limits of a configuration, which is not kept. */
void guard_configure(struct guard_set *set, const struct config *config);

/*
 * For evhttp_set_bevcb, with the set as the argument.  NULL, or a bufferevent
 * without a guard, when there is no memory: guard_covers() tells.
 */
struct bufferevent *guard_new(struct event_base *base, void *set);

/* Did this request come through a guard?  If not, it must not be served. */
bool guard_covers(struct guard_set *set, struct evhttp_request *request);

/* To be called right before each evhttp_send_reply(). */
void guard_replying(struct guard_set *set, struct evhttp_request *request);

/* Mind a listener after evhttp_bind_listener(); forget it before it is freed. */
void guard_listen(struct guard_set *set, struct evconnlistener *listener);
void guard_unlisten(struct guard_set *set, struct evconnlistener *listener);

void guard_counters(const struct guard_set *set, struct guard_counters *out);

#endif
