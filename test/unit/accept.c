/*
 * Content negotiation and entity tags.
 */
#include "../../lib/accept.c"

#include "check.h"

static const struct {
	const char *header;
	enum accept_type type;
} best_rows[] = {
	{ NULL, ACCEPT_ANY },
	{ "", ACCEPT_ANY },
	{ "  , ,, ", ACCEPT_ANY },
	{ "*/*", ACCEPT_ANY },
	{ "text/*", ACCEPT_ANY },
	{ "text/plain", ACCEPT_TEXT },
	{ "TEXT/Plain", ACCEPT_TEXT },
	{ "text/xml", ACCEPT_XML },
	{ "application/xml", ACCEPT_XML },
	{ "application/json", ACCEPT_JSON },
	{ "application/problem+json", ACCEPT_JSON },
	{ "application/*", ACCEPT_JSON },
	{ "image/png", ACCEPT_OTHER },
	{ "text/html", ACCEPT_OTHER },
	{ "image/*", ACCEPT_OTHER },
	{ "text/xmlx", ACCEPT_OTHER },
	{ "xtext/xml", ACCEPT_OTHER },
	{ "*/xml", ACCEPT_OTHER },
	/* parameters */
	{ "text/xml;charset=utf-8", ACCEPT_XML },
	{ "text/xml ; charset=\"a;q=0,b\" ; q=0.5, text/plain;q=0.4",
	    ACCEPT_XML },
	{ "text/xml;x=\"\\\",\";q=0.1,text/plain;q=0.2", ACCEPT_TEXT },
	{ "application/json;version=1", ACCEPT_JSON },
	{ "text/xml;Q=0.1, text/plain;q=0.2", ACCEPT_TEXT },
	{ "text/xml;", ACCEPT_XML },
	{ "text/xml;;q=0", ACCEPT_OTHER },
	/* weights */
	{ "text/plain;q=0.5, text/xml;q=0.7", ACCEPT_XML },
	{ "text/plain;q=0.701, text/xml;q=0.7", ACCEPT_TEXT },
	{ "text/plain;q=0.3,application/json", ACCEPT_JSON },
	{ "text/xml;q=0", ACCEPT_OTHER },
	{ "text/xml;q=0.000", ACCEPT_OTHER },
	{ "text/xml;q=0.001", ACCEPT_XML },
	{ "text/xml;q=1.000", ACCEPT_XML },
	{ "text/xml;q=0.", ACCEPT_OTHER },
	{ "text/xml;q=1.", ACCEPT_XML },
	{ "text/xml;q=0.33333333333333333333", ACCEPT_XML },
	/* the more specific, then the order */
	{ "*/*, application/json", ACCEPT_JSON },
	{ "application/json, */*", ACCEPT_JSON },
	{ "text/*, application/json", ACCEPT_JSON },
	{ "application/xml, application/json", ACCEPT_XML },
	{ "application/json, application/xml", ACCEPT_JSON },
	{ "application/json;q=0.9, */*", ACCEPT_ANY },
	{ "application/json, */*;q=0.9", ACCEPT_JSON },
	{ "application/*, */*", ACCEPT_JSON },
	{ "application/*, text/*", ACCEPT_ANY },
	{ "text/*;q=0.5, */*", ACCEPT_JSON },
	{ "text/xml, text/xml;q=0.1, text/plain;q=0.9", ACCEPT_XML },
	{ "text/plain, text/xml, text/plain", ACCEPT_TEXT },
	/* exclusion */
	{ "*/*, application/json;q=0", ACCEPT_ANY },
	{ "*/*, text/plain;q=0", ACCEPT_XML },
	{ "*/*, text/xml;q=0", ACCEPT_TEXT },
	{ "*/*, text/*;q=0", ACCEPT_JSON },
	{ "*/*;q=0", ACCEPT_OTHER },
	{ "*/*;q=0, text/xml", ACCEPT_XML },
	{ "text/xml;q=0, application/xml", ACCEPT_XML },
	/* malformed elements are passed over */
	{ "text/xml;q=2, text/plain", ACCEPT_TEXT },
	{ "text/xml;q=1.1, text/plain", ACCEPT_TEXT },
	{ "text/xml;q=-1, text/plain", ACCEPT_TEXT },
	{ "text/xml;q=, text/plain", ACCEPT_TEXT },
	{ "text/xml;q=., text/plain", ACCEPT_TEXT },
	{ "text/xml;q=0x, text/plain", ACCEPT_TEXT },
	{ "text/xml;q=0.5x, text/plain", ACCEPT_TEXT },
	{ "text/xml;q=10, text/plain", ACCEPT_TEXT },
	{ "text/xml;q=0.5.5, text/plain", ACCEPT_TEXT },
	{ "*/*, text/xml;q=", ACCEPT_ANY },
	{ "*/*, text/xml;q=.", ACCEPT_ANY },
	{ "*/*, text/xml;q=x", ACCEPT_ANY },
	{ "*/*, text/xml;q=0x", ACCEPT_ANY },
	{ "*/*, text/xml;q=0.x", ACCEPT_ANY },
	{ "text, application/json", ACCEPT_JSON },
	{ "text/, application/json", ACCEPT_JSON },
	{ "/xml, application/json", ACCEPT_JSON },
	{ "/, application/json", ACCEPT_JSON },
	{ "text/x/y, application/json", ACCEPT_JSON },
	{ "te xt/xml, application/json", ACCEPT_JSON },
	{ "\x01\xff/\x7f, application/json", ACCEPT_JSON },
	{ ";q=1, application/json", ACCEPT_JSON },
	{ "nonsense", ACCEPT_ANY },
	{ "text/xml\r\n", ACCEPT_ANY },
	{ "\"", ACCEPT_ANY },
	{ "text/xml;a=\"x, text/plain", ACCEPT_XML },
	{ "text/xml;a=\"x\\", ACCEPT_XML },
	/* clients in the field */
	{ "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
	    ACCEPT_ANY },
	{ "text/html,application/xhtml+xml,application/xml;q=0.9,"
	    "image/avif,image/webp,*/*;q=0.8", ACCEPT_XML },
	{ "application/json, text/plain, */*", ACCEPT_JSON },
	{ "application/json, text/javascript, */*; q=0.01",
	    ACCEPT_JSON }
};

TEST(best)
{
	for (size_t i = 0; i < CHECK_ROWS(best_rows); i++) {
		check_row(best_rows[i].header);
		CHECK_INT(accept_best(best_rows[i].header), best_rows[i].type);
	}
}

TEST(long_header)
{
	static char header[60001];

	for (size_t i = 0; i + 12 < sizeof(header); i += 11)
		memcpy(header + i, "text/html, ", 12);
	CHECK_INT(accept_best(header), ACCEPT_OTHER);
	memset(header, ',', sizeof(header) - 1);
	CHECK_INT(accept_best(header), ACCEPT_ANY);
	memset(header, '"', sizeof(header) - 1);
	CHECK_INT(accept_best(header), ACCEPT_ANY);
	CHECK(!accept_none_match(header, "\"a\""));
}

TEST(none_match)
{
	static const struct {
		const char *header, *etag;
		bool match;
	} rows[] = {
		{ NULL, "\"a\"", false },
		{ "", "\"a\"", false },
		{ "*", "\"a\"", true },
		{ " * ", "\"a\"", true },
		{ "\"a\"", "\"a\"", true },
		{ "\"a\"", "\"b\"", false },
		{ "\"a\"", "\"A\"", false },
		{ "\"a\"", "\"ab\"", false },
		{ "\"ab\"", "\"a\"", false },
		{ "W/\"a\"", "\"a\"", true },
		{ "\"a\"", "W/\"a\"", true },
		{ "W/\"a\"", "W/\"a\"", true },
		{ "w/\"a\"", "\"a\"", false },
		{ "\"b\", \"a\"", "\"a\"", true },
		{ "\"b\",W/\"a\" ,\"c\"", "\"a\"", true },
		{ " ,, \"a\"", "\"a\"", true },
		{ "\"b,\"a\"", "\"a\"", false },
		{ "\"x,y\"", "\"x,y\"", true },
		{ "\"x,y\"", "\"y\"", false },
		{ "\"x\\\", \"a\"", "\"a\"", true },
		{ "a", "\"a\"", false },
		{ "a", "a", false },
		{ "\"a", "\"a\"", false },
		{ "\"b\", *", "\"a\"", false },
		{ "\"\"", "\"\"", true },
		{ "W/", "\"a\"", false },
		{ "\"a\"\r\n", "\"a\"", false }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		check_row(rows[i].header);
		CHECK_INT(accept_none_match(rows[i].header, rows[i].etag),
		    rows[i].match);
	}
}

int
main(void)
{
	RUN(best);
	RUN(long_header);
	RUN(none_match);
	return check_done();
}
