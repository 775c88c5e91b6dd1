/*
 * daemon/ua.h without SIP: every request of the conductor is kept for the
 * script to look at, and checked against what a user agent may do on a leg
 * (RFC 3261 9.1, 12.2, 15; RFC 3515 2.4).
 */
#include "ua_fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
	[FAKE_INVITE] = "INVITE", [FAKE_AUTH] = "AUTH",
	[FAKE_CANCEL] = "CANCEL", [FAKE_REFER] = "REFER",
	[FAKE_BYE] = "BYE", [FAKE_RELEASE] = "RELEASE",
	[FAKE_ASK] = "ASK", [FAKE_OFFER] = "OFFER",
	[FAKE_CONNECT] = "CONNECT", [FAKE_SETTLE] = "SETTLE",
	[FAKE_HOLD] = "HOLD", [FAKE_RELAY] = "RELAY",
	[FAKE_REPLY] = "REPLY",
};

const char *
fake_action_name(enum fake_action_type type)
{
	return names[type];
}

const char *
fake_action_field(const struct fake_action *action, const char *name)
{
	for (int i = 0; i < FAKE_FIELDS && action->fields[i].name; i++)
		if (strcmp(action->fields[i].name, name) == 0)
			return action->fields[i].value;
	return NULL;
}

/* --- keeping what was asked --- */

struct fake_action *
fake_keep(struct leg *leg, enum fake_action_type type)
{
	struct ua *ua = leg->ua;

	if (leg->released)
		fake_fault("leg %c is asked for %s after RELEASE",
		    'a' + leg->number, names[type]);
	if (ua->last == ACTIONS_MAX) {
		fprintf(stderr, "replay: too many actions\n");
		exit(2);
	}
	struct fake_action *action = &ua->actions[ua->last++];
	memset(action, 0, sizeof *action);
	action->type = type;
	action->leg = action->other = leg->number;
	return action;
}

/* Text for a header: what could end the line must never get this far. */
void
fake_field(struct fake_action *action, const char *name, const char *value)
{
	int i = 0;

	while (action->fields[i].name != NULL)
		i++;
	action->fields[i].name = name;
	if (value == NULL)
		return;
	for (const char *p = value; *p != '\0' && strcmp(name, "body"); p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			fake_fault("control character in %s", name);
	action->fields[i].value = strdup(value);
}

const struct fake_action *
fake_ua_first(const struct ua *ua)
{
	return ua->first < ua->last ? &ua->actions[ua->first] : NULL;
}

void
fake_ua_take(struct ua *ua)
{
	struct fake_action *action = &ua->actions[ua->first++];

	for (int i = 0; i < FAKE_FIELDS; i++)
		free(action->fields[i].value);
	if (ua->first == ua->last)
		ua->first = ua->last = 0;
}

/* --- daemon/ua.h --- */

struct ua *
ua_new(struct loop *loop, const struct ua_options *options,
    const struct ua_handler *handler, struct err *err)
{
	struct ua *ua = calloc(1, sizeof *ua);

	(void)loop, (void)options, (void)err;
	if (ua == NULL)
		return NULL;
	ua->handler = *handler;
	ua->pending = -1;
	return ua;
}

void
ua_shutdown(struct ua *ua)
{
	if (ua->handler.down != NULL)
		ua->handler.down(ua->handler.down_arg);
}

void
ua_free(struct ua *ua)
{
	if (ua == NULL)
		return;
	while (fake_ua_first(ua) != NULL)
		fake_ua_take(ua);
	for (int i = 0; i < ua->leg_count; i++)
		free(ua->legs[i]);
	free(ua);
}

unsigned
ua_port(const struct ua *ua)
{
	(void)ua;
	return 6050;
}

size_t
ua_pending(const struct ua *ua)
{
	size_t n = 0;

	if (ua->pending >= 0)
		return (size_t)ua->pending;
	for (int i = 0; i < ua->leg_count; i++) {
		const struct leg *leg = ua->legs[i];
		n += (leg->inviting && !leg->first_response) ||
		    leg->referring || leg->leaving ||
		    leg->media != MEDIA_IDLE;
	}
	return n;
}

static void
number_field(struct fake_action *action, const char *name, unsigned value)
{
	char text[16];

	snprintf(text, sizeof text, "%u", value);
	fake_field(action, name, text);
}

struct leg *
ua_invite(struct ua *ua, const struct ua_invite *invite)
{
	if (ua->fail_invite) {
		ua->fail_invite = false;
		return NULL;
	}
	struct leg *leg = calloc(1, sizeof *leg);
	if (leg == NULL || ua->leg_count == LEGS_MAX) {
		fprintf(stderr, "replay: too many legs\n");
		exit(2);
	}
	leg->ua = ua;
	leg->number = ua->leg_count;
	leg->call = invite->call;
	leg->party = invite->party;
	leg->with_body = invite->body != NULL;
	leg->timed = invite->session_expires_s != 0;
	leg->inviting = true;
	ua->legs[ua->leg_count++] = leg;

	struct fake_action *action = fake_keep(leg, FAKE_INVITE);
	fake_field(action, "target", invite->target);
	fake_field(action, "To", invite->to);
	fake_field(action, "From", invite->from);
	fake_field(action, "Call-ID", invite->sip_call_id);
	fake_field(action, "Route", invite->route);
	fake_field(action, "Subject", invite->subject);
	fake_field(action, "Request-Disposition", invite->request_disposition);
	fake_field(action, "body", invite->body);
	number_field(action, "party", invite->party);
	number_field(action, "session-expires", invite->session_expires_s);
	return leg;
}

/* Is the leg's dialog up on both ends? */
static void
need_up(const struct leg *leg, const char *what)
{
	if (!leg->answered || leg->phone_bye || leg->byes != 0)
		fake_fault("leg %c is asked for %s, and is not up",
		    'a' + leg->number, what);
}

void
ua_cancel(struct leg *leg, const char *reason)
{
	struct fake_action *action = fake_keep(leg, FAKE_CANCEL);

	if (!leg->inviting)
		fake_fault("leg %c has a CANCEL, but no INVITE out",
		    'a' + leg->number);
	if (leg->cancels++ != 0)
		fake_fault("leg %c has a second CANCEL", 'a' + leg->number);
	fake_field(action, "reason", reason);
}

void
ua_refer(struct leg *leg, const char *refer_to, const char *referred_by)
{
	struct fake_action *action = fake_keep(leg, FAKE_REFER);

	need_up(leg, "REFER");
	if (leg->lost)
		fake_fault("leg %c has a REFER, but is lost",
		    'a' + leg->number);
	leg->refers++;
	leg->referring = true;
	fake_field(action, "to", refer_to);
	fake_field(action, "by", referred_by);
}

/* It ends a re-INVITE, and ACKs an offer that waits. */
void
ua_bye(struct leg *leg, const char *reason)
{
	struct fake_action *action = fake_keep(leg, FAKE_BYE);

	need_up(leg, "BYE");
	leg->byes++;
	leg->leaving = true;
	leg->offer_waits = false;
	fake_field(action, "reason", reason);
}

/* --- media: one INVITE at a time, and one ACK for each offer --- */

static void
reinvite(struct leg *leg, enum fake_action_type type, enum fake_media media)
{
	need_up(leg, names[type]);
	if (leg->media != MEDIA_IDLE || leg->inviting)
		fake_fault("leg %c has a second INVITE (%s)",
		    'a' + leg->number, names[type]);
	if (leg->offer_waits)
		fake_fault("leg %c: its offer waits for an ACK (%s)",
		    'a' + leg->number, names[type]);
	if (leg->lost)
		fake_fault("leg %c has an INVITE, but is lost",
		    'a' + leg->number);
	leg->media = media;
}

void
ua_keep_alive(struct leg *leg, unsigned session_expires_s)
{
	(void)leg, (void)session_expires_s;
}

void
ua_ask(struct leg *leg)
{
	fake_keep(leg, FAKE_ASK);
	reinvite(leg, FAKE_ASK, MEDIA_ASK);
}

void
ua_hold(struct leg *leg)
{
	fake_keep(leg, FAKE_HOLD);
	reinvite(leg, FAKE_HOLD, MEDIA_HOLD);
}

static void
need_pair(const struct leg *leg, const struct leg *other, const char *what)
{
	if (other == leg || other->call != leg->call)
		fake_fault("leg %c is no partner of leg %c (%s)",
		    'a' + other->number, 'a' + leg->number, what);
	if (other->released)
		fake_fault("leg %c is released (%s)",
		    'a' + other->number, what);
}

void
ua_offer(struct leg *leg, const struct leg *from)
{
	fake_keep(leg, FAKE_OFFER)->other = from->number;
	reinvite(leg, FAKE_OFFER, MEDIA_OFFER);
	need_pair(leg, from, "OFFER");
	if (!from->offer_waits)
		fake_fault("leg %c has no offer to take",
		    'a' + from->number);
	leg->has_answer = false;
}

void
ua_connect(struct leg *from, const struct leg *to)
{
	fake_keep(from, FAKE_CONNECT)->other = to->number;
	need_up(from, "CONNECT");
	need_pair(from, to, "CONNECT");
	if (!from->offer_waits)
		fake_fault("leg %c has no offer to ACK", 'a' + from->number);
	if (!to->has_answer)
		fake_fault("leg %c has no answer to give", 'a' + to->number);
	from->offer_waits = false;
}

void
ua_settle(struct leg *leg)
{
	fake_keep(leg, FAKE_SETTLE);
	leg->offer_waits = false;
}

/* --- a phone's requests --- */

static struct fake_action *
decide(struct ua_request *request, enum fake_action_type type)
{
	request->decided++;
	return fake_keep(request->leg, type);
}

void
ua_relay(struct ua_request *request, struct leg *to)
{
	struct leg *leg = request->leg;

	decide(request, FAKE_RELAY)->other = to->number;
	need_up(to, "RELAY");
	need_pair(leg, to, "RELAY");
	if (request->offers && (to->media != MEDIA_IDLE || to->offer_waits))
		fake_fault("leg %c: an offer is relayed in the middle of "
		    "another", 'a' + to->number);
	leg->relayed = to;
}

void
ua_reply(struct ua_request *request, unsigned status)
{
	decide(request, FAKE_REPLY)->status = status;
}

void
ua_reply_held(struct ua_request *request)
{
	decide(request, FAKE_REPLY);
}

void
ua_release(struct leg *leg)
{
	fake_keep(leg, FAKE_RELEASE);
	if (leg->inviting && leg->cancels == 0 && !leg->lost)
		fake_fault("leg %c released with an INVITE out",
		    'a' + leg->number);
	if (leg->answered && leg->byes == 0 && !leg->phone_bye)
		fake_fault("leg %c released without a BYE",
		    'a' + leg->number);
	leg->released = true;
	leg->referring = leg->leaving = false;
	leg->media = MEDIA_IDLE;
}

/* --- for the runner --- */

int
fake_ua_leg_count(const struct ua *ua)
{
	return ua->leg_count;
}

bool
fake_ua_leg_open(const struct ua *ua, int leg)
{
	return leg >= 0 && leg < ua->leg_count && !ua->legs[leg]->released;
}

void
fake_ua_fail_invite(struct ua *ua)
{
	ua->fail_invite = true;
}

void
fake_ua_fail_send(struct ua *ua, unsigned status)
{
	ua->fail_send = status;
}

void
fake_ua_set_pending(struct ua *ua, int pending)
{
	ua->pending = pending;
}

void
fake_ua_check_end(const struct ua *ua)
{
	for (int i = 0; i < ua->leg_count; i++)
		if (!ua->legs[i]->released)
			fake_fault("leg %c was never released", 'a' + i);
}
