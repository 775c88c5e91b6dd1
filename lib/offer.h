/*
 * The SDP (RFC 8866) that we send on our own account: an offer without media
 * flowing, and the answer to a phone that offers something on such a leg.
 */
#ifndef LIB_OFFER_H
#define LIB_OFFER_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"

enum offer_kind {
	OFFER_INACTIVE,		/* one audio line: PCMU, PCMA, telephone-event */
	OFFER_NO_MEDIA		/* no m= line at all (RFC 3725 4.4) */
};

/*
 * Write the offer.  `ip` is our address (IPv4, or IPv6 without brackets) for
 * o= and c=; the audio line has port 9 (discard) and is a=inactive, so that no
 * phone sends or plays anything.  session and version fill the o= line
 * (RFC 3264 8: the same session within a dialog, version + 1 a change).
 */
void offer_write(struct buf *out, enum offer_kind kind, const char *ip,
    uint64_t session, uint64_t version);

/*
 * Answer a phone's offer (len bytes of SDP) on a leg where we have no media:
 * as many m= lines as it has, in its order and with its protocol and formats;
 * the first audio line that is plain RTP (RTP/AVP, RTP/AVPF) and not switched
 * off (port 0) with port 9 and inactive, each other one refused with port 0
 * (RFC 3264 6).  A secure profile cannot be taken without keys (RFC 4568
 * 5.1.2).  Returns 0, or -1 when the offer is no SDP (no "v=0" first, an m=
 * line that cannot be read, more than 32 of them); out is then as it was.
 */
int offer_answer(struct buf *out, const char *offer, size_t len,
    const char *ip, uint64_t session, uint64_t version);

#endif
