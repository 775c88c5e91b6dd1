/*
 * Credentials as they stand in a header, taken apart: strictly, since what two
 * readers understand in two ways can be used to get past one of them.
 */
#include "digest.h"

#include <string.h>

#include "text.h"

struct field {
	const char *name;
	size_t offset, size;
	bool needed;
};

#define FIELD(member, needed) { #member, \
	offsetof(struct digest_credentials, member), \
	sizeof(((struct digest_credentials *)0)->member), needed }

static const struct field fields[] = {
	FIELD(username, true), FIELD(realm, true), FIELD(nonce, true),
	FIELD(uri, true), FIELD(response, true), FIELD(cnonce, false),
	FIELD(opaque, false), FIELD(algorithm, false), FIELD(qop, false),
};

enum {
	FIELDS = sizeof(fields) / sizeof(*fields),
	FIELD_NC = FIELDS,		/* the count is a number */
	FIELD_UNKNOWN
};

/* Folded lines of SIP too. */
static const char *
skip_blanks(const char *at)
{
	while (text_is_space(*at))
		at++;
	return at;
}

static unsigned
field_find(const char *name, size_t n)
{
	for (unsigned i = 0; i < FIELDS; i++) {
		if (strlen(fields[i].name) == n &&
		    text_same_n(fields[i].name, name, n))
			return i;
	}
	return n == 2 && text_same_n(name, "nc", n) ? FIELD_NC : FIELD_UNKNOWN;
}

/*
 * A token or a quoted string into out[size], or over it if out is NULL.
 * Returns what stands behind it, or NULL.
 */
static const char *
read_value(const char *at, char *out, size_t size)
{
	const char *start = at;
	bool quoted = *at == '"';
	size_t n = 0;

	if (quoted)
		at++;
	for (;; at++) {
		if (quoted ? *at == '"' : !text_is_token(*at))
			break;
		if (quoted && *at == '\\')
			at++;
		if (*at == '\0' || (text_has_control(at, 1) && *at != '\t'))
			return NULL;
		if (!out)
			continue;
		if (n + 1 >= size)
			return NULL;
		out[n++] = *at;
	}
	if (quoted)
		at++;
	if (at == start)
		return NULL;
	if (out)
		out[n] = '\0';
	return at;
}

static int
count_parse(uint32_t *nc, const char *hex)
{
	if (strlen(hex) != 8)
		return -1;
	*nc = 0;
	for (; *hex; hex++) {
		int digit = text_hex_value(*hex);

		if (digit < 0)
			return -1;
		*nc = *nc << 4 | (uint32_t)digit;
	}
	return 0;
}

/* name = value.  Returns what stands behind it, or NULL. */
static const char *
read_parameter(struct digest_credentials *out, const char *at, unsigned *seen)
{
	const char *name = at;

	while (text_is_token(*at))
		at++;
	unsigned which = field_find(name, (size_t)(at - name));
	if (at == name)
		return NULL;
	at = skip_blanks(at);
	if (*at != '=')
		return NULL;
	at = skip_blanks(at + 1);

	if (which == FIELD_UNKNOWN)
		return read_value(at, NULL, 0);
	if (*seen & 1U << which)
		return NULL;
	*seen |= 1U << which;
	if (which == FIELD_NC) {
		at = read_value(at, out->nc_text, sizeof(out->nc_text));
		return at && count_parse(&out->nc, out->nc_text) == 0 ? at :
		    NULL;
	}
	return read_value(at, (char *)out + fields[which].offset,
	    fields[which].size);
}

int
digest_parse(struct digest_credentials *out, const char *header)
{
	static const char scheme[] = "Digest";
	const size_t n = sizeof(scheme) - 1;
	unsigned seen = 0;

	*out = (struct digest_credentials){ .nc = 0 };
	const char *at = skip_blanks(header);
	if (strnlen(at, n) < n || !text_same_n(at, scheme, n))
		return -1;
	at += n;
	if (skip_blanks(at) == at)
		return -1;

	for (at = skip_blanks(at); *at;) {
		/* An empty element of a list does no harm (RFC 9110 5.6.1). */
		if (*at != ',') {
			at = read_parameter(out, at, &seen);
			if (!at)
				return -1;
			at = skip_blanks(at);
			if (*at && *at != ',')
				return -1;
		}
		while (*at == ',')
			at = skip_blanks(at + 1);
	}
	for (unsigned i = 0; i < FIELDS; i++) {
		if (fields[i].needed && !(seen & 1U << i))
			return -1;
	}
	return 0;
}
