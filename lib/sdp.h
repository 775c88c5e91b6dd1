/*
 * SDP (RFC 8866) that is passed from one dialog into another.  We look at no
 * more of it than must be changed on the way: the o= line is ours in each
 * dialog, and its number of m= lines has to fit the dialog (RFC 3264).
 *
 * Lines may end with CR LF or LF, and end with CR LF when written; empty lines
 * are left out, everything else is passed on byte by byte.  What is no SDP is
 * refused: no "v=0" first, not one o= line in the session's part, an m= line
 * that cannot be read, a NUL or a lone CR, more than SDP_MEDIA_MAX m= lines,
 * more than SDP_MAX bytes.
 *
 * An a=group line (RFC 8843) stays as it is: the m= lines that are padded or
 * cut off are refused ones (port 0), and no group names those.
 */
#ifndef LIB_SDP_H
#define LIB_SDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

enum { SDP_MAX = 16384, SDP_MEDIA_MAX = 32 };

struct sdp_text {
	const char *at;		/* borrowed */
	size_t len;
};

/*
 * Our side of one dialog: what we say there.  An offer takes the place of what
 * was agreed only when it was answered: until then, and if it is refused, what
 * was agreed before is what a refresh repeats and a hold changes.
 */
struct sdp_side {
	const char *ip;		/* borrowed: IPv4, or IPv6 without brackets */
	char *agreed;		/* owned; all that follows the o= line */
	char *sent;		/* owned; the same, where it was sent later */
	uint64_t session, version;	/* of the o= line sent last */
};

/* ip must outlive the side.  The version of what is sent first is 1. */
void sdp_side_init(struct sdp_side *side, const char *ip, uint64_t session);
void sdp_side_release(struct sdp_side *side);

/*
 * What is sent in this dialog, appended to out.  The o= line has the session
 * of the side and a version that goes up by 1 whenever the rest differs from
 * what was sent last, and only then (RFC 3264 8).  Each returns 0, or -1 when
 * the text is no SDP, with what has to be added it would be longer than twice
 * SDP_MAX, or there is no memory; then the side is as it was and out
 * as long as it was.
 *
 * sdp_offer: an offer; the m= lines that it has fewer than what was agreed, or
 * than the offer sent last, are added as refused ones (RFC 3264 8: never
 * fewer).  sdp_agreed() follows if it is answered.
 *
 * sdp_answer: the answer to `offer`, as it was received in this dialog; it
 * gets exactly as many m= lines (RFC 3264 6): those too many are cut off, those
 * missing are refused.  Counts as agreed at once.
 *
 * sdp_refresh: what was agreed, once more as an offer.
 *
 * sdp_hold: the same with each stream inactive (RFC 3264 8.4).
 *
 * The last two need something that was agreed, else it is -1.
 */
int sdp_offer(struct sdp_side *side, const struct sdp_text *text,
    struct buf *out);
int sdp_answer(struct sdp_side *side, const struct sdp_text *text,
    const struct sdp_text *offer, struct buf *out);
int sdp_refresh(struct sdp_side *side, struct buf *out);
int sdp_hold(struct sdp_side *side, struct buf *out);

/* The offer sent last was answered. */
void sdp_agreed(struct sdp_side *side);

/*
 * Note an offer that somebody else wrote and that is sent as it is, with the
 * version of its o= line (one that cannot be read counts as 1).  As above.
 */
int sdp_own(struct sdp_side *side, const struct sdp_text *text);

/*
 * Answers to `offer`, for an ACK when nobody is there to answer; as sdp_answer.
 * sdp_keep: what was agreed is to stay, as far as the offer allows it; refuses
 * all if nothing was.  sdp_refuse: no stream at all.
 */
int sdp_keep(struct sdp_side *side, const struct sdp_text *offer,
    struct buf *out);
int sdp_refuse(struct sdp_side *side, const struct sdp_text *offer,
    struct buf *out);

/* Is it SDP?  *lines (may be NULL): how many m= lines it has. */
bool sdp_valid(const struct sdp_text *text, unsigned *lines);

#endif
