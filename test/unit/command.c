/*
 * Requests on the classic API: what clients in the field send, what the
 * documents say, and what somebody with bad intentions would try.
 */
#include "../../lib/command.c"

#include <stdlib.h>

#include "buf.h"
#include "check.h"

#define D16 "0123456789012345"
#define S64 "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxyz"

static const struct command_defaults defaults = { "example.com", 30, 180 };

static int
parse(struct command *out, const char *method, const char *query,
    struct err *err)
{
	memset(err, 0, sizeof(*err));
	memset(out, 0xee, sizeof(*out));
	return command_parse(out, method, "/callcontroller/201/202", query,
	    &defaults, err);
}

static void
check_address(const struct address *address, const char *want)
{
	struct buf b = BUF_INIT;

	address_format(address, &b);
	CHECK_STR(buf_text(&b), want);
	buf_release(&b);
}

TEST(path)
{
	static const struct {
		const char *path;
		bool ours;
	} rows[] = {
		{ "/callcontroller/", true },
		{ "/callcontroller/1/2", true },
		{ "/my/redirect/callcontroller/1/2", true },
		{ "/sipxconfig/rest/my/redirect/callcontroller/1/2", true },
		{ "", false }, { "/", false }, { "/callcontroller", false },
		{ "/Callcontroller/1/2", false },
		{ "callcontroller/1/2", false },
		{ "//callcontroller/1/2", false },
		{ "/callcontrollers/1/2", false },
		{ "/redirect/callcontroller/1/2", false },
		{ "/rest/my/redirect/callcontroller/1/2", false },
		{ "/x/callcontroller/1/2", false },
		{ "/%63allcontroller/1/2", false },
		{ "/v1/calls", false }
	};
	struct command c;
	struct err err;

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		check_row(rows[i].path);
		CHECK_INT(command_path(rows[i].path), rows[i].ours);
		if (rows[i].ours)
			continue;
		CHECK_INT(command_parse(&c, "POST", rows[i].path, NULL,
		    &defaults, &err), -1);
		CHECK_INT(err.code, 404);
	}
}

TEST(defaults_of_all)
{
	struct command c;
	struct err err;

	CHECK_INT(parse(&c, "POST", NULL, &err), 0);
	CHECK_INT(c.action, COMMAND_CALL);
	CHECK_INT(c.flow, FLOW_DEFAULT);
	check_address(&c.calling, "201@example.com");
	check_address(&c.called, "202@example.com");
	check_address(&c.agent, "201@example.com");
	CHECK_STR(c.target.user, "");
	CHECK_INT(c.timeout_s, 30);
	CHECK_INT(c.cache_s, 180);
	CHECK_INT(c.wait_s, 0);
	CHECK(!c.forwarding);
	CHECK_STR(c.subject, "");
	CHECK_STR(c.confpin, "");

	CHECK_INT(parse(&c, "POST", "", &err), 0);
	check_address(&c.agent, "201@example.com");
}

TEST(everything_given)
{
	struct command c;
	struct err err;

	CHECK_INT(parse(&c, "POST", "agent=300&sipMethod=INVITE&"
	    "action=transfer&target=%2B49%400.example&timeout=10&"
	    "resultCacheTime=5&isForwardingAllowed=true&"
	    "subject=J%C3%B6rg%20+%26&confpin=0042&wait=7", &err), 0);
	CHECK_INT(c.action, COMMAND_TRANSFER);
	CHECK_INT(c.flow, FLOW_INVITE);
	check_address(&c.agent, "300@example.com");
	check_address(&c.target, "+49@0.example");
	CHECK_INT(c.timeout_s, 10);
	CHECK_INT(c.cache_s, 5);
	CHECK_INT(c.wait_s, 0);
	CHECK(c.forwarding);
	CHECK_STR(c.subject, "J\xc3\xb6rg +&");
	CHECK_STR(c.confpin, "0042");
}

TEST(methods)
{
	static const struct {
		const char *method;
		int code;
		enum command_action action;
	} rows[] = {
		{ "GET", 0, COMMAND_STATUS },
		{ "HEAD", 0, COMMAND_STATUS },
		{ "POST", 0, COMMAND_HANGUP },
		{ "PUT", 405, 0 }, { "DELETE", 405, 0 }, { "PATCH", 405, 0 },
		{ "OPTIONS", 405, 0 }, { "TRACE", 405, 0 },
		{ "get", 405, 0 }, { "Post", 405, 0 }, { "POSTX", 405, 0 },
		{ "", 405, 0 }, { "\r\n", 405, 0 }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct command c;
		struct err err;

		check_row(rows[i].method);
		int result = parse(&c, rows[i].method, "action=hangup", &err);
		CHECK_INT(result, rows[i].code ? -1 : 0);
		CHECK_INT(err.code, rows[i].code);
		if (result == 0)
			CHECK_INT(c.action, rows[i].action);
	}
	CHECK_STR(command_allow(), "GET, HEAD, POST");
}

static const struct {
	const char *rest;
	int code;
	const char *text;	/* calling and called, or message */
} segments_rows[] = {
	{ "1/2", 0, "1@example.com 2@example.com" },
	{ "1@a/2@b", 0, "1@a 2@b" },
	{ "1%40a/2%40b", 0, "1@a 2@b" },
	{ "%31/%2a%32", 0, "1@example.com *2@example.com" },
	{ "%2B49/%2331%23", 0,
	    "+49@example.com %2331%23@example.com" },
	{ "+49/0", 0, "+49@example.com 0@example.com" },
	{ "a%2Fb/c", 0, "a/b@example.com c@example.com" },
	{ "sip:1/sip%3a2%40B", 0, "1@example.com 2@b" },
	{ "a&b=c/d,e", 0, "a&b=c@example.com d,e@example.com" },
	{ "", 400, "calling: missing" },
	{ "1", 400, "called: missing" },
	{ "1/", 400, "called: missing" },
	{ "/", 400, "calling: missing" },
	{ "/2", 400, "calling: missing" },
	{ "//", 400, "calling: missing" },
	{ "/1/2", 400, "calling: missing" },
	{ "1//2", 400, "called: missing" },
	{ "1/2/", 404, "path: '/callcontroller/1/2/' has more than"
	    " a calling and a called party" },
	{ "1/2/3", 404, "path: '/callcontroller/1/2/3' has more than"
	    " a calling and a called party" },
	{ "1/2//", 404, "path: '/callcontroller/1/2//' has more than"
	    " a calling and a called party" },
	{ "%2540/2", 400, "calling: '%40' holds a character that a"
	    " SIP user cannot have" },
	{ "1/2%2540b", 400, "called: '2%40b' holds a character that a"
	    " SIP user cannot have" },
	{ "1%00/2", 400, "calling: '1\\x00' holds a character that a"
	    " SIP user cannot have" },
	{ "1/2%0d%0aX:%20y", 400, "called: '2\\x0d\\x0aX: y' holds a"
	    " character that a SIP user cannot have" },
	{ "1/2%250d%250a", 400, "called: '2%0d%0a' holds a character"
	    " that a SIP user cannot have" },
	{ "1/2%", 400, "called: '2%' has a '%' without two"
	    " hexadecimal digits behind" },
	{ "%4/2", 400, "calling: '%4' has a '%' without two"
	    " hexadecimal digits behind" },
	{ "%zz/2", 400, "calling: '%zz' has a '%' without two"
	    " hexadecimal digits behind" },
	{ "1;a=b/2", 400, "calling: '1;a=b' holds a character that a"
	    " SIP user cannot have" },
	{ "1/2%3fX-Evil=1", 400, "called: '2?X-Evil=1' holds a"
	    " character that a SIP user cannot have" },
	{ "1/2@h%3fX-Evil=1", 400, "called: '2@h?X-Evil=1' has a host"
	    " that is neither a name nor an IP address" },
	{ "1/J%f6rg", 400, "called: 'J\\xf6rg' holds a character that"
	    " a SIP user cannot have" },
	{ "1/%c0%80", 400, "called: '\\xc0\\x80' holds a character"
	    " that a SIP user cannot have" },
	{ "sips:1/2", 400, "calling: 'sips:1' is a sips: address,"
	    " which is not supported: write sip:" },
	{ "1 /2", 400, "calling: '1 ' holds a character that a SIP"
	    " user cannot have" }
};

TEST(segments)
{
	for (size_t i = 0; i < CHECK_ROWS(segments_rows); i++) {
		struct command c;
		struct err err = { 0, 0, 0, "" };
		struct buf b = BUF_INIT;
		char path[200];

		check_row(segments_rows[i].rest);
		snprintf(path, sizeof(path), "/callcontroller/%s",
		    segments_rows[i].rest);
		int result = command_parse(&c, "POST", path, NULL, &defaults,
		    &err);
		CHECK_INT(result, segments_rows[i].code ? -1 : 0);
		CHECK_INT(err.code, segments_rows[i].code);
		if (result == 0) {
			address_format(&c.calling, &b);
			buf_putc(&b, ' ');
			address_format(&c.called, &b);
			CHECK_STR(buf_text(&b), segments_rows[i].text);
		} else {
			CHECK_STR(err.text, segments_rows[i].text);
		}
		buf_release(&b);
	}
}

/* A wrong path is 404 before a wrong method is 405. */
TEST(precedence)
{
	struct command c;
	struct err err;

	CHECK_INT(command_parse(&c, "PUT", "/callcontroller/1/2/3", NULL,
	    &defaults, &err), -1);
	CHECK_INT(err.code, 404);
	CHECK_INT(command_parse(&c, "PUT", "/callcontroller/1", NULL,
	    &defaults, &err), -1);
	CHECK_INT(err.code, 405);
	CHECK_STR(err.text, "method: 'PUT' is not GET, HEAD or POST");
}

/* What a POST takes, and the message when it does not. */
static const struct {
	const char *query, *message;
} refused_rows[] = {
	{ "timeout=", "timeout: '' is not a whole number from 1 to"
	    " 3600" },
	{ "timeout", "timeout: '' is not a whole number from 1 to"
	    " 3600" },
	{ "timeout=abc", "timeout: 'abc' is not a whole number from 1"
	    " to 3600" },
	{ "timeout=0", "timeout: '0' is not a whole number from 1 to"
	    " 3600" },
	{ "timeout=3601", "timeout: '3601' is not a whole number from"
	    " 1 to 3600" },
	{ "timeout=-1", "timeout: '-1' is not a whole number from 1"
	    " to 3600" },
	{ "timeout=+30", "timeout: '+30' is not a whole number from 1"
	    " to 3600" },
	{ "timeout=%2030", "timeout: ' 30' is not a whole number from"
	    " 1 to 3600" },
	{ "timeout=30%00", "timeout: '30\\x00' is not a whole number"
	    " from 1 to 3600" },
	{ "timeout=4294967326", "timeout: '4294967326' is not a whole"
	    " number from 1 to 3600" },
	{ "timeout=18446744073709551646",
	    "timeout: '18446744073709551646' is not a whole number"
	    " from 1 to 3600" },
	{ "timeout=30;agent=x", "timeout: '30;agent=x' is not a whole"
	    " number from 1 to 3600" },
	{ "timeout=1=2", "timeout: '1=2' is not a whole number from 1"
	    " to 3600" },
	{ "TIMEOUT=x", "timeout: 'x' is not a whole number from 1 to"
	    " 3600" },
	{ "resultCacheTime=86401", "resultCacheTime: '86401' is not a"
	    " whole number from 0 to 86400" },
	{ "resultcachetime=", "resultCacheTime: '' is not a whole"
	    " number from 0 to 86400" },
	{ "sipMethod=", "sipMethod: '' is not Refer or Invite" },
	{ "sipMethod=Bye", "sipMethod: 'Bye' is not Refer or Invite" },
	{ "sipMethod=Refer%00", "sipMethod: 'Refer\\x00' is not Refer"
	    " or Invite" },
	{ "sipMethod=Ref", "sipMethod: 'Ref' is not Refer or Invite" },
	{ "sipMethod=Refer%20", "sipMethod: 'Refer ' is not Refer or"
	    " Invite" },
	{ "action=", "action: '' is not Call, Transfer or Hangup" },
	{ "action=dial", "action: 'dial' is not Call, Transfer or"
	    " Hangup" },
	{ "isForwardingAllowed=", "isForwardingAllowed: '' is not"
	    " True or False" },
	{ "isForwardingAllowed=1", "isForwardingAllowed: '1' is not"
	    " True or False" },
	{ "isForwardingAllowed=yes", "isForwardingAllowed: 'yes' is"
	    " not True or False" },
	{ "agent=", "agent: missing" },
	{ "agent", "agent: missing" },
	{ "agent=%00", "agent: '\\x00' holds a character that a SIP"
	    " user cannot have" },
	{ "agent=%2540", "agent: '%40' holds a character that a SIP"
	    " user cannot have" },
	{ "agent=a%4", "agent: 'a%4' has a '%' without two"
	    " hexadecimal digits behind" },
	{ "agent=a@b@c", "agent: 'a@b@c' has a host that is neither a"
	    " name nor an IP address" },
	{ "agent=1?x=y", "agent: '1?x=y' holds a character that a SIP"
	    " user cannot have" },
	{ "action=Transfer", "target: missing" },
	{ "action=Transfer&target=", "target: missing" },
	{ "target=", "target: missing" },
	{ "action=hangup&target=a;b", "target: 'a;b' holds a character"
	    " that a SIP user cannot have" },
	{ "target=x%3Fy", "target: 'x?y' holds a character that a SIP"
	    " user cannot have" },
	{ "confpin=12a", "confpin: '12a' is not a number" },
	{ "confpin=1?x", "confpin: '1?x' is not a number" },
	{ "confpin=1%26X-Evil=1", "confpin: '1&X-Evil=1' is not a"
	    " number" },
	{ "confpin=-1", "confpin: '-1' is not a number" },
	{ "confpin=null", "confpin: 'null' is not a number" },
	{ "confpin=1%00", "confpin: '1\\x00' is not a number" },
	{ "confpin=" D16 D16 "6",
	    "confpin: '" D16 D16 "6' is longer than 32 digits" },
	{ "subject=a%0d%0aX-Evil:%20yes", "subject: 'a\\x0d\\x0aX-Evil"
	    ": yes' holds a control character" },
	{ "subject=a%0a", "subject: 'a\\x0a' holds a control"
	    " character" },
	{ "subject=%00", "subject: '\\x00' holds a control"
	    " character" },
	{ "subject=a%09b", "subject: 'a\\x09b' holds a control"
	    " character" },
	{ "subject=%7f", "subject: '\\x7f' holds a control"
	    " character" },
	{ "subject=a\r\nb", "subject: 'a\\x0d\\x0ab' holds a control"
	    " character" },
	{ "subject=%f6", "subject: '\\xf6' is not UTF-8" },
	{ "subject=%c0%8d%c0%8a", "subject: '\\xc0\\x8d\\xc0\\x8a' is"
	    " not UTF-8" },
	{ "subject=%ed%a0%80", "subject: '\\xed\\xa0\\x80' is not"
	    " UTF-8" },
	{ "subject=%", "subject: '%' has a '%' without two"
	    " hexadecimal digits behind" },
	{ "subject=" S64 S64 S64 S64 "x", "subject: 'abcdefghijklmnopqr"
	    "stuvwxyz-012345678...' is longer than 256 bytes" }
};

TEST(refused)
{
	for (size_t i = 0; i < CHECK_ROWS(refused_rows); i++) {
		struct command c;
		struct err err;

		check_row(refused_rows[i].query);
		CHECK_INT(parse(&c, "POST", refused_rows[i].query, &err), -1);
		CHECK_INT(err.code, 400);
		CHECK_STR(err.text, refused_rows[i].message);
	}
}

static const struct {
	const char *query;
	enum command_flow flow;
	enum command_action action;
	unsigned timeout_s, cache_s;
	bool forwarding;
	const char *subject, *confpin;
} taken_rows[] = {
	{ "sipMethod=refer", FLOW_REFER, COMMAND_CALL, 30, 180, false,
	    "", "" },
	{ "SIPMETHOD=REFER", FLOW_REFER, COMMAND_CALL, 30, 180, false,
	    "", "" },
	{ "sipmethod=inVite", FLOW_INVITE, COMMAND_CALL, 30, 180,
	    false, "", "" },
	{ "sip%4dethod=%49nvite", FLOW_INVITE, COMMAND_CALL, 30, 180,
	    false, "", "" },
	{ "action=call", FLOW_DEFAULT, COMMAND_CALL, 30, 180, false,
	    "", "" },
	{ "action=HANGUP", FLOW_DEFAULT, COMMAND_HANGUP, 30, 180,
	    false, "", "" },
	{ "action=Transfer&target=1", FLOW_DEFAULT, COMMAND_TRANSFER,
	    30, 180, false, "", "" },
	{ "isForwardingAllowed=True", FLOW_DEFAULT, COMMAND_CALL, 30,
	    180, true, "", "" },
	{ "isforwardingallowed=FALSE", FLOW_DEFAULT, COMMAND_CALL, 30,
	    180, false, "", "" },
	{ "timeout=1&resultCacheTime=0", FLOW_DEFAULT, COMMAND_CALL,
	    1, 0, false, "", "" },
	{ "timeout=3600&resultCacheTime=86400", FLOW_DEFAULT,
	    COMMAND_CALL, 3600, 86400, false, "", "" },
	{ "timeout=0030", FLOW_DEFAULT, COMMAND_CALL, 30, 180, false,
	    "", "" },
	/* the first counts, even if it is the better one */
	{ "timeout=5&timeout=6&TimeOut=x", FLOW_DEFAULT, COMMAND_CALL,
	    5, 180, false, "", "" },
	/* what we do not know */
	{ "invcache=12345", FLOW_DEFAULT, COMMAND_CALL, 30, 180,
	    false, "", "" },
	{ "cachetimeout=x&_=%zz&%zz=1&%00=1&agent%00=x&=x&&&a=b=c",
	    FLOW_DEFAULT, COMMAND_CALL, 30, 180, false, "", "" },
	{ "x;timeout=5", FLOW_DEFAULT, COMMAND_CALL, 30, 180, false,
	    "", "" },
	{ "?timeout=5", FLOW_DEFAULT, COMMAND_CALL, 30, 180, false,
	    "", "" },
	{ "time", FLOW_DEFAULT, COMMAND_CALL, 30, 180, false, "", "" },
	{ "timeouts=5", FLOW_DEFAULT, COMMAND_CALL, 30, 180, false,
	    "", "" },
	{ "wait=x", FLOW_DEFAULT, COMMAND_CALL, 30, 180, false,
	    "", "" },
	/* subject and confpin */
	{ "subject=", FLOW_DEFAULT, COMMAND_CALL, 30, 180, false,
	    "", "" },
	{ "subject&confpin", FLOW_DEFAULT, COMMAND_CALL, 30, 180,
	    false, "", "" },
	{ "subject=%20%20&confpin=", FLOW_DEFAULT, COMMAND_CALL, 30,
	    180, false, "", "" },
	{ "subject=%20a%20b%20", FLOW_DEFAULT, COMMAND_CALL, 30, 180,
	    false, "a b", "" },
	{ "subject=a=b?c;d", FLOW_DEFAULT, COMMAND_CALL, 30, 180,
	    false, "a=b?c;d", "" },
	{ "subject=a+%2541", FLOW_DEFAULT, COMMAND_CALL, 30, 180,
	    false, "a+%41", "" },
	{ "subject=\xc3\xb6", FLOW_DEFAULT, COMMAND_CALL, 30, 180,
	    false, "\xc3\xb6", "" },
	{ "subject=" S64 S64 S64 S64, FLOW_DEFAULT, COMMAND_CALL, 30,
	    180, false, S64 S64 S64 S64, "" },
	{ "confpin=" D16 D16, FLOW_DEFAULT, COMMAND_CALL, 30, 180,
	    false, "", D16 D16 },
	{ "confpin=%30", FLOW_DEFAULT, COMMAND_CALL, 30, 180, false,
	    "", "0" }
};

TEST(taken)
{
	for (size_t i = 0; i < CHECK_ROWS(taken_rows); i++) {
		struct command c;
		struct err err;

		check_row(taken_rows[i].query);
		CHECK_INT(parse(&c, "POST", taken_rows[i].query, &err), 0);
		CHECK_STR(err.text, "");
		CHECK_INT(c.flow, taken_rows[i].flow);
		CHECK_INT(c.action, taken_rows[i].action);
		CHECK_INT(c.timeout_s, taken_rows[i].timeout_s);
		CHECK_INT(c.cache_s, taken_rows[i].cache_s);
		CHECK_INT(c.forwarding, taken_rows[i].forwarding);
		CHECK_STR(c.subject, taken_rows[i].subject);
		CHECK_STR(c.confpin, taken_rows[i].confpin);
		CHECK_INT(c.wait_s, 0);
	}
}

/* The first of a repeated parameter counts, also when it is wrong. */
TEST(repeated)
{
	struct command c;
	struct err err;

	CHECK_INT(parse(&c, "POST", "agent=1&agent=2", &err), 0);
	check_address(&c.agent, "1@example.com");
	CHECK_INT(parse(&c, "POST", "agent=&agent=2", &err), -1);
	CHECK_INT(parse(&c, "POST", "agent&agent=2", &err), -1);
	CHECK_INT(parse(&c, "POST", "timeout=0&timeout=2", &err), -1);
}

/* A GET looks at agent, sipMethod and wait; the rest may be what it likes. */
TEST(get)
{
	static const struct {
		const char *query, *message;	/* NULL: fine */
	} rows[] = {
		{ "timeout=x&resultCacheTime=-1&action=no&target=;&confpin=x&"
		    "subject=%00&isForwardingAllowed=maybe", NULL },
		{ "action=Transfer", NULL },
		{ "wait=0", NULL }, { "wait=60", NULL }, { "WAIT=1", NULL },
		{ "wait=61", "wait: '61' is not a whole number from 0 to 60" },
		{ "wait=", "wait: '' is not a whole number from 0 to 60" },
		{ "wait=-1", "wait: '-1' is not a whole number from 0 to 60" },
		{ "wait=1.5", "wait: '1.5' is not a whole number from 0 to"
		    " 60" },
		{ "sipMethod=x", "sipMethod: 'x' is not Refer or Invite" },
		{ "agent=", "agent: missing" },
		{ "agent=a%0d%0a", "agent: 'a\\x0d\\x0a' holds a character"
		    " that a SIP user cannot have" }
	};
	struct command c;
	struct err err;

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		check_row(rows[i].query);
		CHECK_INT(parse(&c, "GET", rows[i].query, &err),
		    rows[i].message ? -1 : 0);
		CHECK_INT(err.code, rows[i].message ? 400 : 0);
		CHECK_STR(err.text, rows[i].message ? rows[i].message : "");
		if (!rows[i].message)
			CHECK_INT(c.action, COMMAND_STATUS);
	}

	check_row(NULL);
	CHECK_INT(parse(&c, "HEAD", "agent=300&sipMethod=invite&wait=9&"
	    "confpin=1&timeout=5&target=3", &err), 0);
	check_address(&c.agent, "300@example.com");
	CHECK_INT(c.flow, FLOW_INVITE);
	CHECK_INT(c.wait_s, 9);
	CHECK_INT(c.timeout_s, 30);
	CHECK_STR(c.confpin, "");
	CHECK_STR(c.target.user, "");
	CHECK_INT(command_parse(&c, "GET", "/callcontroller/1", NULL,
	    &defaults, &err), -1);
	CHECK_STR(err.text, "called: missing");
}

/* As programs in the field write it. */
TEST(field)
{
	struct command c;
	struct err err;

	CHECK_INT(command_parse(&c, "POST",
	    "/callcontroller/201@example.com/300", "confpin=1234&agent=201&"
	    "timeout=20", &defaults, &err), 0);
	CHECK_STR(c.confpin, "1234");
	check_address(&c.agent, "201@example.com");
	CHECK(address_equal(&c.agent, &c.calling));

	CHECK_INT(command_parse(&c, "POST", "/callcontroller/1/2",
	    "target=3&action=transfer&agent=1", &defaults, &err), 0);
	CHECK_INT(c.action, COMMAND_TRANSFER);
	check_address(&c.target, "3@example.com");

	CHECK_INT(command_parse(&c, "POST",
	    "/sipxconfig/rest/my/redirect/callcontroller/203/%2B14085551212",
	    "timeout=30&isForwardingAllowed=true", &defaults, &err), 0);
	check_address(&c.called, "+14085551212@example.com");
	CHECK_INT(command_parse(&c, "POST",
	    "/my/redirect/callcontroller/203/207", "invcache=00042",
	    &defaults, &err), 0);
}

/* Values at and over every bound, in buffers of exactly their size. */
TEST(bounds)
{
	static const char *const fields[] = {
		"agent", "target", "subject", "confpin", "timeout", "action"
	};

	for (size_t i = 0; i < CHECK_ROWS(fields); i++) {
		for (size_t n = 1000; n <= 1050; n++) {
			struct command c;
			struct err err;
			size_t name = strlen(fields[i]);
			char *query = malloc(name + n + 2);

			if (!query)
				return;
			memcpy(query, fields[i], name);
			query[name] = '=';
			memset(query + name + 1, '7', n);
			query[name + 1 + n] = '\0';
			check_row(fields[i]);
			CHECK_INT(parse(&c, "POST", query, &err), -1);
			CHECK_INT(err.code, 400);
			CHECK_INT(strstr(err.text, "is too long") != NULL,
			    n > VALUE_MAX_RAW);
			free(query);
		}
	}

	/* 256 bytes, each of them escaped, are a subject. */
	char query[8 + 257 * 3 + 1] = "subject=";
	struct command c;
	struct err err;
	for (size_t i = 0; i < 257; i++)
		memcpy(query + 8 + 3 * i, "%41", 4);
	CHECK_INT(parse(&c, "POST", query, &err), -1);
	query[8 + 256 * 3] = '\0';
	CHECK_INT(parse(&c, "POST", query, &err), 0);
	CHECK_INT(strlen(c.subject), 256);
}

TEST(huge)
{
	static char text[100001];
	struct command c;
	struct err err;

	memset(text, '&', sizeof(text) - 1);
	CHECK_INT(parse(&c, "POST", text, &err), 0);
	memset(text, '=', sizeof(text) - 1);
	CHECK_INT(parse(&c, "POST", text, &err), 0);
	memset(text, 'a', sizeof(text) - 1);
	CHECK_INT(parse(&c, "POST", text, &err), 0);
	memset(text, '%', sizeof(text) - 1);
	CHECK_INT(parse(&c, "POST", text, &err), 0);
	memcpy(text, "agent=", 6);
	CHECK_INT(parse(&c, "POST", text, &err), -1);
	CHECK(strstr(err.text, "...' is too long") != NULL);

	memset(text, '/', sizeof(text) - 1);
	memcpy(text, "/callcontroller/1/2", 19);
	CHECK_INT(command_parse(&c, "POST", text, NULL, &defaults, &err), -1);
	CHECK_INT(err.code, 404);
	memset(text + 16, '1', sizeof(text) - 17);
	CHECK_INT(command_parse(&c, "POST", text, NULL, &defaults, &err), -1);
	CHECK_INT(err.code, 400);
}

/*
 * Whatever a byte does in a value: what comes out has no byte that could end
 * a header, a URI or a parameter.
 */
TEST(every_byte)
{
	static const char *const fields[] = { "agent", "target", "confpin" };

	for (int i = 0; i < 256 * 3; i++) {
		struct command c;
		struct err err;
		char query[40];

		snprintf(query, sizeof(query), "%s=1%%%02x2", fields[i / 256],
		    i % 256);
		check_row(query);
		if (parse(&c, "POST", query, &err) != 0) {
			CHECK_INT(err.code, 400);
			CHECK(!text_has_control(err.text, strlen(err.text)));
			continue;
		}
		CHECK(!strpbrk(c.agent.user, " ;?:@<>\"\\\r\n\t"));
		CHECK(!strpbrk(c.target.user, " ;?:@<>\"\\\r\n\t"));
		CHECK_INT(strspn(c.confpin, "0123456789"), strlen(c.confpin));
		CHECK(address_host_valid(c.agent.host));
	}
}

int
main(void)
{
	RUN(path);
	RUN(defaults_of_all);
	RUN(everything_given);
	RUN(methods);
	RUN(segments);
	RUN(precedence);
	RUN(refused);
	RUN(taken);
	RUN(repeated);
	RUN(get);
	RUN(field);
	RUN(bounds);
	RUN(huge);
	RUN(every_byte);
	return check_done();
}
