/*
 * Digest access authentication, the server's side (RFC 7616; RFC 3261 22.4 for
 * SIP, which is the same with other header names).  Pure: time and secret come
 * from outside; nonces carry their own proof, so nothing is kept for a
 * challenge that nobody answers.
 *
 * The hash functions are libcrypto's (EVP).
 */
#ifndef LIB_DIGEST_H
#define LIB_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

enum { DIGEST_SECRET_SIZE = 32, DIGEST_HEX_SIZE = 33 };

/* Made once at start from random bytes; wiped at the end. */
struct digest_secret {
	unsigned char bytes[DIGEST_SECRET_SIZE];
};

/* An Authorization header's Digest credentials, taken apart. */
struct digest_credentials {
	char username[128], realm[256], nonce[128], uri[512];
	char response[DIGEST_HEX_SIZE], cnonce[128], opaque[64];
	char algorithm[16];		/* "" means MD5 */
	char qop[16];			/* "" means the old form (RFC 2069) */
	char nc_text[9];		/* as written: it is part of the hash */
	uint32_t nc;			/* 0 if there is none */
};

/*
 * Parse "Digest name=value, ...": tokens or quoted strings with escapes, names
 * without regard to case, unknown ones ignored.  A repeated parameter, one
 * that is too long, a nc that is not 8 hex digits, or a missing username,
 * realm, nonce, uri or response make it fail (-1).
 */
int digest_parse(struct digest_credentials *out, const char *header);

/* HA1 = MD5(user:realm:password) as lower-case hex. Returns 0 or -1. */
int digest_ha1(char out[DIGEST_HEX_SIZE], const char *user, const char *realm,
    const char *password);

enum digest_verdict {
	DIGEST_OK,
	DIGEST_STALE,	/* right, but the nonce is too old or none of ours
			   (we were restarted): challenge, stale=true */
	DIGEST_REPLAY,	/* right, but this nonce count was seen before:
			   challenge again */
	DIGEST_WRONG	/* anything else */
};

/*
 * Which nonce counts were used, so that none works twice: of the `nonces` used
 * last.  One that had to make room is stale, it never works again.
 */
struct digest_replay;
struct digest_replay *digest_replay_new(size_t nonces);	/* returns owned */
void digest_replay_free(struct digest_replay *replay);

/*
 * Check credentials for `method` on `uri` (compared with the credentials'
 * uri) against HA1 (lower-case hex; NULL or "" for an unknown user: the same
 * work is done and DIGEST_WRONG is the answer).  realm must be the credentials'
 * realm.  Only algorithm MD5, with qop=auth or without qop.  now_s is a clock
 * that never goes back; a nonce lives lifetime_s.  Comparisons take constant
 * time.
 *
 * replay (may be NULL: not kept) remembers per nonce the highest count and a
 * window of 64 below it; without qop a nonce works once.
 */
enum digest_verdict digest_check(const struct digest_credentials *credentials,
    const struct digest_secret *secret, struct digest_replay *replay,
    const char *method, const char *uri, const char *realm, const char *ha1,
    uint64_t now_s, unsigned lifetime_s);

/*
 * Append a challenge: Digest realm="...", nonce="...", algorithm=MD5,
 * qop="auth" and stale=true if asked for.  salt is random, a new one a call.
 */
void digest_challenge(struct buf *out, const struct digest_secret *secret,
    const char *realm, uint64_t now_s, uint64_t salt, bool stale);

#endif
