/*
 * SIP addresses from outside to "user@host".
 */
#include "address.h"

#include <arpa/inet.h>
#include <string.h>

#include "buf.h"
#include "text.h"

enum {
	LABEL_MAX = 63,			/* RFC 1035 2.3.4 */
	IP_TEXT_MAX = 46,		/* with the NUL */
	PORT_MAX = 65535
};

/* In the set?  Unlike strchr() this does not find NUL. */
static bool
is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool
is_ip(int family, const char *text, size_t n)
{
	char copy[IP_TEXT_MAX];
	unsigned char bytes[16];

	if (n == 0 || n >= sizeof(copy) || memchr(text, '\0', n))
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	return inet_pton(family, copy, bytes) == 1;
}

static bool
is_label(const char *label, size_t n)
{
	if (n == 0 || n > LABEL_MAX || label[0] == '-' || label[n - 1] == '-')
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!text_is_alnum(label[i]) && label[i] != '-')
			return false;
	}
	return true;
}

/*
 * Would a resolver take this label for a number?  Old ones read "1.2.3",
 * "2130706433" and "0x7f000001" as IPv4 addresses (RFC 3696 2, inet_aton).
 */
static bool
is_number(const char *label, size_t n)
{
	size_t i = n > 1 && label[0] == '0' && text_lower(label[1]) == 'x' ?
	    2 : 0;
	const char *digits = i ? "0123456789abcdef" : "0123456789";

	while (i < n && is_one_of(text_lower(label[i]), digits))
		i++;
	return i == n;
}

static bool
is_name(const char *name, size_t n)
{
	const char *end = name + n;

	for (;;) {
		const char *dot = memchr(name, '.', (size_t)(end - name));
		size_t label = (size_t)((dot ? dot : end) - name);

		if (!is_label(name, label))
			return false;
		if (!dot)
			return !is_number(name, label);
		name = dot + 1;
	}
}

/* ":port", or nothing at all. */
static bool
is_port(const char *text, size_t n)
{
	long long port;

	if (n == 0)
		return true;
	return n >= 2 && n <= 6 && text[0] == ':' && text[1] != '0' &&
	    text_number(text + 1, n - 1, &port) == 0 && port <= PORT_MAX;
}

static bool
is_host_port(const char *text, size_t n)
{
	if (n == 0)
		return false;

	char stop = text[0] == '[' ? ']' : ':';
	const char *end = memchr(text, stop, n);
	size_t host = end ? (size_t)(end - text) : n;
	if (stop == ']') {
		return end && is_ip(AF_INET6, text + 1, host - 1) &&
		    is_port(end + 1, n - host - 1);
	}
	return host <= ADDRESS_HOST_MAX &&
	    (is_ip(AF_INET, text, host) || is_name(text, host)) &&
	    is_port(text + host, n - host);
}

bool
address_host_valid(const char *host)
{
	return is_host_port(host, strlen(host));
}

/* out has room: what is_host_port() takes is never longer. */
static void
set_host(struct address *out, const char *host, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out->host[i] = text_lower(host[i]);
	out->host[n] = '\0';
}

/*
 * RFC 3261 25.1, user: unreserved and user-unreserved as they are, but ';' and
 * '?' only by mistake or malice, so not at all.
 */
static bool
is_user_plain(char c)
{
	return text_is_alnum(c) || is_one_of(c, "-_.!~*'()&=+$,/");
}

/* What a dialled number or a name may hold, but a URI only as %HH. */
static bool
is_user_escaped(char c)
{
	return is_one_of(c, "#[]^`{|}");
}

/* Returns NULL, or what is wrong with the user part. */
static const char *
set_user(struct address *out, const char *user, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";
	char *at = out->user;

	if (n == 0)
		return "has no user part";
	if (n > ADDRESS_USER_MAX)
		return "has a user part of more than 64 characters";
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)user[i];

		if (is_user_plain(user[i])) {
			*at++ = user[i];
		} else if (is_user_escaped(user[i])) {
			*at++ = '%';
			*at++ = hex[c >> 4];
			*at++ = hex[c & 15];
		} else {
			return "holds a character that a SIP user cannot have";
		}
	}
	*at = '\0';
	return NULL;
}

/* Returns NULL, or what is wrong. */
static const char *
parse(struct address *out, const char *text, size_t len,
    const char *default_host)
{
	if (len >= 5 && text_same_n(text, "sips:", 5))
		return "is a sips: address, which is not supported: "
		    "write sip:";
	if (len >= 4 && text_same_n(text, "sip:", 4)) {
		text += 4;
		len -= 4;
	}

	const char *at = len ? memchr(text, '@', len) : NULL;
	size_t user = at ? (size_t)(at - text) : len;
	const char *problem = set_user(out, text, user);
	if (problem)
		return problem;

	if (!at) {
		if (!default_host || !address_host_valid(default_host))
			return "has no domain, and there is no default";
		set_host(out, default_host, strlen(default_host));
		return NULL;
	}
	if (!is_host_port(at + 1, len - user - 1))
		return "has a host that is neither a name nor an IP address";
	set_host(out, at + 1, len - user - 1);
	return NULL;
}

int
address_parse(struct address *out, const char *field, const char *text,
    size_t len, const char *default_host, struct err *err)
{
	if (len == 0)
		return err_set(err, 400, "%s: missing", field);
	const char *problem = parse(out, text, len, default_host);
	if (problem)
		return err_value(err, 400, field, text, len, problem);
	return 0;
}

void
address_format(const struct address *address, struct buf *out)
{
	buf_puts(out, address->user);
	buf_putc(out, '@');
	buf_puts(out, address->host);
}

int
address_from_normal(struct address *out, const char *normal)
{
	const char *at = strchr(normal, '@');

	if (at == NULL || (size_t)(at - normal) >= sizeof out->user ||
	    strlen(at + 1) >= sizeof out->host)
		return -1;
	memcpy(out->user, normal, (size_t)(at - normal));
	out->user[at - normal] = '\0';
	memcpy(out->host, at + 1, strlen(at + 1) + 1);
	return 0;
}

bool
address_equal(const struct address *a, const struct address *b)
{
	return strcmp(a->user, b->user) == 0 && text_same(a->host, b->host);
}

void
address_display(const char *name, struct buf *out)
{
	if (!name || !*name)
		return;

	size_t left = strlen(name);
	buf_putc(out, '"');
	while (left > 0) {
		size_t n = text_utf8_char(name, left);
		size_t step = n ? n : 1;

		if (n && !text_has_control(name, n)) {
			if (*name == '"' || *name == '\\')
				buf_putc(out, '\\');
			buf_add(out, name, n);
		}
		name += step;
		left -= step;
	}
	buf_putc(out, '"');
}
