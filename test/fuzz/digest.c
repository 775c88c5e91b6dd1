/* An Authorization header.  Nobody can guess what is right. */
#include "digest.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct digest_secret secret = { { 1, 2, 3 } };
	static const char ha1[] = "939e7578ed9e3c518a452acee763bce9";
	struct digest_credentials credentials;
	char *header = fuzz_text(data, size);
	struct digest_replay *replay = digest_replay_new(4);

	if (digest_parse(&credentials, header) == 0)
		for (uint64_t now = 0; now < 1000; now += 333)
			assert(digest_check(&credentials, &secret, replay,
			    "REGISTER", credentials.uri, credentials.realm,
			    now != 666 ? ha1 : NULL, now, 300) != DIGEST_OK);
	digest_replay_free(replay);
	mem_free(header);
	return 0;
}
