/*
 * The bindings of one user; the registrar's test has the requests.
 */
#include "../../lib/bindings.c"

#include "../../lib/mem.h"
#include "check.h"

struct state {
	struct bindings bindings;
	uint64_t stamp;
};

/* A REGISTER with one contact. */
static enum bindings_result
change(struct state *state, const char *uri, long expires, uint64_t call,
    uint32_t cseq)
{
	struct registrar_contact contact = { uri, expires };
	struct registrar_request request = { .cseq = cseq, .expires = expires,
	    .contacts = &contact, .contact_count = 1 };
	struct bindings_update update = { &request, call, 100, &state->stamp };

	return bindings_change(&state->bindings, &update);
}

TEST(empty)
{
	struct state state = { .stamp = 0 };
	struct buf out = BUF_INIT;

	CHECK(!bindings_newest(&state.bindings));
	CHECK(!bindings_expire(&state.bindings, 0));
	bindings_write(&state.bindings, 0, &out);
	CHECK_STR(buf_text(&out), "");
	buf_release(&out);
}

TEST(results)
{
	struct state state = { .stamp = 0 };

	CHECK_INT(change(&state, "sip:a@b", 60, 1, 7), BINDINGS_OK);
	CHECK_INT(change(&state, "sip:a@b", 60, 1, 7), BINDINGS_OUTDATED);
	CHECK_INT(change(&state, "sip:a@b", 60, 2, 7), BINDINGS_OK);
	CHECK_INT(change(&state, "*", 0, 2, 7), BINDINGS_OUTDATED);
	CHECK_INT(change(&state, "*", 1, 2, 8), BINDINGS_BAD_WILDCARD);
	CHECK_INT(change(&state, "sip:a@b?x", 60, 2, 8), BINDINGS_BAD_URI);
	CHECK_INT(change(&state, "sip:a@b", 9, 2, 8), BINDINGS_TOO_BRIEF);
	CHECK_INT(change(&state, "*", 0, 2, 8), BINDINGS_OK);
	CHECK(!bindings_newest(&state.bindings));
}

TEST(lifetime)
{
	struct state state = { .stamp = 0 };
	struct buf out = BUF_INIT;

	change(&state, "sip:a@b", 60, 1, 1);
	change(&state, "sip:c@d", 20, 1, 2);
	CHECK_STR(bindings_newest(&state.bindings)->uri, "sip:c@d");
	CHECK(bindings_expire(&state.bindings, 119));
	CHECK_STR(bindings_newest(&state.bindings)->uri, "sip:c@d");
	CHECK(bindings_expire(&state.bindings, 120));
	CHECK_STR(bindings_newest(&state.bindings)->uri, "sip:a@b");
	/* Late, but never below zero. */
	bindings_write(&state.bindings, 999, &out);
	CHECK_STR(buf_text(&out), "<sip:a@b>;expires=0");
	CHECK(!bindings_expire(&state.bindings, UINT64_MAX));
	buf_release(&out);
}

/* Whatever comes: never more than there is room for, each URI once. */
TEST(random_requests)
{
	struct state state = { .stamp = 0 };
	uint32_t random = 99;

	for (uint32_t i = 1; i < 20000; i++) {
		char uri[] = "sip:?@host";

		random = random * 1664525 + 1013904223;
		uri[4] = (char)('a' + (random >> 10) % 7);
		if ((random >> 20) % 50 == 0)
			change(&state, "*", 0, 1, i);
		else
			change(&state, uri, (random >> 24) % 3 ? 60 : 0, 1, i);

		for (int a = 0; a < REGISTRAR_CONTACTS; a++) {
			const char *left = state.bindings.places[a].uri;

			for (int b = a + 1; b < REGISTRAR_CONTACTS; b++) {
				const char *right =
				    state.bindings.places[b].uri;

				CHECK(!*left || strcmp(left, right) != 0);
			}
		}
	}
}

TEST(no_memory)
{
	struct state state = { .stamp = 0 };
	struct buf out = BUF_INIT;

	change(&state, "sip:a@b", 60, 1, 1);
	mem_fail_after(0);
	bindings_write(&state.bindings, 100, &out);
	mem_fail_after(-1);
	CHECK(!buf_ok(&out));
	buf_release(&out);
}

int
main(void)
{
	RUN(empty);
	RUN(results);
	RUN(lifetime);
	RUN(random_requests);
	RUN(no_memory);
	return check_done();
}
