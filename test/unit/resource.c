/* A call as JSON, and times in RFC 3339. */
#include "../../lib/resource.c"

#include <string.h>

#include "calls.h"
#include "check.h"
#include "mem.h"

TEST(times)
{
	static const struct { uint64_t ms; const char *text; } rows[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ 951782399999, "2000-02-28T23:59:59.999Z" },
		{ 951782400000, "2000-02-29T00:00:00.000Z" },
		{ 951868800000, "2000-03-01T00:00:00.000Z" },
		{ 1259114103662, "2009-11-25T01:55:03.662Z" },
		{ 4107542399000, "2100-02-28T23:59:59.000Z" },
		{ 4107542400000, "2100-03-01T00:00:00.000Z" },
		{ 1704067199999, "2023-12-31T23:59:59.999Z" },
	};
	char out[RESOURCE_TIME_SIZE];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_STR(resource_time(out, rows[i].ms), rows[i].text);
}

static void
fill(struct command *command)
{
	static const struct command_defaults defaults = {
		.domain = "example.com", .timeout_s = 30, .cache_s = 180
	};

	CHECK(command_parse(command, "POST", "/callcontroller/user1/user2",
	    "subject=a%22b", &defaults, NULL) == 0);
}

static const char id[] = "0123456789abcdef0123456789abcdef";

TEST(a_call)
{
	static const struct hash_key seed = { 1, 2 };
	struct calls *calls = calls_new(&seed);
	struct command command;
	struct buf out = BUF_INIT;

	fill(&command);
	struct call *call = calls_add(calls, &command, id);
	call->placed_wall_ms = 1000;
	refer_init(&call->refer, 30000, false);
	resource_write(&out, call);
	CHECK(strstr(buf_text(&out), "\"ended\":null") != NULL);
	CHECK(strstr(buf_text(&out), "\"code\":null") != NULL);
	CHECK(strstr(buf_text(&out), "\"verdict\":\"ongoing\"") != NULL);
	CHECK(strstr(buf_text(&out), "\"subject\":\"a\\\"b\"") != NULL);
	CHECK(strstr(buf_text(&out), "\"lines\":[]") != NULL);
	buf_clear(&out);
	history_add(&call->history, 2000, HISTORY_INVITE, 486, "Busy \"x\"");
	refer_step(&call->refer, &(struct refer_input){ .event =
	    REFER_EV_START }, 1);
	refer_step(&call->refer, &(struct refer_input){ .event =
	    REFER_EV_REFUSED, .status = 486 }, 2);
	call->ended = true;
	call->ended_ms = call->placed_ms + 2500;
	resource_write(&out, call);
	CHECK(strstr(buf_text(&out), "\"durationMs\":2500") != NULL);
	CHECK(strstr(buf_text(&out), "\"code\":486") != NULL);
	CHECK(strstr(buf_text(&out), "\"verdict\":\"calling-refused\"") !=
	    NULL);
	CHECK(strstr(buf_text(&out), "\"reason\":\"Busy \\\"x\\\"\"") != NULL);
	call->ended = false;
	buf_release(&out);
	calls_free(calls);
}

TEST(a_problem)
{
	struct buf out = BUF_INIT;

	resource_problem_write(&out, 400, "Bad Request", "timeout: '\x01'");
	CHECK_STR(buf_text(&out), "{\"type\":\"about:blank\",\"title\":"
	    "\"Bad Request\",\"status\":400,\"detail\":"
	    "\"timeout: '\\u0001'\"}\n");
	buf_release(&out);
}

int
main(void)
{
	RUN(times);
	RUN(a_call);
	RUN(a_problem);
	return check_done();
}
