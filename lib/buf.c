/*
 * Growable bytes.
 */
#include "buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"

enum { FIRST_CAP = 64 };

/* Make room for n more bytes and the NUL; remembers a failure. */
static bool
reserve(struct buf *buf, size_t n)
{
	if (buf->failed)
		return false;
	if (n < buf->cap - buf->len)
		return true;

	size_t cap = buf->cap ? buf->cap : FIRST_CAP;
	while (cap - buf->len <= n) {
		if (cap > SIZE_MAX / 2) {
			buf->failed = true;
			return false;
		}
		cap *= 2;
	}
	char *data = mem_resize(buf->data, cap);
	if (!data) {
		buf->failed = true;
		return false;
	}
	buf->data = data;
	buf->cap = cap;
	return true;
}

void
buf_init(struct buf *buf)
{
	*buf = (struct buf)BUF_INIT;
}

void
buf_release(struct buf *buf)
{
	mem_free(buf->data);
	buf_init(buf);
}

void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->data)
		buf->data[0] = '\0';
}

bool
buf_ok(const struct buf *buf)
{
	return !buf->failed;
}

void
buf_add(struct buf *buf, const void *bytes, size_t n)
{
	if (n == 0 || !reserve(buf, n))
		return;
	memcpy(buf->data + buf->len, bytes, n);
	buf->len += n;
	buf->data[buf->len] = '\0';
}

void
buf_puts(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void
buf_putc(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0) {
		buf->failed = true;
		return;
	}
	if (n == 0 || !reserve(buf, (size_t)n))
		return;
	va_start(args, format);
	vsnprintf(buf->data + buf->len, (size_t)n + 1, format, args);
	va_end(args);
	buf->len += (size_t)n;
}

const char *
buf_text(const struct buf *buf)
{
	return buf->len ? buf->data : "";
}

char *
buf_take(struct buf *buf)
{
	char *data = NULL;

	if (!buf->failed && buf->len) {
		data = buf->data;
		buf->data = NULL;
	} else if (!buf->failed) {
		data = mem_dup("");
	}
	buf_release(buf);
	return data;
}
