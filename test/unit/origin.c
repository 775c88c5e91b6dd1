/* Who may send requests from a browser. */
#include "../../lib/origin.c"

#include "check.h"

static const char *const own[] = { "ported.example:5060", "192.0.2.1", "", NULL, "example.com",
	"[2001:db8::1]", "2001:db8::2" };

static const struct row {
	struct origin origin;
	const char *refused;		/* begin of the text; NULL: allowed */
} rows[] = {
	{ { .host = NULL }, NULL },
	{ { .host = "anything.at.all" }, NULL },
	{ { .host = "localhost:6667", .origin = "http://localhost:6667" },
	    NULL },
	{ { .host = "LOCALHOST:6667", .origin = "http://localhost:6667" },
	    NULL },
	{ { .host = "[::1]:6667", .origin = "http://[::1]:6667" }, NULL },
	{ { .host = "example.com", .referer = "https://example.com/x?y" },
	    NULL },
	{ { .host = "[2001:db8::1]:1", .fetch_site = "same-origin" }, NULL },
	{ { .host = "[2001:DB8::2]", .fetch_site = "same-origin" }, NULL },
	{ { .host = "[2001:db8::2]:1", .fetch_site = "same-origin" }, NULL },
	{ { .host = "[2001:db8::3]", .fetch_site = "same-origin" }, "Host:" },
	{ { .host = "[2001:db8::2", .fetch_site = "same-origin" }, "Host:" },
	{ { .host = "[2001:db8::2x", .fetch_site = "same-origin" }, "Host:" },
	{ { .host = "2001:db8::2", .fetch_site = "same-origin" }, "Host:" },
	{ { .host = "[192.0.2.1]", .fetch_site = "same-origin" }, "Host:" },
	{ { .host = "[example.com]", .fetch_site = "none" }, "Host:" },
	{ { .host = "[", .fetch_site = "none" }, "Host:" },
	{ { .host = "192.0.2.1", .fetch_site = "none",
	    .fetch_mode = "navigate" }, NULL },
	{ { .host = "ported.example:6667", .fetch_site = "none" }, NULL },
	{ { .host = "192.0.2.1", .fetch_site = "cross-site" },
	    "Sec-Fetch-Site: 'cross-site'" },
	{ { .host = "192.0.2.1", .fetch_site = "same-site" },
	    "Sec-Fetch-Site:" },
	{ { .host = "192.0.2.1", .fetch_site = "" }, "Sec-Fetch-Site:" },
	{ { .host = "192.0.2.1", .origin = "http://evil.example" },
	    "Origin: requests from 'http://evil.example'" },
	{ { .host = "192.0.2.1", .origin = "null" }, "Origin:" },
	{ { .host = "192.0.2.1", .origin = "" }, "Origin:" },
	{ { .host = "192.0.2.1:80", .origin = "http://192.0.2.1" },
	    "Origin:" },
	{ { .host = "192.0.2.1", .origin = "http://192.0.2.1.evil" },
	    "Origin:" },
	{ { .host = "192.0.2.1", .origin = "http://192.0.2.1@evil" },
	    "Origin:" },
	{ { .host = "192.0.2.1", .origin = "ftp://192.0.2.1" }, "Origin:" },
	{ { .host = "192.0.2.1", .referer = "http://evil.example/" },
	    "Referer:" },
	{ { .host = "evil.example", .origin = "http://evil.example" },
	    "Host: 'evil.example'" },
	{ { .host = "evil.example", .fetch_mode = "cors" }, "Host:" },
	{ { .host = NULL, .fetch_mode = "cors" }, "Host: ''" },
	{ { .host = "", .referer = "http:///" }, "Host: ''" },
	{ { .host = "[::1", .origin = "http://[::1" }, "Host:" },
};

TEST(table)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err err = { .code = 0 };
		int done = origin_check(&rows[i].origin, own,
		    sizeof own / sizeof own[0], &err);
		CHECK_INT(done, rows[i].refused == NULL ? 0 : -1);
		if (rows[i].refused == NULL)
			continue;
		CHECK_INT(err.code, 403);
		CHECK(strncmp(err.text, rows[i].refused,
		    strlen(rows[i].refused)) == 0);
	}
}

int
main(void)
{
	RUN(table);
	return check_done();
}
