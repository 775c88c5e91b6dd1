/*
 * SipHash-2-4 with 64 bits of result.  Bytes are read one by one in little-
 * endian order, so that the result is the same on every machine.
 */
#include "hash.h"

struct state {
	uint64_t v0, v1, v2, v3;
};

static uint64_t
rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void
rounds(struct state *s, unsigned n)
{
	while (n--) {
		s->v0 += s->v1;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v0 = rotate(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v2 = rotate(s->v2, 32);
	}
}

/* Up to 8 bytes as a little-endian number. */
static uint64_t
word(const unsigned char *bytes, size_t n)
{
	uint64_t w = 0;

	while (n--)
		w = w << 8 | bytes[n];
	return w;
}

static void
compress(struct state *s, uint64_t w)
{
	s->v3 ^= w;
	rounds(s, 2);
	s->v0 ^= w;
}

uint64_t
hash_bytes(const struct hash_key *key, const void *bytes, size_t n)
{
	const unsigned char *at = bytes;
	size_t left = n;
	struct state s = {
		key->k0 ^ UINT64_C(0x736f6d6570736575),
		key->k1 ^ UINT64_C(0x646f72616e646f6d),
		key->k0 ^ UINT64_C(0x6c7967656e657261),
		key->k1 ^ UINT64_C(0x7465646279746573)
	};

	for (; left >= 8; left -= 8) {
		compress(&s, word(at, 8));
		at += 8;
	}
	compress(&s, (uint64_t)n << 56 | word(at, left));
	s.v2 ^= 0xff;
	rounds(&s, 4);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
