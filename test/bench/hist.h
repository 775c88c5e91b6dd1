/*
 * Histograms of durations: log-linear buckets, better than 1 % each.
 */
#ifndef BENCH_HIST_H
#define BENCH_HIST_H

#include <stdint.h>

#define HIST_SUB 128
#define HIST_BUCKETS (HIST_SUB * 27)

struct hist {
	uint64_t count;
	uint64_t max;
	uint32_t bucket[HIST_BUCKETS];
};

/* Counts a duration of US microseconds. */
void hist_add(struct hist *h, uint64_t us);

/* The value below which the fraction P (0..1) lies, in milliseconds; 0 when
 * nothing was counted. */
double hist_ms(const struct hist *h, double p);

#endif
