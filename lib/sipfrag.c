/*
 * The few things that a NOTIFY of the refer package says.  The body comes from
 * a phone and may hold anything: nothing here trusts it to be text.
 */
#include "sipfrag.h"

#include <string.h>

#include "text.h"

static const char version[] = "SIP/2.0";

static bool
is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

size_t
sipfrag_phrase(char *out, size_t size, const char *bytes, size_t n)
{
	if (size == 0)
		return 0;
	if (n > size - 1) {
		/*
		 * Back to the first byte of the character that is cut; text
		 * that is no UTF-8 is cut where it is.
		 */
		size_t back = 0;

		n = size - 1;
		while (back < 3 && back < n &&
		    ((unsigned char)bytes[n - back] & 0xc0) == 0x80)
			back++;
		if (((unsigned char)bytes[n - back] & 0xc0) != 0x80)
			n -= back;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = text_has_control(bytes + i, 1) ? ' ' : bytes[i];
	out[n] = '\0';
	return n;
}

/* The code at `at`: three digits and then a blank or the end; or 0. */
static unsigned
status_code(const char *at, const char *end)
{
	if (end - at < 3 || (end - at > 3 && !text_is_blank(at[3])))
		return 0;

	unsigned code = 0;
	for (int i = 0; i < 3; i++) {
		if (!text_is_digit(at[i]))
			return 0;
		code = code * 10 + (unsigned)(at[i] - '0');
	}
	return code >= 100 && code <= 699 ? code : 0;
}

/* Past the blanks at `at`, not beyond `end`. */
static const char *
after_blanks(const char *at, const char *end)
{
	while (at < end && text_is_blank(*at))
		at++;
	return at;
}

/* Behind "SIP/2.0" and the blanks that follow; NULL if it is not there. */
static const char *
after_version(const char *at, const char *end)
{
	const size_t n = sizeof(version) - 1;

	if ((size_t)(end - at) <= n || !text_same_n(at, version, n) ||
	    !text_is_blank(at[n]))
		return NULL;
	return after_blanks(at + n, end);
}

void
sipfrag_parse(struct sipfrag *out, const char *body, size_t len)
{
	out->status = 0;
	out->phrase[0] = '\0';
	if (!body)
		return;

	const char *at = body, *stop = body + len;
	while (at < stop && text_is_space(*at))
		at++;
	const char *end = at;
	while (end < stop && !is_line_end(*end))
		end++;

	at = after_version(at, end);
	if (at)
		out->status = status_code(at, end);
	if (out->status == 0)
		return;
	at = after_blanks(at + 3, end);
	size_t length = sipfrag_phrase(out->phrase, sizeof(out->phrase), at,
	    (size_t)(end - at));
	while (length > 0 && out->phrase[length - 1] == ' ')
		out->phrase[--length] = '\0';
}
