/*
 * The documents of the classic API.
 */
#include "status.h"

#include <inttypes.h>
#include <stdio.h>

#include "address.h"
#include "call.h"
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

static const char *
call_id_of(const struct call *call, unsigned party)
{
	const struct call_party *leg = call_party_const(call, party);

	return leg && leg->sip_call_id ? leg->sip_call_id : call->id;
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
status_lines_write(struct buf *out, const struct call *call)
{
	struct history_line line;
	size_t at = 0;

	root_open(out, "status-lines");
	while (call && history_next(&call->history, &at, &line)) {
		/* what else there is, the clients of the original know not */
		if (line.method == HISTORY_INVITE ||
		    line.method == HISTORY_NOTIFY)
			line_write(out, &line, call_id_of(call, line.party));
	}
	root_close(out, "status-lines");
}

static void
uri_field(struct buf *out, const char *name, const char *address)
{
	char uri[sizeof("sip:@") + sizeof(struct address)];

	snprintf(uri, sizeof(uri), "sip:%s", address);
	field(out, "\t\t", name, uri);
}

static void
dialog_write(struct buf *out, const struct call *call,
    const struct call_party *party)
{
	buf_puts(out, "\t<dialog>\n");
	field(out, "\t\t", "dialog-id", party->sip_call_id);
	uri_field(out, "local-party", call->agent);
	uri_field(out, "remote-party", party->address);
	field(out, "\t\t", "dialog-state", party_dialog_state(&party->last));
	buf_puts(out, "\t</dialog>\n");
}

void
status_dialogs_write(struct buf *out, const struct call *call)
{
	size_t count = call ? call_party_count(call) : 0;

	root_open(out, "dialogs");
	for (size_t i = 0; i < count; i++) {
		const struct call_party *party = call_party_const(call, i);

		if (party->sip_call_id)
			dialog_write(out, call, party);
	}
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
