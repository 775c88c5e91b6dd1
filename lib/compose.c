#include "compose.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "address.h"
#include "call.h"
#include "config.h"
#include "offer.h"
#include "users.h"

static void
open_bracket(struct buf *out, const char *ip, bool open)
{
	if (strchr(ip, ':') != NULL)
		buf_putc(out, open ? '[' : ']');
}

/* "no-fork no-recurse" as a header's value: "no-fork, no-recurse". */
static void
write_disposition(char *out, size_t size, const char *words)
{
	size_t at = 0;

	for (; *words != '\0' && at + 3 < size; words++) {
		if (*words == ' ')
			out[at++] = ',';
		out[at++] = *words;
	}
	out[at] = '\0';
}

/* From the call's random id; 60 bits fit a signed number everywhere. */
static uint64_t
session_of(const struct call *call)
{
	uint64_t session = 0;

	for (size_t i = 0; i < 15; i++) {
		char c = call->id[i];
		session = session << 4 | (uint64_t)(c <= '9' ? c - '0' :
		    c - 'a' + 10);
	}
	return session;
}

int
compose_invitation(struct invitation *out, const struct call *call,
    size_t number, const struct user *agent, const struct config *config)
{
	*out = (struct invitation){ .sdp_session = session_of(call) + number };
	buf_printf(&out->to, "<sip:%s>",
	    call_party_const(call, number)->address);
	if (agent != NULL && *agent->display_name != '\0') {
		address_display(agent->display_name, &out->from);
		buf_putc(&out->from, ' ');
	}
	buf_printf(&out->from, "<sip:%s>", call->agent);
	if (*config->outbound_proxy != '\0')
		buf_printf(&out->route, "<%s;lr>", config->outbound_proxy);
	if (number == 0)
		offer_write(&out->body, config->offer == CONFIG_OFFER_NO_MEDIA ?
		    OFFER_NO_MEDIA : OFFER_INACTIVE, config->ip_address,
		    out->sdp_session, 1);
	write_disposition(out->request_disposition,
	    sizeof out->request_disposition, config->request_disposition);
	return buf_ok(&out->to) && buf_ok(&out->from) &&
	    buf_ok(&out->route) && buf_ok(&out->body) ? 0 : -1;
}

void
compose_release(struct invitation *invitation)
{
	buf_release(&invitation->to);
	buf_release(&invitation->from);
	buf_release(&invitation->route);
	buf_release(&invitation->body);
}

void
compose_target(struct buf *out, bool forwarding,
    const struct config *config, const char *address)
{
	buf_printf(out, "sip:%s", address);
	if (!config->sipx_parameters)
		return;
	buf_puts(out, ";sipx-noroute=Voicemail");
	if (!forwarding)
		buf_puts(out, ";sipx-userforward=false");
	buf_puts(out, ";sipxbridge-moh=false");
}

const char *
compose_call_id(struct call *call, size_t number, const char *ip)
{
	struct call_party *party = call_party(call, number);
	struct buf text = BUF_INIT;

	if (party->sip_call_id != NULL)
		return party->sip_call_id; /* a redirected INVITE keeps it */
	buf_puts(&text, call->id);
	if (number != 0)
		buf_printf(&text, "-%zu", number);
	buf_putc(&text, '@');
	open_bracket(&text, ip, true);
	buf_puts(&text, ip);
	open_bracket(&text, ip, false);
	party->sip_call_id = buf_take(&text);
	return party->sip_call_id;
}

void
compose_refer(struct buf *refer_to, struct buf *referred_by,
    const struct call *call)
{
	buf_printf(refer_to, "<sip:%s", call->called);
	if (*call->confpin != '\0')
		buf_printf(refer_to, "?X-ConfPin=%s", call->confpin);
	buf_putc(refer_to, '>');
	buf_printf(referred_by, "<sip:%s>", call->agent);
}

const char *
compose_reason(char *out, size_t size, unsigned status, const char *text)
{
	if (status == 0)
		return NULL;
	snprintf(out, size, "SIP;cause=%u;text=\"%s\"", status, text);
	return out;
}
