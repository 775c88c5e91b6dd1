/*
 * The door: what is between requests, and bodies.  The request line is in
 * door_line.c, the fields are in door_field.c.
 */
#include "door.h"

#include "door_parts.h"
#include "text.h"

enum {
	BLANKS_MAX = 4,		/* empty lines in front of a request */
	SIZE_DIGITS_MAX = 16,	/* of a chunk's size, with zeros in front */
	EXTRA_MAX = 1024	/* bytes of chunk extensions in a request */
};

void
door_init(struct door *door, const struct door_limits *limits)
{
	*door = (struct door){ .limits = limits, .state = DOOR_START };
}

enum door_event
door_bad(struct door *door, unsigned status, const char *why)
{
	door->state = DOOR_CLOSED;
	door->status = (uint16_t)status;
	door->why = why;
	return DOOR_BAD;
}

enum door_event
door_expect_lf(struct door *door, unsigned char c, enum door_state next)
{
	if (c != '\n')
		return door_bad(door, 400, "a CR without LF");
	door->state = (uint8_t)next;
	return DOOR_MORE;
}

/* --- between requests --- */

static enum door_event
start_step(struct door *door, unsigned char c)
{
	if (c == '\r') {
		if (door->blanks == BLANKS_MAX)
			return door_bad(door, 400,
			    "too many empty lines before a request");
		door->method = DOOR_NO_METHOD;
		door->state = DOOR_BLANK_LF;
		return DOOR_MORE;
	}
	*door = (struct door){
		.limits = door->limits, .state = DOOR_METHOD
	};
	return door_line_step(door, c);
}

static enum door_event
blank_step(struct door *door, unsigned char c)
{
	door->blanks++;
	if (door_expect_lf(door, c, DOOR_START) == DOOR_BAD)
		return DOOR_BAD;
	return DOOR_BLANK;
}

/* --- a chunked body --- */

static enum door_event
size_begin(struct door *door, unsigned char c)
{
	int digit = text_hex_value((char)c);

	if (digit == -1)
		return door_bad(door, 400, "a chunk without a size");
	door->number = 0;
	door->word_size = 0;	/* counts the digits */
	door->state = DOOR_CHUNK_SIZE;
	return DOOR_MORE;
}

static enum door_event
size_step(struct door *door, unsigned char c)
{
	int digit = text_hex_value((char)c);

	if (digit != -1) {
		if (door->word_size++ == SIZE_DIGITS_MAX)
			return door_bad(door, 400, "a chunk's size is too long");
		door->number = door->number * 16 + (uint64_t)digit;
		if (door->body_total + door->number > door->limits->body_size)
			return door_bad(door, 413, "the body is too large");
		return DOOR_MORE;
	}
	if (c == ';') {
		door->state = DOOR_CHUNK_EXTENSION;
		return DOOR_EXTENSION;
	}
	if (c != '\r')
		return door_bad(door, 400, "a chunk's size is no number");
	door->state = DOOR_CHUNK_LF;
	return DOOR_MORE;
}

static enum door_event
extension_step(struct door *door, unsigned char c)
{
	if (c == '\r') {
		door->state = DOOR_CHUNK_LF;
		return DOOR_MORE;
	}
	if (c != '\t' && (c < 0x20 || c > 0x7e))
		return door_bad(door, 400,
		    "a chunk's extension has a byte that it may not have");
	if (door->extra++ == EXTRA_MAX)
		return door_bad(door, 400, "chunk extensions are too long");
	return DOOR_MORE;
}

static enum door_event
chunk_begin(struct door *door, unsigned char c)
{
	if (door_expect_lf(door, c, DOOR_CHUNK_DATA) == DOOR_BAD)
		return DOOR_BAD;
	door->body_left = door->number;
	door->body_total += door->number;
	if (door->number == 0) {
		door->flags |= DOOR_TRAILER;
		door->state = DOOR_FIELD;
	}
	return DOOR_MORE;
}

static enum door_event
chunk_step(struct door *door, unsigned char c)
{
	switch ((enum door_state)door->state) {
	case DOOR_CHUNK:
		if (size_begin(door, c) == DOOR_BAD)
			return DOOR_BAD;
		return size_step(door, c);
	case DOOR_CHUNK_SIZE:
		return size_step(door, c);
	case DOOR_CHUNK_EXTENSION:
		return extension_step(door, c);
	case DOOR_CHUNK_LF:
		return chunk_begin(door, c);
	case DOOR_DATA_CR:
		if (c != '\r')
			return door_bad(door, 400,
			    "a chunk is longer than its size");
		door->state = DOOR_DATA_LF;
		return DOOR_MORE;
	default:
		return door_expect_lf(door, c, DOOR_CHUNK);
	}
}

/* Bytes of a body are not looked at. */
static size_t
skip_body(struct door *door, size_t n, enum door_event *event)
{
	size_t taken = n < door->body_left ? n : (size_t)door->body_left;

	door->body_left -= taken;
	if (door->body_left != 0)
		return taken;
	if (door->state == DOOR_BODY) {
		door->state = DOOR_START;
		*event = DOOR_REQUEST;
	} else {
		door->state = DOOR_DATA_CR;
	}
	return taken;
}

/* --- all of it --- */

static enum door_event
step(struct door *door, unsigned char c)
{
	if (door->state == DOOR_START)
		return start_step(door, c);
	if (door->state == DOOR_BLANK_LF)
		return blank_step(door, c);
	if (door->state <= DOOR_LINE_LF)
		return door_line_step(door, c);
	if (door->state <= DOOR_HEAD_LF)
		return door_field_step(door, c);
	if (door->state < DOOR_CLOSED)
		return chunk_step(door, c);
	return DOOR_BAD;
}

/* What can be taken at once; 0 where each byte must be looked at. */
static size_t
span(struct door *door, const char *bytes, size_t n, enum door_event *event)
{
	switch ((enum door_state)door->state) {
	case DOOR_PATH:
		return door_path_span(door, bytes, n);
	case DOOR_VALUE:
		return door_value_span(door, bytes, n);
	case DOOR_BODY:
	case DOOR_CHUNK_DATA:
		return skip_body(door, n, event);
	default:
		return 0;
	}
}

size_t
door_feed(struct door *door, const char *bytes, size_t n,
    enum door_event *event)
{
	size_t taken = 0;

	*event = door->state == DOOR_CLOSED ? DOOR_BAD : DOOR_MORE;
	while (taken < n && *event == DOOR_MORE) {
		size_t more = span(door, bytes + taken, n - taken, event);

		if (more != 0) {
			taken += more;
			continue;
		}
		*event = step(door, (unsigned char)bytes[taken]);
		taken += *event != DOOR_BAD;
	}
	return taken;
}

enum door_phase
door_phase(const struct door *door)
{
	if (door->state <= DOOR_BLANK_LF)
		return DOOR_BETWEEN;
	if (door->state >= DOOR_BODY || (door->flags & DOOR_TRAILER))
		return DOOR_IN_BODY;
	return DOOR_IN_HEAD;
}

unsigned
door_status(const struct door *door)
{
	return door->status;
}

const char *
door_why(const struct door *door)
{
	return door->why != NULL ? door->why : "";
}

bool
door_is_head(const struct door *door)
{
	return door->method == DOOR_HEAD_METHOD;
}
