/*
 * Session descriptions without media.  An offer from a phone is read line by
 * line; of what it says only the shape of its m= lines, its time and the names
 * of its formats come back in the answer.
 */
#include "offer.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

enum {
	MEDIA_MAX = 32,
	DISCARD_PORT = 9	/* RFC 863: no RTP is wanted, none is sent */
};

struct span {
	const char *at;
	size_t len;
};

/* m=NAME PORT[/COUNT] PROTOCOL FORMATS */
struct media {
	struct span name, port, protocol, formats;
};

/* What the first reading finds out. */
struct shape {
	unsigned media;		/* m= lines */
	unsigned accepted;	/* which one of them, from 1; 0 none */
	struct span time;	/* "START STOP" of the t= line */
};

/* The next line without its end (CR LF, LF or CR); false: no more. */
static bool
next_line(struct span *rest, struct span *line)
{
	if (rest->len == 0)
		return false;

	size_t n = 0;
	while (n < rest->len && rest->at[n] != '\r' && rest->at[n] != '\n')
		n++;
	*line = (struct span){ rest->at, n };
	if (n < rest->len && rest->at[n] == '\r')
		n++;
	if (n < rest->len && rest->at[n] == '\n')
		n++;
	rest->at += n;
	rest->len -= n;
	return true;
}

static bool
starts(const struct span *span, const char *prefix)
{
	size_t n = strlen(prefix);

	return span->len >= n && memcmp(span->at, prefix, n) == 0;
}

static bool
is(const struct span *span, const char *word)
{
	return span->len == strlen(word) &&
	    text_same_n(span->at, word, span->len);
}

/* The next word of a line, blanks before it passed over. */
static struct span
next_word(struct span *rest)
{
	while (rest->len && *rest->at == ' ') {
		rest->at++;
		rest->len--;
	}

	struct span word = { rest->at, 0 };
	while (word.len < rest->len && word.at[word.len] != ' ')
		word.len++;
	rest->at += word.len;
	rest->len -= word.len;
	return word;
}

static bool
all_digits(const struct span *span)
{
	for (size_t i = 0; i < span->len; i++) {
		if (!text_is_digit(span->at[i]))
			return false;
	}
	return span->len > 0;
}

/* A number up to 65535, with or without "/COUNT" behind it. */
static bool
port_valid(const struct span *span)
{
	struct span digits = { span->at, 0 };
	long long value;

	while (digits.len < span->len && text_is_digit(span->at[digits.len]))
		digits.len++;
	if (text_number(digits.at, digits.len, &value) || value > 65535)
		return false;
	if (digits.len == span->len)
		return true;

	struct span count = { span->at + digits.len + 1,
	    span->len - digits.len - 1 };
	return span->at[digits.len] == '/' && all_digits(&count);
}

static bool
port_is_zero(const struct span *span)
{
	for (size_t i = 0; i < span->len && text_is_digit(span->at[i]); i++) {
		if (span->at[i] != '0')
			return false;
	}
	return true;
}

/* Only what may be sent back as it is: visible ASCII and blanks. */
static bool
printable(const struct span *span)
{
	for (size_t i = 0; i < span->len; i++) {
		unsigned char c = (unsigned char)span->at[i];

		if (c < 0x20 || c > 0x7e)
			return false;
	}
	return true;
}

static bool
media_parse(struct media *media, const struct span *line)
{
	struct span rest = { line->at + 2, line->len - 2 };

	if (!printable(line))
		return false;
	media->name = next_word(&rest);
	media->port = next_word(&rest);
	media->protocol = next_word(&rest);
	while (rest.len && *rest.at == ' ') {
		rest.at++;
		rest.len--;
	}
	while (rest.len && rest.at[rest.len - 1] == ' ')
		rest.len--;
	media->formats = rest;
	return media->name.len && media->protocol.len && media->formats.len &&
	    port_valid(&media->port);
}

static bool
media_fits(const struct media *media)
{
	return is(&media->name, "audio") && !port_is_zero(&media->port) &&
	    (is(&media->protocol, "RTP/AVP") ||
	    is(&media->protocol, "RTP/AVPF"));
}

/* RFC 3264 6: the answer's time is that of the offer. */
static void
take_time(struct span *time, const struct span *line)
{
	struct span rest = { line->at + 2, line->len - 2 };
	struct span value = rest;
	struct span start = next_word(&rest), stop = next_word(&rest);

	if (time->len == 0 && all_digits(&start) && all_digits(&stop) &&
	    value.len == start.len + 1 + stop.len)
		*time = value;
}

static int
shape_read(struct shape *shape, struct span rest)
{
	struct span line;
	struct media media;

	*shape = (struct shape){ 0 };
	if (!next_line(&rest, &line) || line.len != 3 || !starts(&line, "v=0"))
		return -1;
	while (next_line(&rest, &line)) {
		if (starts(&line, "t=") && shape->media == 0)
			take_time(&shape->time, &line);
		if (!starts(&line, "m="))
			continue;
		if (shape->media == MEDIA_MAX || !media_parse(&media, &line))
			return -1;
		shape->media++;
		if (shape->accepted == 0 && media_fits(&media))
			shape->accepted = shape->media;
	}
	return 0;
}

static void
add_span(struct buf *out, const struct span *span)
{
	buf_add(out, span->at, span->len);
}

/* The lines of the session, up to its time. */
static void
session_write(struct buf *out, const char *ip, uint64_t session,
    uint64_t version)
{
	const char *family = strchr(ip, ':') ? "IP6" : "IP4";

	/* RFC 3264 5: both numbers must fit in 63 bits. */
	session &= INT64_MAX;
	version &= INT64_MAX;
	buf_printf(out, "v=0\r\no=- %llu %llu IN %s %s\r\ns=-\r\n",
	    (unsigned long long)session, (unsigned long long)version, family,
	    ip);
	buf_printf(out, "c=IN %s %s\r\n", family, ip);
}

void
offer_write(struct buf *out, enum offer_kind kind, const char *ip,
    uint64_t session, uint64_t version)
{
	session_write(out, ip, session, version);
	buf_puts(out, "t=0 0\r\n");
	if (kind == OFFER_NO_MEDIA)
		return;
	buf_printf(out, "m=audio %d RTP/AVP 0 8 101\r\n", DISCARD_PORT);
	buf_puts(out,
	    "a=rtpmap:0 PCMU/8000\r\n"
	    "a=rtpmap:8 PCMA/8000\r\n"
	    "a=rtpmap:101 telephone-event/8000\r\n"
	    "a=fmtp:101 0-15\r\n"
	    "a=inactive\r\n");
}

static void
media_write(struct buf *out, const struct media *media, bool accepted)
{
	buf_puts(out, "m=");
	add_span(out, &media->name);
	buf_printf(out, " %d ", accepted ? DISCARD_PORT : 0);
	add_span(out, &media->protocol);
	buf_putc(out, ' ');
	add_span(out, &media->formats);
	buf_puts(out, "\r\n");
	if (accepted)
		buf_puts(out, "a=inactive\r\n");
}

int
offer_answer(struct buf *out, const char *offer, size_t len, const char *ip,
    uint64_t session, uint64_t version)
{
	struct span rest = { offer, len }, line;
	struct shape shape;
	struct media media;
	unsigned at = 0;	/* the m= line we are in */

	if (!offer || shape_read(&shape, rest))
		return -1;
	session_write(out, ip, session, version);
	buf_puts(out, "t=");
	if (shape.time.len)
		add_span(out, &shape.time);
	else
		buf_puts(out, "0 0");
	buf_puts(out, "\r\n");

	while (next_line(&rest, &line)) {
		if (starts(&line, "m=") && media_parse(&media, &line)) {
			at++;
			media_write(out, &media, at == shape.accepted);
		} else if (at && at == shape.accepted && printable(&line) &&
		    (starts(&line, "a=rtpmap:") || starts(&line, "a=fmtp:"))) {
			/* A dynamic format means nothing without its name. */
			add_span(out, &line);
			buf_puts(out, "\r\n");
		}
	}
	return 0;
}
