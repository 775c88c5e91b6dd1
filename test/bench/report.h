/*
 * Prints the figures: a table for people, and one JSON object.
 */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include "watch.h"

/* What surrounds the window of measurement. */
struct window {
	double seconds;
	struct usage before, after;
	double own_cpu_s;
	unsigned lost;		/* calls accepted that never ended */
	unsigned no_invite;	/* calls accepted without an INVITE */
	double pss_rest[3];	/* no calls, half of them, all (--rest) */
	unsigned held;		/* calls that were up then */
};

/* Prints the table, and writes the JSON file of the options. Returns -1 when
 * that cannot be written. */
int report_print(const struct window *w);

#endif
