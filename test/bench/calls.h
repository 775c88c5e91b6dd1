/*
 * What is known of each call by its number.
 */
#ifndef BENCH_CALLS_H
#define BENCH_CALLS_H

#include <stdbool.h>
#include <stdint.h>

enum call_flag {
	CALL_POSTED = 1,
	CALL_ACCEPTED = 2,	/* the POST was answered 200 */
	CALL_REFUSED = 4,
	CALL_INVITED = 8,
	CALL_ENDED = 16,
	CALL_FINAL = 32,	/* the last NOTIFY was answered 200 */
	CALL_HUNG = 64		/* action=Hangup was sent */
};

struct pair;

struct call {
	struct pair *pair;	/* its phones, in the Invite flow */
	uint64_t posted;	/* when, in microseconds */
	uint32_t flags;
};

/* Makes room for N calls from number FIRST on; -1 when out of memory. */
int calls_init(unsigned first, unsigned n);

/* The call of that number, or NULL. */
struct call *calls_get(unsigned number);

/* How many calls of WITH (all these flags) have none of WITHOUT. */
unsigned calls_count(uint32_t with, uint32_t without);

/* Frees all. */
void calls_free(void);

#endif
