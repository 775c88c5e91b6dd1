/*
 * Writing XML.
 */
#include "writer.h"

#include <string.h>

#include "text.h"

static const char replacement[] = "\xef\xbf\xbd";	/* U+FFFD */

/*
 * What stands for a character of the given length (0: a byte that begins none)
 * in XML?  NULL: itself.  Tab, LF and CR are written by their numbers, since a
 * reader would turn them into something else in an attribute or at a line end.
 */
static const char *
substitute(const char *at, size_t length)
{
	switch (length) {
	case 0:
		return replacement;
	case 1:
		break;
	case 3:
		/* U+FFFE and U+FFFF, which are no characters of XML. */
		return memcmp(at, "\xef\xbf\xbe", 3) == 0 ||
		    memcmp(at, "\xef\xbf\xbf", 3) == 0 ? replacement : NULL;
	default:
		return NULL;
	}
	switch (*at) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
		return "&#9;";
	case '\n':
		return "&#10;";
	case '\r':
		return "&#13;";
	default:
		return *at < 0x20 ? replacement : NULL;
	}
}

static void
escape(struct buf *out, const char *text)
{
	size_t n = strlen(text), plain = 0;	/* before text, not yet written */

	while (n > 0) {
		size_t length = text_utf8_char(text, n);
		const char *instead = substitute(text, length);

		if (length == 0)
			length = 1;
		text += length;
		n -= length;
		if (!instead) {
			plain += length;
			continue;
		}
		buf_add(out, text - length - plain, plain);
		buf_puts(out, instead);
		plain = 0;
	}
	buf_add(out, text - plain, plain);
}

void
xml_element(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "<%s>", name);
	escape(out, text);
	buf_printf(out, "</%s>", name);
}
