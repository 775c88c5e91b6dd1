/*
 * SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF"), so that
 * nobody outside can choose names that all fall into one slot of a table.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash_key {
	uint64_t k0, k1;	/* random, chosen once at start */
};

uint64_t hash_bytes(const struct hash_key *key, const void *bytes, size_t n);

#endif
