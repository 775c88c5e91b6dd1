/*
 * The documents of the classic API.
 */
#include "status.h"

#include <inttypes.h>
#include <stdio.h>

#include "writer.h"

static void
root_open(struct buf *out, const char *name)
{
	buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<%s xmlns=\"" STATUS_NAMESPACE "\">\n", name);
}

static void
root_close(struct buf *out, const char *name)
{
	buf_printf(out, "</%s>\n", name);
}

static void
field(struct buf *out, const char *indent, const char *name, const char *text)
{
	buf_puts(out, indent);
	xml_element(out, name, text);
	buf_putc(out, '\n');
}

static void
line_write(struct buf *out, const struct history_line *line,
    const char *call_id)
{
	char number[24], text[sizeof(line->phrase) + 24];

	snprintf(number, sizeof(number), "%" PRIu64, line->time_ms);
	snprintf(text, sizeof(text), "SIP/2.0 %03u%s%s", line->status,
	    *line->phrase ? " " : "", line->phrase);
	buf_puts(out, "<status>\n");
	field(out, "\t", "timestamp", number);
	field(out, "\t", "call-id", call_id);
	field(out, "\t", "method", history_method_name(line->method));
	field(out, "\t", "status-line", text);
	buf_puts(out, "</status>\n");
}

void
status_lines_write(struct buf *out, const struct history *history,
    const char *call_id)
{
	struct history_line line;
	size_t at = 0;

	root_open(out, "status-lines");
	while (history && history_next(history, &at, &line))
		line_write(out, &line, call_id);
	root_close(out, "status-lines");
}

void
status_dialogs_write_empty(struct buf *out)
{
	root_open(out, "dialogs");
	root_close(out, "dialogs");
}

void
status_error_write(struct buf *out, int code, const char *text)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", code);
	root_open(out, "processing-status");
	field(out, "", "error-flag", "ERROR");
	field(out, "", "error-code", number);
	field(out, "", "error-text", text);
	root_close(out, "processing-status");
}
