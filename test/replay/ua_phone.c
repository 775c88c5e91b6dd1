/*
 * The phones at the other end of ua_fake.c: what they say is noted on the leg,
 * and reported to the conductor.  A phone that says what no phone can say is a
 * fault of the script.
 */
#include <stdio.h>
#include <string.h>

#include "ua_fake.h"

static bool
is_response(const struct ua_event *event)
{
	return event->type == UA_INVITE_RESPONSE ||
	    event->type == UA_MEDIA_RESPONSE ||
	    event->type == UA_REFER_RESPONSE ||
	    event->type == UA_BYE_RESPONSE;
}

/* What was never asked cannot be answered. */
static bool
possible(const struct leg *leg, const struct ua_event *event)
{
	switch (event->type) {
	case UA_MEDIA_RESPONSE:
		return leg->media != MEDIA_IDLE;
	case UA_REFER_RESPONSE:
		return leg->refers != 0;
	case UA_BYE_RESPONSE:
		return leg->byes != 0;
	case UA_REQUEST:
		return leg->answered && !leg->phone_bye;
	case UA_RELAYED:
		return leg->relayed != NULL;
	default:
		return true;
	}
}

/* --- challenges --- */

/* A request that nobody wants any more is not repeated. */
static bool
may_repeat(const struct leg *leg, enum ua_event_type type)
{
	switch (type) {
	case UA_INVITE_RESPONSE:
		return leg->inviting && leg->cancels == 0;
	case UA_MEDIA_RESPONSE:
	case UA_REFER_RESPONSE:
		return leg->byes == 0;
	default:
		return true;
	}
}

/* As the real one does it: asks for credentials, and repeats the request. */
static bool
repeat(struct leg *leg, enum ua_event_type type)
{
	struct ua_credentials credentials = { .user = NULL };
	const struct ua_handler *handler = &leg->ua->handler;

	if (leg->released || !may_repeat(leg, type) ||
	    !handler->credentials(handler->arg, leg->call, &credentials))
		return false;
	struct fake_action *action = fake_keep(leg, FAKE_AUTH);
	fake_field(action, "user", credentials.user);
	fake_field(action, "ha1", credentials.ha1);
	leg->first_response = false;
	return true;
}

/* --- what becomes of the leg --- */

/* The SDP of a 2xx, where the script does not say it. */
static enum ua_media
usual_media(const struct leg *leg, const struct ua_event *event)
{
	if (event->status < 200 || event->status > 299)
		return UA_MEDIA_NONE;
	if (event->type == UA_INVITE_RESPONSE)
		return leg->with_body ? UA_MEDIA_ANSWER : UA_MEDIA_NONE;
	if (event->type == UA_MEDIA_RESPONSE)
		return leg->media == MEDIA_ASK ? UA_MEDIA_OFFER :
		    UA_MEDIA_ANSWER;
	return UA_MEDIA_NONE;
}

static void
note_invite_response(struct leg *leg, const struct ua_event *event)
{
	leg->first_response = true;
	if (event->status < 200 || event->repeated || !leg->inviting)
		return;
	leg->inviting = false;
	if (event->status > 299)
		return;
	leg->answered = true;
	leg->offer_waits = event->media == UA_MEDIA_OFFER;
}

static void
note_media_response(struct leg *leg, const struct ua_event *event)
{
	if (event->repeated)
		return;
	/* a BYE that went out meanwhile has ACKed it */
	if (event->media == UA_MEDIA_OFFER && leg->byes == 0)
		leg->offer_waits = true;
	if (leg->media == MEDIA_OFFER)
		leg->has_answer = event->media == UA_MEDIA_ANSWER;
	leg->media = MEDIA_IDLE;
}

static void
note(struct leg *leg, const struct ua_event *event)
{
	switch (event->type) {
	case UA_INVITE_RESPONSE:
		note_invite_response(leg, event);
		break;
	case UA_MEDIA_RESPONSE:
		note_media_response(leg, event);
		break;
	case UA_REFER_RESPONSE:
		leg->referring = event->repeated;
		break;
	case UA_BYE_RESPONSE:
		leg->leaving = event->repeated;
		break;
	case UA_BYE:
		/* one that overtook the 200 does not end what the 200 began */
		leg->phone_bye = leg->answered;
		leg->offer_waits = false;
		break;
	case UA_RELAYED:
		leg->relayed = NULL;
		break;
	case UA_LOST:
		leg->lost = true;
		break;
	case UA_NOTIFY:
	case UA_REQUEST:
		break;
	}
}

/* A request of the phone must be decided within the event. */
static void
tell(struct leg *leg, struct ua_event *event)
{
	struct ua_request request = {
		.leg = leg, .method = event->method, .offers = event->offers,
	};
	const struct ua_handler *handler = &leg->ua->handler;
	bool asks = event->type == UA_REQUEST;

	if (asks)
		event->request = &request;
	handler->leg(handler->arg, leg->call, leg->party, event);
	if (asks && request.decided != 1)
		fake_fault("leg %c: %s was decided %u times",
		    'a' + leg->number, event->method, request.decided);
}

void
fake_ua_report(struct ua *ua, const struct fake_report *report)
{
	struct ua_event event = *report->event;
	int number = report->leg;

	if (number < 0 || number >= ua->leg_count) {
		fake_fault("there is no leg %c", 'a' + number);
		return;
	}
	struct leg *leg = ua->legs[number];
	if (leg->released != report->late) {
		fake_fault("event for leg %c, which is %s", 'a' + number,
		    report->late ? "not released yet" : "released");
		return;
	}
	if (!report->late && !possible(leg, &event)) {
		fake_fault("the phone of leg %c says what it cannot",
		    'a' + number);
		return;
	}
	if (report->challenge && is_response(&event))
		event.repeated = repeat(leg, event.type);
	if (!report->media_told)
		event.media = usual_media(leg, &event);
	note(leg, &event);
	tell(leg, &event);
}

bool
fake_ua_expire(struct ua *ua)
{
	const struct ua_event lost = { .type = UA_LOST, .phrase = "" };
	bool any = false;

	for (int i = 0; i < ua->leg_count; i++) {
		const struct leg *leg = ua->legs[i];
		if (!leg->released && leg->offer_waits)
			fake_fault("leg %c: its offer got no ACK", 'a' + i);
		if (leg->released || leg->lost || !leg->timed ||
		    !leg->answered || leg->phone_bye)
			continue;
		any = true;
		fake_ua_report(ua, &(struct fake_report){
			.event = &lost, .leg = i });
	}
	return any;
}

void
fake_ua_flush(void *arg)
{
	struct ua *ua = arg;
	const struct ua_event event = {
		.type = UA_INVITE_RESPONSE, .status = ua->fail_send,
		.phrase = "Service Unavailable", .local = true,
	};

	if (ua->fail_send == 0 || ua->leg_count == 0)
		return;
	ua->fail_send = 0;
	const struct leg *leg = ua->legs[ua->leg_count - 1];
	if (leg->inviting && !leg->released)
		fake_ua_report(ua, &(struct fake_report){
			.event = &event, .leg = ua->leg_count - 1 });
}
