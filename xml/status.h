/*
 * The documents the classic API answers with (namespace call-status-00-00).
 * UTF-8, an XML declaration first, no comments, line feeds between elements.
 */
#ifndef XML_STATUS_H
#define XML_STATUS_H

#include "buf.h"

struct call;

#define STATUS_NAMESPACE \
	"http://www.sipfoundry.org/sipX/schema/xml/call-status-00-00"

/*
 * <status-lines>: a <status> of <timestamp>, <call-id>, <method> and
 * <status-line> for each response to an INVITE of the call and each NOTIFY, in
 * the order they came; none for a NULL call.  The <call-id> is that of the
 * party's leg.  A <status-line> is "SIP/2.0 180 Ringing"; without a phrase
 * there is no blank at the end.
 */
void status_lines_write(struct buf *out, const struct call *call);

/*
 * <dialogs>: a <dialog> of <dialog-id>, <local-party>, <remote-party> and
 * <dialog-state> for each party whose INVITE was sent, in the order they came
 * in: the calling one, the called one, targets of transfers; none for a NULL
 * call.  The <dialog-id> is the leg's Call-ID, the parties are the URIs of From
 * and To.  All but the state stay as they are, and a later state is a longer
 * word: the document of a call never becomes shorter.
 */
void status_dialogs_write(struct buf *out, const struct call *call);

/* <processing-status> with ERROR, the code and the text. */
void status_error_write(struct buf *out, int code, const char *text);

#endif
