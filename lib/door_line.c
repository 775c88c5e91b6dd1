/*
 * The door: a request line (RFC 9112 3), and hosts.
 */
#include "door_parts.h"

#include <string.h>

#include "net.h"
#include "text.h"

enum {
	METHOD_MAX = 24,	/* what is longer is no method of ours */
	HOST_MAX = 255
};

/* --- bytes and words --- */

static bool
letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
door_word_add(struct door *door, unsigned char c, bool fold)
{
	if (door->word_size >= DOOR_WORD_MAX) {
		door->word_size = DOOR_WORD_MAX + 1;
		return false;
	}
	door->word[door->word_size++] = fold ? text_lower((char)c) : (char)c;
	return true;
}

bool
door_word_is(const struct door *door, const char *text)
{
	return door->word_size <= DOOR_WORD_MAX &&
	    strlen(text) == door->word_size &&
	    memcmp(text, door->word, door->word_size) == 0;
}

/* --- hosts --- */

void
door_host_begin(struct door *door)
{
	door->host = DOOR_HOST_START;
	door->host_size = 0;
	door->word_size = 0;
}

static bool
host_name_byte(struct door *door, unsigned char c)
{
	if (door->host_size == HOST_MAX)
		return false;
	door->host_size++;
	return text_is_alnum((char)c) || c == '-' || c == '.' ||
	    c == '_' || c == '~';
}

/* The word is an IPv6 address? */
static bool
literal_good(const struct door *door)
{
	struct net_address address;
	char text[DOOR_WORD_MAX + 3];
	size_t n = door->word_size;

	if (n > DOOR_WORD_MAX)
		return false;
	text[0] = '[';		/* so that it is no IPv4 address */
	memcpy(text + 1, door->word, n);
	text[n + 1] = ']';
	text[n + 2] = '\0';
	return net_parse(&address, text) == 0;
}

static bool
port_begin(struct door *door, unsigned char c)
{
	door->host = DOOR_HOST_PORT;
	door->number = 0;
	return c == ':';
}

bool
door_host_byte(struct door *door, unsigned char c)
{
	switch ((enum door_host)door->host) {
	case DOOR_HOST_START:
		door->host = c == '[' ? DOOR_HOST_LITERAL : DOOR_HOST_NAME;
		return c == '[' || host_name_byte(door, c);
	case DOOR_HOST_NAME:
		return c == ':' ? port_begin(door, c) :
		    host_name_byte(door, c);
	case DOOR_HOST_LITERAL:
		if (c == ']') {
			door->host = DOOR_HOST_CLOSED;
			return literal_good(door);
		}
		return (text_hex_value((char)c) != -1 || c == ':' ||
		    c == '.') &&
		    door_word_add(door, c, false);
	case DOOR_HOST_CLOSED:
		return port_begin(door, c);
	case DOOR_HOST_PORT:
		if (!text_is_digit((char)c))
			return false;
		door->number = door->number * 10 + (c - '0');
		return door->number <= 65535;
	}
	return false;
}

bool
door_host_done(const struct door *door)
{
	return door->host == DOOR_HOST_NAME ||
	    door->host == DOOR_HOST_CLOSED || door->host == DOOR_HOST_PORT;
}

/* --- the method --- */

static enum door_method
known_method(const struct door *door)
{
	static const char *const names[] = {
		[DOOR_GET] = "GET", [DOOR_HEAD_METHOD] = "HEAD",
		[DOOR_POST] = "POST", [DOOR_PUT] = "PUT",
		[DOOR_DELETE] = "DELETE", [DOOR_OPTIONS] = "OPTIONS",
		[DOOR_TRACE] = "TRACE", [DOOR_PATCH] = "PATCH",
	};

	for (size_t i = DOOR_GET; i < sizeof(names) / sizeof(names[0]); i++) {
		if (door_word_is(door, names[i]))
			return (enum door_method)i;
	}
	return DOOR_NO_METHOD;
}

static enum door_event
method_step(struct door *door, unsigned char c)
{
	if (c == ' ' && door->word_size != 0) {
		door->method = (uint8_t)known_method(door);
		if (door->method == DOOR_NO_METHOD)
			return door_bad(door, 501, "the method is not known");
		door->state = DOOR_TARGET;
		return DOOR_MORE;
	}
	if (!text_is_token((char)c))
		return door_bad(door, 400,
		    "the request does not begin with a method");
	if (door->word_size == METHOD_MAX)
		return door_bad(door, 501, "the method is not known");
	door_word_add(door, c, false);
	return DOOR_MORE;
}

/* --- the target --- */

static bool
target_char(unsigned char c)
{
	return c > 0x20 && c < 0x7f && c != '#';
}

static enum door_event
target_bad(struct door *door, unsigned char c)
{
	return door_bad(door, 400, target_char(c) ?
	    "the target is neither a path nor an http URI" :
	    "the target has a byte that it may not have");
}

static enum door_event
target_end(struct door *door)
{
	door->state = DOOR_VERSION;
	door->word_size = 0;
	return DOOR_MORE;
}

static enum door_event
target_first(struct door *door, unsigned char c)
{
	door->word_size = 0;
	if (c == '/') {
		door->state = DOOR_SLASH;
	} else if (c == '*' && door->method == DOOR_OPTIONS) {
		door->state = DOOR_ASTERISK;
	} else if (letter(c)) {
		door->state = DOOR_SCHEME;
		door_word_add(door, c, true);
	} else {
		return target_bad(door, c);
	}
	return DOOR_MORE;
}

static enum door_event
scheme_step(struct door *door, unsigned char c)
{
	if (c == ':') {
		if (!door_word_is(door, "http") && !door_word_is(door, "https"))
			return target_bad(door, c);
		door->state = DOOR_SLASHES;
		door->word_size = 0;	/* counts the slashes */
		return DOOR_MORE;
	}
	if (!letter(c) || !door_word_add(door, c, true))
		return target_bad(door, c);
	return DOOR_MORE;
}

static enum door_event
slashes_step(struct door *door, unsigned char c)
{
	if (c != '/')
		return target_bad(door, c);
	if (++door->word_size == 2) {
		door->state = DOOR_AUTHORITY;
		door_host_begin(door);
	}
	return DOOR_MORE;
}

static enum door_event
authority_step(struct door *door, unsigned char c)
{
	if ((c == '/' || c == '?' || c == ' ') && door_host_done(door)) {
		if (c == ' ')
			return target_end(door);
		door->state = DOOR_PATH;
		return DOOR_MORE;
	}
	if (!door_host_byte(door, c))
		return target_bad(door, c);
	return DOOR_MORE;
}

static enum door_event
path_step(struct door *door, unsigned char c)
{
	if (c == ' ')
		return target_end(door);
	if (!target_char(c))
		return target_bad(door, c);
	/* "//host/path" is a path here, and a host for others */
	if (door->state == DOOR_SLASH && c == '/')
		return door_bad(door, 400, "the path begins with two slashes");
	if (door->state == DOOR_ASTERISK)
		return target_bad(door, c);
	door->state = DOOR_PATH;
	return DOOR_MORE;
}

static enum door_event
target_step(struct door *door, unsigned char c)
{
	if (c != ' ' && target_char(c) &&
	    door->target_size++ >= door->limits->target_size)
		return door_bad(door, 414, "the target is too long");
	switch ((enum door_state)door->state) {
	case DOOR_TARGET: return target_first(door, c);
	case DOOR_SCHEME: return scheme_step(door, c);
	case DOOR_SLASHES: return slashes_step(door, c);
	case DOOR_AUTHORITY: return authority_step(door, c);
	default: return path_step(door, c);
	}
}

size_t
door_path_span(struct door *door, const char *bytes, size_t n)
{
	size_t i = 0, room = door->limits->target_size;

	while (i < n && target_char((unsigned char)bytes[i]) &&
	    door->target_size < room &&
	    door->head_size < door->limits->head_size) {
		door->target_size++;
		door->head_size++;
		i++;
	}
	return i;
}

/* --- the version --- */

static enum door_event
version_bad(struct door *door, bool version)
{
	return version ? door_bad(door, 505,
	    "the version is neither HTTP/1.0 nor HTTP/1.1") :
	    door_bad(door, 400, "no HTTP version behind the target");
}

static enum door_event
version_step(struct door *door, unsigned char c)
{
	static const char name[] = "HTTP/1.";
	size_t at = door->word_size;

	if (at == sizeof(name)) {	/* all eight are there */
		if (c != '\r')
			return version_bad(door, false);
		door->state = DOOR_LINE_LF;
		return DOOR_MORE;
	}
	if (at == sizeof(name) - 1) {
		if (c != '0' && c != '1')
			return version_bad(door, text_is_digit((char)c));
		door->minor = (uint8_t)(c - '0');
	} else if (c != (unsigned char)name[at]) {
		return version_bad(door, at == 5 && text_is_digit((char)c));
	}
	door->word_size++;
	return DOOR_MORE;
}

/* --- all of it --- */

enum door_event
door_line_step(struct door *door, unsigned char c)
{
	if (door->head_size++ >= door->limits->head_size)
		return door_bad(door, 414, "the request line is too long");
	switch ((enum door_state)door->state) {
	case DOOR_METHOD:
		return method_step(door, c);
	case DOOR_VERSION:
		return version_step(door, c);
	case DOOR_LINE_LF:
		return door_expect_lf(door, c, DOOR_FIELD);
	default:
		return target_step(door, c);
	}
}
