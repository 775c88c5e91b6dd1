/*
 * The timer wheel. A timer further away than one round stays in its slot
 * and is looked at once a round.
 */
#include "wheel.h"

#include <stddef.h>
#include <time.h>

#define SLOT_US (4 * MS)
#define SLOTS 16384

uint64_t now;

static struct timer slots[SLOTS];
static uint64_t tick;

uint64_t clock_read(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * SEC + (uint64_t)ts.tv_nsec / 1000;
}

void clock_turn(void)
{
	now = clock_read();
}

static void append(struct timer *head, struct timer *t)
{
	t->next = head;
	t->prev = head->prev;
	head->prev->next = t;
	head->prev = t;
}

void wheel_init(void)
{
	for (size_t i = 0; i < SLOTS; i++)
		slots[i].next = slots[i].prev = &slots[i];
	clock_turn();
	tick = now / SLOT_US;
}

void wheel_set(struct timer *t, uint64_t due)
{
	wheel_clear(t);
	uint64_t at = due / SLOT_US + 1;
	if (at <= tick)
		at = tick + 1;
	t->due = due;
	append(&slots[at % SLOTS], t);
}

void wheel_clear(struct timer *t)
{
	if (!t->next)
		return;
	t->prev->next = t->next;
	t->next->prev = t->prev;
	t->next = t->prev = NULL;
}

/* Timers set by a callback go to later slots, so the list is finite. */
static void run_slot(struct timer *slot)
{
	struct timer todo;

	if (slot->next == slot)
		return;
	todo.next = slot->next;
	todo.prev = slot->prev;
	todo.next->prev = todo.prev->next = &todo;
	slot->next = slot->prev = slot;
	while (todo.next != &todo) {
		struct timer *t = todo.next;
		wheel_clear(t);
		if (t->due > now)
			append(slot, t);
		else
			t->fire(t);
	}
}

void wheel_run(void)
{
	while (tick < now / SLOT_US)
		run_slot(&slots[++tick % SLOTS]);
}

uint64_t wheel_next(void)
{
	return (tick + 1) * SLOT_US;
}
