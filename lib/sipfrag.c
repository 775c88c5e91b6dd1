/*
 * The few things that a NOTIFY of the refer package says.  The body comes from
 * a phone and may hold anything: nothing here trusts it to be text.
 */
#include "sipfrag.h"

#include <limits.h>
#include <string.h>

#include "text.h"

static const char version[] = "SIP/2.0";

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
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
	if (end - at < 3 || (end - at > 3 && !is_blank(at[3])))
		return 0;

	unsigned code = 0;
	for (int i = 0; i < 3; i++) {
		if (!is_digit(at[i]))
			return 0;
		code = code * 10 + (unsigned)(at[i] - '0');
	}
	return code >= 100 && code <= 699 ? code : 0;
}

/* Past the blanks at `at`, not beyond `end`. */
static const char *
after_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

/* Behind "SIP/2.0" and the blanks that follow; NULL if it is not there. */
static const char *
after_version(const char *at, const char *end)
{
	const size_t n = sizeof(version) - 1;

	if ((size_t)(end - at) <= n || !text_same_n(at, version, n) ||
	    !is_blank(at[n]))
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
	while (at < stop && (is_blank(*at) || is_line_end(*at)))
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

/* Blanks and folded lines (RFC 3261 25.1 LWS). */
static const char *
skip_blanks(const char *at)
{
	while (is_blank(*at) || is_line_end(*at))
		at++;
	return at;
}

/* To the ';' that begins the next parameter, or to the end. */
static const char *
next_parameter(const char *at)
{
	bool quoted = false;

	for (; *at; at++) {
		if (quoted && *at == '\\' && at[1])
			at++;
		else if (*at == '"')
			quoted = !quoted;
		else if (*at == ';' && !quoted)
			break;
	}
	return at;
}

/* Does `at` begin with this word, and not with a longer one? */
static bool
begins_with(const char *at, const char *word, const char **after)
{
	size_t n = strlen(word);

	/* text_same_n would read on behind the end of a shorter text. */
	if (strnlen(at, n) < n || !text_same_n(at, word, n))
		return false;
	*after = skip_blanks(at + n);
	return true;
}

bool
sipfrag_terminated(const char *subscription_state)
{
	const char *after;

	if (!subscription_state ||
	    !begins_with(skip_blanks(subscription_state), "terminated", &after))
		return false;
	return *after == '\0' || *after == ';';
}

static unsigned
seconds(const char *at)
{
	unsigned sum = 0;

	if (!is_digit(*at))
		return 0;
	for (; is_digit(*at); at++) {
		unsigned digit = (unsigned)(*at - '0');

		if (sum > (UINT_MAX - digit) / 10)
			sum = UINT_MAX;
		else
			sum = sum * 10 + digit;
	}
	at = skip_blanks(at);
	return *at == '\0' || *at == ';' ? sum : 0;
}

unsigned
sipfrag_expires(const char *subscription_state)
{
	if (!subscription_state)
		return 0;

	const char *at = next_parameter(subscription_state);
	while (*at == ';') {
		const char *after;

		at = skip_blanks(at + 1);
		if (begins_with(at, "expires", &after) && *after == '=')
			return seconds(skip_blanks(after + 1));
		at = next_parameter(at);
	}
	return 0;
}
