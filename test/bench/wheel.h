/*
 * Time and timers of the load generator: one monotonic clock in
 * microseconds, and a timer wheel of 4-ms slots.
 */
#ifndef BENCH_WHEEL_H
#define BENCH_WHEEL_H

#include <stdint.h>

#define MS 1000ULL
#define SEC 1000000ULL

struct timer {
	struct timer *next;	/* NULL when not armed */
	struct timer *prev;
	uint64_t due;
	void (*fire)(struct timer *t);
};

/* The time of this turn of the loop, in microseconds; see clock_turn(). */
extern uint64_t now;

/* Reads the monotonic clock. Returns microseconds. */
uint64_t clock_read(void);

/* Reads the clock into `now`. */
void clock_turn(void);

/* Starts the wheel at `now`. */
void wheel_init(void);

/* Arms T (again) for DUE, microseconds; borrows T until fired or cleared. */
void wheel_set(struct timer *t, uint64_t due);

/* Disarms T; nothing happens when it is not armed. */
void wheel_clear(struct timer *t);

/* Fires all timers that are due at `now`. */
void wheel_run(void);

/* The moment of the next slot, in microseconds. */
uint64_t wheel_next(void);

#endif
