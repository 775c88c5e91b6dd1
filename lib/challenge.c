/*
 * The bookkeeping of credentials: who has refused ours already.
 */
#include "challenge.h"

bool
challenge_answer(struct challenges *seen, uint32_t realm, bool stale)
{
	if (seen->answered >= CHALLENGE_MAX)
		return false;
	if (realm == 0)
		realm = 1;	/* 0 would be taken for a free place */
	for (int i = 0; i < CHALLENGE_REALMS; i++) {
		if (seen->realm[i] == realm && !stale)
			return false;
		if (seen->realm[i] == realm || seen->realm[i] == 0) {
			seen->realm[i] = realm;
			seen->answered++;
			return true;
		}
	}
	return false;
}
