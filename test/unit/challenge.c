/*
 * How often a peer may ask for credentials.
 */
#include "../../lib/challenge.c"

#include "check.h"

TEST(once_per_realm)
{
	struct challenges seen = { 0 };

	CHECK(challenge_answer(&seen, 11, false));
	CHECK(!challenge_answer(&seen, 11, false));
	CHECK_INT(seen.answered, 1);
}

TEST(two_realms)
{
	struct challenges seen = { 0 };

	CHECK(challenge_answer(&seen, 11, false));
	CHECK(challenge_answer(&seen, 22, false));
	CHECK(!challenge_answer(&seen, 11, false));
	CHECK(!challenge_answer(&seen, 22, false));
	CHECK(!challenge_answer(&seen, 33, false));
	CHECK(!challenge_answer(&seen, 33, true));
	CHECK_INT(seen.answered, 2);
}

TEST(stale)
{
	struct challenges seen = { 0 };

	CHECK(challenge_answer(&seen, 11, false));
	CHECK(challenge_answer(&seen, 11, true));
	CHECK(!challenge_answer(&seen, 11, false));
	CHECK(challenge_answer(&seen, 22, true));
	CHECK(challenge_answer(&seen, 22, true));
	CHECK_INT(seen.answered, CHALLENGE_MAX);
}

TEST(never_for_ever)
{
	struct challenges seen = { 0 };
	unsigned answers = 0;

	for (int i = 0; i < 1000; i++)
		answers += challenge_answer(&seen, 1 + i % 2, true);
	CHECK_INT(answers, CHALLENGE_MAX);
}

TEST(hash_of_zero)
{
	struct challenges seen = { 0 };

	CHECK(challenge_answer(&seen, 0, false));
	CHECK(!challenge_answer(&seen, 0, false));
	CHECK(challenge_answer(&seen, 22, false));
	CHECK(!challenge_answer(&seen, 0, false));
}

int
main(void)
{
	RUN(once_per_realm);
	RUN(two_realms);
	RUN(stale);
	RUN(never_for_ever);
	RUN(hash_of_zero);
	return check_done();
}
