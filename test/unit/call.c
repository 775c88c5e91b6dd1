/*
 * A call's key, and how a repeated POST is recognised.
 */
#include "../../lib/call.c"

#include "check.h"
#include "mem.h"

#define SET(member, text) snprintf((member), sizeof(member), "%s", (text))

static const struct hash_key seed = { 1, 2 };

static struct command
example(void)
{
	struct command command = {
		.action = COMMAND_CALL,
		.agent = { "300", "example.com" },
		.calling = { "201", "example.com" },
		.called = { "202", "sip.example.net:5070" },
		.timeout_s = 30,
		.cache_s = 180,
	};

	return command;
}

TEST(key)
{
	struct command command = example();
	struct buf out = BUF_INIT;

	buf_puts(&out, "before ");
	call_key(&out, &command);
	CHECK_STR(buf_text(&out), "before 300@example.com:201@example.com:"
	    "202@sip.example.net:5070");
	buf_release(&out);
}

/* Each member that makes another POST of it must change the signature. */
TEST(signature)
{
	struct command command = example();
	uint64_t first = call_signature(&command, "192.0.2.1", &seed);
	enum { OTHERS = 13 };
	struct command other[OTHERS];
	uint64_t got[OTHERS];

	CHECK(first != 0);
	CHECK(call_signature(&command, "192.0.2.1", &seed) == first);
	CHECK(call_signature(&command, "192.0.2.2", &seed) != first);
	for (int i = 0; i < OTHERS; i++)
		other[i] = command;
	other[0].action = COMMAND_HANGUP;
	other[1].flow = FLOW_INVITE;
	other[2].timeout_s = 31;
	other[3].cache_s = 181;
	other[4].forwarding = true;
	SET(other[5].subject, "x");
	SET(other[6].confpin, "1");
	SET(other[7].agent.user, "301");
	SET(other[8].calling.user, "301");
	SET(other[9].called.user, "301");
	SET(other[10].target.user, "301");
	SET(other[10].target.host, "example.com");
	SET(other[11].calling.host, "example.org");
	/* a blank moved from one member to the next is not the same */
	SET(other[12].subject, " x");
	for (int i = 0; i < OTHERS; i++) {
		got[i] = call_signature(&other[i], "192.0.2.1", &seed);
		CHECK(got[i] != first);
		for (int k = 0; k < i; k++)
			CHECK(got[i] != got[k]);
	}
}

/* A value in one member is not the same value in the next. */
TEST(signature_borders)
{
	struct command a = example(), b = example();

	SET(a.subject, "12");
	SET(b.confpin, "12");
	CHECK(call_signature(&a, "p", &seed) != call_signature(&b, "p", &seed));
}

TEST(no_memory)
{
	struct command command = example();
	uint64_t first = call_signature(&command, "192.0.2.1", &seed);

	for (long n = 0; n < 8; n++) {
		struct buf out = BUF_INIT;

		mem_fail_after(n);
		uint64_t got = call_signature(&command, "192.0.2.1", &seed);
		CHECK(got == 0 || got == first);
		mem_fail_after(n);
		call_key(&out, &command);
		mem_fail_after(-1);
		CHECK(!buf_ok(&out) || strlen(buf_text(&out)) > 40);
		buf_release(&out);
	}
}

int
main(void)
{
	RUN(key);
	RUN(signature);
	RUN(signature_borders);
	RUN(no_memory);
	return check_done();
}
