#include "../../lib/door.c"

#include <stdlib.h>

#include "check.h"

/*
 * A row is what may be passed on, what may not (from the first bad byte on;
 * empty: all is good), the status, and how many requests are complete.  Each
 * row is fed whole, byte by byte, and cut in two at every place; the answers
 * must be the same.
 */
struct row {
	const char *good, *rest;
	size_t good_size, rest_size;
	unsigned status, requests;
};

#define OK(text, requests) { text, "", sizeof(text) - 1, 0, 0, requests }
#define NO(status, good, rest) \
	{ good, rest, sizeof(good) - 1, sizeof(rest) - 1, status, 0 }
/* as NO, behind so many complete requests */
#define NO_BEHIND(requests, status, good, rest) \
	{ good, rest, sizeof(good) - 1, sizeof(rest) - 1, status, requests }

#define GET "GET /p HTTP/1.1\r\n"
#define GET0 "GET /p HTTP/1.0\r\n"
#define POST "POST /p HTTP/1.1\r\n"
#define HOST_X "Host: x\r\n"
#define CL "Content-Length: "
#define TE "Transfer-Encoding: "
#define CHUNKED POST HOST_X TE "chunked\r\n\r\n"

static const struct door_limits limits = { 300, 6, 40, 20 };

struct outcome {
	char events[64];	/* a letter each, with the place behind */
	size_t passed;
	unsigned status, requests;
	bool head;
};

/* Feed n bytes in pieces that end at `cut`, or of one byte each. */
static void
feed(struct outcome *out, const char *text, size_t n, size_t cut, bool single)
{
	static const char letters[] = " HRLE";
	struct door door;
	enum door_event event = DOOR_MORE;
	size_t events = 0;

	*out = (struct outcome){ .passed = 0 };
	door_init(&door, &limits);
	while (out->passed < n && event != DOOR_BAD) {
		size_t end = single ? out->passed + 1 :
		    out->passed < cut ? cut : n;
		/* of the exact size, so that reading over it is seen */
		size_t size = end - out->passed;
		char *piece = malloc(size);

		memcpy(piece, text + out->passed, size);
		size_t taken = door_feed(&door, piece, size, &event);
		free(piece);
		CHECK(taken <= size);
		CHECK(event != DOOR_MORE || taken == size);
		out->passed += taken;
		out->requests += event == DOOR_REQUEST;
		if (event != DOOR_MORE && event != DOOR_BAD &&
		    events + 6 < sizeof(out->events))
			events += (size_t)snprintf(out->events + events,
			    sizeof(out->events) - events, "%c%zu",
			    letters[event], out->passed);
	}
	out->status = door_status(&door);
	out->head = door_is_head(&door);
	CHECK((out->status != 0) == (event == DOOR_BAD));
	CHECK((*door_why(&door) != '\0') == (event == DOOR_BAD));
	if (event == DOOR_BAD) {	/* and it stays so */
		CHECK_INT(door_feed(&door, "GET", 3, &event), 0);
		CHECK_INT(event, DOOR_BAD);
		CHECK_INT(door_status(&door), out->status);
	}
}

static void
feed_all_ways(struct outcome *out, const char *text, size_t n)
{
	feed(out, text, n, n, false);
	for (size_t cut = 1; cut <= n; cut++) {
		struct outcome other;

		feed(&other, text, n, cut, cut == n);
		CHECK_INT(other.passed, out->passed);
		CHECK_INT(other.status, out->status);
		CHECK_INT(other.requests, out->requests);
		CHECK_STR(other.events, out->events);
	}
}

static void
check_rows(const struct row *rows, size_t count)
{
	static char text[4096];

	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		struct outcome out;
		char name[80];

		snprintf(name, sizeof(name), "%zu: %s|%s", i, row->good,
		    row->rest);
		check_row(name);
		memcpy(text, row->good, row->good_size);
		memcpy(text + row->good_size, row->rest, row->rest_size);
		feed_all_ways(&out, text, row->good_size + row->rest_size);
		CHECK_INT(out.passed, row->good_size);
		CHECK_INT(out.status, row->status);
		CHECK_INT(out.requests, row->requests);
	}
}

#define CHECK_TABLE(rows) check_rows(rows, CHECK_ROWS(rows))

TEST(good)
{
	static const struct row rows[] = {
		OK("", 0),
		OK("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 1),
		OK("GET / HTTP/1.0\r\n\r\n", 1),
		OK(GET0 HOST_X "\r\n", 1),
		OK(GET "host:x\r\n\r\n", 1),
		OK(GET "HOST:   x  \r\n\r\n", 1),
		OK(GET "Host: x:80\r\n\r\n", 1),
		OK(GET "Host: x:\r\n\r\n", 1),
		OK(GET "Host: x:65535\r\n\r\n", 1),
		OK(GET "Host: a-b_c~d.example.com.\r\n\r\n", 1),
		OK(GET "Host: 192.0.2.1:8080\r\n\r\n", 1),
		OK(GET "Host: [::1]\r\n\r\n", 1),
		OK(GET "Host: [2001:db8::1]:80\r\n\r\n", 1),
		OK(GET "Host: [::ffff:192.0.2.1]\r\n\r\n", 1),
		OK(GET HOST_X "A:\r\n\r\n", 1),
		OK(GET HOST_X "A: \r\n\r\n", 1),
		OK(GET HOST_X "A:\t b \t c\t\r\n\r\n", 1),
		OK(GET HOST_X "!#$%&'*+-.^_`|~09azAZ: b\r\n\r\n", 1),
		OK(GET HOST_X "A: \x80\xff\xc3\xa4\r\n\r\n", 1),
		OK(GET HOST_X "A: a:b;c\"d\\\r\n\r\n", 1),
		OK(GET HOST_X "1: 1\r\n2: 2\r\n3: 3\r\n4: 4\r\n5: 5\r\n\r\n", 1),
		OK(GET HOST_X "Upgrade: websocket\r\nConnection: upgrade\r\n\r\n",
		    1),
		OK(GET HOST_X "Expect: 100-continue\r\n\r\n", 1),
		OK(GET HOST_X "eXPECT: 100-CONTINUE  \r\n\r\n", 1),
		OK(GET HOST_X "Expect: 100-continue\r\nExpect: 100-continue\r\n"
		    "\r\n", 1),
		OK(GET HOST_X "Content-Lengthy: x\r\n\r\n", 1),
		OK(GET HOST_X "X-Content-Length: x\r\n\r\n", 1),
		OK(GET HOST_X "Content_Length: x\r\n\r\n", 1),
		OK(GET HOST_X "Hos: a/b\r\nHosts: a/b\r\n\r\n", 1),
		OK(GET HOST_X "TE: trailers\r\nTrailer: a\r\n\r\n", 1),
		/* a name that is longer than our word, with ours in front */
		OK(GET HOST_X "content-lengthxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		    "xxxxxxxxxxxxxxxxxxxxx: x\r\n\r\n", 1),
		/* methods */
		OK("HEAD / HTTP/1.0\r\n\r\n", 1),
		OK("POST / HTTP/1.0\r\n\r\n", 1),
		OK("PUT / HTTP/1.0\r\n\r\n", 1),
		OK("DELETE / HTTP/1.0\r\n\r\n", 1),
		OK("OPTIONS / HTTP/1.0\r\n\r\n", 1),
		OK("OPTIONS * HTTP/1.0\r\n\r\n", 1),
		OK("TRACE / HTTP/1.0\r\n\r\n", 1),
		OK("PATCH / HTTP/1.0\r\n\r\n", 1),
		/* targets */
		OK("GET /a/b?c=d&e HTTP/1.0\r\n\r\n", 1),
		OK("GET /? HTTP/1.0\r\n\r\n", 1),
		OK("GET /a//b HTTP/1.0\r\n\r\n", 1),
		OK("GET /a:b HTTP/1.0\r\n\r\n", 1),
		OK("GET /\\^`{|}<>\"' HTTP/1.0\r\n\r\n", 1),
		OK("GET /%00%zz%/../ HTTP/1.0\r\n\r\n", 1),
		OK("GET http://x HTTP/1.0\r\n\r\n", 1),
		OK("GET http://x/ HTTP/1.0\r\n\r\n", 1),
		OK("GET HTTPS://x:443/a?b HTTP/1.0\r\n\r\n", 1),
		OK("GET http://x?b HTTP/1.0\r\n\r\n", 1),
		OK("GET http://[::1]:1//a HTTP/1.0\r\n\r\n", 1),
		OK("GET http://x:/ HTTP/1.0\r\n\r\n", 1),
		OK("GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n", 1),
		OK("GET /234567890123456789012345678901234567890 HTTP/1.0\r\n"
		    "\r\n", 1),
	};
	CHECK_TABLE(rows);
}

TEST(good_bodies)
{
	static const struct row rows[] = {
		OK(POST HOST_X CL "0\r\n\r\n", 1),
		OK(POST HOST_X CL "3\r\n\r\nabc", 1),
		OK(POST HOST_X CL "0003\r\n\r\nabc", 1),
		OK(POST HOST_X CL " 3  \r\n\r\n\0\r\n", 1),
		OK(POST HOST_X CL "20\r\n\r\n01234567890123456789", 1),
		OK(POST HOST_X CL "4\r\n\r\nabc", 0),
		OK(POST HOST_X "\r\n", 1),
		OK(GET HOST_X CL "3\r\n\r\nabc", 1),
		OK("DELETE / HTTP/1.0\r\n" CL "3\r\n\r\nabc", 1),
		OK("OPTIONS * HTTP/1.0\r\n" CL "1\r\n\r\na", 1),
		OK("HEAD / HTTP/1.0\r\n" CL "0\r\n\r\n", 1),
		OK(POST HOST_X "Expect: 100-continue\r\n" CL "1\r\n\r\na", 1),
		OK(CHUNKED "0\r\n\r\n", 1),
		OK(CHUNKED "3\r\nabc\r\n0\r\n\r\n", 1),
		OK(CHUNKED "0003\r\nabc\r\n000\r\n\r\n", 1),
		OK(CHUNKED "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", 1),
		OK(CHUNKED "14\r\n01234567890123456789\r\n0\r\n\r\n", 1),
		OK(CHUNKED "3;a=b\r\nabc\r\n0;c=\"d;e\"\r\n\r\n", 1),
		OK(CHUNKED "3; a = b\r\nabc\r\n0;\r\n\r\n", 1),
		OK(CHUNKED "0000000000000003\r\nabc\r\n0\r\n\r\n", 1),
		OK(CHUNKED "3\r\n\r\n\0\r\n0\r\n\r\n", 1),
		OK(CHUNKED "0\r\nA: b\r\n\r\n", 1),
		OK(CHUNKED "0\r\nA: b\r\nHosts: d\r\n\r\n", 1),
		OK(POST HOST_X "transfer-encoding:CHUNKED  \r\n\r\n0\r\n\r\n", 1),
		OK(CHUNKED "3\r\nab", 0),
		/* one after the other */
		OK(GET HOST_X "\r\n" GET HOST_X "\r\n", 2),
		OK(GET HOST_X "\r\n" GET HOST_X "\r\n" GET HOST_X, 2),
		OK(POST HOST_X CL "3\r\n\r\nabc" GET HOST_X "\r\n", 2),
		OK(CHUNKED "3\r\nabc\r\n0\r\n\r\n" GET0 "\r\n" GET0 "\r\n", 3),
		/* empty lines in front, and behind a body */
		OK("\r\n" GET0 "\r\n", 1),
		OK("\r\n\r\n\r\n\r\n" GET0 "\r\n", 1),
		OK(POST HOST_X CL "1\r\n\r\na\r\n" GET0 "\r\n\r\n\r\n" GET0
		    "\r\n", 3),
		/* a body that looks like a request is none */
		OK(POST HOST_X CL "19\r\n\r\nGET / HTTP/1.1\r\n\r\n\n", 1),
	};
	CHECK_TABLE(rows);
}

TEST(bad_lines)
{
	static const struct row rows[] = {
		NO(400, "", "\n"), NO(400, "", " GET / HTTP/1.0\r\n\r\n"),
		NO(400, "", "\0GET / HTTP/1.0\r\n\r\n"),
		NO(400, "", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
		NO(400, "", "\x80\x2e\x01\x03\x01"), NO(400, "", "/ HTTP/1.0"),
		NO(400, "", ": x"), NO(400, "", "(GET)"), NO(400, "", "\"GET\""),
		NO(400, "\r", "\r\n"), NO(400, "\r", "GET"),
		NO(400, "\r\n\r\n\r\n\r\n", "\r\n" GET0 "\r\n"),
		NO(400, "\r\n", "\nGET"),
		NO(400, "hello", "\r\n\r\n"), NO(400, "GET", "\r\n\r\n"),
		NO(400, "GET", "\t/ HTTP/1.0\r\n\r\n"), NO(400, "GET", "\n"),
		NO(400, "GET", "\0 / HTTP/1.0"), NO(400, "GET", "/ HTTP/1.0"),
		NO(400, "G", "\xc3\x89T / HTTP/1.0"),
		NO(501, "get", " / HTTP/1.0\r\n\r\n"),
		NO(501, "Get", " / HTTP/1.0\r\n\r\n"),
		NO(501, "FROB", " / HTTP/1.0\r\n\r\n"),
		NO(501, "GETS", " / HTTP/1.0\r\n\r\n"),
		NO(501, "GE", " / HTTP/1.0\r\n\r\n"),
		NO(501, "CONNECT", " x:443 HTTP/1.1\r\n\r\n"),
		NO(501, "PRI", " * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
		NO(501, "012345678901234567890123", "4 / HTTP/1.0\r\n\r\n"),
		/* targets */
		NO(400, "GET ", " / HTTP/1.0"), NO(400, "GET ", "\t/ HTTP/1.0"),
		NO(400, "GET ", "\r\n"), NO(400, "GET HTTP", "/1.0\r\n"),
		NO(400, "GET ", "* HTTP/1.0"), NO(400, "GET ", "?a HTTP/1.0"),
		NO(400, "GET ", "#a HTTP/1.0"), NO(400, "GET ", "%2f HTTP/1.0"),
		NO(400, "GET ", "1.2.3.4:80 HTTP/1.0"),
		NO(400, "GET ", "[::1]/ HTTP/1.0"),
		NO(400, "GET /", "\r\n"), NO(400, "GET /", "\n"),
		NO(400, "GET /", "#f HTTP/1.0"), NO(400, "GET /a", "#f HTTP/1.0"),
		NO(400, "GET /", "/x/y HTTP/1.0"), NO(400, "GET /", "/ HTTP/1.0"),
		NO(400, "GET /a", "\x01 HTTP/1.0"), NO(400, "GET /a", "\0b"),
		NO(400, "GET /a", "\x7f"), NO(400, "GET /a", "\x80"),
		NO(400, "GET /a", "\xff HTTP/1.1"), NO(400, "GET /a", "\tb"),
		NO(400, "GET /a ", "b HTTP/1.0"), NO(400, "GET /a ", " HTTP/1.0"),
		NO(400, "OPTIONS *", "a HTTP/1.0"),
		NO(400, "OPTIONS *", "/ HTTP/1.0"),
		NO(400, "GET http", " HTTP/1.0"), NO(400, "GET http", "/x"),
		NO(400, "GET http:", "x/"), NO(400, "GET http:/", "x/"),
		NO(400, "GET http://", "/a HTTP/1.0"),
		NO(400, "GET http://", " HTTP/1.0"),
		NO(400, "GET http://", "?a HTTP/1.0"),
		NO(400, "GET http://", ":80/ HTTP/1.0"),
		NO(400, "GET http://u", "@x/ HTTP/1.0"),
		NO(400, "GET http://u:", "p@x/ HTTP/1.0"),
		NO(400, "GET http://x:8", "a/ HTTP/1.0"),
		NO(400, "GET http://x:6553", "6/ HTTP/1.0"),
		NO(400, "GET http://x", "%20/ HTTP/1.0"),
		NO(400, "GET http://x", "\\/ HTTP/1.0"),
		NO(400, "GET http://x", "#f HTTP/1.0"),
		NO(400, "GET http://[::1", " HTTP/1.0"),
		NO(400, "GET http://[1.2.3.4", "]/ HTTP/1.0"),
		NO(400, "GET http://[::1]", "a/ HTTP/1.0"),
		NO(400, "GET http://[", "]/ HTTP/1.0"),
		NO(400, "GET ftp", "://x/ HTTP/1.0"),
		NO(400, "GET file", ":///etc/passwd HTTP/1.0"),
		NO(400, "GET x", ":80 HTTP/1.0"),
		NO(400, "GET http", "1://x/ HTTP/1.0"),
		NO(414, "GET /234567890123456789012345678901234567890",
		    "1 HTTP/1.0\r\n\r\n"),
		NO(414, "GET http://890123456789012345678901234567890",
		    "1 HTTP/1.0\r\n\r\n"),
		/* versions */
		NO(400, "GET / ", "\r\n\r\n"), NO(400, "GET / ", "\n"),
		NO(400, "GET / ", "FOO/1.1\r\n"), NO(400, "GET / ", "http/1.1"),
		NO(400, "GET / HTTP", "1.1"), NO(400, "GET / HTTP/", "\r\n"),
		NO(400, "GET / HTTP/1", "\r\n"), NO(400, "GET / HTTP/1", ",1\r\n"),
		NO(400, "GET / HTTP/1.", "\r\n"), NO(400, "GET / HTTP/1.", "x\r\n"),
		NO(400, "GET / HTTP/1.1", " \r\n"),
		NO(400, "GET / HTTP/1.1", "1\r\n"),
		NO(400, "GET / HTTP/1.1", "0\r\n"),
		NO(400, "GET / HTTP/1.1", "\n\r\n"),
		NO(400, "GET / HTTP/1.1", "\0\r\n"),
		NO(400, "GET / HTTP/1.1\r", "\r\n"),
		NO(400, "GET / HTTP/1.1\r", "Host: x\r\n"),
		NO(400, "GET / HTTP/", "-1.1\r\n"), NO(400, "GET / HTTP/", " 1.1"),
		NO(505, "GET / HTTP/", "2.0\r\n\r\n"), NO(505, "GET / HTTP/", "2\r\n"),
		NO(505, "GET / HTTP/", "9.9\r\n\r\n"), NO(505, "GET / HTTP/", "0.9"),
		NO(505, "GET / HTTP/", "01.1"),
		NO(505, "GET / HTTP/1.", "2\r\n\r\n"), NO(505, "GET / HTTP/1.", "9"),
	};
	CHECK_TABLE(rows);
}

TEST(bad_fields)
{
	static const struct row rows[] = {
		NO(400, GET, " Host: x\r\n\r\n"), NO(400, GET, "\tHost: x\r\n\r\n"),
		NO(400, GET, "\n"), NO(400, GET, ": x\r\n"), NO(400, GET, "\0"),
		NO(400, GET "\r", "\r\n"), NO(400, GET "\r", "Host: x\r\n\r\n"),
		NO(400, GET HOST_X, " folded\r\n\r\n"),
		NO(400, GET HOST_X "A: b\r\n", "\tfolded\r\n\r\n"),
		NO(400, GET HOST_X, ":b\r\n\r\n"), NO(400, GET HOST_X "no", " colon"),
		NO(400, GET HOST_X "nocolon", "\r\n\r\n"),
		NO(400, GET HOST_X "nocolon", "\n"),
		NO(400, GET HOST_X "X", " : y\r\n\r\n"),
		NO(400, GET HOST_X "X", "\t: y\r\n\r\n"),
		NO(400, GET HOST_X "X", "\0Y: z\r\n\r\n"),
		NO(400, GET HOST_X "X", "\x0b: z\r\n\r\n"),
		NO(400, GET HOST_X "X", "(Y): z\r\n\r\n"),
		NO(400, GET HOST_X "X", "\x80: z\r\n\r\n"),
		NO(400, GET HOST_X "X", "\r: z\r\n\r\n"),
		NO(400, GET HOST_X, "\xef\xbb\xbfX: z\r\n\r\n"),
		NO(400, GET HOST_X, "\"X\": z\r\n\r\n"),
		NO(400, GET HOST_X, "[X]: z\r\n\r\n"),
		NO(400, GET HOST_X "X", "@y: z\r\n\r\n"),
		NO(400, GET HOST_X "X: a", "\0b\r\n\r\n"),
		NO(400, GET HOST_X "X: a", "\x01\r\n\r\n"),
		NO(400, GET HOST_X "X: a", "\x0b\r\n\r\n"),
		NO(400, GET HOST_X "X: a", "\x0c\r\n\r\n"),
		NO(400, GET HOST_X "X: a", "\x1f\r\n\r\n"),
		NO(400, GET HOST_X "X: a", "\x7f\r\n\r\n"),
		NO(400, GET HOST_X "X: ", "\0\r\n\r\n"),
		NO(400, GET HOST_X "X:", "\0\r\n\r\n"),
		NO(400, GET HOST_X "X: a", "\nY: b\r\n\r\n"),
		NO(400, GET HOST_X "X: a", "\n\r\n\r\n"),
		NO(400, GET HOST_X "X: a\r", "Y: b\r\n\r\n"),
		NO(400, GET HOST_X "X: a\r", "\r\n\r\n"),
		NO(400, GET HOST_X "X: a\r", "\0\n\r\n"),
		NO(400, GET HOST_X "X: a\r\n\r", "a"),
		NO(400, GET HOST_X "X: a\r\n", "\n"),
		/* Host */
		NO(400, GET "\r", "\n"), NO(400, GET "A: b\r\n\r", "\n"),
		NO(400, GET HOST_X "Host", ": x\r\n\r\n"),
		NO(400, GET HOST_X "hOsT", ": y\r\n\r\n"),
		NO(400, GET0 HOST_X "Host", ": x\r\n\r\n"),
		NO(400, GET "Host:", "\r\n\r\n"), NO(400, GET "Host: ", "\r\n\r\n"),
		NO(400, GET0 "Host: ", "\r\n\r\n"),
		NO(400, GET "Host: ", ":80\r\n\r\n"),
		NO(400, GET "Host: x", "/y\r\n\r\n"),
		NO(400, GET "Host: x", "@y\r\n\r\n"),
		NO(400, GET "Host: x", ",y\r\n\r\n"),
		NO(400, GET "Host: x ", "y\r\n\r\n"),
		NO(400, GET "Host: x   ", ", y\r\n\r\n"),
		NO(400, GET "Host:", "\tx\r\n\r\n"), NO(400, GET "Host: x", "\t\r\n"),
		NO(400, GET "Host: x:", "a\r\n\r\n"),
		NO(400, GET "Host: x:80", ":80\r\n\r\n"),
		NO(400, GET "Host: x:6553", "6\r\n\r\n"),
		NO(400, GET "Host: x:9999", "99999999999999999999\r\n\r\n"),
		NO(400, GET "Host: ", "::1\r\n\r\n"),
		NO(400, GET "Host: [::1", "\r\n\r\n"),
		NO(400, GET "Host: [::1", " ]\r\n\r\n"),
		NO(400, GET "Host: [:::1", "]\r\n\r\n"),
		NO(400, GET "Host: [1.2.3.4", "]\r\n\r\n"),
		NO(400, GET "Host: [::1", "%eth0]\r\n\r\n"),
		NO(400, GET "Host: [::1]", "x\r\n\r\n"),
		NO(400, GET "Host: [::1]:", "x\r\n\r\n"),
		NO(400, GET "Host: [", "x]\r\n\r\n"),
		NO(400, GET "Host: ", "%61\r\n\r\n"), NO(400, GET "Host: ", "\x80\r\n"),
		NO(400, GET "Host: ", "<x>\r\n\r\n"), NO(400, GET "Host: ", "\"x\"\r\n"),
		NO(400, GET "Host: x", "\0\r\n\r\n"), NO(400, GET "Host: x", "\\y\r\n"),
		NO(400, GET "Host: [0000:0000:0000:0000:0000:0000:0000:0000:00000"
		    "0", "0]\r\n\r\n"),
		/* Expect */
		NO(417, GET HOST_X "Expect: cake", "\r\n\r\n"),
		NO(417, GET HOST_X "Expect:", "\r\n\r\n"),
		NO(417, GET HOST_X "Expect: 100-continue, x", "\r\n\r\n"),
		NO(417, GET HOST_X "Expect: 100-continued", "\r\n\r\n"),
		NO(417, GET HOST_X "Expect: 100", "\r\n\r\n"),
		NO(417, GET0 "Expect: cake", "\r\n\r\n"),
		NO(400, GET HOST_X "Expect:", "\t100-continue\r\n\r\n"),
		NO(400, GET HOST_X "Expect: 100-continue", "\t\r\n\r\n"),
		NO(417, GET HOST_X "Expect: 100-continue\r\nExpect: x", "\r\n\r\n"),
		NO(417, GET HOST_X "Expect: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		    "xxxxxxxxxxxxxxxxxxxx", "\r\n\r\n"),
		/* limits */
		NO(431, GET "1: 1\r\n2: 2\r\n3: 3\r\n4: 4\r\n5: 5\r\n6: 6\r\n",
		    "7: 7\r\n\r\n"),
		NO(431, GET HOST_X "1:\r\n2:\r\n3:\r\n4:\r\n5:\r\n", "6:\r\n\r\n"),
	};
	CHECK_TABLE(rows);
}

TEST(bad_bodies)
{
	static const struct row rows[] = {
		/* Content-Length */
		NO(400, POST HOST_X CL, "-1\r\n\r\n"), NO(400, POST HOST_X CL, "x\r\n"),
		NO(400, POST HOST_X CL, "+3\r\n\r\nabc"), NO(400, POST HOST_X CL, "\r\n"),
		NO(400, POST HOST_X "Content-Length:", "\r\n\r\n"),
		NO(400, POST HOST_X CL "0", "x3\r\n\r\n"),
		NO(400, POST HOST_X CL "3", ",3\r\n\r\n"),
		NO(400, POST HOST_X CL "3 ", "3\r\n\r\n"),
		NO(400, POST HOST_X CL "3", ".0\r\n\r\n"),
		NO(400, POST HOST_X CL "3", ";\r\n\r\n"), NO(400, POST HOST_X CL "3", "e0"),
		NO(400, POST HOST_X CL, "\t3\r\n\r\n"), NO(400, POST HOST_X CL "3", "\t"),
		NO(400, POST HOST_X CL "3", "\0\r\n\r\n"), NO(400, POST HOST_X CL, "\"3\""),
		NO(400, POST HOST_X CL, "\xb2\r\n\r\n"),
		NO(400, POST HOST_X "Content-Length", " : 3\r\n\r\nabc"),
		NO(400, POST HOST_X "Content-Length", "\t: 3\r\n\r\nabc"),
		NO(400, POST HOST_X, " Content-Length: 3\r\n\r\nabc"),
		NO(400, POST HOST_X CL "3\r\nContent-Length", ": 3\r\n\r\nabc"),
		NO(400, POST HOST_X CL "3\r\nContent-Length", ": 4\r\n\r\nabcd"),
		NO(400, POST HOST_X CL "0\r\ncontent-length", ": 0\r\n\r\n"),
		NO(413, POST HOST_X CL "2", "1\r\n\r\n"), NO(413, POST HOST_X CL "9", "9"),
		NO(413, POST HOST_X CL "9", "9999999999999999999\r\n\r\n"),
		NO(413, POST HOST_X CL "18", "446744073709551617\r\n\r\na"),
		NO(400, "HEAD /p HTTP/1.1\r\n" HOST_X CL "1\r\n\r", "\na"),
		NO(400, "TRACE /p HTTP/1.1\r\n" HOST_X CL "1\r\n\r", "\na"),
		NO(400, "HEAD /p HTTP/1.1\r\n" HOST_X TE "chunked\r\n\r",
		    "\n0\r\n\r\n"),
		/* Transfer-Encoding */
		NO(400, POST HOST_X CL "3\r\n" TE "chunked\r\n\r", "\n0\r\n\r\n"),
		NO(400, POST HOST_X TE "chunked\r\n" CL "3\r\n\r", "\n0\r\n\r\n"),
		NO(400, POST HOST_X TE "chunked\r\n" CL "0\r\n\r", "\n0\r\n\r\n"),
		NO(400, POST HOST_X TE "chunked\r\nTransfer-Encoding",
		    ": chunked\r\n\r\n"),
		NO(400, POST HOST_X TE "chunked\r\ntransfer-encoding",
		    ": identity\r\n\r\n"),
		NO(400, "POST / HTTP/1.0\r\n" TE "chunked\r\n\r", "\n0\r\n\r\n"),
		NO(501, POST HOST_X TE "gzip", "\r\n\r\n"),
		NO(501, POST HOST_X TE "identity", "\r\n\r\n"),
		NO(501, POST HOST_X TE "gzip, chunked", "\r\n\r\n"),
		NO(501, POST HOST_X TE "chunked, chunked", "\r\n\r\n"),
		NO(501, POST HOST_X TE "chunked, identity", "\r\n\r\n"),
		NO(501, POST HOST_X TE "chunked,", "\r\n\r\n"),
		NO(501, POST HOST_X TE ",chunked", "\r\n\r\n"),
		NO(501, POST HOST_X TE "xchunked", "\r\n\r\n"),
		NO(501, POST HOST_X TE "chunkedx", "\r\n\r\n"),
		NO(501, POST HOST_X TE "chunked;q=1", "\r\n\r\n"),
		NO(501, POST HOST_X TE "\"chunked\"", "\r\n\r\n"),
		NO(501, POST HOST_X TE "chun ked", "\r\n\r\n"),
		NO(501, POST HOST_X TE "c\xc3\x84hunked", "\r\n\r\n"),
		NO(400, POST HOST_X "Transfer-Encoding:", "\tchunked\r\n\r\n"),
		NO(400, POST HOST_X TE, "\x0b" "chunked\r\n\r\n"),
		NO(400, POST HOST_X TE "chunked", "\t\r\n\r\n"),
		NO(400, POST HOST_X TE "chunked", "\0\r\n\r\n"),
		NO(400, POST HOST_X TE "chunked", "\nX: y\r\n\r\n"),
		NO(400, POST HOST_X "Transfer-Encoding", " : chunked\r\n\r\n"),
		NO(400, POST HOST_X TE, "\r\n\r\n"),
		NO(400, POST HOST_X TE "chunked\r\n", " x\r\n\r\n"),
		/* chunks */
		NO(400, CHUNKED, "zz\r\n"), NO(400, CHUNKED, "-1\r\n"),
		NO(400, CHUNKED, "+1\r\n"), NO(400, CHUNKED, " 1\r\n"),
		NO(400, CHUNKED, "\r\n"), NO(400, CHUNKED, "\n"), NO(400, CHUNKED, ";a"),
		NO(400, CHUNKED, "\0"), NO(400, CHUNKED "0", "x5\r\n"),
		NO(400, CHUNKED "5", " \r\n"), NO(400, CHUNKED "5", "\t;a\r\n"),
		NO(400, CHUNKED "5", "g\r\n"), NO(400, CHUNKED "5", "\nabcde"),
		NO(400, CHUNKED "5", "\0\r\n"), NO(400, CHUNKED "5\r", "abcde"),
		NO(400, CHUNKED "5\r", "\r\n"), NO(400, CHUNKED "5", ".0\r\n"),
		NO(400, CHUNKED "5;a", "\nabcde"), NO(400, CHUNKED "5;a", "\0"),
		NO(400, CHUNKED "5;a", "\x80"), NO(400, CHUNKED "5;a\r", "b\r\n"),
		NO(400, CHUNKED "3\r\nabc", "d\r\n"), NO(400, CHUNKED "3\r\nabc", "\n"),
		NO(400, CHUNKED "3\r\nabc\r", "0\r\n\r\n"),
		NO(400, CHUNKED "3\r\nabc", "0\r\n\r\n"),
		NO(400, CHUNKED "3\r\nabc\r\n", "\r\n"),
		NO(413, CHUNKED "1", "5\r\n"), NO(413, CHUNKED "f", "fffffffffffffff"),
		NO(413, CHUNKED "14\r\n01234567890123456789\r\n", "1\r\na\r\n"),
		NO(400, CHUNKED "0000000000000000", "1\r\na"),
		NO(413, CHUNKED "10", "000000000000001\r\na"),
		/* trailers */
		NO(400, CHUNKED "0\r\n", "\n"), NO(400, CHUNKED "0\r\n\r", "GET"),
		NO(400, CHUNKED "0\r\n", " a: b\r\n"), NO(400, CHUNKED "0\r\n", ":b\r\n"),
		NO(400, CHUNKED "0\r\nContent-Length", ": 1\r\n\r\n"),
		NO(400, CHUNKED "0\r\nTransfer-Encoding", ": chunked\r\n\r\n"),
		NO(400, CHUNKED "0\r\nHost", ": x\r\n\r\n"),
		NO(400, CHUNKED "0\r\nA", " : x\r\n\r\n"),
		NO(400, CHUNKED "0\r\nA: b", "\0\r\n\r\n"),
		NO(431, CHUNKED "0\r\n3:\r\n4:\r\n5:\r\n6:\r\n", "7:\r\n\r\n"),
		/* behind what is good */
		NO_BEHIND(1, 400, GET HOST_X "\r\n", "\0"),
		NO_BEHIND(1, 400, GET HOST_X "\r\n", " GET"),
		NO_BEHIND(1, 501, GET HOST_X "\r\nfrob", " / HTTP/1.0"),
		NO_BEHIND(1, 400, GET HOST_X "\r\nGET", "\r\n"),
		NO_BEHIND(1, 400, POST HOST_X CL "3\r\n\r\nabcd", "\r\n"),
		NO_BEHIND(2, 400, GET0 "\r\n" GET0 "\r\n", "{}"),
		NO_BEHIND(1, 400, CHUNKED "0\r\n\r\n" GET "\r", "\n"),
	};
	CHECK_TABLE(rows);
}

/* Does this text come through whole, and is it one request? */
static bool
passes(const char *before, unsigned c, const char *behind)
{
	struct outcome out;
	char text[400];
	size_t n = strlen(before), m = strlen(behind);

	memcpy(text, before, n);
	text[n] = (char)c;
	memcpy(text + n + 1, behind, m);
	feed(&out, text, n + 1 + m, n + 1 + m, false);
	if (out.status != 0)	/* and it is nothing before this byte */
		CHECK(out.passed >= n);
	return out.status == 0 && out.requests == 1;
}

/* Every byte in every place, with what the RFCs say of it in other words. */
TEST(every_byte)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char name[] = "-._~0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char row[20];

	for (unsigned c = 0; c < 256; c++) {
		bool visible = c > 32 && c < 127;
		bool blank = c == ' ' || c == '\t';
		bool digit = c != 0 && strchr("0123456789", (int)c) != NULL;
		snprintf(row, sizeof(row), "byte %#x", c);
		check_row(row);
		CHECK_INT(passes("GET /a", c, "b HTTP/1.0\r\n\r\n"),
		    visible && c != '#');
		CHECK_INT(passes("GET /a?", c, "b HTTP/1.0\r\n\r\n"),
		    visible && c != '#');
		CHECK_INT(passes(GET0 "A", c, "B: c\r\n\r\n"),
		    c == ':' || (c != 0 && strchr(token, (int)c) != NULL));
		CHECK_INT(passes(GET0, c, "B: c\r\n\r\n"),
		    c != 0 && strchr(token, (int)c) != NULL);
		CHECK_INT(passes(GET0 "A: b", c, "c\r\n\r\n"),
		    visible || blank || c > 127);
		CHECK_INT(passes(GET0 "A:", c, "\r\n\r\n"),
		    visible || blank || c > 127);
		CHECK_INT(passes(GET0 "Host: ", c, "\r\n\r\n"),
		    c != 0 && strchr(name, (int)c) != NULL);
		CHECK_INT(passes(GET0 "Host: a", c, "1\r\n\r\n"),
		    c == ':' || (c != 0 && strchr(name, (int)c) != NULL));
		CHECK_INT(passes(GET0 "Host: a:", c, "1\r\n\r\n"), digit);
		CHECK_INT(passes(GET0 CL "0", c, "0\r\n\r\n"), c == '0');
		CHECK_INT(passes("GET /", c, "HTTP/1.0\r\n\r\n"), c == ' ');
		CHECK_INT(passes("GET / HTTP/1.", c, "\r\n\r\n"), c == '0');
		CHECK_INT(passes("GET / HTTP/1.0", c, "\n\r\n"), c == '\r');
		CHECK_INT(passes("GET / HTTP/1.0\r", c, "\r\n"), c == '\n');
		CHECK_INT(passes(CHUNKED, c, "\r\n\r\n"), c == '0');
		CHECK_INT(passes(CHUNKED "0;", c, "\r\n\r\n"),
		    visible || blank);
		CHECK_INT(passes(POST HOST_X CL "1\r\n\r\n", c, ""), true);
		CHECK_INT(passes(CHUNKED "1\r\n", c, "\r\n0\r\n\r\n"), true);
	}
}

/* Each good request, cut short at any byte, is no request yet. */
TEST(cut_short)
{
	static const char *const texts[] = {
		GET HOST_X "\r\n", POST HOST_X CL "3\r\n\r\nabc",
		CHUNKED "3;x\r\nabc\r\n0\r\nA: b\r\n\r\n",
		"OPTIONS * HTTP/1.0\r\n\r\n", "GET http://[::1]:80/ HTTP/1.0\r\n\r\n",
	};

	for (size_t i = 0; i < CHECK_ROWS(texts); i++) {
		size_t n = strlen(texts[i]);

		check_row(texts[i]);
		for (size_t k = 0; k <= n; k++) {
			struct outcome out;
			feed(&out, texts[i], k, k, false);
			CHECK_INT(out.passed, k);
			CHECK_INT(out.status, 0);
			CHECK_INT(out.requests, k == n);
		}
	}
}

TEST(events)
{
	static const struct { const char *text, *events; } rows[] = {
		{ "GET / HTTP/1.0\r\n\r\n", "R18" },
		{ "\r\nGET / HTTP/1.0\r\n\r\n", "L2R20" },
		{ "GET / HTTP/1.0\r\n\r\n\r\n\r\n", "R18L20L22" },
		{ "PUT / HTTP/1.0\r\n" CL "1\r\n\r\na", "H37R38" },
		{ CHUNKED "1;a\r\na\r\n0;\r\n\r\n", "H57E59E67R71" },
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct outcome out;

		check_row(rows[i].text);
		feed_all_ways(&out, rows[i].text, strlen(rows[i].text));
		CHECK_STR(out.events, rows[i].events);
	}
}

TEST(phases)
{
	static const struct { const char *text; enum door_phase phase; }
	rows[] = {
		{ "", DOOR_BETWEEN }, { "\r", DOOR_BETWEEN },
		{ "\r\n", DOOR_BETWEEN }, { "G", DOOR_IN_HEAD },
		{ GET, DOOR_IN_HEAD }, { GET HOST_X "\r", DOOR_IN_HEAD },
		{ GET HOST_X "\r\n", DOOR_BETWEEN },
		{ POST HOST_X CL "2\r\n\r\n", DOOR_IN_BODY },
		{ POST HOST_X CL "2\r\n\r\na", DOOR_IN_BODY },
		{ POST HOST_X CL "2\r\n\r\nab", DOOR_BETWEEN },
		{ CHUNKED, DOOR_IN_BODY }, { CHUNKED "1\r\n", DOOR_IN_BODY },
		{ CHUNKED "0\r\n", DOOR_IN_BODY },
		{ CHUNKED "0\r\nA: b\r\n", DOOR_IN_BODY },
		{ CHUNKED "0\r\n\r\n", DOOR_BETWEEN },
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct door door;
		enum door_event event = DOOR_MORE;
		size_t n = strlen(rows[i].text), at = 0;

		check_row(rows[i].text);
		door_init(&door, &limits);
		while (at < n && event != DOOR_BAD)
			at += door_feed(&door, rows[i].text + at, n - at,
			    &event);
		CHECK_INT(door_phase(&door), rows[i].phase);
	}
}

/* What never ends is cut off, whatever it is. */
TEST(endless)
{
	static const struct {
		const char *begin, *again;
		unsigned status;
		size_t most;
	} rows[] = {
		{ "", "G", 501, 24 }, { "", "\r\n", 400, 8 },
		{ "GET /", "a", 414, 44 }, { "GET /a?", "a", 414, 44 },
		{ "GET http://", "a", 414, 44 }, { "GET ", "http", 414, 44 },
		{ GET "A: ", "b", 431, 300 }, { GET "A", "a", 431, 300 },
		{ GET, "A:b\r\n", 431, 50 }, { GET "A:", " ", 431, 300 },
		{ GET "Host: ", "a", 400, 278 }, { GET "Host: a", " ", 431, 300 },
		{ GET "Host: [", ":", 400, 100 }, { GET CL, "0", 431, 300 },
		{ GET TE, "c", 431, 300 }, { GET "Expect: ", "1", 431, 300 },
		{ CHUNKED, "0", 400, 100 },
		{ CHUNKED "1;", "a", 400, 1100 },
		{ CHUNKED, "1;abcdefghi\r\na\r\n", 413, 500 },
		{ CHUNKED "0\r\n", "a:b\r\n", 431, 300 },
		{ CHUNKED "0\r\na:", "b", 431, 400 },
	};
	static char text[5000];

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		size_t n = strlen(rows[i].begin), m = strlen(rows[i].again);
		struct outcome out;

		check_row(rows[i].begin);
		memcpy(text, rows[i].begin, n);
		for (; n + m < sizeof(text); n += m)
			memcpy(text + n, rows[i].again, m);
		for (int way = 0; way < 2; way++) {
			feed(&out, text, n, n, way == 1);
			CHECK_INT(out.status, rows[i].status);
			CHECK(out.passed <= rows[i].most);
			CHECK_INT(out.requests, 0);
		}
	}
}

/* The limits are exact. */
TEST(limits_exact)
{
	static const char head[] = "GET / HTTP/1.0\r\nA: bcd\r\n\r\n";
	static const char line[] = "GET /234567890 HTTP/1.0\r\n\r\n";
	struct door_limits l = { sizeof(head) - 1, 1, 1, 0 };
	struct door door;
	enum door_event event;

	door_init(&door, &l);
	CHECK_INT(door_feed(&door, head, sizeof(head) - 1, &event),
	    sizeof(head) - 1);
	CHECK_INT(event, DOOR_REQUEST);
	/* they may change between two bytes */
	l.head_size--;
	CHECK_INT(door_feed(&door, head, sizeof(head) - 1, &event),
	    sizeof(head) - 2);
	CHECK_INT(door_status(&door), 431);
	l.head_size = 12;
	l.target_size = 20;
	door_init(&door, &l);
	CHECK_INT(door_feed(&door, line, sizeof(line) - 1, &event), 12);
	CHECK_INT(door_status(&door), 414);
	l.head_size = 100;
	l.target_size = 10;
	door_init(&door, &l);
	CHECK_INT(door_feed(&door, line, sizeof(line) - 1, &event),
	    sizeof(line) - 1);
	l.target_size = 9;
	CHECK_INT(door_feed(&door, line, sizeof(line) - 1, &event), 13);
	CHECK_INT(door_status(&door), 414);
	door_init(&door, &l);
	CHECK_INT(door_feed(&door, GET0 CL "0\r\n\r\n", 38, &event), 38);
	CHECK_INT(door_feed(&door, GET0 CL "1\r\n\r\na", 39, &event), 33);
	CHECK_INT(door_status(&door), 413);
}

TEST(is_head)
{
	static const struct { const char *text; bool head; } rows[] = {
		{ "HEAD / HTTP/1.0\r\n", true }, { "HEAD /\x01", true },
		{ "HEAD", false }, { GET, false },
		{ "HEAD / HTTP/1.0\r\n\r\nG", false },
		{ "HEAD / HTTP/1.0\r\n\r\n\r\n", false },
		{ "HEAD / HTTP/1.0\r\n\r\n\x01", false },
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct outcome out;
		size_t n = strlen(rows[i].text);

		check_row(rows[i].text);
		feed(&out, rows[i].text, n, n, false);
		CHECK_INT(out.head, rows[i].head);
	}
}

TEST(size)
{
	CHECK(sizeof(struct door) < 400);
}

int
main(void)
{
	RUN(good);
	RUN(good_bodies);
	RUN(bad_lines);
	RUN(bad_fields);
	RUN(bad_bodies);
	RUN(every_byte);
	RUN(cut_short);
	RUN(events);
	RUN(phases);
	RUN(endless);
	RUN(limits_exact);
	RUN(is_head);
	RUN(size);
	return check_done();
}
