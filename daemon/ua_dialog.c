/*
 * What we keep of a leg's dialog, and the BYE that is made of it where nua
 * cannot or will not send one:
 *
 *  - some responses to a REFER make nua forget the whole dialog (RFC 5057 5.1:
 *    404, 410, 416, 482, 485, 502, 604);
 *  - a 200 without a Contact that can be used leaves nua without a dialog;
 *  - a BYE of the phone before it answered ends nua's session, not the phone;
 *  - a BYE waits in nua's queue for the answer to a REFER, up to 32 s (then
 *    ua_gate.c keeps nua's from being sent as well).
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/su_wait.h>

#include "loop.h"
#include "mem.h"
#include "ua_parts.h"

enum {
	GRACE_MS = 1000,	/* for the answer to a REFER, when a BYE waits */
	CSEQ_GAP = 8		/* above what nua may have used meanwhile */
};

static void
set(char **old, char *with)
{
	mem_free(*old);
	*old = with;
}

static void
set_header(char **old, const void *header)
{
	char text[UA_FIELD_MAX];

	set(old, ua_field(text, header) != NULL ? mem_dup(text) : NULL);
}

/* Can requests be sent to this Contact? */
static bool
is_usable(const sip_contact_t *contact)
{
	const url_t *url = contact->m_url;

	return url->url_type == url_sip && url->url_host != NULL &&
	    *url->url_host != '\0' && (url->url_port == NULL ||
	    strcmp(url->url_port, "0") != 0);
}

static void
set_target(struct leg *leg, const sip_t *sip)
{
	struct ua_dialog *dialog = &leg->dialog;
	char uri[UA_URI_MAX];

	if (sip->sip_contact != NULL && is_usable(sip->sip_contact) &&
	    ua_contact(sip, uri) != NULL) {
		set(&dialog->target, mem_dup(uri));
		set(&dialog->route, sip->sip_record_route != NULL ?
		    ua_route_set(sip->sip_record_route) : NULL);
		return;
	}
	/* the way of the INVITE is all we have: its route stays */
	int n = url_e(uri, UA_URI_MAX, sip->sip_to->a_url);
	set(&dialog->target, n > 0 && n < UA_URI_MAX ? mem_dup(uri) : NULL);
	dialog->by_hand = true;
}

void
ua_dialog_note(struct leg *leg, const sip_t *sip)
{
	struct ua_dialog *dialog = &leg->dialog;

	if (sip->sip_from == NULL || sip->sip_to == NULL ||
	    sip->sip_call_id == NULL || sip->sip_cseq == NULL)
		return;
	set_target(leg, sip);
	set_header(&dialog->from, sip->sip_from);
	set_header(&dialog->to, sip->sip_to);
	set_header(&dialog->call_id, sip->sip_call_id);
	dialog->cseq = sip->sip_cseq->cs_seq;
	if (leg->session_over)
		dialog->by_hand = true;
}

void
ua_dialog_forget(struct leg *leg)
{
	struct ua_dialog *dialog = &leg->dialog;

	set(&dialog->target, NULL);
	set(&dialog->route, NULL);
	set(&dialog->from, NULL);
	set(&dialog->to, NULL);
	set(&dialog->call_id, NULL);
	dialog->by_hand = false;
	if (dialog->grace != NULL)
		su_timer_destroy(dialog->grace);
	dialog->grace = NULL;
}

void
ua_dialog_bye(struct leg *leg, const char *reason)
{
	struct ua_dialog *dialog = &leg->dialog;
	char cseq[32];

	if (leg->bye_handle != NULL || dialog->target == NULL ||
	    dialog->from == NULL || dialog->to == NULL ||
	    dialog->call_id == NULL)
		return;		/* without memory the phone's own timer ends it */
	snprintf(cseq, sizeof cseq, "%u BYE", dialog->cseq + CSEQ_GAP);
	if (!dialog->by_hand)
		ua_gate_ended(leg->ua, dialog->call_id,
		    dialog->cseq + CSEQ_GAP);
	leg->bye_handle = nua_handle(leg->ua->nua, (nua_hmagic_t *)leg,
	    NUTAG_URL(dialog->target), SIPTAG_TO_STR(dialog->to),
	    SIPTAG_FROM_STR(dialog->from), TAG_END());
	nua_method(leg->bye_handle, NUTAG_METHOD("BYE"),
	    SIPTAG_CALL_ID_STR(dialog->call_id), SIPTAG_CSEQ_STR(cseq),
	    TAG_IF(dialog->route, SIPTAG_ROUTE_STR(dialog->route)),
	    TAG_IF(reason, SIPTAG_REASON_STR(reason)), TAG_END());
}

static void
on_grace_over(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	struct leg *leg = (struct leg *)arg;

	(void)magic, (void)timer;
	if (leg->refer_out)
		ua_dialog_bye(leg, NULL);
}

void
ua_dialog_grace(struct leg *leg)
{
	struct ua_dialog *dialog = &leg->dialog;

	if (dialog->grace == NULL)
		dialog->grace = su_timer_create(
		    su_root_task(loop_root(leg->ua->loop)), GRACE_MS);
	if (dialog->grace != NULL)
		su_timer_set(dialog->grace, on_grace_over,
		    (su_timer_arg_t *)leg);
}
