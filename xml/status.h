/*
 * The documents the classic API answers with (namespace call-status-00-00).
 * UTF-8, an XML declaration first, no comments, line feeds between elements.
 */
#ifndef XML_STATUS_H
#define XML_STATUS_H

#include "buf.h"
#include "history.h"

#define STATUS_NAMESPACE \
	"http://www.sipfoundry.org/sipX/schema/xml/call-status-00-00"

/*
 * <status-lines>: a <status> of <timestamp>, <call-id>, <method> and
 * <status-line> for each line; none for a NULL history.  A <status-line> is
 * "SIP/2.0 180 Ringing"; without a phrase there is no blank at the end.
 */
void status_lines_write(struct buf *out, const struct history *history,
    const char *call_id);

/* <dialogs/>, empty: what a GET with sipMethod=Invite finds for no call. */
void status_dialogs_write_empty(struct buf *out);

/* <processing-status> with ERROR, the code and the text. */
void status_error_write(struct buf *out, int code, const char *text);

#endif
