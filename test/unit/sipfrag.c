/*
 * What the body of a NOTIFY is taken to say.
 */
#include "../../lib/sipfrag.c"

#include <stdlib.h>

#include "check.h"

#define BODY(text) text, sizeof(text) - 1

struct body_row {
	const char *name, *body;
	size_t len;
	unsigned status;
	const char *phrase;
};

static const struct body_row body_rows[] = {
	{ "plain", BODY("SIP/2.0 200 OK"), 200, "OK" },
	{ "CR LF", BODY("SIP/2.0 180 Ringing\r\n"), 180, "Ringing" },
	{ "LF", BODY("SIP/2.0 100 Trying\nTo: x"), 100, "Trying" },
	{ "CR", BODY("SIP/2.0 100 Trying\rTo: x"), 100, "Trying" },
	{ "with headers", BODY("SIP/2.0 486 Busy Here\r\nTo: <sip:a@b>\r\n"),
	    486, "Busy Here" },
	{ "blank lines before", BODY("\r\n \t\r\nSIP/2.0 200 OK\r\n"),
	    200, "OK" },
	{ "lower case", BODY("sip/2.0 603 Decline"), 603, "Decline" },
	{ "many blanks", BODY("SIP/2.0  \t200   All  right  \r\n"),
	    200, "All  right" },
	{ "no phrase", BODY("SIP/2.0 200"), 200, "" },
	{ "no phrase, blank", BODY("SIP/2.0 200 \r\n"), 200, "" },
	{ "lowest", BODY("SIP/2.0 100 x"), 100, "x" },
	{ "highest", BODY("SIP/2.0 699 x"), 699, "x" },
	{ "control characters", BODY("SIP/2.0 200 a\tb\x01" "c\x7f" "d\0e"),
	    200, "a b c d e" },
	{ "NUL at the end", BODY("SIP/2.0 200 OK\0"), 200, "OK" },
	{ "8-bit", BODY("SIP/2.0 200 \xc3\xa9\xff"), 200, "\xc3\xa9\xff" },
	{ "empty", BODY(""), 0, "" },
	{ "only blanks", BODY(" \r\n\t\n"), 0, "" },
	{ "too low", BODY("SIP/2.0 099 x"), 0, "" },
	{ "too high", BODY("SIP/2.0 700 x"), 0, "" },
	{ "two digits", BODY("SIP/2.0 20 OK"), 0, "" },
	{ "four digits", BODY("SIP/2.0 2000 OK"), 0, "" },
	{ "no digits", BODY("SIP/2.0 OK"), 0, "" },
	{ "half digits", BODY("SIP/2.0 2x0 OK"), 0, "" },
	{ "negative", BODY("SIP/2.0 -200 OK"), 0, "" },
	{ "glued phrase", BODY("SIP/2.0 200OK"), 0, "" },
	{ "glued code", BODY("SIP/2.0200 OK"), 0, "" },
	{ "other version", BODY("SIP/3.0 200 OK"), 0, "" },
	{ "HTTP", BODY("HTTP/1.1 200 OK"), 0, "" },
	{ "version alone", BODY("SIP/2.0"), 0, "" },
	{ "version and blank", BODY("SIP/2.0 "), 0, "" },
	{ "cut version", BODY("SIP/2"), 0, "" },
	{ "a header first", BODY("To: x\r\nSIP/2.0 200 OK"), 0, "" },
	{ "a request", BODY("INVITE sip:a@b SIP/2.0\r\n"), 0, "" },
	{ "NUL first", BODY("\0SIP/2.0 200 OK"), 0, "" },
	{ "NUL behind the code", BODY("SIP/2.0 200\0 OK"), 0, "" },
};

TEST(bodies)
{
	for (size_t i = 0; i < sizeof(body_rows) / sizeof(*body_rows); i++) {
		const struct body_row *row = &body_rows[i];
		/* A copy of the exact size, so that reading on is noticed. */
		char *body = malloc(row->len ? row->len : 1);
		struct sipfrag frag = { 7, "left over" };

		check_row(row->name);
		memcpy(body, row->body, row->len);
		sipfrag_parse(&frag, body, row->len);
		CHECK_INT(frag.status, row->status);
		CHECK_STR(frag.phrase, row->phrase);
		free(body);
	}
}

TEST(no_body)
{
	struct sipfrag frag = { 7, "left over" };

	sipfrag_parse(&frag, NULL, 0);
	CHECK_INT(frag.status, 0);
	CHECK_STR(frag.phrase, "");
}

TEST(huge_body)
{
	enum { SIZE = 1 << 20 };
	char *body = malloc(SIZE);
	struct sipfrag frag;

	memset(body, 'x', SIZE);
	memcpy(body, "SIP/2.0 200 ", 12);
	sipfrag_parse(&frag, body, SIZE);
	CHECK_INT(frag.status, 200);
	CHECK_INT(strlen(frag.phrase), SIPFRAG_LINE_MAX - 1);
	memset(body, ' ', SIZE);
	sipfrag_parse(&frag, body, SIZE);
	CHECK_INT(frag.status, 0);
	free(body);
}

struct phrase_row {
	const char *text;
	size_t size;
	const char *want;
};

TEST(phrases)
{
	static const struct phrase_row rows[] = {
		{ "Ringing", 8, "Ringing" },
		{ "Ringing", 7, "Ringin" },
		{ "Ringing", 1, "" },
		{ "", 4, "" },
		{ "a\xc3\xa9z", 5, "a\xc3\xa9z" },
		{ "a\xc3\xa9z", 4, "a\xc3\xa9" },
		{ "a\xc3\xa9z", 3, "a" },		/* not half of it */
		{ "\xe2\x82\xac", 3, "" },
		{ "\xf0\x9f\x93\x9e", 4, "" },
		{ "x\xf0\x9f\x93\x9e", 4, "x" },
		/* No character at all: cut where it is. */
		{ "\x80\x80\x80\x80\x80\x80", 5, "\x80\x80\x80\x80" },
		{ "a\r\nB: c", 20, "a  B: c" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char out[32];

		check_row(rows[i].text);
		memset(out, '#', sizeof(out));
		size_t n = sipfrag_phrase(out, rows[i].size, rows[i].text,
		    strlen(rows[i].text));
		CHECK_STR(out, rows[i].want);
		CHECK_INT(n, strlen(rows[i].want));
		CHECK(out[rows[i].size] == '#');
	}
	char none = '#';
	CHECK_INT(sipfrag_phrase(&none, 0, "abc", 3), 0);
	CHECK(none == '#');
}

int
main(void)
{
	RUN(bodies);
	RUN(no_body);
	RUN(huge_body);
	RUN(phrases);
	return check_done();
}
