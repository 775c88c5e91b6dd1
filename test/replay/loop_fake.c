/*
 * daemon/loop.h without a loop: time moves when the script says so, and the
 * dice fall the same way each time.
 */
#include "loop.h"

#include <stdlib.h>
#include <string.h>

#include "fake.h"

struct loop {
	uint64_t now_ms, wake_ms;
	int64_t wall_offset_ms;
	uint64_t dice;
	void (*wake)(void *arg, uint64_t now);
	void *wake_arg;
	void (*flush)(void *arg);
	void *flush_arg;
};

struct loop *
loop_new(struct err *err)
{
	struct loop *loop = calloc(1, sizeof *loop);

	(void)err;
	if (loop == NULL)
		return NULL;
	loop->now_ms = FAKE_START_MS;
	loop->wall_offset_ms = (int64_t)(FAKE_WALL_MS - FAKE_START_MS);
	loop->dice = 42;
	return loop;
}

void
loop_free(struct loop *loop)
{
	free(loop);
}

struct event_base *
loop_base(struct loop *loop)
{
	(void)loop;
	return NULL;
}

struct su_root_s *
loop_root(struct loop *loop)
{
	(void)loop;
	return NULL;
}

uint64_t
loop_now(const struct loop *loop)
{
	return loop->now_ms;
}

uint64_t
loop_wall(const struct loop *loop)
{
	return (uint64_t)((int64_t)loop->now_ms + loop->wall_offset_ms);
}

/* xorshift64* */
void
loop_random(struct loop *loop, void *bytes, size_t n)
{
	unsigned char *out = bytes;

	for (size_t i = 0; i < n; i++) {
		loop->dice ^= loop->dice >> 12;
		loop->dice ^= loop->dice << 25;
		loop->dice ^= loop->dice >> 27;
		out[i] = (unsigned char)
		    ((loop->dice * 2685821657736338717u) >> 56);
	}
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
	loop->wake_ms = when_ms;
}

void
loop_on_signal(struct loop *loop, int signo, void (*fn)(void *arg), void *arg)
{
	(void)loop, (void)signo, (void)fn, (void)arg;
}

void
loop_flush(struct loop *loop)
{
	if (loop->flush != NULL)
		loop->flush(loop->flush_arg);
}

int
loop_run(struct loop *loop)
{
	(void)loop;
	return 0;
}

void
loop_stop(struct loop *loop)
{
	(void)loop;
}

uint64_t
loop_longest_ms(const struct loop *loop)
{
	(void)loop;
	return 0;
}

/* --- for the runner --- */

/* Everything that is due now, as often as it sets itself a new time. */
static void
wake_due(struct loop *loop)
{
	for (int i = 0; loop->wake_ms != 0 && loop->wake_ms <= loop->now_ms;
	    i++) {
		if (i == FAKE_SPIN_MAX) {
			fake_fault("the wake-up time stays in the past");
			loop->wake_ms = 0;
			return;
		}
		loop->wake_ms = 0;
		if (loop->wake != NULL)
			loop->wake(loop->wake_arg, loop->now_ms);
	}
}

void
fake_loop_elapse(struct loop *loop, uint64_t ms)
{
	uint64_t end = loop->now_ms + ms;

	wake_due(loop);
	while (loop->wake_ms != 0 && loop->wake_ms <= end) {
		loop->now_ms = loop->wake_ms;
		wake_due(loop);
	}
	loop->now_ms = end;
}

bool
fake_loop_skip(struct loop *loop)
{
	wake_due(loop);
	if (loop->wake_ms == 0)
		return false;
	loop->now_ms = loop->wake_ms;
	wake_due(loop);
	return true;
}

void
fake_loop_set_wall(struct loop *loop, int64_t by_ms)
{
	loop->wall_offset_ms += by_ms;
}

void
fake_loop_on_flush(struct loop *loop, void (*flush)(void *arg), void *arg)
{
	loop->flush = flush;
	loop->flush_arg = arg;
}
