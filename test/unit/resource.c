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
	CHECK(call->flow == CALL_REFER && call->asked_flow == CALL_REFER);
	resource_write(&out, call);
	CHECK(strstr(buf_text(&out), "\"ended\":null") != NULL);
	CHECK(strstr(buf_text(&out), "\"code\":null") != NULL);
	CHECK(strstr(buf_text(&out), "\"verdict\":\"ongoing\"") != NULL);
	CHECK(strstr(buf_text(&out), "\"subject\":\"a\\\"b\"") != NULL);
	CHECK(strstr(buf_text(&out), "\"method\":\"Refer\","
	    "\"flow\":\"Refer\"") != NULL);
	CHECK(strstr(buf_text(&out), "\"legs\":[],\"transfer\":null,"
	    "\"lines\":[]") != NULL);
	buf_clear(&out);
	history_add(&call->history, 2000, HISTORY_INVITE, 0, 486,
	    "Busy \"x\"");
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

static struct call *
add_call(struct calls **calls)
{
	static const struct hash_key seed = { 1, 2 };
	struct command command;

	fill(&command);
	*calls = calls_new(&seed);
	struct call *call = calls_add(*calls, &command, id);
	call->pair[0].sip_call_id = mem_dup("id0@192.0.2.1");
	return call;
}

/* What stands behind the name, up to the end of that array or object. */
static void
check_part(const struct call *call, const char *name, const char *want)
{
	struct buf out = BUF_INIT;

	resource_write(&out, call);
	const char *found = strstr(buf_text(&out), name);
	CHECK(found != NULL);
	if (found != NULL) {
		found += strlen(name);
		if (strncmp(found, want, strlen(want)) != 0)
			CHECK_STR(found, want);
	}
	buf_release(&out);
}

/* The leg of the Refer flow, in each of its states. */
TEST(refer_leg)
{
	static const char *const want[REFER_STATE_COUNT] = {
		"NONE", "CALLING", "CANCELLING", "UP", "UP", "LEAVING",
		"LEAVING", "GONE", "GONE"
	};
	struct calls *calls;
	struct call *call = add_call(&calls);
	char text[400];

	history_add(&call->history, 2000, HISTORY_INVITE, 0, 200, "OK");
	history_add(&call->history, 3000, HISTORY_NOTIFY, 0, 486, "Busy");
	history_add(&call->history, 3000, HISTORY_INVITE, 1, 404, "x");
	call->pair[0].rung_ms = 1000;
	for (int i = 0; i < REFER_STATE_COUNT; i++) {
		check_row(want[i]);
		call->refer.state = (uint8_t)i;
		snprintf(text, sizeof text, "[{\"party\":0,"
		    "\"address\":\"user1@example.com\",\"role\":\"calling\","
		    "\"sipCallId\":\"id0@192.0.2.1\",\"state\":\"%s\","
		    "\"code\":200,\"reason\":\"OK\","
		    "\"ringing\":\"1970-01-01T00:00:01.000Z\","
		    "\"answered\":\"1970-01-01T00:00:02.000Z\","
		    "\"ended\":null}],\"transfer\":null,",
		    want[i]);
		check_part(call, "\"legs\":", text);
	}
	calls_free(calls);
}

/* A call in the path, whose first party gave its place to a target. */
TEST(a_transferred_call)
{
	struct calls *calls;
	struct call *call = add_call(&calls);
	struct bridge *bridge = &call->bridge;

	call->flow = call->asked_flow = CALL_INVITE;
	bridge_init(bridge, 30000);
	call->pair[1].sip_call_id = mem_dup("id1@192.0.2.1");
	call->targets = mem_alloc(2 * sizeof *call->targets);
	call->target_count = 2;
	for (int i = 0; i < 2; i++) {
		call->targets[i].own = mem_dup(i == 0 ? "user3@example.com" :
		    "user4@example.com");
		call->targets[i].address = call->targets[i].own;
		call->targets[i].sip_call_id = mem_dup("id2@192.0.2.1");
	}
	/* their seats: 3 has the calling party's place, 4 is rung */
	call->seats[0] = 3;
	call->seats[1] = 1;
	call->seats[2] = 2;
	bridge->roles[BRIDGE_FIRST] = 2;
	bridge->roles[BRIDGE_SECOND] = 1;
	bridge->roles[BRIDGE_TARGET] = 0;
	bridge->phase = BRIDGE_TRANSFERRING;
	bridge->transfer = BRIDGE_TRANSFER_ONGOING;
	call->pair[0].last.state = PARTY_GONE;
	call->pair[0].ended_ms = 5000;
	call->pair[1].last.state = PARTY_UP;
	call->targets[0].last.state = PARTY_UP;
	call->targets[1].last.state = PARTY_CALLING;
	history_add(&call->history, 4000, HISTORY_BYE, 0, 200, "OK");
	history_add(&call->history, 4000, HISTORY_INVITE, 3, 100, "Trying");
	history_add(&call->history, 4001, HISTORY_INVITE, 3, 183, "");
	history_add(&call->history, 4002, HISTORY_INVITE, 3, 180, "Ringing");

	check_part(call, "\"method\":", "\"Invite\",\"flow\":\"Invite\"");
	check_part(call, "\"state\":", "\"TRANSFERRING\","
	    "\"verdict\":\"ongoing\",\"code\":null,\"text\":\"The call ");
	check_part(call, "\"address\":\"user1@example.com\",", "\"role\":null,"
	    "\"sipCallId\":\"id0@192.0.2.1\",\"state\":\"GONE\","
	    "\"code\":null,\"reason\":null,\"ringing\":null,"
	    "\"answered\":null,\"ended\":\"1970-01-01T00:00:05.000Z\"}");
	check_part(call, "\"address\":\"user2@example.com\",",
	    "\"role\":\"called\",\"sipCallId\":\"id1@192.0.2.1\","
	    "\"state\":\"UP\"");
	check_part(call, "\"address\":\"user3@example.com\",",
	    "\"role\":\"calling\"");
	check_part(call, "\"address\":\"user4@example.com\",",
	    "\"role\":\"target\",\"sipCallId\":\"id2@192.0.2.1\","
	    "\"state\":\"CALLING\",\"code\":180,\"reason\":\"Ringing\","
	    "\"ringing\":\"1970-01-01T00:00:04.001Z\",\"answered\":null");
	check_part(call, "\"transfer\":", "{\"state\":\"ongoing\","
	    "\"text\":\"The target is being rung.\",\"code\":null}");
	check_part(call, "\"lines\":", "[{\"time\":"
	    "\"1970-01-01T00:00:04.000Z\",\"party\":0,\"method\":\"BYE\","
	    "\"code\":200,\"reason\":\"OK\"},{");

	/* while the called party is the one who leaves */
	bridge->swapped = true;
	bridge->roles[BRIDGE_FIRST] = 1;
	bridge->roles[BRIDGE_SECOND] = 2;
	check_part(call, "\"address\":\"user3@example.com\",",
	    "\"role\":\"calling\"");
	check_part(call, "\"address\":\"user2@example.com\",",
	    "\"role\":\"called\"");

	bridge->transfer = BRIDGE_TRANSFER_REFUSED;
	bridge->transfer_status = 486;
	bridge->roles[BRIDGE_TARGET] = BRIDGE_NOBODY;
	check_part(call, "\"transfer\":", "{\"state\":\"refused\",\"text\":"
	    "\"The target could not be reached.\",\"code\":486}");
	check_part(call, "\"address\":\"user4@example.com\",", "\"role\":null");

	/* asked for with Refer: the phone did not want it */
	call->asked_flow = CALL_REFER;
	check_part(call, "\"method\":", "\"Refer\",\"flow\":\"Invite\"");
	calls_free(calls);
}

TEST(no_memory)
{
	struct calls *calls;
	struct call *call = add_call(&calls);
	bool ok = false;
	long n = 0;

	history_add(&call->history, 4000, HISTORY_INVITE, 0, 180, "Ringing");
	for (; !ok && n < 100; n++) {
		struct buf out = BUF_INIT;

		mem_fail_after(n);
		resource_write(&out, call);
		mem_fail_after(-1);
		ok = buf_ok(&out);
		buf_release(&out);
	}
	CHECK(ok && n > 2);
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
	RUN(refer_leg);
	RUN(a_transferred_call);
	RUN(no_memory);
	RUN(a_problem);
	return check_done();
}
