/*
 * SIP addresses: what gets in, and above all what does not.
 */
#include "../../lib/address.c"

#include <stdio.h>

#include "check.h"
#include "mem.h"

#define BYTES(s) (s), sizeof(s) - 1

#define U16 "abcdefghijklmnop"
#define U64 U16 U16 U16 U16
#define L63 "a" U16 U16 U16 "abcdefghijklmn"
#define H255 L63 "." L63 "." L63 "." L63

static const char domain[] = "Example.COM";

struct row {
	const char *text;
	size_t n;
	const char *result;	/* NULL: refused */
};

static void
check_parse(const struct row *row)
{
	struct address a;
	struct err err = { 0, 0, 0, "" };
	struct buf b = BUF_INIT;

	check_row(row->text);
	int result = address_parse(&a, "calling", row->text, row->n, domain,
	    &err);
	CHECK_INT(result, row->result ? 0 : -1);
	if (result == 0) {
		address_format(&a, &b);
		CHECK_STR(buf_text(&b), row->result);
		CHECK(address_host_valid(a.host));
	} else {
		CHECK_INT(err.code, 400);
		CHECK(strncmp(err.text, "calling: ", 9) == 0);
		CHECK(!text_has_control(err.text, strlen(err.text)));
	}
	buf_release(&b);
}

#define PARSE_ROWS(rows) \
	for (size_t i = 0; i < CHECK_ROWS(rows); i++) \
		check_parse(&(rows)[i])

TEST(good)
{
	static const struct row rows[] = {
		{ BYTES("201"), "201@example.com" },
		{ BYTES("Anna"), "Anna@example.com" },
		{ BYTES("201@example.org"), "201@example.org" },
		{ BYTES("201@EXAMPLE.Org"), "201@example.org" },
		{ BYTES("201@pbx"), "201@pbx" },
		{ BYTES("201@3cx.example"), "201@3cx.example" },
		{ BYTES("201@3f2a91b7c0de"), "201@3f2a91b7c0de" },
		{ BYTES("201@a.b-c.d1"), "201@a.b-c.d1" },
		{ BYTES("201@xn--bcher-kva.example"),
		    "201@xn--bcher-kva.example" },
		{ BYTES("201@192.0.2.1"), "201@192.0.2.1" },
		{ BYTES("201@192.0.2.1:5070"), "201@192.0.2.1:5070" },
		{ BYTES("201@pbx:1"), "201@pbx:1" },
		{ BYTES("201@pbx:65535"), "201@pbx:65535" },
		{ BYTES("201@[::1]"), "201@[::1]" },
		{ BYTES("201@[2001:DB8::1]:5060"), "201@[2001:db8::1]:5060" },
		{ BYTES("201@[::ffff:192.0.2.1]"), "201@[::ffff:192.0.2.1]" },
		{ BYTES("sip:201"), "201@example.com" },
		{ BYTES("SIP:201@example.org"), "201@example.org" },
		{ BYTES("+49301234"), "+49301234@example.com" },
		{ BYTES("*97"), "*97@example.com" },
		{ BYTES("#31#0301"), "%2331%230301@example.com" },
		{ BYTES("a.b_c-d!e~f*g'h(i)j&k=l+m$n,o/p"),
		    "a.b_c-d!e~f*g'h(i)j&k=l+m$n,o/p@example.com" },
		{ BYTES("[]^`{|}"), "%5B%5D%5E%60%7B%7C%7D@example.com" },
		{ BYTES("sip"), "sip@example.com" },
		{ BYTES(".."), "..@example.com" },
		{ BYTES(U64), U64 "@example.com" },
		{ BYTES(L63 "@" L63), L63 "@" L63 },
		{ BYTES("u@" H255 ":65535"), "u@" H255 ":65535" }
	};

	CHECK_INT(strlen(H255), ADDRESS_HOST_MAX);
	PARSE_ROWS(rows);
}

TEST(bad_user)
{
	static const struct row rows[] = {
		{ BYTES(""), NULL },
		{ BYTES("@"), NULL },
		{ BYTES("@example.org"), NULL },
		{ BYTES("sip:"), NULL },
		{ BYTES("sip:@example.org"), NULL },
		{ BYTES("sips:201"), NULL },
		{ BYTES("SIPS:201@example.org"), NULL },
		{ BYTES("sip:sip:201"), NULL },
		{ BYTES("sip::201"), NULL },
		{ BYTES("tel:201"), NULL },
		{ BYTES("http://example.org"), NULL },
		{ BYTES("201:secret@example.org"), NULL },
		{ BYTES("201;phone-context=x"), NULL },
		{ BYTES("201;x@example.org"), NULL },
		{ BYTES("201?Replaces=abc"), NULL },
		{ BYTES("201?X@example.org"), NULL },
		{ BYTES("<201@example.org>"), NULL },
		{ BYTES("<sip:201@example.org>"), NULL },
		{ BYTES("Anna <sip:201@example.org>"), NULL },
		{ BYTES("\"Anna\"<sip:201@example.org>"), NULL },
		{ BYTES("201>\r\nX-Evil: 1"), NULL },
		{ BYTES("201\r\nX-Evil: 1@example.org"), NULL },
		{ BYTES("201\n"), NULL },
		{ BYTES("201\r"), NULL },
		{ BYTES("\0"), NULL },
		{ BYTES("201\0"), NULL },
		{ BYTES("20\0" "1@example.org"), NULL },
		{ BYTES("\0@example.org"), NULL },
		{ BYTES(" 201"), NULL },
		{ BYTES("201 "), NULL },
		{ BYTES("2 01"), NULL },
		{ BYTES("2\t01"), NULL },
		{ BYTES("201\x7f"), NULL },
		{ BYTES("%40"), NULL },
		{ BYTES("201%40example.org"), NULL },
		{ BYTES("%0d%0a"), NULL },
		{ BYTES("a\\b"), NULL },
		{ BYTES("a\"b"), NULL },
		{ BYTES("J\xc3\xb6rg"), NULL },
		{ BYTES("J\xf6rg"), NULL },
		{ BYTES("\xc0\xaf"), NULL },
		{ BYTES("\xff"), NULL },
		{ BYTES(U64 "x"), NULL },
		{ BYTES(U64 "x@example.org"), NULL },
		{ BYTES(U64 U64 U64 U64 U64 U64 U64 U64), NULL }
	};

	PARSE_ROWS(rows);
}

TEST(bad_host)
{
	static const struct row rows[] = {
		{ BYTES("201@"), NULL },
		{ BYTES("201@."), NULL },
		{ BYTES("201@example.org."), NULL },
		{ BYTES("201@.example.org"), NULL },
		{ BYTES("201@a..b"), NULL },
		{ BYTES("201@-a.org"), NULL },
		{ BYTES("201@a-.org"), NULL },
		{ BYTES("201@a_b.org"), NULL },
		{ BYTES("201@a b"), NULL },
		{ BYTES("201@a@b"), NULL },
		{ BYTES("201@@a"), NULL },
		{ BYTES("201@a;transport=tcp"), NULL },
		{ BYTES("201@a;lr"), NULL },
		{ BYTES("201@a?X-Evil=1"), NULL },
		{ BYTES("201@a?Replaces=abc&X-Evil=1"), NULL },
		{ BYTES("201@a>"), NULL },
		{ BYTES("201@a,sip:b@c"), NULL },
		{ BYTES("201@a/b"), NULL },
		{ BYTES("201@a#b"), NULL },
		{ BYTES("201@a%2eb"), NULL },
		{ BYTES("201@a\r\nX-Evil: 1"), NULL },
		{ BYTES("201@a\n"), NULL },
		{ BYTES("201@a\0"), NULL },
		{ BYTES("201@a\0.example.com"), NULL },
		{ BYTES("201@\0"), NULL },
		{ BYTES("201@b\xc3\xbc" "cher.example"), NULL },
		{ BYTES("201@a:"), NULL },
		{ BYTES("201@a:0"), NULL },
		{ BYTES("201@a:05060"), NULL },
		{ BYTES("201@a:65536"), NULL },
		{ BYTES("201@a:99999"), NULL },
		{ BYTES("201@a:123456"), NULL },
		{ BYTES("201@a:50x"), NULL },
		{ BYTES("201@a:+80"), NULL },
		{ BYTES("201@a: 80"), NULL },
		{ BYTES("201@a:5060:5060"), NULL },
		{ BYTES("201@:5060"), NULL },
		{ BYTES("201@::1"), NULL },
		{ BYTES("201@["), NULL },
		{ BYTES("201@[]"), NULL },
		{ BYTES("201@[::1"), NULL },
		{ BYTES("201@::1]"), NULL },
		{ BYTES("201@[::1]x"), NULL },
		{ BYTES("201@[::1]:"), NULL },
		{ BYTES("201@[[::1]]"), NULL },
		{ BYTES("201@[::1%lo]"), NULL },
		{ BYTES("201@[1.2.3.4]"), NULL },
		{ BYTES("201@[v1.x]"), NULL },
		{ BYTES("201@[::1\0]"), NULL },
		{ BYTES("201@[0000:0000:0000:0000:0000:0000:0000:0000:0000]"),
		    NULL },
		{ BYTES("201@1.2.3"), NULL },
		{ BYTES("201@1.2.3.256"), NULL },
		{ BYTES("201@1.2.3.4.5"), NULL },
		{ BYTES("201@01.2.3.4"), NULL },
		{ BYTES("201@2130706433"), NULL },
		{ BYTES("201@0x7f000001"), NULL },
		{ BYTES("201@0X7F.0.0.0x1"), NULL },
		{ BYTES("201@127.1"), NULL },
		{ BYTES("201@" L63 "x"), NULL },
		{ BYTES("201@" L63 "x.org"), NULL },
		{ BYTES("201@a" H255), NULL },
		{ BYTES("201@" H255 ".a"), NULL },
		{ BYTES("201@" H255 "." H255), NULL }
	};

	PARSE_ROWS(rows);
}

/* Every byte, in front, amid and behind: only harmless ones come through. */
TEST(every_byte)
{
	static const char refused[] = ";?:%@<>\"\\ ";

	for (int c = 0; c < 256; c++) {
		for (size_t place = 0; place < 3; place++) {
			char text[3] = { 'a', 'b', 'c' };
			struct address a;

			text[place] = (char)c;
			bool fine = c > 0x20 && c < 0x7f &&
			    !strchr(refused, c);
			/* "a@c" and "ab@" are another matter. */
			if (c == '@' && place == 1)
				continue;
			CHECK_INT(address_parse(&a, "f", text, 3, "h", NULL),
			    fine ? 0 : -1);
			if (!fine)
				continue;
			size_t n = strlen(a.user);
			CHECK(n == 3 || (n == 5 && strchr(a.user, '%')));
			CHECK_INT(strspn(a.user, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			    "-_.!~*'()&=+$,/%"), n);
			CHECK_STR(a.host, "h");
		}
	}
}

/* The longest of everything fits. */
TEST(longest)
{
	struct address a;
	char user[ADDRESS_USER_MAX + 1];

	memset(user, '#', sizeof(user));
	CHECK_INT(address_parse(&a, "f", user, ADDRESS_USER_MAX,
	    H255 ":65535", NULL), 0);
	CHECK_INT(strlen(a.user), sizeof(a.user) - 1);
	CHECK_INT(strlen(a.host), ADDRESS_HOST_MAX + 6);
	CHECK_INT(address_parse(&a, "f", user, sizeof(user), "h", NULL), -1);
}

TEST(default_host)
{
	static const char *const hosts[] = {
		NULL, "", " ", "a b", "a;lr", "a?x", "[::1", "\r\n"
	};
	struct address a;
	struct err err;

	for (size_t i = 0; i < CHECK_ROWS(hosts); i++) {
		CHECK_INT(address_parse(&a, "agent", "201", 3, hosts[i],
		    &err), -1);
		CHECK_STR(err.text,
		    "agent: '201' has no domain, and there is no default");
		CHECK_INT(address_parse(&a, "agent", "201@h", 5, hosts[i],
		    &err), 0);
	}
	CHECK_INT(address_parse(&a, "agent", "201", 3, "[::A]:5070", &err), 0);
	CHECK_STR(a.host, "[::a]:5070");
}

TEST(messages)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ "", "target: missing" },
		{ "@h", "target: '@h' has no user part" },
		{ "sips:201", "target: 'sips:201' is a sips: address, which is"
		    " not supported: write sip:" },
		{ "201;x", "target: '201;x' holds a character that a SIP user"
		    " cannot have" },
		{ "2\r\n1", "target: '2\\x0d\\x0a1' holds a character that a"
		    " SIP user cannot have" },
		{ "1@-", "target: '1@-' has a host that is neither a name nor"
		    " an IP address" },
		{ U64 "x", "target: 'abcdefghijklmnopabcdefghijklmnopabcd...'"
		    " has a user part of more than 64 characters" }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct address a;
		struct err err = { 0, 0, 0, "" };

		check_row(rows[i].text);
		CHECK_INT(address_parse(&a, "target", rows[i].text,
		    strlen(rows[i].text), "h", &err), -1);
		CHECK_STR(err.text, rows[i].message);
	}
}

TEST(equal)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} rows[] = {
		{ "201", "201@example.com", true },
		{ "201", "sip:201@EXAMPLE.com", true },
		{ "Anna", "anna", false },
		{ "201", "2011", false },
		{ "201@a", "201@b", false },
		{ "201@a", "201@a:5060", false },
		{ "#1", "#1", true }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct address a, b;

		check_row(rows[i].b);
		CHECK_INT(address_parse(&a, "a", rows[i].a,
		    strlen(rows[i].a), domain, NULL), 0);
		CHECK_INT(address_parse(&b, "b", rows[i].b,
		    strlen(rows[i].b), domain, NULL), 0);
		CHECK_INT(address_equal(&a, &b), rows[i].equal);
	}
	struct address upper = { "u", "HOST" }, lower = { "u", "host" };
	CHECK(address_equal(&upper, &lower));
}

TEST(host_valid)
{
	CHECK(address_host_valid("example.com"));
	CHECK(address_host_valid("127.0.0.1:5060"));
	CHECK(!address_host_valid(""));
	CHECK(!address_host_valid("a b"));
	CHECK(!address_host_valid("u@h"));
	CHECK(!address_host_valid("h\r\n"));
}

TEST(display)
{
	static const struct {
		const char *name, *quoted;
	} rows[] = {
		{ NULL, "" }, { "", "" },
		{ "Anna", "\"Anna\"" },
		{ "Anna \"x\" \\", "\"Anna \\\"x\\\" \\\\\"" },
		{ "a\r\nX-Evil: 1", "\"aX-Evil: 1\"" },
		{ "\t\x01\x7f", "\"\"" },
		{ "J\xc3\xb6rg \xf0\x9f\x93\x9e",
		    "\"J\xc3\xb6rg \xf0\x9f\x93\x9e\"" },
		{ "J\xf6rg", "\"Jrg\"" },
		{ "\xc3", "\"\"" },
		/* A byte left out may not join what is around it. */
		{ "\xc3\n\xb6", "\"\"" },
		{ "\xc3\"", "\"\\\"\"" },
		{ "\\\n\"", "\"\\\\\\\"\"" },
		{ "a;tag=x<sip:b>", "\"a;tag=x<sip:b>\"" }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct buf b = BUF_INIT;

		check_row(rows[i].name);
		address_display(rows[i].name, &b);
		CHECK_STR(buf_text(&b), rows[i].quoted);
		buf_release(&b);
	}
}

TEST(no_memory)
{
	struct address a = { "201", "example.com" };
	bool done = false;

	for (long n = 0; !done && n < 20; n++) {
		struct buf b = BUF_INIT;

		mem_fail_after(n);
		for (int i = 0; i < 10; i++) {
			address_format(&a, &b);
			address_display("Anna \"x\"", &b);
		}
		mem_fail_after(-1);
		done = buf_ok(&b);
		buf_release(&b);
	}
	CHECK(done);
}

int
main(void)
{
	RUN(good);
	RUN(bad_user);
	RUN(bad_host);
	RUN(every_byte);
	RUN(longest);
	RUN(default_host);
	RUN(messages);
	RUN(equal);
	RUN(host_valid);
	RUN(display);
	RUN(no_memory);
	return check_done();
}
