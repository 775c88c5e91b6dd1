/*
 * What holds for all guarded connections: limits, counts, and accepting.
 */
#include "guard_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "config.h"
#include "log.h"
#include "loop.h"

enum { PAUSE_MS = 100, WARN_MS = 10000 };

/* A listener's callback for errors has evhttp's argument, not ours. */
static struct guard_set *accepting;

/* So that a flood of connections is no flood of lines. */
static bool
may_warn(struct guard_set *set)
{
	uint64_t now = loop_now(set->loop);

	if (set->warned != 0 && now - set->warned < WARN_MS)
		return false;
	set->warned = now;
	return true;
}

/* --- counting --- */

/* Returns 0, or -1 without memory. */
static int
remember_fd(struct guard *guard)
{
	struct guard_set *set = guard->set;
	size_t fd = (size_t)guard->fd;

	if (fd >= set->by_fd_size) {
		size_t size = (fd + 1) * 2;
		struct guard **more = realloc(set->by_fd, size * sizeof *more);
		if (more == NULL)
			return -1;
		for (size_t i = set->by_fd_size; i < size; i++)
			more[i] = NULL;
		set->by_fd = more;
		set->by_fd_size = size;
	}
	set->by_fd[fd] = guard;
	return 0;
}

/* Returns borrowed, or NULL without memory. */
static struct guard_peer *
peer_at(struct guard_set *set, const char *address)
{
	struct guard_peer *peer = TABLE_OBJECT(table_find(&set->peers,
	    address), struct guard_peer, by_address);

	if (peer != NULL)
		return peer;
	peer = calloc(1, sizeof *peer);
	if (peer == NULL)
		return NULL;
	snprintf(peer->address, sizeof peer->address, "%s", address);
	if (table_put(&set->peers, &peer->by_address, peer->address) == -1) {
		free(peer);
		return NULL;
	}
	return peer;
}

static int
turn_away(struct guard *guard, const char *why)
{
	struct guard_set *set = guard->set;

	set->counters.turned_away++;
	if (may_warn(set))
		log_warn("connection-refused", "peer=%s connections=%zu "
		    "refused=%lu text=%s", guard->peer != NULL ?
		    guard->peer->address : "?", set->counters.connections,
		    set->counters.turned_away, log_quote(why));
	return -1;
}

int
guard_enter(struct guard *guard)
{
	struct guard_set *set = guard->set;
	char *address = NULL;
	ev_uint16_t port;

	evhttp_connection_get_peer(guard->connection, &address, &port);
	guard->peer = peer_at(set, address != NULL ? address : "?");
	if (guard->peer == NULL)
		return turn_away(guard, "no memory");
	guard->peer->count++;
	if (remember_fd(guard) == -1)
		return turn_away(guard, "no memory");
	if (set->max_connections != 0 &&
	    set->counters.connections > set->max_connections)
		return turn_away(guard, "max-connections");
	if (set->max_per_address != 0 &&
	    guard->peer->count > set->max_per_address)
		return turn_away(guard, "max-connections-per-address");
	return 0;
}

static void
leave_peer(struct guard *guard)
{
	struct guard_peer *peer = guard->peer;

	if (peer == NULL || --peer->count != 0)
		return;
	table_remove(&guard->set->peers, &peer->by_address);
	free(peer);
}

void
guard_exit(struct guard *guard)
{
	struct guard_set *set = guard->set;

	if (guard->prev != NULL)
		guard->prev->next = guard->next;
	else
		set->first = guard->next;
	if (guard->next != NULL)
		guard->next->prev = guard->prev;
	if (guard->fd >= 0 && (size_t)guard->fd < set->by_fd_size &&
	    set->by_fd[guard->fd] == guard)
		set->by_fd[guard->fd] = NULL;
	leave_peer(guard);
	set->counters.connections--;
}

/* --- accepting --- */

static void
on_pause_over(evutil_socket_t fd, short what, void *arg)
{
	struct guard_set *set = arg;

	(void)fd, (void)what;
	for (size_t i = 0; i < set->listener_count; i++)
		evconnlistener_enable(set->listeners[i]);
}

/* Without a pause the loop would turn for nothing until one is free. */
static void
on_accept_error(struct evconnlistener *listener, void *arg)
{
	const struct timeval tv = { .tv_usec = PAUSE_MS * 1000 };
	const char *why = strerror(errno);
	struct guard_set *set = accepting;

	(void)listener, (void)arg;
	if (set == NULL || event_add(set->pause, &tv) == -1)
		return;
	for (size_t i = 0; i < set->listener_count; i++)
		evconnlistener_disable(set->listeners[i]);
	if (may_warn(set))
		log_warn("accept-paused", "connections=%zu text=%s",
		    set->counters.connections, log_quote(why));
}

void
guard_listen(struct guard_set *set, struct evconnlistener *listener)
{
	if (set->listener_count == GUARD_LISTENERS_MAX)
		return;
	set->listeners[set->listener_count++] = listener;
	evconnlistener_set_error_cb(listener, on_accept_error);
}

void
guard_unlisten(struct guard_set *set, struct evconnlistener *listener)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->listener_count; i++) {
		if (set->listeners[i] != listener)
			set->listeners[kept++] = set->listeners[i];
	}
	set->listener_count = kept;
}

/* --- the set --- */

void
guard_configure(struct guard_set *set, const struct config *config)
{
	set->limits = (struct door_limits){
		.head_size = (size_t)config->max_head_size,
		.header_count = (size_t)config->max_header_count,
		.target_size = (size_t)config->max_target_size,
		.body_size = (size_t)config->max_body_size,
	};
	set->head_ms = (unsigned long)config->head_timeout * 1000;
	set->body_ms = (unsigned long)config->body_timeout * 1000;
	set->idle_ms = (unsigned long)config->idle_timeout * 1000;
	set->max_connections = (unsigned long)config->max_connections;
	set->max_per_address =
	    (unsigned long)config->max_connections_per_address;
	guard_bound(set);
}

struct guard_set *
guard_set_new(struct loop *loop, const struct config *config)
{
	struct guard_set *set = calloc(1, sizeof *set);
	struct hash_key seed;

	if (set == NULL)
		return NULL;
	set->pause = evtimer_new(loop_base(loop), on_pause_over, set);
	if (set->pause == NULL) {
		free(set);
		return NULL;
	}
	set->loop = loop;
	loop_random(loop, &seed, sizeof seed);
	table_init(&set->peers, &seed);
	guard_configure(set, config);
	accepting = set;
	return set;
}

void
guard_set_free(struct guard_set *set)
{
	if (set == NULL)
		return;
	accepting = NULL;
	while (set->first != NULL)
		guard_abandon(set->first);
	event_free(set->pause);
	table_release(&set->peers);
	free(set->by_fd);
	free(set);
}

void
guard_counters(const struct guard_set *set, struct guard_counters *out)
{
	*out = set->counters;
}
