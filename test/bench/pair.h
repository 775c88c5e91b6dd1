/*
 * A call in the Invite flow as its phones see it: who is in it, and whether
 * those who are connected have each other's media.
 */
#ifndef BENCH_PAIR_H
#define BENCH_PAIR_H

#include "leg.h"

struct pair {
	struct leg *legs;	/* by `sibling` */
	unsigned number;
	bool connected;		/* the called party was ACKed */
	bool completed;
	bool cancelled;		/* media may differ after a CANCEL */
	bool doubt;		/* they do not fit, but may soon */
	uint64_t changed;
	uint64_t busy_until;	/* a refused re-INVITE may be tried again */
	struct timer t_check;
};

/* Puts L into its call; -1 when out of memory. */
int pair_add(struct leg *l);

/* Takes L out; the last frees the call. */
void pair_remove(struct leg *l);

/* A message came or went on L. */
void pair_touch(struct leg *l);

/* L refused a re-INVITE that may be tried again. */
void pair_refused(struct leg *l);

/* L was ACKed for the first time. */
void pair_up(struct leg *l);

/* A dialog of L was ended. */
void pair_left(struct leg *l);

/* Ends call NUMBER as the options say who does it. */
void pair_hang_up(unsigned number);

#endif
