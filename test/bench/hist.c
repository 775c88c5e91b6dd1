/*
 * Values below 128 have a bucket each; above, each power of two is split
 * into 128 buckets.
 */
#include "hist.h"

#include <stddef.h>

static size_t index_of(uint64_t us)
{
	if (us > UINT32_MAX)
		us = UINT32_MAX;
	unsigned shift = 0;
	while (us >> shift >= 2 * HIST_SUB)
		shift++;
	if (us < HIST_SUB)
		return (size_t)us;
	return (size_t)shift * HIST_SUB + (size_t)(us >> shift);
}

static uint64_t value_of(size_t i)
{
	if (i < 2 * HIST_SUB)
		return i;
	unsigned shift = (unsigned)(i / HIST_SUB) - 1;
	return (uint64_t)(i % HIST_SUB + HIST_SUB) << shift;
}

void hist_add(struct hist *h, uint64_t us)
{
	h->count++;
	if (us > h->max)
		h->max = us;
	h->bucket[index_of(us)]++;
}

double hist_ms(const struct hist *h, double p)
{
	uint64_t want = (uint64_t)(p * (double)h->count + 0.5);
	uint64_t seen = 0;

	if (!h->count)
		return 0;
	if (p >= 1)
		return (double)h->max / 1000;
	for (size_t i = 0; i < HIST_BUCKETS; i++) {
		seen += h->bucket[i];
		if (seen >= want && seen)
			return (double)value_of(i) / 1000;
	}
	return (double)h->max / 1000;
}
