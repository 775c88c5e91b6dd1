/*
 * daemon/ua.h without SIP: every request of the conductor is kept for the
 * script to look at, and checked against what a user agent may do on a leg
 * (RFC 3261 9.1, 12.2, 15; RFC 3515 2.4).
 */
#include "ua.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"

enum { LEGS_MAX = 4096, ACTIONS_MAX = 4096 };

struct leg {
	struct ua *ua;
	int number;
	uint64_t call;
	bool inviting;		/* an INVITE waits for its final response */
	bool first_response;	/* ... and had a first one */
	bool challenged;	/* something can be authenticated */
	bool answered, lost, phone_bye, released;
	bool referring, leaving;	/* REFER, BYE wait for an answer */
	unsigned cancels, refers, byes;
};

struct ua {
	struct ua_handler handler;
	struct leg *legs[LEGS_MAX];
	int leg_count;
	struct fake_action actions[ACTIONS_MAX];
	int first, last;	/* of the actions: [first, last) */
	bool fail_invite;
	unsigned fail_send;	/* status, 0: do not */
	int pending;
};

static const char *const names[] = {
	[FAKE_INVITE] = "INVITE", [FAKE_AUTH] = "AUTH",
	[FAKE_CANCEL] = "CANCEL", [FAKE_REFER] = "REFER",
	[FAKE_BYE] = "BYE", [FAKE_RELEASE] = "RELEASE",
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

static struct fake_action *
keep(struct leg *leg, enum fake_action_type type)
{
	struct ua *ua = leg->ua;

	if (leg->released)
		fake_fault("%s on leg %c after RELEASE", names[type],
		    'a' + leg->number);
	if (ua->last == ACTIONS_MAX) {
		fprintf(stderr, "replay: too many actions\n");
		exit(2);
	}
	struct fake_action *action = &ua->actions[ua->last++];
	memset(action, 0, sizeof *action);
	action->type = type;
	action->leg = leg->number;
	return action;
}

/* Text for a header: what could end the line must never get this far. */
static void
field(struct fake_action *action, const char *name, const char *value)
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
		    leg->referring || leg->leaving;
	}
	return n;
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
	leg->inviting = true;
	ua->legs[ua->leg_count++] = leg;

	struct fake_action *action = keep(leg, FAKE_INVITE);
	field(action, "target", invite->target);
	field(action, "To", invite->to);
	field(action, "From", invite->from);
	field(action, "Call-ID", invite->sip_call_id);
	field(action, "Route", invite->route);
	field(action, "Subject", invite->subject);
	field(action, "Request-Disposition", invite->request_disposition);
	field(action, "body", invite->body);
	return leg;
}

void
ua_cancel(struct leg *leg, const char *reason)
{
	struct fake_action *action = keep(leg, FAKE_CANCEL);

	if (!leg->inviting)
		fake_fault("CANCEL on leg %c, which has no INVITE out",
		    'a' + leg->number);
	if (leg->cancels++ != 0)
		fake_fault("a second CANCEL on leg %c", 'a' + leg->number);
	field(action, "reason", reason);
}

void
ua_authenticate(struct leg *leg, const char *user, const char *ha1)
{
	struct fake_action *action = keep(leg, FAKE_AUTH);

	if (!leg->challenged)
		fake_fault("AUTH on leg %c without a challenge",
		    'a' + leg->number);
	leg->challenged = false;
	if (leg->byes != 0)
		leg->leaving = true;
	else if (leg->refers != 0)
		leg->referring = true;
	else
		leg->inviting = true;
	leg->first_response = false;
	field(action, "user", user);
	field(action, "ha1", ha1);
}

void
ua_refer(struct leg *leg, const char *refer_to, const char *referred_by)
{
	struct fake_action *action = keep(leg, FAKE_REFER);

	if (!leg->answered || leg->phone_bye || leg->lost || leg->byes != 0)
		fake_fault("REFER on leg %c, which is not up",
		    'a' + leg->number);
	leg->refers++;
	leg->referring = true;
	field(action, "to", refer_to);
	field(action, "by", referred_by);
}

void
ua_bye(struct leg *leg, const char *reason)
{
	struct fake_action *action = keep(leg, FAKE_BYE);

	if (!leg->answered || leg->phone_bye || leg->lost)
		fake_fault("BYE on leg %c, which is not up",
		    'a' + leg->number);
	if (leg->byes++ != 0)
		fake_fault("a second BYE on leg %c", 'a' + leg->number);
	leg->leaving = true;
	field(action, "reason", reason);
}

void
ua_release(struct leg *leg)
{
	keep(leg, FAKE_RELEASE);
	if (leg->inviting && leg->cancels == 0 && !leg->lost)
		fake_fault("leg %c released with an INVITE out",
		    'a' + leg->number);
	if (leg->answered && leg->byes == 0 && !leg->phone_bye && !leg->lost)
		fake_fault("leg %c released without a BYE",
		    'a' + leg->number);
	leg->released = true;
	leg->referring = leg->leaving = false;
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

static void
note_response(struct leg *leg, const struct ua_event *event, bool *waiting)
{
	leg->first_response = true;
	if (event->status < 200)
		return;
	*waiting = false;
	leg->challenged = event->challenge;
}

static void
note(struct leg *leg, const struct ua_event *event)
{
	switch (event->type) {
	case UA_INVITE_RESPONSE:
		note_response(leg, event, &leg->inviting);
		if (event->status >= 200 && event->status < 300)
			leg->answered = true;
		break;
	case UA_REFER_RESPONSE:
		note_response(leg, event, &leg->referring);
		break;
	case UA_BYE_RESPONSE:
		note_response(leg, event, &leg->leaving);
		break;
	case UA_NOTIFY:
		break;
	case UA_BYE:
		leg->phone_bye = true;
		break;
	case UA_LOST:
		leg->lost = true;
		break;
	}
}

void
fake_ua_report(struct ua *ua, int number, const struct ua_event *event,
    bool late)
{
	if (number < 0 || number >= ua->leg_count) {
		fake_fault("there is no leg %c", 'a' + number);
		return;
	}
	struct leg *leg = ua->legs[number];
	if (leg->released != late) {
		fake_fault("event for leg %c, which is %s", 'a' + number,
		    late ? "not released yet" : "released");
		return;
	}
	if (!late && ((event->type == UA_REFER_RESPONSE && !leg->refers) ||
	    (event->type == UA_BYE_RESPONSE && !leg->byes))) {
		fake_fault("a response to what leg %c was never asked",
		    'a' + number);
		return;
	}
	note(leg, event);
	ua->handler.leg(ua->handler.arg, leg->call, event);
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
fake_ua_flush(void *arg)
{
	struct ua *ua = arg;
	struct ua_event event = {
		.type = UA_INVITE_RESPONSE, .status = ua->fail_send,
		.phrase = "Service Unavailable", .local = true,
	};

	if (ua->fail_send == 0 || ua->leg_count == 0)
		return;
	ua->fail_send = 0;
	if (ua->legs[ua->leg_count - 1]->inviting)
		fake_ua_report(ua, ua->leg_count - 1, &event, false);
}

void
fake_ua_check_end(const struct ua *ua)
{
	for (int i = 0; i < ua->leg_count; i++)
		if (!ua->legs[i]->released)
			fake_fault("leg %c was never released", 'a' + i);
}
