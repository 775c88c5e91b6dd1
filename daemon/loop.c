/*
 * How the two loops become one, with installed headers only: Sofia's root runs
 * on its epoll port; the port's epoll descriptor is one more readable event of
 * libevent, whose callback does nothing but end the wait.  A turn is: let
 * Sofia work, then let libevent wait and serve HTTP.
 */
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>
#include <sofia-sip/su.h>
#include <sofia-sip/su_time.h>
#include <sofia-sip/su_wait.h>

#include "err.h"
#include "log.h"

enum {
	/*
	 * Sofia reads one datagram of a socket a step; without draining
	 * several a turn, many busy HTTP connections starve the one UDP
	 * socket.
	 */
	STEPS_MAX = 32,
	SIGNALS_MAX = 8,
	LAST_TURNS = 3,
	SLOW_TURN_MS = 100
};

struct signal_hook {
	struct loop *loop;
	struct event *event;
	void (*fn)(void *arg);
	void *arg;
};

struct loop {
	struct event_base *base;
	struct su_root_s *root;
	int sip_fd;			/* Sofia's epoll descriptor; its own */
	struct event *sip_readable, *sip_timer, *wake_timer;
	void (*wake)(void *arg, uint64_t now);
	void *wake_arg;
	uint64_t wake_at;		/* 0: never */
	struct signal_hook hooks[SIGNALS_MAX];
	size_t hook_count;
	uint64_t longest_ms;
	bool stopped;
};

/* --- clocks --- */

/*
 * Sofia's hook for su_time(): exported by the library for its own tests.  It
 * hands us the wall clock's time to change; we give it the monotonic clock,
 * moved by what lay between the two at the start.
 */
extern void (*_su_time)(su_time_t *tv);

static uint64_t
clock_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static uint64_t sip_clock_offset_us;

static void
sip_clock(su_time_t *tv)
{
	uint64_t us = clock_us(CLOCK_MONOTONIC) + sip_clock_offset_us;

	tv->tv_sec = (unsigned long)(us / 1000000) + SU_TIME_EPOCH;
	tv->tv_usec = (unsigned long)(us % 1000000);
}

static void
use_monotonic_clock(void)
{
	sip_clock_offset_us = clock_us(CLOCK_REALTIME) -
	    clock_us(CLOCK_MONOTONIC);
	_su_time = sip_clock;
}

uint64_t
loop_now(const struct loop *loop)
{
	(void)loop;
	return clock_us(CLOCK_MONOTONIC) / 1000;
}

uint64_t
loop_wall(const struct loop *loop)
{
	(void)loop;
	return clock_us(CLOCK_REALTIME) / 1000;
}

void
loop_random(struct loop *loop, void *bytes, size_t n)
{
	unsigned char *to = bytes;

	(void)loop;
	while (n > 0) {
		ssize_t got = getrandom(to, n > 256 ? 256 : n, 0);
		if (got > 0) {
			to += got;
			n -= (size_t)got;
		}
	}
}

/* --- Sofia's port and its descriptor --- */

static int port_fd = -1;

/* epoll_ctl knows its own kind: EINVAL for any other descriptor. */
static bool
is_epoll(int fd)
{
	struct epoll_event none = { 0 };
	int probe[2];

	if (pipe(probe) == -1)
		return false;
	bool epoll = epoll_ctl(fd, EPOLL_CTL_DEL, probe[0], &none) == -1 &&
	    errno == ENOENT;
	close(probe[0]);
	close(probe[1]);
	return epoll;
}

/*
 * su_epoll_port_create() opens its epoll descriptor first, so it gets the
 * lowest number that is free.
 */
static su_port_t *
create_port(void)
{
	int lowest = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (lowest == -1)
		return NULL;
	close(lowest);
	su_port_t *port = su_epoll_port_create();
	if (port != NULL && is_epoll(lowest))
		port_fd = lowest;
	return port;
}

static int
create_root(struct loop *loop, struct err *err)
{
	unsetenv("SU_PORT");	/* another kind of port has no descriptor */
	use_monotonic_clock();
	if (su_init() != 0)
		return err_set(err, 0, "cannot initialise Sofia-SIP");
	su_port_prefer(create_port, su_epoll_clone_start);
	loop->root = su_root_create(NULL);
	if (loop->root == NULL)
		return err_set(err, 0, "cannot create Sofia-SIP's root: %s",
		    strerror(errno));
	if (port_fd == -1)
		return err_set(err, 0,
		    "this Sofia-SIP has no epoll port to join");
	loop->sip_fd = port_fd;
	su_root_threading(loop->root, 0);	/* before any agent */
	return 0;
}

/* --- libevent's side --- */

static void
nothing(evutil_socket_t fd, short what, void *arg)
{
	/* Being woken up is all it is for: see loop_run. */
	(void)fd, (void)what, (void)arg;
}

static void
on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct loop *loop = arg;

	(void)fd, (void)what;
	uint64_t now = loop_now(loop);
	if (loop->wake_at == 0)
		return;
	if (now < loop->wake_at) {	/* libevent rounds its own clock */
		loop_wake_at(loop, loop->wake_at);
		return;
	}
	loop->wake_at = 0;
	loop->wake(loop->wake_arg, now);
	loop_watch(loop, now);
}

static int
create_base(struct loop *loop, struct err *err)
{
	loop->base = event_base_new();
	if (loop->base == NULL)
		return err_set(err, 0, "cannot create the event loop");
	loop->sip_readable = event_new(loop->base, loop->sip_fd,
	    EV_READ | EV_PERSIST, nothing, NULL);
	loop->sip_timer = evtimer_new(loop->base, nothing, NULL);
	loop->wake_timer = evtimer_new(loop->base, on_wake, loop);
	if (loop->sip_readable == NULL || loop->sip_timer == NULL ||
	    loop->wake_timer == NULL || event_add(loop->sip_readable, NULL))
		return err_set(err, 0, "cannot create the event loop's events");
	return 0;
}

struct loop *
loop_new(struct err *err)
{
	struct loop *loop = calloc(1, sizeof *loop);

	if (loop == NULL) {
		err_set(err, 0, "no memory");
		return NULL;
	}
	if (create_root(loop, err) == -1 || create_base(loop, err) == -1) {
		loop_free(loop);
		return NULL;
	}
	return loop;
}

static void
free_event(struct event *event)
{
	if (event != NULL)
		event_free(event);
}

void
loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	for (size_t i = 0; i < loop->hook_count; i++)
		free_event(loop->hooks[i].event);
	free_event(loop->sip_readable);
	free_event(loop->sip_timer);
	free_event(loop->wake_timer);
	if (loop->base != NULL)
		event_base_free(loop->base);
	if (loop->root != NULL)
		su_root_destroy(loop->root);
	su_deinit();
	free(loop);
}

struct event_base *
loop_base(struct loop *loop)
{
	return loop->base;
}

struct su_root_s *
loop_root(struct loop *loop)
{
	return loop->root;
}

static void
arm(struct event *timer, uint64_t ms)
{
	struct timeval tv = {
		.tv_sec = (time_t)(ms / 1000),
		.tv_usec = (suseconds_t)(ms % 1000 * 1000),
	};

	event_add(timer, &tv);
}

void
loop_on_wake(struct loop *loop, void (*wake)(void *arg, uint64_t now),
    void *arg)
{
	loop->wake = wake;
	loop->wake_arg = arg;
}

void
loop_wake_at(struct loop *loop, uint64_t when_ms)
{
	loop->wake_at = when_ms;
	if (when_ms == 0) {
		event_del(loop->wake_timer);
		return;
	}
	uint64_t now = loop_now(loop);
	arm(loop->wake_timer, when_ms > now ? when_ms - now : 0);
}

static void
on_signal(evutil_socket_t signo, short what, void *arg)
{
	struct signal_hook *hook = arg;

	(void)signo, (void)what;
	uint64_t began = loop_now(hook->loop);
	hook->fn(hook->arg);
	loop_watch(hook->loop, began);
}

void
loop_on_signal(struct loop *loop, int signo, void (*fn)(void *arg), void *arg)
{
	struct signal_hook *hook = &loop->hooks[loop->hook_count];

	if (loop->hook_count == SIGNALS_MAX)
		return;
	hook->loop = loop;
	hook->fn = fn;
	hook->arg = arg;
	hook->event = evsignal_new(loop->base, signo, on_signal, hook);
	if (hook->event == NULL)
		return;
	event_add(hook->event, NULL);
	loop->hook_count++;
}

/* --- a turn --- */

static bool
sip_waits(const struct loop *loop)
{
	struct pollfd pfd = { .fd = loop->sip_fd, .events = POLLIN };

	return poll(&pfd, 1, 0) > 0;
}

/*
 * Let Sofia do what there is to do.  Returns the milliseconds until it wants
 * to be called again at the latest, or -1 for never.
 *
 * su_root_step() gives 0 for "messages are waiting" but also for "a timer is
 * due within the millisecond", which would spin: after a few zeros with
 * nothing readable, we come back a millisecond later.  A message that was sent
 * from this thread does not make the descriptor readable: hence stepping in
 * every turn, and loop_flush().
 */
static long
step_sip(struct loop *loop)
{
	int idle_zeros = 0;

	for (int i = 0; i < STEPS_MAX; i++) {
		su_duration_t next = su_root_step(loop->root, 0);
		if (loop->stopped)
			return 0;
		if (sip_waits(loop))
			continue;
		if (next == 0 && ++idle_zeros < 3)
			continue;
		if (next == SU_WAIT_FOREVER)
			return -1;
		return next > 0 ? (long)next : 1;
	}
	return 1;	/* level-triggered: what still waits ends the wait */
}

void
loop_watch(struct loop *loop, uint64_t began)
{
	uint64_t took = loop_now(loop) - began;

	if (took > loop->longest_ms)
		loop->longest_ms = took;
	if (took >= SLOW_TURN_MS)
		log_warn("slow-turn", "ms=%llu", (unsigned long long)took);
}

void
loop_flush(struct loop *loop)
{
	step_sip(loop);
}

int
loop_run(struct loop *loop)
{
	while (!loop->stopped) {
		uint64_t began = loop_now(loop);
		long next = step_sip(loop);
		loop_watch(loop, began);
		if (loop->stopped)	/* or it would wait for ever */
			break;
		if (next >= 0)
			arm(loop->sip_timer, (uint64_t)next);
		else
			event_del(loop->sip_timer);
		if (event_base_loop(loop->base, EVLOOP_ONCE) == -1)
			return -1;
	}
	for (int i = 0; i < LAST_TURNS; i++)	/* replies still to be sent */
		event_base_loop(loop->base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
	return 0;
}

void
loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

uint64_t
loop_longest_ms(const struct loop *loop)
{
	return loop->longest_ms;
}
