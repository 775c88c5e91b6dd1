/*
 * May a challenge (401, 407) be answered with credentials once more?
 * RFC 3261 22.2: once per realm and nonce; a second refusal by the same realm
 * is final, unless it says that only the nonce was stale.
 */
#ifndef LIB_CHALLENGE_H
#define LIB_CHALLENGE_H

#include <stdbool.h>
#include <stdint.h>

enum { CHALLENGE_REALMS = 2, CHALLENGE_MAX = 4 };

/* One a request (INVITE, REFER, BYE); all zero to begin with. */
struct challenges {
	uint32_t realm[CHALLENGE_REALMS];	/* hash of the realm; 0 free */
	uint8_t answered;			/* in all */
};

/*
 * true: answer it (and it is counted).  `realm` is a hash of the realm that is
 * not 0; `stale` as the challenge says.  At most CHALLENGE_MAX answers and
 * CHALLENGE_REALMS realms in all, so that no peer keeps us going for ever.
 */
bool challenge_answer(struct challenges *seen, uint32_t realm, bool stale);

#endif
