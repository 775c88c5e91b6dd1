/*
 * The documents of the classic API, to the byte.
 */
#include "../../xml/status.c"

#include <string.h>

#include "check.h"
#include "mem.h"
#include "reader.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define ENTRY(time, call, method, line) \
	"<status>\n" \
	"\t<timestamp>" time "</timestamp>\n" \
	"\t<call-id>" call "</call-id>\n" \
	"\t<method>" method "</method>\n" \
	"\t<status-line>" line "</status-line>\n" \
	"</status>\n"

TEST(lines)
{
	static const char id[] = "7959e447b88502416ee2477f3d36a480@12.23.34.45";
	static const char want[] = DECLARATION
	    "<status-lines xmlns=\"" STATUS_NAMESPACE "\">\n"
	    ENTRY("1259114103662",
	    "7959e447b88502416ee2477f3d36a480@12.23.34.45", "INVITE",
	    "SIP/2.0 100 Trying")
	    ENTRY("1259114103667",
	    "7959e447b88502416ee2477f3d36a480@12.23.34.45", "INVITE",
	    "SIP/2.0 407 Proxy Authentication Required")
	    ENTRY("1259114103841",
	    "7959e447b88502416ee2477f3d36a480@12.23.34.45", "NOTIFY",
	    "SIP/2.0 180 &lt;Ringing&gt; &amp; \xc3\xa4")
	    ENTRY("1259114104000",
	    "7959e447b88502416ee2477f3d36a480@12.23.34.45", "NOTIFY",
	    "SIP/2.0 200")
	    "</status-lines>\n";
	struct history history;
	struct buf out = BUF_INIT;

	history_init(&history);
	history_add(&history, 1259114103662, HISTORY_INVITE, 100, "Trying");
	history_add(&history, 1259114103667, HISTORY_INVITE, 407,
	    "Proxy Authentication Required");
	history_add(&history, 1259114103841, HISTORY_NOTIFY, 180,
	    "<Ringing> & \xc3\xa4");
	history_add(&history, 1259114104000, HISTORY_NOTIFY, 200, NULL);
	status_lines_write(&out, &history, id);
	CHECK(buf_ok(&out));
	CHECK_STR(buf_text(&out), want);
	buf_release(&out);
	history_release(&history);
}

TEST(empty)
{
	struct buf out = BUF_INIT;

	status_lines_write(&out, NULL, "");
	CHECK_STR(buf_text(&out), DECLARATION "<status-lines xmlns=\""
	    STATUS_NAMESPACE "\">\n</status-lines>\n");
	buf_clear(&out);
	status_dialogs_write_empty(&out);
	CHECK_STR(buf_text(&out), DECLARATION "<dialogs xmlns=\""
	    STATUS_NAMESPACE "\">\n</dialogs>\n");
	buf_release(&out);
}

TEST(error)
{
	struct buf out = BUF_INIT;

	status_error_write(&out, 400, "timeout: '<0>' & \x01");
	CHECK_STR(buf_text(&out), DECLARATION "<processing-status xmlns=\""
	    STATUS_NAMESPACE "\">\n<error-flag>ERROR</error-flag>\n"
	    "<error-code>400</error-code>\n"
	    "<error-text>timeout: &#39;&lt;0&gt;&#39; &amp; \xef\xbf\xbd"
	    "</error-text>\n</processing-status>\n");
	buf_release(&out);
}

/* A phrase and a Call-ID of a hostile peer do not leave their element. */
TEST(hostile)
{
	static const char *const phrases[] = {
		"</status-line></status><status>", "]]>", "<!--", "a\r\nb",
		"\x01\x02", "\xff\xfe", "\xef\xbf\xbf", "&#0;", "\"'",
	};
	struct xml_handler none = { NULL, NULL, NULL };

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		struct history history;
		struct buf out = BUF_INIT;
		struct err err = { 0 };

		check_row(phrases[i]);
		history_init(&history);
		history_add(&history, 1, HISTORY_INVITE, 486, phrases[i]);
		status_lines_write(&out, &history, phrases[i]);
		CHECK_INT(xml_read(out.data, out.len, 1, &none, &err), 0);
		CHECK_STR(err.text, "");
		CHECK(!strstr(buf_text(&out), "<!--"));
		buf_release(&out);
		history_release(&history);
	}
}

/* More lines never make a shorter document: pollers rely on that. */
TEST(grows)
{
	struct history history;
	struct buf out = BUF_INIT;
	size_t before = 0;

	history_init(&history);
	for (int i = 0; i < 250; i++) {
		history_add(&history, (uint64_t)i, HISTORY_NOTIFY,
		    i % 2 ? 180 : 200, "x");
		buf_clear(&out);
		status_lines_write(&out, &history, "id");
		CHECK(out.len >= before);
		before = out.len;
	}
	buf_release(&out);
	history_release(&history);
}

TEST(no_memory)
{
	struct history history;

	history_init(&history);
	for (int i = 0; i < 5; i++)
		history_add(&history, (uint64_t)i, HISTORY_INVITE, 180, "x");
	for (long n = 0; n < 4; n++) {
		struct buf out = BUF_INIT;

		mem_fail_after(n);
		status_lines_write(&out, &history, "id");
		mem_fail_after(-1);
		CHECK(!buf_ok(&out));
		buf_release(&out);
	}
	history_release(&history);
}

int
main(void)
{
	RUN(lines);
	RUN(empty);
	RUN(error);
	RUN(hostile);
	RUN(grows);
	RUN(no_memory);
	return check_done();
}
