/*
 * Small questions about text from outside.  The <ctype.h> functions are not
 * used: they depend on the locale and are undefined for negative chars.
 */
#include "text.h"

#include <string.h>

enum { NUMBER_DIGITS_MAX = 18 };	/* 10^18 - 1 fits in 63 bits */

char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
text_same(const char *a, const char *b)
{
	while (*a && text_lower(*a) == text_lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

bool
text_same_n(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text_lower(a[i]) != text_lower(b[i]))
			return false;
		if (a[i] == '\0')
			return i + 1 == n;
	}
	return true;
}

bool
text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
text_is_alnum(char c)
{
	char lower = text_lower(c);

	return (lower >= 'a' && lower <= 'z') || text_is_digit(c);
}

bool
text_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
text_is_space(char c)
{
	return text_is_blank(c) || c == '\r' || c == '\n';
}

bool
text_is_token(char c)
{
	return text_is_alnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

int
text_hex_value(char c)
{
	if (text_is_digit(c))
		return c - '0';
	c = text_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
text_list_has(const char *list, const char *word)
{
	size_t wanted = strlen(word);

	while (*list) {
		size_t n = strcspn(list, " ");

		if (n == wanted && text_same_n(list, word, n))
			return true;
		list += n;
		list += *list == ' ';
	}
	return false;
}

size_t
text_host_length(const char *host)
{
	if (*host != '[')
		return strcspn(host, ":");

	size_t n = strcspn(host, "]");
	return n + (host[n] == ']');
}

/*
 * RFC 3629 4: what a lead byte says about the length, and the range of the
 * second byte, which is where overlong forms, surrogates and code points over
 * U+10FFFF show.
 */
static size_t
utf8_lead(unsigned char c, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xbf;
	if (c < 0x80)
		return 1;
	if (c < 0xc2)
		return 0;
	if (c < 0xe0)
		return 2;
	if (c < 0xf0) {
		if (c == 0xe0)
			*low = 0xa0;
		if (c == 0xed)
			*high = 0x9f;
		return 3;
	}
	if (c > 0xf4)
		return 0;
	if (c == 0xf0)
		*low = 0x90;
	if (c == 0xf4)
		*high = 0x8f;
	return 4;
}

size_t
text_utf8_char(const char *bytes, size_t n)
{
	if (n == 0)
		return 0;

	unsigned char low, high;
	size_t length = utf8_lead((unsigned char)bytes[0], &low, &high);
	if (length > n)
		return 0;
	for (size_t i = 1; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c < low || c > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return length;
}

bool
text_utf8_valid(const char *bytes, size_t n)
{
	while (n > 0) {
		size_t length = text_utf8_char(bytes, n);

		if (length == 0)
			return false;
		bytes += length;
		n -= length;
	}
	return true;
}

bool
text_has_control(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c < 0x20 || c == 0x7f)
			return true;
	}
	return false;
}

long
text_percent_decode(char *out, const char *bytes, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != '%') {
			out[len++] = bytes[i];
			continue;
		}
		if (n - i < 3)
			return -1;
		int high = text_hex_value(bytes[i + 1]);
		int low = text_hex_value(bytes[i + 2]);
		if (high < 0 || low < 0)
			return -1;
		out[len++] = (char)(high * 16 + low);
		i += 2;
	}
	return (long)len;
}

int
text_number(const char *text, size_t n, long long *value)
{
	if (n == 0 || n > NUMBER_DIGITS_MAX)
		return -1;

	long long sum = 0;
	for (size_t i = 0; i < n; i++) {
		if (!text_is_digit(text[i]))
			return -1;
		sum = sum * 10 + (text[i] - '0');
	}
	*value = sum;
	return 0;
}
