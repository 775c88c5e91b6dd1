/*
 * The end of a dialog: our BYE, and the phone's.
 */
#include <stdbool.h>
#include <stddef.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/su_wait.h>

#include "ua_bye.h"
#include "buf.h"
#include "log.h"
#include "loop.h"
#include "ua_parts.h"

enum {
	BYE_TRIES = 3,		/* besides the first */
	BYE_PAUSE_MS = 2000,
	BYE_PAUSE_MAX_S = 10	/* what a Retry-After may ask for */
};

static void on_bye_response(struct leg *leg, void *arg,
    const struct ua_response *response);

static int
send_bye(struct leg *leg, const char *headers)
{
	return ua_send(leg, &(struct ua_send){ .method = "BYE",
	    .headers = headers, .done = on_bye_response }) != NULL ? 0 : -1;
}

static void
on_bye_again(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	struct leg *leg = (struct leg *)arg;

	(void)magic, (void)timer;
	if (send_bye(leg, NULL) == -1)
		ua_owe(leg, UA_BYE_RESPONSE, 503);
}

/*
 * A proxy in trouble keeps our BYE from a phone that then stays up, and is
 * paid for: once more, a little later.
 */
static bool
bye_again(struct leg *leg, const struct ua_response *response)
{
	const sip_t *sip = response->sip;
	uint32_t ms = BYE_PAUSE_MS;

	if (response->local || sip == NULL || (response->status != 500 &&
	    response->status != 503 && response->status != 504) ||
	    leg->bye_tries == BYE_TRIES)
		return false;
	if (sip->sip_retry_after != NULL &&
	    sip->sip_retry_after->af_delta > 0 &&
	    sip->sip_retry_after->af_delta < BYE_PAUSE_MAX_S)
		ms = (uint32_t)sip->sip_retry_after->af_delta * 1000;
	if (leg->bye_again == NULL)
		leg->bye_again = su_timer_create(su_root_task(
		    loop_root(leg->ua->loop)), 0);
	if (leg->bye_again == NULL || su_timer_set_interval(leg->bye_again,
	    on_bye_again, (su_timer_arg_t *)leg, ms) == -1)
		return false;
	leg->bye_tries++;
	return true;
}

static void
on_bye_response(struct leg *leg, void *arg, const struct ua_response *response)
{
	struct ua_event event = { .type = UA_BYE_RESPONSE };
	struct ua_response told = *response;

	(void)arg;
	if (response->status < 200)
		return;
	if (bye_again(leg, response))
		told.repeated = true;
	else if (response->status >= 300 && !response->repeated &&
	    response->status != 481)
		log_warn("bye-refused", "status=%u phrase=%s",
		    response->status, log_quote(response->phrase));
	ua_tell_response(leg, &event, &told);
}

/* Nothing goes on in this dialog but the BYE and late NOTIFYs. */
static void
end_dialog(struct leg *leg)
{
	ua_relay_end(leg);
	ua_refresh_stop(leg);
	ua_ack_refusing(leg);
	if (leg->invite != NULL && leg->up)
		ua_out_cancel(leg->invite, NULL);
}

void
ua_bye(struct leg *leg, const char *reason)
{
	struct buf headers = BUF_INIT;

	if (leg->bye_sent)
		return;
	end_dialog(leg);
	leg->bye_sent = true;
	if (!leg->up)
		ua_cancel(leg, reason);
	if (reason != NULL)
		buf_printf(&headers, "Reason: %s", reason);
	if (!leg->up || send_bye(leg, buf_ok(&headers) ?
	    buf_text(&headers) : NULL) == -1)
		ua_owe(leg, UA_BYE_RESPONSE, leg->up ? 503 : 481);
	buf_release(&headers);
}

void
ua_bye_received(struct leg *leg, nta_incoming_t *irq)
{
	const struct ua_event event = { .type = UA_BYE, .phrase = "" };
	bool again = leg->bye_received;

	ua_respond(leg->ua, irq, &(struct ua_answer){
	    .status = again ? 481 : 200 });
	if (again)
		return;
	leg->bye_received = true;
	if (leg->up)
		end_dialog(leg);
	ua_tell(leg, &event);
}

/* Who lets go of a leg that is up leaves no phone behind. */
void
ua_bye_silently(struct leg *leg)
{
	end_dialog(leg);
	if (leg->up && !leg->bye_sent && !leg->bye_received)
		ua_send(leg, &(struct ua_send){ .method = "BYE" });
	su_timer_destroy(leg->bye_again);
	leg->bye_again = NULL;
}
