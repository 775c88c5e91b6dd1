/*
 * What a call sends: URIs, header values and bodies.
 */
#include "../../lib/compose.c"

#include "check.h"
#include "mem.h"

static struct call
example(void)
{
	return (struct call){
		.agent = "300@example.com",
		.calling = "201@example.com",
		.called = "202@example.com",
		.subject = "",
		.confpin = "",
		.id = "0123456789abcdef0123456789abcdef",
		.pair = { { .address = "201@example.com" },
		    { .address = "202@example.com" } },
	};
}

static void
set(struct config *config, const char *name, const char *value)
{
	struct err err = { .code = 0 };

	CHECK_INT(config_set(config, name, value, strlen(value), false, &err),
	    0);
}

/* The defaults and one element besides; name may be NULL. */
static void
start(struct config *config, const char *name, const char *value)
{
	CHECK_INT(config_init(config), 0);
	if (name)
		set(config, name, value);
}

TEST(plain)
{
	struct call call = example();
	struct invitation out;
	struct config config;

	start(&config, NULL, NULL);
	CHECK_INT(compose_invitation(&out, &call, 0, NULL, &config), 0);
	CHECK_STR(buf_text(&out.to), "<sip:201@example.com>");
	CHECK_STR(buf_text(&out.from), "<sip:300@example.com>");
	CHECK_STR(buf_text(&out.route), "");
	CHECK_STR(out.request_disposition, "");
	/* the first 15 digits of the id */
	CHECK(out.sdp_session == 0x0123456789abcde);
	CHECK(strstr(buf_text(&out.body),
	    "o=- 5124095576030430 1 IN IP4 127.0.0.1\r\n") != NULL);
	CHECK(strstr(buf_text(&out.body), "m=audio 9 ") != NULL);
	CHECK(strstr(buf_text(&out.body), "a=inactive\r\n") != NULL);
	compose_release(&out);
	CHECK_STR(buf_text(&out.to), "");
	compose_release(&out);
	config_release(&config);
}

TEST(sessions)
{
	struct call call = example();
	struct invitation out;
	struct config config;

	start(&config, NULL, NULL);
	snprintf(call.id, sizeof(call.id), "%s",
	    "ffffffffffffffffffffffffffffffff");
	CHECK_INT(compose_invitation(&out, &call, 0, NULL, &config), 0);
	CHECK(out.sdp_session == 0xfffffffffffffff);
	compose_release(&out);
	memset(call.id, '0', CALL_ID_SIZE - 1);
	CHECK_INT(compose_invitation(&out, &call, 0, NULL, &config), 0);
	CHECK(out.sdp_session == 0);
	CHECK(strstr(buf_text(&out.body), "o=- 0 1 ") != NULL);
	compose_release(&out);
	config_release(&config);
}

TEST(ipv6)
{
	struct call call = example();
	struct invitation out;
	struct config config;

	start(&config, "ip-address", "2001:db8::1");
	call.pair[0].address = call.calling = "201@[2001:db8::2]:5070";
	CHECK_INT(compose_invitation(&out, &call, 0, NULL, &config), 0);
	CHECK_STR(buf_text(&out.to), "<sip:201@[2001:db8::2]:5070>");
	CHECK(strstr(buf_text(&out.body), " IN IP6 2001:db8::1\r\n") != NULL);
	CHECK(strstr(buf_text(&out.body), "c=IN IP6 2001:db8::1\r\n") != NULL);
	CHECK(strchr(buf_text(&out.body), '[') == NULL);
	compose_release(&out);
	config_release(&config);
}

/* The called party is to make the offer; its leg is another. */
TEST(called_party)
{
	struct call call = example();
	struct invitation out, first;
	struct config config;

	start(&config, NULL, NULL);
	CHECK_INT(compose_invitation(&first, &call, 0, NULL, &config), 0);
	CHECK_INT(compose_invitation(&out, &call, 1, NULL, &config), 0);
	CHECK_STR(buf_text(&out.to), "<sip:202@example.com>");
	CHECK_STR(buf_text(&out.from), "<sip:300@example.com>");
	CHECK_STR(buf_text(&out.body), "");
	CHECK(out.sdp_session != first.sdp_session);
	CHECK(compose_call_id(&call, 1, "192.0.2.1") != NULL);
	CHECK_STR(call.pair[1].sip_call_id,
	    "0123456789abcdef0123456789abcdef-1@192.0.2.1");
	mem_free(call.pair[1].sip_call_id);
	compose_release(&out);
	compose_release(&first);
	config_release(&config);
}

TEST(display)
{
	static const char *const rows[][2] = {
		{ "", "<sip:300@example.com>" },
		{ "Alice", "\"Alice\" <sip:300@example.com>" },
		{ "Alice \"A\" L", "\"Alice \\\"A\\\" L\" "
		    "<sip:300@example.com>" },
		{ "back\\", "\"back\\\\\" <sip:300@example.com>" },
		{ "x\r\nEvil: y", "\"xEvil: y\" <sip:300@example.com>" },
		{ "\x7f\x01", "\"\" <sip:300@example.com>" },
		{ "G\xc3\xbcnter \xff!", "\"G\xc3\xbcnter !\" "
		    "<sip:300@example.com>" },
		{ "<sip:evil@example.net>", "\"<sip:evil@example.net>\" "
		    "<sip:300@example.com>" },
	};
	struct call call = example();
	struct config config;

	start(&config, NULL, NULL);
	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		char name[64];
		const struct user agent = { .display_name = name };
		struct invitation out;

		check_row(rows[i][0]);
		snprintf(name, sizeof(name), "%s", rows[i][0]);
		CHECK_INT(compose_invitation(&out, &call, 0, &agent, &config), 0);
		CHECK_STR(buf_text(&out.from), rows[i][1]);
		compose_release(&out);
	}
	config_release(&config);
}

TEST(settings)
{
	struct call call = example();
	struct invitation out;
	struct config config;

	start(&config, "outbound-proxy", "sip:192.0.2.9:5080;transport=tcp");
	set(&config, "offer", "no-media");
	set(&config, "request-disposition", "no-fork, no-recurse sequential");
	CHECK_INT(compose_invitation(&out, &call, 0, NULL, &config), 0);
	CHECK_STR(buf_text(&out.route),
	    "<sip:192.0.2.9:5080;transport=tcp;lr>");
	CHECK_STR(out.request_disposition, "no-fork, no-recurse, sequential");
	CHECK(strstr(buf_text(&out.body), "m=") == NULL);
	compose_release(&out);
	config_release(&config);
}

/* A longer list than there is room for ends early, and never overflows. */
TEST(disposition)
{
	char out[16];

	write_disposition(out, sizeof(out), "");
	CHECK_STR(out, "");
	write_disposition(out, sizeof(out), "proxy");
	CHECK_STR(out, "proxy");
	write_disposition(out, sizeof(out), "proxy cancel");
	CHECK_STR(out, "proxy, cancel");
	memset(out, '#', sizeof(out));
	write_disposition(out, 8, "a b c d e f g h");
	CHECK(strlen(out) < 8);
	CHECK(strncmp("a, b, c, d", out, strlen(out)) == 0);
	CHECK_INT(out[8], '#');
}

TEST(target)
{
	static const struct {
		const char *switched;
		bool forwarding;
		const char *want;
	} rows[] = {
		{ "off", false, "sip:5@example.com" },
		{ "off", true, "sip:5@example.com" },
		{ "on", false, "sip:5@example.com;sipx-noroute=Voicemail"
		    ";sipx-userforward=false;sipxbridge-moh=false" },
		{ "on", true, "sip:5@example.com;sipx-noroute=Voicemail"
		    ";sipxbridge-moh=false" },
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct call call = example();
		struct buf out = BUF_INIT;
		struct config config;

		check_row(rows[i].want);
		start(&config, "sipx-parameters", rows[i].switched);
		call.forwarding = rows[i].forwarding;
		compose_target(&out, call.forwarding, &config,
		    "5@example.com");
		CHECK_STR(buf_text(&out), rows[i].want);
		buf_release(&out);
		config_release(&config);
	}
}

TEST(call_id)
{
	struct call call = example();

	CHECK(compose_call_id(&call, 0, "192.0.2.1") != NULL);
	CHECK_STR(call.pair[0].sip_call_id,
	    "0123456789abcdef0123456789abcdef@192.0.2.1");
	/* once given it stays */
	CHECK(compose_call_id(&call, 0, "192.0.2.2") != NULL);
	CHECK_STR(call.pair[0].sip_call_id,
	    "0123456789abcdef0123456789abcdef@192.0.2.1");
	mem_free(call.pair[0].sip_call_id);
	call.pair[0].sip_call_id = NULL;
	CHECK(compose_call_id(&call, 0, "2001:db8::1") != NULL);
	CHECK_STR(call.pair[0].sip_call_id,
	    "0123456789abcdef0123456789abcdef@[2001:db8::1]");
	mem_free(call.pair[0].sip_call_id);
}

TEST(refer)
{
	struct call call = example();
	struct buf to = BUF_INIT, by = BUF_INIT;

	compose_refer(&to, &by, &call);
	CHECK_STR(buf_text(&to), "<sip:202@example.com>");
	CHECK_STR(buf_text(&by), "<sip:300@example.com>");
	buf_clear(&to);
	buf_clear(&by);
	call.confpin = "0815";
	compose_refer(&to, &by, &call);
	CHECK_STR(buf_text(&to), "<sip:202@example.com?X-ConfPin=0815>");
	CHECK_STR(buf_text(&by), "<sip:300@example.com>");
	buf_release(&to);
	buf_release(&by);
}

TEST(reasons)
{
	static const struct {
		enum refer_cause cause;
		unsigned refer_status, called_status;
		const char *want;
	} rows[] = {
		{ REFER_CAUSE_NONE, 0, 0, NULL },
		{ REFER_CAUSE_TIMEOUT, 0, 0,
		    "SIP;cause=408;text=\"No answer\"" },
		{ REFER_CAUSE_HANGUP, 0, 0,
		    "SIP;cause=487;text=\"Ended by request\"" },
		{ REFER_CAUSE_REPLACED, 0, 0,
		    "SIP;cause=487;text=\"Replaced by a new call\"" },
		{ REFER_CAUSE_SHUTDOWN, 0, 0,
		    "SIP;cause=503;text=\"Service shutting down\"" },
		{ REFER_CAUSE_PHONE, 0, 486, NULL },
		{ REFER_CAUSE_REFUSED, 603, 0,
		    "SIP;cause=603;text=\"REFER refused\"" },
		{ REFER_CAUSE_REFUSED, 0, 0, NULL },
		{ REFER_CAUSE_DECIDED, 202, 200, NULL },
		{ REFER_CAUSE_DECIDED, 202, 299, NULL },
		{ REFER_CAUSE_DECIDED, 202, 300,
		    "SIP;cause=300;text=\"Called party\"" },
		{ REFER_CAUSE_DECIDED, 202, 486,
		    "SIP;cause=486;text=\"Called party\"" },
		{ REFER_CAUSE_SILENCE, 0, 0,
		    "SIP;cause=408;text=\"No NOTIFY\"" },
		{ REFER_CAUSE_LOST, 0, 486, NULL },
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct call call = example();
		char out[128];

		check_row(rows[i].want);
		call.refer.cause = (uint8_t)rows[i].cause;
		call.refer.refer_status = (uint16_t)rows[i].refer_status;
		call.refer.called_status = (uint16_t)rows[i].called_status;
		const char *text;
		unsigned status = refer_reason(&call.refer, &text);
		const char *reason = compose_reason(out, sizeof(out), status,
		    text);
		CHECK_STR(reason, rows[i].want);
		CHECK(reason == NULL || reason == out);
	}
}

/* Each allocation fails once: an error, and nothing is left behind. */
TEST(no_memory)
{
	char name[] = "Alice";
	const struct user agent = { .display_name = name };
	struct config config;
	bool done = false;
	long n;

	start(&config, "outbound-proxy", "sip:192.0.2.9");
	for (n = 0; !done && n < 50; n++) {
		struct call call = example();
		struct buf to = BUF_INIT, by = BUF_INIT, target = BUF_INIT;
		struct invitation out;

		mem_fail_after(n);
		done = compose_invitation(&out, &call, 0, &agent, &config) == 0;
		CHECK(!done || strstr(buf_text(&out.body), "a=inactive\r\n"));
		bool named = compose_call_id(&call, 0, "2001:db8::1") != NULL;
		CHECK_INT(call.pair[0].sip_call_id != NULL, named);
		compose_refer(&to, &by, &call);
		compose_target(&target, call.forwarding, &config,
		    call.calling);
		mem_fail_after(-1);
		done = done && named && buf_ok(&to) && buf_ok(&by) && buf_ok(&target);
		compose_release(&out);
		mem_free(call.pair[0].sip_call_id);
		buf_release(&to);
		buf_release(&by);
		buf_release(&target);
	}
	CHECK(done);
	CHECK(n > 8);	/* as many buffers */
	config_release(&config);
}

int
main(void)
{
	RUN(plain);
	RUN(sessions);
	RUN(ipv6);
	RUN(called_party);
	RUN(display);
	RUN(settings);
	RUN(disposition);
	RUN(target);
	RUN(call_id);
	RUN(refer);
	RUN(reasons);
	RUN(no_memory);
	return check_done();
}
