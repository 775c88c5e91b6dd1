/*
 * The door: the fields of a head or trailer (RFC 9112 5), and what a head says
 * about the body (RFC 9112 6).
 */
#include "door_parts.h"
#include "text.h"

enum field { OTHER, HOST, LENGTH, CODING, EXPECT };

static bool
value_char(unsigned char c)
{
	return c == '\t' || (c >= 0x20 && c != 0x7f);
}

/* --- names --- */

static enum door_event
field_begin(struct door *door, unsigned char c)
{
	if (c == '\r') {
		door->state = DOOR_HEAD_LF;
		return DOOR_MORE;
	}
	if (c == ' ' || c == '\t')
		return door_bad(door, 400, "a folded line, or a blank in front "
		    "of a field's name");
	if (!text_is_token((char)c))
		return door_bad(door, 400, "a line that is no field");
	if (door->header_count++ >= door->limits->header_count)
		return door_bad(door, 431, "too many header fields");
	door->state = DOOR_NAME;
	door->word_size = 0;
	door_word_add(door, c, true);
	return DOOR_MORE;
}

static enum field
field_of(const struct door *door)
{
	if (door_word_is(door, "host"))
		return HOST;
	if (door_word_is(door, "content-length"))
		return LENGTH;
	if (door_word_is(door, "transfer-encoding"))
		return CODING;
	if (door_word_is(door, "expect"))
		return EXPECT;
	return OTHER;
}

/* Is it there for the first time, if it may be there once? */
static bool
first_of_its_kind(struct door *door)
{
	static const uint8_t flags[] = {
		[HOST] = DOOR_HAS_HOST, [LENGTH] = DOOR_HAS_LENGTH,
		[CODING] = DOOR_HAS_CODING, [EXPECT] = 0,
	};
	uint8_t flag = flags[door->field];

	if (door->flags & flag)
		return false;
	door->flags |= flag;
	return true;
}

static enum door_event
name_end(struct door *door)
{
	door->field = (uint8_t)field_of(door);
	door->state = DOOR_LEAD;
	if (door->field == OTHER)
		return DOOR_MORE;
	if (door->flags & DOOR_TRAILER)
		return door_bad(door, 400, "a trailer field about framing");
	if (!first_of_its_kind(door))
		return door_bad(door, 400, "Host, Content-Length or "
		    "Transfer-Encoding is there twice");
	if (door->field == HOST)
		door_host_begin(door);
	door->word_size = 0;
	return DOOR_MORE;
}

static enum door_event
name_step(struct door *door, unsigned char c)
{
	if (c == ':')
		return name_end(door);
	if (c == ' ' || c == '\t')
		return door_bad(door, 400, "a blank in a field's name");
	if (!text_is_token((char)c))
		return door_bad(door, 400, c == '\r' || c == '\n' ?
		    "a line without a colon" :
		    "a field's name has a byte that it may not have");
	door_word_add(door, c, true);
	return DOOR_MORE;
}

/* --- values --- */

/* A blank behind the first word of a value ends it. */
static enum door_event
blank_behind(struct door *door)
{
	door->state = DOOR_TRAIL;
	return DOOR_MORE;
}

static enum door_event
length_byte(struct door *door, unsigned char c)
{
	if (c == ' ')
		return blank_behind(door);
	if (!text_is_digit((char)c))
		return door_bad(door, 400, "Content-Length is no number");
	door->word_size = 1;	/* there is a digit */
	door->body_left = door->body_left * 10 + (c - '0');
	if (door->body_left > door->limits->body_size)
		return door_bad(door, 413, "the body is too large");
	return DOOR_MORE;
}

static enum door_event
host_byte(struct door *door, unsigned char c)
{
	if (c == ' ' && door_host_done(door))
		return blank_behind(door);
	if (!door_host_byte(door, c))
		return door_bad(door, 400, "Host is not a host and a port");
	return DOOR_MORE;
}

/* One byte of a value that matters here. */
static enum door_event
value_byte(struct door *door, unsigned char c)
{
	/* other readers differ in what they do with it */
	if (c == '\t')
		return door_bad(door, 400, "a tab in Host, Content-Length, "
		    "Transfer-Encoding or Expect");
	switch ((enum field)door->field) {
	case LENGTH:
		return length_byte(door, c);
	case HOST:
		return host_byte(door, c);
	default:
		door_word_add(door, c, true);
		return DOOR_MORE;
	}
}

/* The word without the blanks behind it is this one? */
static bool
value_is(struct door *door, const char *text)
{
	while (door->word_size != 0 && door->word_size <= DOOR_WORD_MAX &&
	    door->word[door->word_size - 1] == ' ')
		door->word_size--;
	return door_word_is(door, text);
}

static enum door_event
value_end(struct door *door)
{
	door->state = DOOR_VALUE_LF;
	switch ((enum field)door->field) {
	case HOST:
		return door_host_done(door) ? DOOR_MORE :
		    door_bad(door, 400, "Host is not a host and a port");
	case LENGTH:
		return door->word_size != 0 ? DOOR_MORE :
		    door_bad(door, 400, "Content-Length is no number");
	case CODING:
		if (value_is(door, "chunked"))
			return DOOR_MORE;
		return door->word_size == 0 ?
		    door_bad(door, 400, "Transfer-Encoding is empty") :
		    door_bad(door, 501, "a transfer coding that is not known");
	case EXPECT:
		return value_is(door, "100-continue") ? DOOR_MORE :
		    door_bad(door, 417, "an expectation that is not known");
	default:
		return DOOR_MORE;
	}
}

static enum door_event
value_step(struct door *door, unsigned char c)
{
	if (c == '\r')
		return value_end(door);
	if (!value_char(c))
		return door_bad(door, 400, c == '\n' ? "an LF without CR" :
		    "a field's value has a byte that it may not have");
	if (door->state == DOOR_LEAD &&
	    (c == ' ' || (c == '\t' && door->field == OTHER)))
		return DOOR_MORE;
	if (door->state == DOOR_TRAIL)
		return c == ' ' ? DOOR_MORE : door_bad(door, 400,
		    "more than one word in Host or Content-Length");
	door->state = DOOR_VALUE;
	return door->field == OTHER ? DOOR_MORE : value_byte(door, c);
}

size_t
door_value_span(struct door *door, const char *bytes, size_t n)
{
	size_t i = 0, used = door->head_size, size = door->limits->head_size;

	if (door->field != OTHER)
		return 0;
	while (i < n && used + i < size && value_char((unsigned char)bytes[i]))
		i++;
	door->head_size += (uint32_t)i;
	return i;
}

/* --- the end of a head --- */

/* Returns NULL, or what is wrong with the head as a whole. */
static const char *
wrong_with_head(const struct door *door)
{
	bool coding = (door->flags & DOOR_HAS_CODING) != 0;
	bool bodyless = door->method == DOOR_HEAD_METHOD ||
	    door->method == DOOR_TRACE;

	if (door->minor == 1 && !(door->flags & DOOR_HAS_HOST))
		return "Host is missing";
	if (coding && (door->flags & DOOR_HAS_LENGTH))
		return "Content-Length and Transfer-Encoding exclude each "
		    "other";
	if (coding && door->minor == 0)
		return "Transfer-Encoding has no place in HTTP/1.0";
	if (bodyless && (coding || door->body_left != 0))
		return "HEAD and TRACE have no body";
	return NULL;
}

static enum door_event
head_end(struct door *door, unsigned char c)
{
	if (c != '\n')
		return door_bad(door, 400, "a CR without LF");
	if (door->flags & DOOR_TRAILER) {
		door->state = DOOR_START;
		return DOOR_REQUEST;
	}
	const char *wrong = wrong_with_head(door);
	if (wrong != NULL)
		return door_bad(door, 400, wrong);
	if (door->flags & DOOR_HAS_CODING)
		door->state = DOOR_CHUNK;
	else if (door->body_left != 0)
		door->state = DOOR_BODY;
	else
		door->state = DOOR_START;
	return door->state == DOOR_START ? DOOR_REQUEST : DOOR_HEAD;
}

enum door_event
door_field_step(struct door *door, unsigned char c)
{
	if (door->head_size++ >= door->limits->head_size)
		return door_bad(door, 431, "the head is too large");
	switch ((enum door_state)door->state) {
	case DOOR_FIELD:
		return field_begin(door, c);
	case DOOR_NAME:
		return name_step(door, c);
	case DOOR_VALUE_LF:
		return door_expect_lf(door, c, DOOR_FIELD);
	case DOOR_HEAD_LF:
		return head_end(door, c);
	default:
		return value_step(door, c);
	}
}
