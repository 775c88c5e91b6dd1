/*
 * Escaping: what must be replaced is, nothing else is, and what comes out can
 * be read back by an XML parser.
 */
#include "../../xml/writer.c"

#include "check.h"
#include "mem.h"
#include "reader.h"

#define BAD "\xef\xbf\xbd"

TEST(escape)
{
	static const char *const table[][2] = {
		{ "", "" },
		{ "plain text", "plain text" },
		{ "<a b=\"c\" d='e'>&amp;", "&lt;a b=&quot;c&quot; d=&#39;e"
		  "&#39;&gt;&amp;amp;" },
		{ "]]>", "]]&gt;" },
		{ "a\tb\nc\rd", "a&#9;b&#10;c&#13;d" },
		{ "\x01\x08\x0b\x1f", BAD BAD BAD BAD },
		{ "\x7f", "\x7f" },
		{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\x9e",
		  "\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\x9e" },
		{ "\xc2\x80", "\xc2\x80" },
		{ "\xef\xbf\xbd", "\xef\xbf\xbd" },
		{ "\xef\xbf\xbe\xef\xbf\xbf", BAD BAD },	/* U+FFFE */
		{ "\xed\xa0\x80", BAD BAD BAD },	/* a surrogate */
		{ "\xc0\x80", BAD BAD },		/* overlong */
		{ "\xf4\x90\x80\x80", BAD BAD BAD BAD },
		{ "a\xe2\x82", "a" BAD BAD },		/* cut off */
		{ "\xff<\xfe", BAD "&lt;" BAD },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct buf out = BUF_INIT;

		check_row(table[i][0]);
		escape(&out, table[i][0]);
		CHECK_STR(buf_text(&out), table[i][1]);
		buf_release(&out);
	}
}

TEST(element)
{
	struct buf out = BUF_INIT;

	xml_element(&out, "a", "<&>");
	xml_element(&out, "b", "");
	CHECK_STR(buf_text(&out), "<a>&lt;&amp;&gt;</a><b></b>");
	buf_release(&out);
}

static int
keep_text(void *arg, const char *space, const char *name, unsigned depth,
    const char *text, size_t n, struct err *err)
{
	(void)space;
	(void)name;
	(void)depth;
	(void)err;
	buf_add(arg, text, n);
	return 0;
}

/* Whatever three bytes there are, a parser takes them and sees the good. */
TEST(round_trip)
{
	static const unsigned char bytes[] = "\x01\t\n\r <>&'\"]aA\x7f\x80\x9f"
	    "\xa0\xbf\xbe\xc0\xc2\xc3\xe0\xe2\xed\xef\xf0\xf4\xf5\xff";
	size_t n = sizeof(bytes) - 1;
	struct buf read = BUF_INIT;
	struct xml_handler handler = { NULL, keep_text, &read };

	for (size_t i = 0; i < n * n * n; i++) {
		char text[] = { 'x', (char)bytes[i / n / n],
		    (char)bytes[i / n % n], (char)bytes[i % n], 'x', '\0' };
		struct buf out = BUF_INIT;

		buf_clear(&read);
		xml_element(&out, "a", text);
		CHECK_INT(xml_read(out.data, out.len, 1, &handler, NULL), 0);
		bool good = text_utf8_valid(text, 5) && !strchr(text, 1) &&
		    !strstr(text, "\xef\xbf\xbe") &&
		    !strstr(text, "\xef\xbf\xbf");
		if (good)
			CHECK_STR(buf_text(&read), text);
		else
			CHECK(strstr(buf_text(&read), BAD) != NULL);
		buf_release(&out);
	}
	buf_release(&read);
}

TEST(huge)
{
	struct buf text = BUF_INIT, out = BUF_INIT;

	for (int i = 0; i < 100000; i++)
		buf_puts(&text, "abc<");
	escape(&out, buf_text(&text));
	CHECK_INT(out.len, 700000);
	CHECK(buf_ok(&out));
	buf_release(&text);
	buf_release(&out);
}

TEST(no_memory)
{
	for (long n = 0; n < 3; n++) {
		struct buf out = BUF_INIT;

		mem_fail_after(n);
		for (int i = 0; i < 200; i++)
			xml_element(&out, "name", "a<b\x01");
		mem_fail_after(-1);
		CHECK(!buf_ok(&out));
		buf_release(&out);
	}
}

int
main(void)
{
	RUN(escape);
	RUN(element);
	RUN(round_trip);
	RUN(huge);
	RUN(no_memory);
	return check_done();
}
