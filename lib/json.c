/*
 * A JSON writer.
 */
#include "json.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

/* One character of n bytes (n = 0: a byte that is no UTF-8). */
static void
character(struct buf *out, const char *bytes, size_t n)
{
	static const char special[] = "\"\\\b\f\n\r\t";
	static const char letter[] = "\"\\bfnrt";
	unsigned char c = (unsigned char)*bytes;

	if (n == 0) {
		buf_puts(out, "\xef\xbf\xbd");
		return;
	}
	const char *found = strchr(special, *bytes);
	if (found) {
		buf_putc(out, '\\');
		buf_putc(out, letter[found - special]);
	} else if (c < 0x20) {
		buf_printf(out, "\\u%04x", (unsigned)c);
	} else {
		buf_add(out, bytes, n);
	}
}

static void
quoted(struct buf *out, const char *text)
{
	size_t left = strlen(text);

	buf_putc(out, '"');
	while (left > 0) {
		size_t n = text_utf8_char(text, left);
		size_t step = n ? n : 1;

		character(out, text, n);
		text += step;
		left -= step;
	}
	buf_putc(out, '"');
}

/* What stands before a value: a comma, the name. */
static void
begin(struct json *json, const char *name)
{
	if (json->comma)
		buf_putc(json->out, ',');
	json->comma = true;
	if (name) {
		quoted(json->out, name);
		buf_putc(json->out, ':');
	}
}

static void
open_nest(struct json *json, const char *name, char bracket)
{
	begin(json, name);
	buf_putc(json->out, bracket);
	json->comma = false;
}

static void
close_nest(struct json *json, char bracket)
{
	buf_putc(json->out, bracket);
	json->comma = true;
}

void
json_init(struct json *json, struct buf *out)
{
	json->out = out;
	json->comma = false;
}

void
json_object(struct json *json, const char *name)
{
	open_nest(json, name, '{');
}

void
json_object_end(struct json *json)
{
	close_nest(json, '}');
}

void
json_array(struct json *json, const char *name)
{
	open_nest(json, name, '[');
}

void
json_array_end(struct json *json)
{
	close_nest(json, ']');
}

void
json_string(struct json *json, const char *name, const char *text)
{
	if (!text) {
		json_null(json, name);
		return;
	}
	begin(json, name);
	quoted(json->out, text);
}

void
json_number(struct json *json, const char *name, int64_t value)
{
	begin(json, name);
	buf_printf(json->out, "%" PRId64, value);
}

void
json_null(struct json *json, const char *name)
{
	begin(json, name);
	buf_puts(json->out, "null");
}
