/*
 * Small questions about text.
 */
#include "../../lib/text.c"

#include <stdint.h>

#include "check.h"

#define BYTES(s) (s), sizeof(s) - 1

TEST(same)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "", "", true }, { "a", "", false }, { "", "a", false },
		{ "Refer", "rEFER", true }, { "Refer", "Refe", false },
		{ "Refe", "Refer", false }, { "[", "{", false },
		{ "@", "`", false }, { "a-z_0", "A-Z_0", true },
		{ "\xc4", "\xe4", false }, { "\xc3\xa4", "\xc3\xa4", true },
		{ "I", "\xc4\xb1", false }, { "K", "\xe2\x84\xaa", false }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		check_row(rows[i].a);
		CHECK_INT(text_same(rows[i].a, rows[i].b), rows[i].same);
	}
}

TEST(same_n)
{
	CHECK(text_same_n("abcX", "ABCY", 3));
	CHECK(!text_same_n("abcX", "ABCY", 4));
	CHECK(text_same_n("x", "y", 0));
	/* Strings that end early are no match, and nothing behind is read. */
	CHECK(!text_same_n("ab", "AB", 5));
	CHECK(!text_same_n("ab\0x", "ab", 4));
	CHECK(!text_same_n("ab", "ab\0x", 4));
	CHECK(text_same_n("ab", "ab", 3));
}

TEST(lower)
{
	for (int i = -128; i < 128; i++) {
		char c = (char)i;
		char want = i >= 'A' && i <= 'Z' ? (char)(i + 32) : c;

		CHECK_INT(text_lower(c), want);
	}
}

TEST(classes)
{
	static const char tokens[] = "!#$%&'*+-.^_`|~";
	static const char hex[] = "0123456789abcdef";

	for (int i = -128; i < 128; i++) {
		char c = (char)i, low = text_lower(c);
		bool digit = i >= '0' && i <= '9';
		bool alnum = digit || (low >= 'a' && low <= 'z');
		const char *at = c ? strchr(hex, low) : NULL;

		CHECK_INT(text_is_digit(c), digit);
		CHECK_INT(text_is_alnum(c), alnum);
		CHECK_INT(text_is_blank(c), i == 32 || i == 9);
		CHECK_INT(text_is_space(c), i == 32 || i == 9 || i == 10 ||
		    i == 13);
		CHECK_INT(text_is_token(c), alnum || (c && strchr(tokens, c)));
		CHECK_INT(text_hex_value(c), at ? at - hex : -1);
	}
}

TEST(list_has)
{
	static const struct {
		const char *list, *word;
		bool has;
	} rows[] = {
		{ "", "a", false }, { "a", "a", true }, { "A", "a", true },
		{ "a b c", "a", true }, { "a b c", "b", true },
		{ "a b c", "C", true }, { "a b c", "d", false },
		{ "ab c", "a", false }, { "ab c", "b", false },
		{ "a", "ab", false }, { "a b", "a b", false },
		{ "b.example:5070", "b.example", false }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		check_row(rows[i].list);
		CHECK_INT(text_list_has(rows[i].list, rows[i].word),
		    rows[i].has);
	}
}

TEST(host_length)
{
	static const struct {
		const char *host;
		size_t length;
	} rows[] = {
		{ "", 0 }, { ":", 0 }, { "a", 1 }, { "a:5060", 1 },
		{ "a.b:", 3 }, { "[::1]", 5 }, { "[::1]:5060", 5 },
		{ "[::1]x", 5 }, { "[::1", 4 }, { "[", 1 }, { "[]", 2 }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		check_row(rows[i].host);
		CHECK_INT(text_host_length(rows[i].host), rows[i].length);
	}
}

TEST(utf8)
{
	static const struct {
		const char *name, *bytes;
		size_t n;
		bool valid;
	} rows[] = {
		{ "empty", BYTES(""), true },
		{ "ascii", BYTES("plain"), true },
		{ "nul", BYTES("a\0b"), true },
		{ "2 bytes", BYTES("\xc3\xa4"), true },
		{ "first of 2", BYTES("\xc2\x80"), true },
		{ "last of 2", BYTES("\xdf\xbf"), true },
		{ "first of 3", BYTES("\xe0\xa0\x80"), true },
		{ "before surrogates", BYTES("\xed\x9f\xbf"), true },
		{ "after surrogates", BYTES("\xee\x80\x80"), true },
		{ "last of 3", BYTES("\xef\xbf\xbf"), true },
		{ "first of 4", BYTES("\xf0\x90\x80\x80"), true },
		{ "last of 4", BYTES("\xf4\x8f\xbf\xbf"), true },
		{ "mixed", BYTES("G\xc3\xbcnter \xe2\x82\xac \xf0\x9f\x93\x9e"),
		    true },
		{ "overlong nul", BYTES("\xc0\x80"), false },
		{ "overlong slash", BYTES("\xc1\xaf"), false },
		{ "overlong 3", BYTES("\xe0\x9f\xbf"), false },
		{ "overlong 4", BYTES("\xf0\x8f\xbf\xbf"), false },
		{ "surrogate", BYTES("\xed\xa0\x80"), false },
		{ "last surrogate", BYTES("\xed\xbf\xbf"), false },
		{ "over 10ffff", BYTES("\xf4\x90\x80\x80"), false },
		{ "f5", BYTES("\xf5\x80\x80\x80"), false },
		{ "5 bytes", BYTES("\xf8\x88\x80\x80\x80"), false },
		{ "fe", BYTES("\xfe"), false },
		{ "ff", BYTES("\xff"), false },
		{ "alone", BYTES("\x80"), false },
		{ "latin-1", BYTES("G\xfcnter"), false },
		{ "cut 2", BYTES("a\xc3"), false },
		{ "cut 3", BYTES("\xe2\x82"), false },
		{ "cut 4", BYTES("\xf0\x9f\x93"), false },
		{ "one too many", BYTES("\xc3\xa4\xa4"), false },
		{ "second bad", BYTES("\xe2\x28\xa1"), false },
		{ "third bad", BYTES("\xe2\x82\x28"), false },
		{ "fourth bad", BYTES("\xf0\x9f\x93\x28"), false }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		check_row(rows[i].name);
		CHECK_INT(text_utf8_valid(rows[i].bytes, rows[i].n),
		    rows[i].valid);
	}
	check_row(NULL);
	CHECK_INT(text_utf8_char("", 0), 0);
	CHECK_INT(text_utf8_char("a\xff", 2), 1);
	CHECK_INT(text_utf8_char("\xc3\xa4\xff", 3), 2);
	CHECK_INT(text_utf8_char("\xe2\x82\xac", 3), 3);
	CHECK_INT(text_utf8_char("\xf0\x9f\x93\x9e", 4), 4);
	CHECK_INT(text_utf8_char("\xf0\x9f\x93\x9e", 3), 0);
}

/* Every code point written out is valid; the count is Unicode's. */
TEST(utf8_all)
{
	unsigned long valid = 0;

	for (uint32_t c = 0x80; c < 0x200000; c++) {
		char b[4];
		size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

		for (size_t i = n; i-- > 1;)
			b[i] = (char)(0x80 | (c >> 6 * (n - 1 - i) & 0x3f));
		b[0] = (char)(lead[n] | c >> 6 * (n - 1));
		valid += text_utf8_valid(b, n);
	}
	CHECK_INT(valid, 0x110000 - 0x80 - 0x800);
}

TEST(control)
{
	CHECK(!text_has_control(BYTES("")));
	CHECK(!text_has_control(BYTES(" ~\x80\xff")));
	for (int i = 0; i < 256; i++) {
		char text[3] = { 'a', (char)i, 'b' };

		CHECK_INT(text_has_control(text, 3), i < 32 || i == 127);
	}
	CHECK(!text_has_control("a\n", 1));
}

TEST(percent)
{
	static const struct {
		const char *in, *out;
		size_t n;
		long len;
	} rows[] = {
		{ "", "", 0, 0 },
		{ "a+b", "a+b", 3, 3 },
		{ "%41%62", "Ab", 6, 2 },
		{ "%2540", "%40", 5, 3 },
		{ "%00", "\0", 3, 1 },
		{ "%0d%0A", "\r\n", 6, 2 },
		{ "%fF%Ff", "\xff\xff", 6, 2 },
		{ "%", "", 1, -1 },
		{ "%4", "", 2, -1 },
		{ "a%4", "", 3, -1 },
		{ "%4g", "", 3, -1 },
		{ "%g4", "", 3, -1 },
		{ "%%41", "", 4, -1 },
		{ "% 4", "", 3, -1 },
		{ "%-1", "", 3, -1 },
		{ "%4\xb1", "", 3, -1 },
		{ "x%\0" "1", "", 4, -1 }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		char out[16];

		check_row(rows[i].in);
		memset(out, 'x', sizeof(out));
		long len = text_percent_decode(out, rows[i].in, rows[i].n);
		CHECK_INT(len, rows[i].len);
		if (len >= 0)
			CHECK(memcmp(out, rows[i].out, (size_t)len) == 0);
		CHECK_INT(out[rows[i].n], 'x');
	}

	/* In place. */
	char both[] = "%41b%43";
	CHECK_INT(text_percent_decode(both, both, 7), 3);
	CHECK(memcmp(both, "AbC", 3) == 0);
}

TEST(number)
{
	static const struct {
		const char *text;
		size_t n;
		int result;
		long long value;
	} rows[] = {
		{ BYTES("0"), 0, 0 },
		{ BYTES("007"), 0, 7 },
		{ BYTES("3600"), 0, 3600 },
		{ BYTES("999999999999999999"), 0, 999999999999999999 },
		{ BYTES("000000000000000000"), 0, 0 },
		{ BYTES("1000000000000000000"), -1, 0 },
		{ BYTES("18446744073709551617"), -1, 0 },
		{ BYTES(""), -1, 0 },
		{ BYTES("-1"), -1, 0 },
		{ BYTES("+1"), -1, 0 },
		{ BYTES(" 1"), -1, 0 },
		{ BYTES("1 "), -1, 0 },
		{ BYTES("1\n"), -1, 0 },
		{ BYTES("1\0"), -1, 0 },
		{ BYTES("\0"), -1, 0 },
		{ BYTES("0x10"), -1, 0 },
		{ BYTES("1e3"), -1, 0 },
		{ BYTES("1.0"), -1, 0 },
		{ BYTES("1/"), -1, 0 },
		{ BYTES("1:"), -1, 0 },
		{ BYTES("\xd9\xa1"), -1, 0 }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		long long value = 42;

		check_row(rows[i].text);
		CHECK_INT(text_number(rows[i].text, rows[i].n, &value),
		    rows[i].result);
		CHECK_INT(value, rows[i].result ? 42 : rows[i].value);
	}
	check_row(NULL);
	long long value;
	CHECK_INT(text_number("12x", 2, &value), 0);
	CHECK_INT(value, 12);
}

int
main(void)
{
	RUN(same);
	RUN(same_n);
	RUN(lower);
	RUN(classes);
	RUN(list_has);
	RUN(host_length);
	RUN(utf8);
	RUN(utf8_all);
	RUN(control);
	RUN(percent);
	RUN(number);
	return check_done();
}
