/*
 * The last door before the wire: every request of nua passes through the
 * public nta_outgoing_mcreate(), which it calls through the library's symbol
 * table, so that the definition here comes first.  Two kinds are refused, and
 * nua then ends them as failed:
 *
 *  - a REFER without a To tag.  Where the phone's BYE came right behind its
 *    200, nua has no dialog any more when our REFER reaches it, and would ask
 *    anybody at the phone's address to place the call;
 *  - nua's own BYE for a dialog that was ended by hand (ua_dialog.c), when the
 *    REFER that it waited for is over.
 */
#define _GNU_SOURCE		/* RTLD_NEXT */
#include <dlfcn.h>
#include <string.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/su_tagarg.h>

#include "ua_parts.h"

/*
 * The dialogs ended by hand last, by a hash of their Call-ID.  nua's BYE comes
 * within 32 s; should there be more in that time, one BYE too many is sent,
 * and the phone answers 481.
 */
enum { ENDED_MAX = 256 };

static struct {
	struct { uint64_t dialog; uint32_t cseq; } ended[ENDED_MAX];
	size_t next;
	struct hash_key seed;
} gate;

void
ua_gate_ended(const struct ua *ua, const char *call_id, uint32_t cseq)
{
	gate.seed = ua->seed;
	gate.ended[gate.next].dialog = hash_bytes(&gate.seed, call_id,
	    strlen(call_id));
	gate.ended[gate.next].cseq = cseq;
	gate.next = (gate.next + 1) % ENDED_MAX;
}

static bool
is_ended(const sip_t *sip)
{
	const char *call_id = sip->sip_call_id->i_id;
	uint64_t dialog = hash_bytes(&gate.seed, call_id, strlen(call_id));

	for (size_t i = 0; i < ENDED_MAX; i++)
		if (gate.ended[i].dialog == dialog &&
		    gate.ended[i].cseq > sip->sip_cseq->cs_seq)
			return true;
	return false;
}

static bool
may_pass(const sip_t *sip)
{
	if (sip == NULL || sip->sip_request == NULL || sip->sip_to == NULL ||
	    sip->sip_call_id == NULL || sip->sip_cseq == NULL)
		return true;
	if (sip->sip_request->rq_method == sip_method_refer)
		return sip->sip_to->a_tag != NULL;
	if (sip->sip_request->rq_method == sip_method_bye)
		return !is_ended(sip);
	return true;
}

typedef nta_outgoing_t *create_fn(nta_agent_t *agent,
    nta_response_f *callback, nta_outgoing_magic_t *magic,
    url_string_t const *route_url, msg_t *msg, tag_type_t tag,
    tag_value_t value, ...);

nta_outgoing_t *
nta_outgoing_mcreate(nta_agent_t *agent, nta_response_f *callback,
    nta_outgoing_magic_t *magic, url_string_t const *route_url, msg_t *msg,
    tag_type_t tag, tag_value_t value, ...)
{
	static create_fn *original;
	nta_outgoing_t *request = NULL;
	ta_list ta;

	if (original == NULL)
		*(void **)&original = dlsym(RTLD_NEXT, "nta_outgoing_mcreate");
	if (original == NULL || (msg != NULL && !may_pass(sip_object(msg))))
		return NULL;
	ta_start(ta, tag, value);
	request = original(agent, callback, magic, route_url, msg,
	    ta_tags(ta));
	ta_end(ta);
	return request;
}
