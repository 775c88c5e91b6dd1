/*
 * An error as a value: formatting, and making text from outside harmless.
 */
#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Bytes of a value that are shown: escaped four-fold it still leaves room. */
enum { VALUE_SHOWN = 36 };

/*
 * Append n bytes to out (room bytes, len used) with what is not printable
 * ASCII as \xHH.  Stops before an escape that would not fit as a whole.
 */
static size_t
escape(char *out, size_t room, size_t len, const char *bytes, size_t n)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c >= 0x20 && c <= 0x7e) {
			if (len + 1 >= room)
				break;
			out[len++] = (char)c;
			continue;
		}
		if (len + 4 >= room)
			break;
		out[len++] = '\\';
		out[len++] = 'x';
		out[len++] = hex[c >> 4];
		out[len++] = hex[c & 15];
	}
	out[len] = '\0';
	return len;
}

static int __attribute__((format(printf, 5, 0)))
fill(struct err *err, int code, unsigned line, unsigned column,
    const char *format, va_list args)
{
	if (!err)
		return -1;

	/*
	 * The arguments may point into *err, so format before it is changed.
	 */
	char raw[sizeof(err->text)];
	if (vsnprintf(raw, sizeof(raw), format, args) < 0)
		raw[0] = '\0';
	err->code = code;
	err->line = line;
	err->column = column;
	escape(err->text, sizeof(err->text), 0, raw, strlen(raw));
	return -1;
}

int
err_set(struct err *err, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(err, code, 0, 0, format, args);
	va_end(args);
	return -1;
}

int
err_set_at(struct err *err, unsigned line, unsigned column,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(err, 0, line, column, format, args);
	va_end(args);
	return -1;
}

int
err_value(struct err *err, int code, const char *field, const char *value,
    size_t n, const char *problem)
{
	char shown[VALUE_SHOWN * 4 + 4];
	size_t len;

	if (n > VALUE_SHOWN) {
		len = escape(shown, sizeof(shown), 0, value, VALUE_SHOWN);
		escape(shown, sizeof(shown), len, "...", 3);
	} else {
		escape(shown, sizeof(shown), 0, value, n);
	}
	return err_set(err, code, "%s: '%s' %s", field, shown, problem);
}
