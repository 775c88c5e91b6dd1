/*
 * Growable bytes, and errors and memory, on which all the rest stands.
 */
#include "../../lib/buf.c"

#include "check.h"
#include "err.h"

TEST(empty)
{
	struct buf b = BUF_INIT;

	CHECK_STR(buf_text(&b), "");
	CHECK(buf_ok(&b));
	CHECK(b.data == NULL);
	buf_add(&b, "x", 0);
	buf_puts(&b, "");
	buf_printf(&b, "%s", "");
	CHECK(b.data == NULL);
	buf_clear(&b);
	buf_release(&b);
	buf_release(&b);
}

TEST(append)
{
	struct buf b;

	buf_init(&b);
	buf_puts(&b, "one");
	buf_putc(&b, ' ');
	buf_printf(&b, "%d-%s", -2, "three");
	buf_add(&b, "\0z", 2);
	CHECK_INT(b.len, 14);
	CHECK(memcmp(b.data, "one -2-three\0z", 15) == 0);
	buf_clear(&b);
	CHECK_STR(buf_text(&b), "");
	CHECK_STR(b.data, "");
	buf_puts(&b, "again");
	CHECK_STR(buf_text(&b), "again");
	buf_release(&b);
	CHECK_STR(buf_text(&b), "");
}

/* Every length around the steps of growth has its NUL. */
TEST(growth)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < 1000; i++) {
		buf_putc(&b, (char)('a' + i % 26));
		CHECK(b.len == i + 1 && b.len < b.cap);
		CHECK(b.data[b.len] == '\0');
	}
	for (size_t i = 0; i < 1000; i++)
		CHECK(b.data[i] == (char)('a' + i % 26));
	buf_release(&b);

	for (int n = 0; n < 300; n++) {
		buf_printf(&b, "%*s", n, "");
		CHECK_INT(b.len, n);
		CHECK_INT(strlen(buf_text(&b)), n);
		buf_release(&b);
	}
}

TEST(too_big)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "x");
	CHECK(!reserve(&b, SIZE_MAX));
	CHECK(!buf_ok(&b));
	buf_puts(&b, "y");
	CHECK_STR(buf_text(&b), "x");
	CHECK(buf_take(&b) == NULL);
	CHECK(buf_ok(&b));
	CHECK(!reserve(&b, SIZE_MAX / 2 + 1));
	buf_release(&b);
}

TEST(take)
{
	struct buf b = BUF_INIT;
	char *text;

	buf_puts(&b, "mine");
	text = buf_take(&b);
	CHECK_STR(text, "mine");
	mem_free(text);
	CHECK(b.data == NULL && b.len == 0 && b.cap == 0);

	text = buf_take(&b);
	CHECK_STR(text, "");
	mem_free(text);

	buf_puts(&b, "cleared");
	buf_clear(&b);
	text = buf_take(&b);
	CHECK_STR(text, "");
	mem_free(text);
}

TEST(no_memory)
{
	for (long n = 0; n < 8; n++) {
		struct buf b = BUF_INIT;

		mem_fail_after(n);
		for (int i = 0; i < 50; i++)
			buf_puts(&b, "0123456789");
		buf_printf(&b, "%0600d", 1);
		bool whole = buf_ok(&b);
		char *text = buf_take(&b);
		mem_fail_after(-1);
		CHECK((text != NULL) == whole);
		CHECK(whole == (n >= 5));
		if (text)
			CHECK_INT(strlen(text), 1100);
		mem_free(text);
	}

	struct buf b = BUF_INIT;
	mem_fail_after(0);
	CHECK(buf_take(&b) == NULL);
	buf_puts(&b, "x");
	CHECK(!buf_ok(&b));
	mem_fail_after(-1);
	buf_puts(&b, "x");
	CHECK(!buf_ok(&b));
	CHECK_STR(buf_text(&b), "");
	buf_clear(&b);
	buf_puts(&b, "y");
	CHECK_STR(buf_text(&b), "y");
	buf_release(&b);
}

TEST(memory)
{
	unsigned char *p = mem_alloc(100);

	for (int i = 0; p && i < 100; i++)
		CHECK_INT(p[i], 0);
	if (p)
		memset(p, 'x', 100);
	mem_wipe(p, 50);
	CHECK(p && p[0] == 0 && p[49] == 0 && p[50] == 'x');
	mem_wipe_free(p, 100);
	mem_wipe_free(NULL, 100);
	mem_free(NULL);

	p = mem_alloc(0);
	CHECK(p != NULL);
	p = mem_resize(p, 0);
	CHECK(p != NULL);
	mem_free(p);
	CHECK(mem_dup_n("x", SIZE_MAX) == NULL);

	char *s = mem_dup_n(NULL, 0);
	CHECK_STR(s, "");
	mem_free(s);
	s = mem_dup_n("abc", 2);
	CHECK_STR(s, "ab");
	mem_free(s);

	mem_fail_after(1);
	s = mem_dup("first");
	CHECK_STR(s, "first");
	CHECK(mem_alloc(1) == NULL);
	CHECK(mem_resize(s, 100) == NULL);
	CHECK(mem_dup("") == NULL);
	mem_fail_after(-7);
	CHECK_STR(s, "first");
	mem_free(s);
	s = mem_dup("");
	CHECK_STR(s, "");
	mem_free(s);
}

TEST(errors)
{
	struct err err;

	CHECK_INT(err_set(NULL, 400, "nobody hears %s", "this"), -1);
	CHECK_INT(err_set(&err, 400, "%s: '%s' is bad", "x", "a\r\nb"), -1);
	CHECK_INT(err.code, 400);
	CHECK_INT(err.line, 0);
	CHECK_INT(err.column, 0);
	CHECK_STR(err.text, "x: 'a\\x0d\\x0ab' is bad");
	CHECK_INT(err_set_at(&err, 7, 9, "\x7f~\xff \t"), -1);
	CHECK_INT(err.code, 0);
	CHECK_INT(err.line, 7);
	CHECK_INT(err.column, 9);
	CHECK_STR(err.text, "\\x7f~\\xff \\x09");

	/* The text may be an argument of the next one. */
	err_set(&err, 404, "inner");
	err_set(&err, err.code, "outer: %s", err.text);
	CHECK_STR(err.text, "outer: inner");
}

/* What is too long is cut, and never in the middle of an escape. */
TEST(errors_cut)
{
	char text[600];
	struct err err;

	for (size_t before = 200; before < 300; before++) {
		memset(text, 'a', sizeof(text));
		memset(text + before, '\n', sizeof(text) - before);
		text[sizeof(text) - 1] = '\0';
		err_set(&err, 0, "%s", text);
		size_t n = strlen(err.text);
		size_t plain = before < 239 ? before : 239;
		CHECK(n < sizeof(err.text));
		CHECK_INT((n - plain) % 4, 0);
		CHECK(n + 4 >= sizeof(err.text) - 1);
	}

	/* Plain text behind escapes fills the room to the last byte. */
	memset(text, 'a', sizeof(text));
	memset(text, '\n', 50);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, 0, "%s", text);
	CHECK_INT(strlen(err.text), sizeof(err.text) - 1);
}

TEST(errors_of_values)
{
	char value[1000];
	struct err err;

	CHECK_INT(err_value(NULL, 0, "f", "v", 1, "p"), -1);
	CHECK_INT(err_value(&err, 400, "timeout", "abc", 3,
	    "is not a whole number from 1 to 3600"), -1);
	CHECK_INT(err.code, 400);
	CHECK_STR(err.text,
	    "timeout: 'abc' is not a whole number from 1 to 3600");
	err_value(&err, 400, "f", "a\0b", 3, "is bad");
	CHECK_STR(err.text, "f: 'a\\x00b' is bad");
	err_value(&err, 400, "f", NULL, 0, "is bad");
	CHECK_STR(err.text, "f: '' is bad");
	err_value(&err, 400, "f", "%s%n", 4, "is bad");
	CHECK_STR(err.text, "f: '%s%n' is bad");

	memset(value, '\n', sizeof(value));
	CHECK_INT(err_value(&err, 0, "f", value, 37, "is bad"), -1);
	CHECK_INT(strlen(err.text), 4 + 36 * 4 + 3 + 8);

	memset(value, '\xe4', sizeof(value));
	for (size_t n = 30; n < sizeof(value); n++) {
		err_value(&err, 400, "isForwardingAllowed", value, n,
		    "has a problem that takes this many words to say");
		CHECK(strstr(err.text, "words to say") != NULL);
		CHECK((strstr(err.text, "...'") != NULL) == (n > 36));
	}
}

int
main(void)
{
	RUN(empty);
	RUN(append);
	RUN(growth);
	RUN(too_big);
	RUN(take);
	RUN(no_memory);
	RUN(memory);
	RUN(errors);
	RUN(errors_cut);
	RUN(errors_of_values);
	return check_done();
}
