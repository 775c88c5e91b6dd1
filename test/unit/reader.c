/*
 * The XML reader: what handlers are told, every bound, and hostile documents.
 */
#include "../../xml/reader.c"

#include <stdint.h>
#include <stdlib.h>

#include "check.h"

/* Everything the handlers heard, written down as one line of text. */
struct heard {
	struct buf log;
	const char *refuse;	/* name to say no to at its start, or */
	const char *refuse_end;	/* at its end */
};

static int
hear_start(void *arg, const char *space, const char *name, unsigned depth,
    struct err *err)
{
	struct heard *heard = arg;

	buf_printf(&heard->log, "<%u:%s%s%s", depth, space, *space ? "#" : "",
	    name);
	if (heard->refuse && strcmp(name, heard->refuse) == 0)
		return err_set(err, 0, "no %s", name);
	return 0;
}

static int
hear_end(void *arg, const char *space, const char *name, unsigned depth,
    const char *text, size_t n, struct err *err)
{
	struct heard *heard = arg;

	(void)space;
	CHECK_INT(strlen(text), n);
	buf_printf(&heard->log, ">%u:%s=%s|", depth, name, text);
	if (heard->refuse_end && strcmp(name, heard->refuse_end) == 0)
		return err_set(err, 0, "no %s", name);
	return 0;
}

static struct err err;

static int
read_n(struct heard *heard, const char *data, size_t n)
{
	struct xml_handler handler = { hear_start, hear_end, heard };

	buf_clear(&heard->log);
	memset(&err, 0, sizeof(err));
	return xml_read(data, n, 1234, &handler, &err);
}

static int
read_text(struct heard *heard, const char *text)
{
	return read_n(heard, text, strlen(text));
}

TEST(told)
{
	static const char *const table[][2] = {
		{ "<a/>", "<0:a>0:a=|" },
		{ "<?xml version='1.0'?>\n<a> x </a>\n", "<0:a>0:a=x|" },
		{ "<a>x<!-- no -->y<![CDATA[<&>]]>&lt;&#65;</a>",
		  "<0:a>0:a=xy<&><A|" },
		{ "<a>\n one <b>\ttwo\r\n</b> three </a>",
		  "<0:a<1:b>1:b=two|>0:a=one  three|" },
		{ "<a xmlns='urn:x'><b xmlns=''/><p:c xmlns:p='urn:y'/></a>",
		  "<0:urn:x#a<1:b>1:b=|<1:urn:y#c>1:c=|>0:a=|" },
		{ "<p:a xmlns:p='urn:x' p:q='1' r='2'/>",
		  "<0:urn:x#a>0:a=|" },
		{ "<a><?target data?>x</a>", "<0:a>0:a=x|" },
		{ "<\xc3\xa4>\xe2\x82\xac</\xc3\xa4>",
		  "<0:\xc3\xa4>0:\xc3\xa4=\xe2\x82\xac|" },
		{ "\xef\xbb\xbf<a>x</a>", "<0:a>0:a=x|" },
		{ "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>",
		  "<0:a>0:a=\xc3\xa4|" },
		{ "<?xml version='1.0' encoding='US-ASCII'?><a>x</a>",
		  "<0:a>0:a=x|" },
		{ "<a>line\nline</a>", "<0:a>0:a=line\nline|" },
	};
	struct heard heard = { .log = BUF_INIT };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		check_row(table[i][0]);
		CHECK_INT(read_text(&heard, table[i][0]), 0);
		CHECK_STR(err.text, "");
		CHECK_STR(buf_text(&heard.log), table[i][1]);
	}
	buf_release(&heard.log);
}

TEST(utf16)
{
	static const char little[] = "\xff\xfe<\0a\0>\0\xac\x20<\0/\0a\0>";
	static const char big[] = "\xfe\xff\0<\0a\0>\x20\xac\0<\0/\0a\0>";
	struct heard heard = { .log = BUF_INIT };

	/* The string's own NUL is the last byte of the first one. */
	CHECK_INT(read_n(&heard, little, sizeof(little)), 0);
	CHECK_STR(buf_text(&heard.log), "<0:a>0:a=\xe2\x82\xac|");
	CHECK_INT(read_n(&heard, big, sizeof(big) - 1), 0);
	CHECK_STR(buf_text(&heard.log), "<0:a>0:a=\xe2\x82\xac|");
	buf_release(&heard.log);
}

TEST(errors)
{
	static const struct {
		const char *text;
		unsigned line, column;
		const char *want;
	} table[] = {
		{ "", 1, 1, "the document is empty" },
		{ " \n", 2, 1, "the document is empty" },
		{ "<a>\n<b>\n</a>", 3, 3,
		  "this is not the end of 'b', which line 2 begins" },
		{ "<a>\n <b>", 2, 5,
		  "the document ends inside 'b', which line 2 begins" },
		{ "<a><b", 1, 4, "unclosed token" },
		{ "hello", 1, 1, "syntax error" },
		{ "<a>&x;</a>", 1, 4, "undefined entity" },
		{ "<a>&#0;</a>", 1, 4, "reference to invalid character number" },
		{ "<a>\x01</a>", 1, 4, "not well-formed (invalid token)" },
		{ "<a>\xff</a>", 1, 4, "not well-formed (invalid token)" },
		{ "<a>\xc0\x80</a>", 1, 4, "not well-formed (invalid token)" },
		{ "<a/><b/>", 1, 5, "junk after document element" },
		{ "<p:a/>", 1, 1, "unbound prefix" },
		{ "<a x='1' x='2'/>", 1, 10, "duplicate attribute" },
		{ "<?xml version='1.0' encoding='koi8-r'?><a/>", 1, 31,
		  "unknown encoding" },
		{ "<?xml version='1.0' encoding='US-ASCII'?><a>\xe4</a>", 1,
		  45, "not well-formed (invalid token)" },
		{ "<!DOCTYPE a>\n<a/>", 1, 1, "DOCTYPE is not allowed" },
		{ "<?xml version='1.0'?>\n <!DOCTYPE a SYSTEM 'file:///x'><a/>",
		  2, 2, "DOCTYPE is not allowed" },
		{ "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]>"
		  "<a>&c;</a>", 1, 1, "DOCTYPE is not allowed" },
		{ "<!DOCTYPE a [<!ENTITY b SYSTEM '/etc/passwd'>]><a>&b;</a>",
		  1, 1, "DOCTYPE is not allowed" },
	};
	struct heard heard = { .log = BUF_INIT };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		check_row(table[i].text);
		CHECK_INT(read_text(&heard, table[i].text), -1);
		CHECK_STR(err.text, table[i].want);
		CHECK_INT(err.line, table[i].line);
		/* Inside the DOCTYPE any place will do. */
		if (!strstr(err.text, "DOCTYPE"))
			CHECK_INT(err.column, table[i].column);
	}
	buf_release(&heard.log);

	static const char nul[] = "<a>x\0y</a>";
	CHECK_INT(read_n(&heard, nul, sizeof(nul) - 1), -1);
	buf_release(&heard.log);
}

/* The namespace could hold our separator only by way of a reference. */
TEST(separator)
{
	struct heard heard = { .log = BUF_INIT };

	CHECK_INT(read_text(&heard, "<a xmlns='urn:x&#10;b'/>"), -1);
	CHECK_STR(buf_text(&heard.log), "");
	buf_release(&heard.log);
}

TEST(refusals)
{
	struct heard heard = { .log = BUF_INIT, .refuse = "c" };

	CHECK_INT(read_text(&heard, "<a>\n <b/>\n  <c/><d/></a>"), -1);
	CHECK_STR(err.text, "no c");
	CHECK_INT(err.line, 3);
	CHECK_INT(err.column, 3);
	CHECK_STR(buf_text(&heard.log), "<0:a<1:b>1:b=|<1:c");

	/* The place of an element's end is that of its start. */
	heard.refuse = NULL;
	heard.refuse_end = "b";
	CHECK_INT(read_text(&heard, "<a>\n <b>x\n</b>\n<c/></a>"), -1);
	CHECK_STR(err.text, "no b");
	CHECK_INT(err.line, 2);
	CHECK_INT(err.column, 2);
	CHECK_STR(buf_text(&heard.log), "<0:a<1:b>1:b=x|");
	buf_release(&heard.log);

	struct xml_handler none = { NULL, NULL, NULL };
	CHECK_INT(xml_read("<a>x</a>", 8, 0, &none, NULL), 0);
	CHECK_INT(xml_read("<a>x</b>", 8, 0, &none, NULL), -1);
	CHECK_INT(xml_read(NULL, 0, 0, &none, NULL), -1);
}

TEST(depth)
{
	struct heard heard = { .log = BUF_INIT };
	struct buf text = BUF_INIT;

	for (int levels = 32; levels <= 33; levels++) {
		buf_clear(&text);
		for (int i = 0; i < levels; i++)
			buf_puts(&text, "<a>");
		for (int i = 0; i < levels; i++)
			buf_puts(&text, "</a>");
		CHECK_INT(read_n(&heard, text.data, text.len),
		    levels == 32 ? 0 : -1);
	}
	CHECK_STR(err.text, "elements are nested more than 32 deep");
	CHECK_INT(err.column, 32 * 3 + 1);
	buf_release(&text);
	buf_release(&heard.log);
}

static int
read_attributes(struct heard *heard, const char *prefix, int count)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, "<a");
	for (int i = 0; i < count; i++)
		buf_printf(&text, " %s%d='x'", prefix, i);
	buf_puts(&text, "/>");
	int result = read_n(heard, text.data, text.len);
	buf_release(&text);
	return result;
}

TEST(attributes)
{
	struct heard heard = { .log = BUF_INIT };

	CHECK_INT(read_attributes(&heard, "x", 64), 0);
	CHECK_INT(read_attributes(&heard, "x", 65), -1);
	CHECK_STR(err.text, "more than 64 attributes");
	CHECK_INT(read_attributes(&heard, "xmlns:x", 64), 0);
	CHECK_INT(read_attributes(&heard, "xmlns:x", 65), -1);
	CHECK_INT(read_attributes(&heard, "x", 10000), -1);
	buf_release(&heard.log);
}

static int
read_long(struct heard *heard, const char *unit, size_t count)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, "<a>");
	for (size_t i = 0; i < count; i++)
		buf_puts(&text, unit);
	buf_puts(&text, "</a>");
	int result = read_n(heard, text.data, text.len);
	buf_release(&text);
	return result;
}

TEST(text_size)
{
	struct heard heard = { .log = BUF_INIT };

	CHECK_INT(read_long(&heard, "x", XML_READER_TEXT_MAX), 0);
	CHECK_INT(read_long(&heard, "x", XML_READER_TEXT_MAX + 1), -1);
	CHECK_STR(err.text, "more than 64 KiB of text in one element");
	CHECK_INT(read_long(&heard, "x<b/>", XML_READER_TEXT_MAX + 1), -1);
	CHECK_INT(read_long(&heard, "\xe2\x82\xac", 21845), 0);
	CHECK_INT(read_long(&heard, "\xe2\x82\xac", 21846), -1);

	/* Indentation between many children is no text. */
	CHECK_INT(read_long(&heard, "<b/>\n    ", XML_READER_TEXT_MAX), 0);
	/* One that is longer than what is fed at a time. */
	CHECK_INT(read_long(&heard, "<!-- ", 1), -1);
	CHECK_INT(read_long(&heard, "                ", 100000), 0);
	CHECK_STR(buf_text(&heard.log), "<0:a>0:a=|");
	buf_release(&heard.log);
}

TEST(size)
{
	struct xml_handler none = { NULL, NULL, NULL };
	size_t n = (size_t)XML_READER_SIZE_MAX + 1;
	char *text = malloc(n);

	memset(text, ' ', n);
	CHECK_INT(xml_read(text, n, 1, &none, &err), -1);
	CHECK_STR(err.text, "the document is over 64 MiB");
	memcpy(text, "<a>", 3);
	memcpy(text + n - 5, "</a>", 4);
	CHECK_INT(xml_read(text, n - 1, 1, &none, &err), 0);
	free(text);
}

/* A tag of some megabytes must take time in proportion, not its square. */
TEST(long_token)
{
	struct xml_handler none = { NULL, NULL, NULL };
	size_t n = 4 * 1024 * 1024;
	char *text = malloc(n);

	memset(text, 'x', n);
	text[0] = '<';
	memcpy(text + n - 2, "/>", 2);
	CHECK_INT(xml_read(text, n, 1, &none, &err), 0);
	memcpy(text, "<a b='", 6);
	memcpy(text + n - 3, "'/>", 3);
	CHECK_INT(xml_read(text, n, 1, &none, &err), 0);
	memcpy(text, "<!-- ", 5);
	CHECK_INT(xml_read(text, n, 1, &none, &err), -1);
	free(text);
}

TEST(no_memory)
{
	static const char text[] = "<a xmlns='urn:x' xmlns:y='urn:y'>"
	    "<b c='d' y:e='f'>some text &amp; more</b><b/>"
	    "<y:g><h><i><j>text</j></i></h></y:g></a>";
	struct xml_handler none = { NULL, NULL, NULL };
	long n = 0;

	for (int result = -1; result != 0; n++) {
		memset(&err, 0, sizeof(err));
		mem_fail_after(n);
		result = xml_read(text, sizeof(text) - 1, 1, &none, &err);
		mem_fail_after(-1);
		if (result != 0)
			CHECK_STR(err.text, "out of memory");
	}
	CHECK(n > 10);
}

/* Any byte of a good document replaced or cut off: no crash, no leak. */
TEST(damage)
{
	static const char good[] = "<?xml version='1.0'?><a xmlns='urn:x'>"
	    "<b c='d'>t&lt;<![CDATA[x]]></b><!-- --></a>";
	static const char bytes[] = "\0\x01\n<>&'\"=/!?]-\x7f\x80\xc3\xe2\xff";
	char text[sizeof(good)];
	struct heard heard = { .log = BUF_INIT };

	for (size_t i = 0; i < sizeof(good) - 1; i++) {
		memcpy(text, good, sizeof(good));
		for (size_t j = 0; j < sizeof(bytes) - 1; j++) {
			text[i] = bytes[j];
			read_n(&heard, text, sizeof(good) - 1);
		}
		CHECK_INT(read_n(&heard, good, i), -1);
		CHECK(err.text[0] && err.line > 0 && err.column > 0);
	}
	buf_release(&heard.log);
}

TEST(root)
{
	memset(&err, 0, sizeof(err));
	CHECK_INT(xml_root("urn:x", "a", "urn:x", "a", &err), 0);
	CHECK_INT(xml_root("urn:x", "b", "urn:x", "a", &err), -1);
	CHECK_STR(err.text, "the root element is 'b', not 'a'");
	CHECK_INT(xml_root("", "a", "urn:x", "a", &err), -1);
	CHECK_STR(err.text, "'a' has no xmlns=\"urn:x\"");
	CHECK_INT(xml_root("urn:y", "a", "urn:x", "a", &err), -1);
	CHECK_STR(err.text, "the namespace of 'a' is not urn:x");
}

int
main(void)
{
	RUN(told);
	RUN(utf16);
	RUN(errors);
	RUN(separator);
	RUN(refusals);
	RUN(depth);
	RUN(attributes);
	RUN(text_size);
	RUN(size);
	RUN(long_token);
	RUN(no_memory);
	RUN(damage);
	RUN(root);
	return check_done();
}
