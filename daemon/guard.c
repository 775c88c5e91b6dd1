/*
 * The guard of one connection.  An evbuffer callback on its input runs before
 * evhttp's own read callback, so it can take away what evhttp must not see.
 *
 * While evhttp still has replies to send, nothing but the input is touched.
 * Only when none is pending does the guard take the bufferevent's callbacks
 * from evhttp, to write its own answer.
 */
#include "guard_parts.h"

#include <stdlib.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>

#include "log.h"
#include "loop.h"

enum {
	WORK_MS = 600000,	/* longer than any request may wait */
	REPLY_MS = 60000,
	LEAVE_MS = 5000,
	LINGER_MS = 2000
};

/* --- deadlines --- */

/*
 * The timer is moved only to an earlier time; when it fires too early, it is
 * set again.  So most requests do not touch it at all.
 */
static void
arm(struct guard *guard, uint64_t now)
{
	if (guard->deadline == 0 ||
	    (guard->armed != 0 && guard->armed <= guard->deadline))
		return;
	uint64_t ms = guard->deadline > now ? guard->deadline - now : 0;
	struct timeval tv = {
		.tv_sec = (time_t)(ms / 1000),
		.tv_usec = (suseconds_t)(ms % 1000 * 1000)
	};
	if (event_add(guard->timer, &tv) == 0)
		guard->armed = guard->deadline;
}

static void
enter_phase(struct guard *guard, enum guard_phase phase)
{
	const struct guard_set *set = guard->set;
	const unsigned long ms[] = {
		[GUARD_ACCEPTED] = set->head_ms, [GUARD_IDLE] = set->idle_ms,
		[GUARD_HEAD] = set->head_ms, [GUARD_BODY] = set->body_ms,
		[GUARD_WORKING] = WORK_MS, [GUARD_REPLYING] = REPLY_MS,
		[GUARD_LEAVING] = LEAVE_MS, [GUARD_LINGERING] = LINGER_MS,
	};
	uint64_t now = loop_now(set->loop);

	guard->phase = phase;
	guard->deadline = now + ms[phase];
	arm(guard, now);
}

/* What the client sent last may have begun another phase. */
static void
follow_phase(struct guard *guard)
{
	static const enum guard_phase phases[] = {
		[DOOR_BETWEEN] = GUARD_IDLE, [DOOR_IN_HEAD] = GUARD_HEAD,
		[DOOR_IN_BODY] = GUARD_BODY,
	};
	enum guard_phase phase = guard->pending != 0 ? GUARD_WORKING :
	    phases[door_phase(&guard->door)];

	if (phase == guard->phase ||
	    (phase == GUARD_IDLE && guard->phase == GUARD_ACCEPTED) ||
	    (phase == GUARD_WORKING && guard->phase == GUARD_REPLYING))
		return;
	enter_phase(guard, phase);
}

/* In a turn of its own, where evhttp is not in the middle of something. */
static void
act_soon(struct guard *guard)
{
	event_active(guard->timer, EV_TIMEOUT, 1);
}

/* --- ending a connection --- */

static bool
has_left(const struct guard *guard)
{
	return guard->phase == GUARD_LEAVING ||
	    guard->phase == GUARD_LINGERING;
}

/*
 * Close at once; the guard is gone afterwards.  evhttp is told that it timed
 * out, since that is how it gives up a request whose reply we still owe.
 */
static void
drop(struct guard *guard)
{
	if (has_left(guard))
		evhttp_connection_free(guard->connection);
	else
		bufferevent_trigger_event(guard->bev,
		    BEV_EVENT_READING | BEV_EVENT_TIMEOUT, 0);
}

/* Take n bytes at an offset out of the input. */
static void
cut(struct guard *guard, size_t offset, size_t n)
{
	struct evbuffer *input = bufferevent_get_input(guard->bev);
	struct evbuffer *front = NULL;

	guard->cutting = true;
	if (offset != 0) {
		front = evbuffer_new();
		if (front == NULL || evbuffer_remove_buffer(input, front,
		    offset) != (int)offset) {
			n = evbuffer_get_length(input);
			guard->doomed = true;
			act_soon(guard);
		}
	}
	evbuffer_drain(input, n);
	if (front != NULL) {
		if (!guard->doomed)
			evbuffer_prepend_buffer(input, front);
		evbuffer_free(front);
	}
	guard->cutting = false;
}

/* Our answer is out: say that nothing more comes, and wait for the same. */
static void
on_flushed(struct bufferevent *bev, void *arg)
{
	struct guard *guard = arg;

	if (evbuffer_get_length(bufferevent_get_output(bev)) != 0 ||
	    guard->phase == GUARD_LINGERING)
		return;
	shutdown(guard->fd, SHUT_WR);
	bufferevent_disable(bev, EV_WRITE);
	enter_phase(guard, GUARD_LINGERING);
}

static void
on_gone(struct bufferevent *bev, short what, void *arg)
{
	(void)bev, (void)what;
	drop(arg);
}

/* No reply is pending, and the last word is ours. */
static void
take_over(struct guard *guard)
{
	struct evbuffer *input = bufferevent_get_input(guard->bev);

	cut(guard, 0, evbuffer_get_length(input));
	bufferevent_setcb(guard->bev, NULL, on_flushed, on_gone, guard);
	guard_write_answer(guard);
	bufferevent_enable(guard->bev, EV_READ | EV_WRITE);
	enter_phase(guard, GUARD_LEAVING);
}

static void
refuse(struct guard *guard, unsigned status, const char *why)
{
	guard->status = status;
	guard->why = why;
	guard->set->counters.refused++;
	if (log_wants_debug())
		log_debug("http-refused", "peer=%s status=%u text=%s",
		    guard->peer != NULL ? guard->peer->address : "?", status,
		    log_quote(why));
	if (guard->pending == 0)
		take_over(guard);
	else
		follow_phase(guard);
}

/* --- following what comes in --- */

/*
 * Act on what the door found in front of `end`, which is at an offset of the
 * input.  evhttp chokes on empty lines in front of a request and on chunk
 * extensions: the ones are cut out, the others begin with a blank, and then it
 * does not look at them.  Returns by how much the input became shorter.
 */
static size_t
obey(struct guard *guard, enum door_event event, char *end, size_t offset)
{
	if (event == DOOR_REQUEST)
		guard->pending++;
	if (event == DOOR_EXTENSION)
		end[-1] = ' ';
	if (event != DOOR_BLANK || offset < 2)
		return 0;
	cut(guard, offset - 2, 2);
	return 2;
}

/* Show the door what is in the input from this offset on. */
static void
follow(struct guard *guard, struct evbuffer *input, size_t offset)
{
	enum door_event event = DOOR_MORE;

	while (!guard->doomed && offset < evbuffer_get_length(input)) {
		struct evbuffer_ptr place;
		struct evbuffer_iovec part;

		if (evbuffer_ptr_set(input, &place, offset,
		    EVBUFFER_PTR_SET) == -1 ||
		    evbuffer_peek(input, -1, &place, &part, 1) < 1)
			return;
		size_t taken = door_feed(&guard->door, part.iov_base,
		    part.iov_len, &event);
		offset += taken;
		if (event == DOOR_BAD)
			break;
		offset -= obey(guard, event, (char *)part.iov_base + taken,
		    offset);
	}
	if (event == DOOR_BAD) {
		cut(guard, offset, evbuffer_get_length(input) - offset);
		refuse(guard, door_status(&guard->door),
		    door_why(&guard->door));
	} else {
		follow_phase(guard);
	}
}

static void
on_input(struct evbuffer *input, const struct evbuffer_cb_info *info,
    void *arg)
{
	struct guard *guard = arg;

	if (info->n_added == 0 || guard->cutting)
		return;
	size_t offset = evbuffer_get_length(input) - info->n_added;
	if (guard->status != 0 || guard->doomed)
		cut(guard, offset, info->n_added);
	else
		follow(guard, input, offset);
}

/* --- replies --- */

static struct guard *
guard_of(struct guard_set *set, struct evhttp_request *request)
{
	struct evhttp_connection *connection =
	    evhttp_request_get_connection(request);
	struct bufferevent *bev = connection != NULL ?
	    evhttp_connection_get_bufferevent(connection) : NULL;
	int fd = bev != NULL ? bufferevent_getfd(bev) : -1;

	if (fd < 0 || (size_t)fd >= set->by_fd_size ||
	    set->by_fd[fd] == NULL || set->by_fd[fd]->bev != bev)
		return NULL;
	return set->by_fd[fd];
}

bool
guard_covers(struct guard_set *set, struct evhttp_request *request)
{
	return guard_of(set, request) != NULL;
}

/* The last byte of a reply is with the kernel. */
static void
on_replied(struct evhttp_request *request, void *arg)
{
	struct guard *guard = arg;

	(void)request;
	if (guard->pending != 0)
		guard->pending--;
	enter_phase(guard, GUARD_IDLE);
	if (guard->status != 0 && guard->pending == 0)
		act_soon(guard);
	else
		follow_phase(guard);
}

void
guard_replying(struct guard_set *set, struct evhttp_request *request)
{
	struct guard *guard = guard_of(set, request);

	if (guard == NULL)
		return;
	evhttp_request_set_on_complete_cb(request, on_replied, guard);
	enter_phase(guard, GUARD_REPLYING);
}

/* --- beginning, time and end --- */

static void
free_guard(struct guard *guard)
{
	evbuffer_remove_cb(bufferevent_get_input(guard->bev), on_input, guard);
	event_free(guard->timer);
	guard_exit(guard);
	free(guard);
}

/* evhttp's callback for the end of a connection, however it comes. */
static void
on_closed(struct evhttp_connection *connection, void *arg)
{
	(void)connection;
	free_guard(arg);
}

/* The last reference to the bufferevent is ours. */
void
guard_abandon(struct guard *guard)
{
	struct bufferevent *bev = guard->bev;

	if (bufferevent_getfd(bev) == -1)
		bufferevent_free(bev);	/* evhttp did not begin to use it */
	free_guard(guard);
	bufferevent_decref(bev);
}

/*
 * In the turn in which the connection was accepted, and before anything of it
 * can be read: now evhttp has given the bufferevent its descriptor and its
 * connection, which is the argument of its callbacks.
 */
static void
adopt(struct guard *guard)
{
	void *connection = NULL;

	bufferevent_getcb(guard->bev, NULL, NULL, NULL, &connection);
	guard->fd = bufferevent_getfd(guard->bev);
	if (connection == NULL || guard->fd == -1) {
		guard_abandon(guard);
		return;
	}
	guard->connection = connection;
	evhttp_connection_set_closecb(connection, on_closed, guard);
	bufferevent_decref(guard->bev);
	if (guard_enter(guard) == -1)
		drop(guard);
	else
		enter_phase(guard, GUARD_ACCEPTED);
}

static void
expire(struct guard *guard)
{
	if (guard->phase == GUARD_HEAD || guard->phase == GUARD_BODY) {
		guard->set->counters.timed_out++;
		refuse(guard, 408, guard->phase == GUARD_HEAD ?
		    "the head of the request took too long" :
		    "the body of the request took too long");
	} else {
		drop(guard);
	}
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct guard *guard = arg;
	uint64_t now = loop_now(guard->set->loop);

	(void)fd, (void)what;
	guard->armed = 0;
	if (guard->connection == NULL)
		adopt(guard);
	else if (guard->doomed)
		drop(guard);
	else if (guard->status != 0 && guard->pending == 0 && !has_left(guard))
		take_over(guard);
	else if (guard->deadline <= now)
		expire(guard);
	else
		arm(guard, now);
}

static void
bound_input(struct guard *guard)
{
	const struct door_limits *limits = &guard->set->limits;

	/* more than evhttp ever needs at once */
	bufferevent_setwatermark(guard->bev, EV_READ, 0,
	    16384 + limits->head_size + limits->body_size);
}

void
guard_bound(struct guard_set *set)
{
	for (struct guard *guard = set->first; guard != NULL;
	    guard = guard->next)
		bound_input(guard);
}

/* Nothing of it will be served, so it need not stay. */
static struct bufferevent *
unguarded(struct bufferevent *bev)
{
	const struct timeval tv = { .tv_sec = 5 };

	if (bev != NULL)
		bufferevent_set_timeouts(bev, &tv, &tv);
	return bev;
}

struct bufferevent *
guard_new(struct event_base *base, void *arg)
{
	struct guard_set *set = arg;
	struct bufferevent *bev = bufferevent_socket_new(base, -1,
	    BEV_OPT_CLOSE_ON_FREE);
	struct guard *guard = bev != NULL ? calloc(1, sizeof *guard) : NULL;

	if (guard == NULL)
		return unguarded(bev);
	guard->timer = evtimer_new(base, on_timer, guard);
	if (guard->timer == NULL || evbuffer_add_cb(bufferevent_get_input(bev),
	    on_input, guard) == NULL) {
		if (guard->timer != NULL)
			event_free(guard->timer);
		free(guard);
		return unguarded(bev);
	}
	guard->set = set;
	guard->bev = bev;
	guard->fd = -1;
	door_init(&guard->door, &set->limits);
	guard->next = set->first;
	if (guard->next != NULL)
		guard->next->prev = guard;
	set->first = guard;
	set->counters.connections++;
	set->counters.accepted++;
	bound_input(guard);
	bufferevent_incref(bev);
	act_soon(guard);
	return bev;
}
