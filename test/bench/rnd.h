/*
 * A small random generator (splitmix64): same seed and stream, same numbers.
 */
#ifndef BENCH_RND_H
#define BENCH_RND_H

#include <stdbool.h>
#include <stdint.h>

struct rnd {
	uint64_t s;
};

/* Starts R at SEED; each STREAM gives other numbers. */
static inline void rnd_seed(struct rnd *r, uint64_t seed, uint64_t stream)
{
	r->s = seed * 0x9e3779b97f4a7c15ULL ^ stream * 0xd1342543de82ef95ULL;
}

static inline uint64_t rnd_next(struct rnd *r)
{
	uint64_t z = r->s += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/* A number from 0 to N - 1. */
static inline unsigned rnd_below(struct rnd *r, unsigned n)
{
	return (unsigned)((rnd_next(r) >> 32) * n >> 32);
}

/* True with probability P. */
static inline bool rnd_chance(struct rnd *r, double p)
{
	return (double)(rnd_next(r) >> 11) * 0x1p-53 < p;
}

#endif
