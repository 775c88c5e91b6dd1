/*
 * The shared-root adapter: one libevent base drives evhttp and Sofia-SIP's
 * su_root in one thread.  Also what the rest of the program knows of the world
 * outside besides packets: clocks, dice, signals, and one wake-up time.
 *
 * Nobody else waits for anything, and nobody else reads a clock.
 */
#ifndef DAEMON_LOOP_H
#define DAEMON_LOOP_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct event_base;
struct loop;
struct su_root_s;

/*
 * Returns owned, or NULL with the reason.  Takes SU_PORT and its like out of
 * the environment and puts Sofia's clock on CLOCK_MONOTONIC, so that nobody
 * who sets the time stops SIP's timers; must come before any other use of
 * Sofia-SIP.  There can be one loop in a process.
 */
struct loop *loop_new(struct err *err);
void loop_free(struct loop *loop);

struct event_base *loop_base(struct loop *loop);	/* borrowed; web.c */
struct su_root_s *loop_root(struct loop *loop);		/* borrowed; ua.c */

/* Monotonic milliseconds, and milliseconds since the epoch. */
uint64_t loop_now(const struct loop *loop);
uint64_t loop_wall(const struct loop *loop);

/* n bytes from the kernel's random numbers. */
void loop_random(struct loop *loop, void *bytes, size_t n);

/*
 * One function to be called at one time: loop_wake_at(when) replaces the time
 * set before; 0 means never.  `now` is loop_now().
 */
void loop_on_wake(struct loop *loop, void (*wake)(void *arg, uint64_t now),
    void *arg);
void loop_wake_at(struct loop *loop, uint64_t when_ms);

/* Call fn in a turn of the loop after the signal came. At most 8. */
void loop_on_signal(struct loop *loop, int signo, void (*fn)(void *arg),
    void *arg);

/*
 * Let Sofia do at once what was asked of it, so that a request is with the
 * transport, or has failed, when this returns.  Events for legs may come from
 * inside.  Not to be called from a callback of ua.
 */
void loop_flush(struct loop *loop);

/*
 * Tell how long a callback kept the loop busy: it began at loop_now() and is
 * over now.  What took too long is logged; the longest is loop_longest_ms().
 */
void loop_watch(struct loop *loop, uint64_t began);

/*
 * Run until loop_stop(), and then as long as it takes to send the replies that
 * are there.  Returns 0, or -1 when waiting failed.
 */
int loop_run(struct loop *loop);
void loop_stop(struct loop *loop);
uint64_t loop_longest_ms(const struct loop *loop);

#endif
