/*
 * Session descriptions on their way from one dialog into another.  What is
 * kept of one, and compared, is all that follows its o= line ("the rest").
 */
#include "sdp.h"

#include <string.h>

#include "mem.h"
#include "text.h"

struct shape {
	unsigned media;			/* m= lines */
	struct sdp_text origin;		/* the o= line's value */
};

/* m=NAME PORT PROTOCOL FORMATS */
struct media {
	struct sdp_text name, port, protocol, formats;
};

/* --- reading --- */

/* The next line that is not empty, without its end; false: no more. */
static bool
next_line(struct sdp_text *rest, struct sdp_text *line)
{
	while (rest->len > 0) {
		const char *end = memchr(rest->at, '\n', rest->len);
		size_t n = end ? (size_t)(end - rest->at) : rest->len;

		*line = (struct sdp_text){ rest->at, n };
		if (end)
			n++;
		rest->at += n;
		rest->len -= n;
		if (line->len > 0 && line->at[line->len - 1] == '\r')
			line->len--;
		if (line->len > 0)
			return true;
	}
	return false;
}

static bool
starts(const struct sdp_text *line, const char *prefix)
{
	size_t n = strlen(prefix);

	return line->len >= n && memcmp(line->at, prefix, n) == 0;
}

static struct sdp_text
next_word(struct sdp_text *rest)
{
	while (rest->len > 0 && *rest->at == ' ') {
		rest->at++;
		rest->len--;
	}

	struct sdp_text word = { rest->at, 0 };
	while (word.len < rest->len && word.at[word.len] != ' ')
		word.len++;
	rest->at += word.len;
	rest->len -= word.len;
	return word;
}

static bool
media_parse(struct media *media, const struct sdp_text *line)
{
	struct sdp_text rest = { line->at + 2, line->len - 2 };

	if (text_has_control(line->at, line->len))
		return false;
	media->name = next_word(&rest);
	media->port = next_word(&rest);
	media->protocol = next_word(&rest);
	while (rest.len > 0 && *rest.at == ' ') {
		rest.at++;
		rest.len--;
	}
	media->formats = rest;
	return rest.len > 0 && text_is_digit(media->port.at[0]);
}

/* One line, of which the first was "v=0".  Returns -1: this is no SDP. */
static int
shape_add(struct shape *shape, const struct sdp_text *line)
{
	struct media media;

	if (starts(line, "o=")) {
		if (shape->origin.at || shape->media > 0)
			return -1;
		shape->origin = (struct sdp_text){ line->at + 2,
		    line->len - 2 };
	} else if (starts(line, "m=")) {
		if (shape->media == SDP_MEDIA_MAX ||
		    !media_parse(&media, line))
			return -1;
		shape->media++;
	}
	return 0;
}

static int
shape_read(struct shape *shape, const struct sdp_text *text)
{
	struct sdp_text rest = *text, line;

	*shape = (struct shape){ 0 };
	if (!text->at || text->len > SDP_MAX ||
	    memchr(text->at, '\0', text->len))
		return -1;
	if (text->len == 0 || text->at[0] == '\r' || text->at[0] == '\n' ||
	    !next_line(&rest, &line) || line.len != 3 || !starts(&line, "v=0"))
		return -1;
	while (next_line(&rest, &line)) {
		if (memchr(line.at, '\r', line.len) ||
		    shape_add(shape, &line) == -1)
			return -1;
	}
	return shape->origin.at ? 0 : -1;
}

bool
sdp_valid(const struct sdp_text *text, unsigned *lines)
{
	struct shape shape;

	if (shape_read(&shape, text) == -1)
		return false;
	if (lines)
		*lines = shape.media;
	return true;
}

/* --- writing the rest --- */

static void
add_text(struct buf *out, const struct sdp_text *text)
{
	buf_add(out, text->at, text->len);
}

static void
add_line(struct buf *out, const struct sdp_text *line)
{
	add_text(out, line);
	buf_puts(out, "\r\n");
}

/* All but the v= and o= lines, up to so many m= lines with what is theirs. */
static void
add_rest(struct buf *out, const struct sdp_text *text, unsigned most)
{
	struct sdp_text rest = *text, line;
	unsigned media = 0;

	while (next_line(&rest, &line)) {
		if (starts(&line, "m=") && ++media > most)
			return;
		if (!starts(&line, "v=") && !starts(&line, "o="))
			add_line(out, &line);
	}
}

static unsigned
count_media(const struct sdp_text *text)
{
	struct sdp_text rest = *text, line;
	unsigned count = 0;

	while (next_line(&rest, &line))
		count += starts(&line, "m=");
	return count;
}

/* RFC 8866 5.7: is there a c= line that counts for each stream? */
static bool
has_connection(const struct buf *out)
{
	struct sdp_text rest = { buf_text(out), out->len }, line;

	while (next_line(&rest, &line) && !starts(&line, "m=")) {
		if (starts(&line, "c="))
			return true;
	}
	return false;
}

static const char *
family(const char *ip)
{
	return strchr(ip, ':') ? "IP6" : "IP4";
}

/*
 * The m= lines of `from` but the first `have`, as refused ones: port 0, and as
 * little else as there may be (RFC 3264 6).
 */
static void
add_refused(struct buf *out, const struct sdp_text *from, unsigned have,
    const char *ip)
{
	struct sdp_text rest = *from, line;
	struct media media;
	bool connected = has_connection(out);
	unsigned at = 0;

	while (next_line(&rest, &line)) {
		if (!starts(&line, "m=") || !media_parse(&media, &line) ||
		    at++ < have)
			continue;
		buf_puts(out, "m=");
		add_text(out, &media.name);
		buf_puts(out, " 0 ");
		add_text(out, &media.protocol);
		buf_putc(out, ' ');
		add_line(out, &media.formats);
		if (!connected)
			buf_printf(out, "c=IN %s %s\r\n", family(ip), ip);
	}
}

static struct sdp_text
text_of(const char *rest)
{
	return (struct sdp_text){ rest, strlen(rest) };
}

/*
 * RFC 3264 8: never fewer m= lines than in "the previous SDP", and some phones
 * may take that for an offer that was refused.
 */
static void
add_missing(struct buf *out, const struct sdp_side *side)
{
	const char *const before[] = { side->agreed, side->sent };

	for (size_t i = 0; i < 2; i++) {
		struct sdp_text now = { buf_text(out), out->len };

		if (before[i]) {
			struct sdp_text from = text_of(before[i]);

			add_refused(out, &from, count_media(&now), side->ip);
		}
	}
}

/* RFC 8866 6.7 */
static bool
is_direction(const struct sdp_text *line)
{
	static const char *const names[] = { "a=sendrecv", "a=sendonly",
	    "a=recvonly", "a=inactive" };
	size_t n = line->len;

	while (n > 0 && line->at[n - 1] == ' ')
		n--;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (n == strlen(names[i]) &&
		    text_same_n(line->at, names[i], n))
			return true;
	}
	return false;
}

/* Each stream has one direction at its end, the session one if it had any. */
static void
add_inactive(struct buf *out, const char *from)
{
	struct sdp_text rest = text_of(from), line;
	bool in_media = false;

	while (next_line(&rest, &line)) {
		bool begins = starts(&line, "m=");

		if (in_media && begins)
			buf_puts(out, "a=inactive\r\n");
		in_media = in_media || begins;
		if (!is_direction(&line))
			add_line(out, &line);
		else if (!in_media)
			buf_puts(out, "a=inactive\r\n");
	}
	if (in_media)
		buf_puts(out, "a=inactive\r\n");
}

/* --- what is said in a dialog --- */

void
sdp_side_init(struct sdp_side *side, const char *ip, uint64_t session)
{
	/* RFC 3264 5: both numbers must fit in 63 bits. */
	*side = (struct sdp_side){ .ip = ip, .session = session & INT64_MAX };
}

void
sdp_side_release(struct sdp_side *side)
{
	mem_free(side->agreed);
	mem_free(side->sent);
	*side = (struct sdp_side){ .ip = side->ip };
}

void
sdp_agreed(struct sdp_side *side)
{
	if (!side->sent)
		return;
	mem_free(side->agreed);
	side->agreed = side->sent;
	side->sent = NULL;
}

/*
 * Send `rest`, whose memory is taken; out may be NULL, where the text is
 * written already.
 */
static int
send_offer(struct sdp_side *side, struct buf *rest, struct buf *out)
{
	const char *last = side->sent ? side->sent : side->agreed;
	bool same = last && strcmp(last, buf_text(rest)) == 0;
	uint64_t version = (side->version + !same) & INT64_MAX;
	size_t before = out ? out->len : 0;
	/*
	 * A copy of its own length: it may be kept for hours.  Refused m= lines
	 * are carried on, so that it can grow beyond what was sent to us.
	 */
	char *kept = buf_ok(rest) && rest->len <= 2 * SDP_MAX ? mem_dup_n(buf_text(rest), rest->len) :
	    NULL;

	buf_release(rest);
	if (!kept)
		return -1;
	if (out) {
		buf_printf(out, "v=0\r\no=- %llu %llu IN %s %s\r\n",
		    (unsigned long long)side->session,
		    (unsigned long long)version, family(side->ip), side->ip);
		buf_puts(out, kept);
		if (!buf_ok(out)) {
			out->len = before;
			if (out->data)
				out->data[before] = '\0';
			mem_free(kept);
			return -1;
		}
	}
	side->version = version;
	if (same) {
		mem_free(kept);
		return 0;
	}
	mem_free(side->sent);
	side->sent = kept;
	return 0;
}

static int
send_answer(struct sdp_side *side, struct buf *rest, struct buf *out)
{
	if (send_offer(side, rest, out) == -1)
		return -1;
	sdp_agreed(side);
	return 0;
}

int
sdp_offer(struct sdp_side *side, const struct sdp_text *text, struct buf *out)
{
	struct buf rest = BUF_INIT;
	struct shape shape;

	if (shape_read(&shape, text) == -1)
		return -1;
	add_rest(&rest, text, SDP_MEDIA_MAX);
	add_missing(&rest, side);
	return send_offer(side, &rest, out);
}

int
sdp_answer(struct sdp_side *side, const struct sdp_text *text,
    const struct sdp_text *offer, struct buf *out)
{
	struct buf rest = BUF_INIT;
	struct shape shape, asked;

	if (shape_read(&shape, text) == -1 || shape_read(&asked, offer) == -1)
		return -1;
	add_rest(&rest, text, asked.media);
	add_refused(&rest, offer, shape.media, side->ip);
	return send_answer(side, &rest, out);
}

int
sdp_refresh(struct sdp_side *side, struct buf *out)
{
	struct buf rest = BUF_INIT;

	if (!side->agreed)
		return -1;
	buf_puts(&rest, side->agreed);
	add_missing(&rest, side);
	return send_offer(side, &rest, out);
}

int
sdp_hold(struct sdp_side *side, struct buf *out)
{
	struct buf rest = BUF_INIT;

	if (!side->agreed)
		return -1;
	add_inactive(&rest, side->agreed);
	add_missing(&rest, side);
	return send_offer(side, &rest, out);
}

/* "USER SESSION VERSION ..." */
static uint64_t
version_of(const struct sdp_text *origin)
{
	struct sdp_text rest = *origin, word;
	long long value;

	next_word(&rest);
	next_word(&rest);
	word = next_word(&rest);
	return text_number(word.at, word.len, &value) == 0 ?
	    (uint64_t)value : 1;
}

int
sdp_own(struct sdp_side *side, const struct sdp_text *text)
{
	struct buf rest = BUF_INIT;
	struct shape shape;

	if (shape_read(&shape, text) == -1)
		return -1;
	add_rest(&rest, text, SDP_MEDIA_MAX);
	if (send_offer(side, &rest, NULL) == -1)
		return -1;
	side->version = version_of(&shape.origin);
	return 0;
}

int
sdp_keep(struct sdp_side *side, const struct sdp_text *offer, struct buf *out)
{
	struct buf rest = BUF_INIT;
	struct shape asked;

	if (!side->agreed)
		return sdp_refuse(side, offer, out);
	if (shape_read(&asked, offer) == -1)
		return -1;

	struct sdp_text agreed = text_of(side->agreed);
	add_rest(&rest, &agreed, asked.media);
	add_refused(&rest, offer, count_media(&agreed), side->ip);
	return send_answer(side, &rest, out);
}

/* RFC 3264 6: the answer's time is that of the offer. */
static void
add_time(struct buf *out, const struct sdp_text *offer)
{
	struct sdp_text rest = *offer, line;

	while (next_line(&rest, &line) && !starts(&line, "m=")) {
		if (starts(&line, "t=")) {
			add_line(out, &line);
			return;
		}
	}
	buf_puts(out, "t=0 0\r\n");
}

int
sdp_refuse(struct sdp_side *side, const struct sdp_text *offer,
    struct buf *out)
{
	struct buf rest = BUF_INIT;
	struct shape shape;

	if (shape_read(&shape, offer) == -1)
		return -1;
	buf_printf(&rest, "s=-\r\nc=IN %s %s\r\n", family(side->ip), side->ip);
	add_time(&rest, offer);
	add_refused(&rest, offer, 0, side->ip);
	return send_answer(side, &rest, out);
}
