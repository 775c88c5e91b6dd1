/*
 * Reliable provisional responses (RFC 3262), which a phone may send only when
 * we asked for them after its 421; but whoever sends one gets his PRACK.
 *
 * nta's own handling of them loses the final response of a second phone, so
 * each is PRACKed here, in the early dialog that its To tag names.
 */
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>

#include "buf.h"
#include "mem.h"
#include "ua_parts.h"

/* One early dialog. */
struct ua_reliable {
	struct ua_reliable *next;
	uint64_t tag;		/* hash of its To tag */
	char *answer;		/* owned; to our offer, or NULL */
	uint32_t rseq;		/* PRACKed last */
	bool settled;		/* its offer was answered */
};

enum {
	EARLY_MAX = 16,		/* phones behind one INVITE, */
	PRACKS_MAX = 64		/* and what they may cause in all */
};

static uint64_t
tag_of(const struct ua_out *out, const sip_t *sip)
{
	const char *tag = ua_text(sip->sip_to->a_tag);

	return hash_bytes(&out->ua->seed, tag, strlen(tag));
}

static struct ua_reliable *
find(const struct ua_out *out, const sip_t *sip)
{
	uint64_t tag = tag_of(out, sip);
	struct ua_reliable *early = out->reliable;

	while (early != NULL && early->tag != tag)
		early = early->next;
	return early;
}

static struct ua_reliable *
add(struct ua_out *out, const sip_t *sip)
{
	struct ua_reliable *early;
	size_t n = 0;

	for (early = out->reliable; early != NULL; early = early->next)
		n++;
	if (n >= EARLY_MAX || (early = calloc(1, sizeof *early)) == NULL)
		return NULL;
	early->tag = tag_of(out, sip);
	early->rseq = sip->sip_rseq->rs_response - 1;
	early->next = out->reliable;
	out->reliable = early;
	return early;
}

/*
 * The answer to an offer, into body, or nothing.  It cannot wait for anybody
 * (RFC 3262 5): what was agreed before stays, and at first there are no media.
 */
static void
write_answer(struct leg *leg, const struct sdp_text *offer, struct buf *body)
{
	if ((leg->up ? sdp_keep(&leg->sdp, offer, body) :
	    ua_sdp_quiet(leg, offer, body)) == -1)
		buf_release(body);
}

static void
take_sdp(struct ua_out *out, struct ua_reliable *early, const sip_t *sip,
    struct buf *body)
{
	struct sdp_text sdp;

	sdp.at = ua_sdp(sip, &sdp.len);
	if (sdp.at == NULL || early->settled || early->answer != NULL)
		return;
	if (!out->offerless) {
		early->answer = mem_dup_n(sdp.at, sdp.len);
		return;
	}
	write_answer(out->leg, &sdp, body);
	early->settled = body->len != 0;
}

/*
 * Before the final answer the dialog has neither a tag nor a way: they are
 * those of the response.
 */
static int
add_way(msg_t *msg, const struct leg *leg, const sip_t *sip)
{
	sip_rack_t rack[1];

	sip_rack_init(rack);
	rack->ra_response = sip->sip_rseq->rs_response;
	rack->ra_cseq = sip->sip_cseq->cs_seq;
	rack->ra_method = sip->sip_cseq->cs_method;
	rack->ra_method_name = sip->sip_cseq->cs_method_name;
	return sip_add_tl(msg, sip_object(msg), SIPTAG_RACK(rack),
	    SIPTAG_TO(sip->sip_to), TAG_IF(!leg->up, SIPTAG_ROUTE(
		sip_route_reverse(msg_home(msg), sip->sip_record_route))),
	    TAG_END()) < 0 ? -1 : 0;
}

static void
send_prack(struct leg *leg, const sip_t *sip, const struct buf *body)
{
	msg_t *msg = nta_msg_create(leg->ua->agent, 0);
	const struct ua_fields fields = {
		.body = body->len != 0 ? buf_text(body) : NULL,
	};
	char target[UA_URI_MAX];

	if (ua_fields_add(msg, &fields) == -1 || add_way(msg, leg, sip) == -1) {
		msg_destroy(msg);
		return;
	}
	ua_out_start(leg, msg, "PRACK", leg->up ? NULL :
	    ua_contact(sip, target), NULL, NULL);
}

bool
ua_prack(struct ua_out *out, const sip_t *sip)
{
	struct buf body = BUF_INIT;
	struct ua_reliable *early;

	if (!sip_has_feature(sip->sip_require, "100rel") ||
	    sip->sip_to->a_tag == NULL)
		return true;
	early = find(out, sip);
	if (early == NULL)
		early = add(out, sip);
	if (early == NULL || out->pracks == PRACKS_MAX ||
	    sip->sip_rseq->rs_response != early->rseq + 1)
		return false;	/* had before, or out of order (RFC 3262 4) */
	early->rseq++;
	take_sdp(out, early, sip, &body);
	out->pracks++;
	send_prack(out->leg, sip, &body);
	buf_release(&body);
	return true;
}

bool
ua_prack_settled(const struct ua_out *out, const sip_t *sip)
{
	const struct ua_reliable *early = find(out, sip);

	return early != NULL && early->settled;
}

const char *
ua_prack_sdp(const struct leg *leg, const sip_t *sip, size_t *len)
{
	const struct ua_reliable *early;
	const char *sdp = ua_sdp(sip, len);

	if (sdp != NULL || leg->invite == NULL)
		return sdp;
	early = find(leg->invite, sip);
	if (early == NULL || early->answer == NULL)
		return NULL;
	*len = strlen(early->answer);
	return early->answer;
}

void
ua_prack_release(struct ua_out *out)
{
	while (out->reliable != NULL) {
		struct ua_reliable *early = out->reliable;

		out->reliable = early->next;
		mem_free(early->answer);
		free(early);
	}
}
