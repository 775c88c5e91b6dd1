/*
 * The phones of a script: look at what is asked of them, and answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "script.h"
#include "ua.h"

static const struct { unsigned status; const char *phrase; } phrases[] = {
	{ 100, "Trying" }, { 180, "Ringing" },
	{ 181, "Call Is Being Forwarded" }, { 183, "Session Progress" },
	{ 200, "OK" }, { 202, "Accepted" }, { 302, "Moved Temporarily" },
	{ 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 407, "Proxy Authentication Required" }, { 408, "Request Timeout" },
	{ 415, "Unsupported Media Type" }, { 420, "Bad Extension" },
	{ 480, "Temporarily Unavailable" },
	{ 481, "Call/Transaction Does Not Exist" }, { 486, "Busy Here" },
	{ 487, "Request Terminated" }, { 488, "Not Acceptable Here" },
	{ 491, "Request Pending" }, { 500, "Server Internal Error" },
	{ 501, "Not Implemented" }, { 503, "Service Unavailable" },
	{ 603, "Decline" }, { 606, "Not Acceptable" },
};

static const char *
usual_phrase(unsigned status)
{
	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "";
}

/* --- what is asked of the phone --- */

/* A URI without <>; with everything from ';' or '?' on cut off if plain. */
static void
bare(char *out, size_t size, const char *text, bool plain)
{
	text += *text == '<';
	size_t n = strcspn(text, ">");
	if (plain)
		n = strcspn(text, ">;?");
	snprintf(out, size, "%.*s", (int)n, text);
}

static void
compare_uri(struct script *script, const char *got, const char *want)
{
	char uri[SCRIPT_WORD];

	/* parameters count only if the script names some */
	bare(uri, sizeof uri, got, strpbrk(want, ";?") == NULL);
	if (strcmp(uri, want) != 0)
		script_fail(script, "it goes to %s", got);
}

/* "uri", or "uri no offer": then it must have no body. */
static void
compare_invite(struct script *script, const struct fake_action *action,
    const char *want)
{
	static const char no_offer[] = " no offer";
	char uri[SCRIPT_WORD];
	size_t n = strlen(want), tail = strlen(no_offer);
	bool bare_invite = n > tail && strcmp(want + n - tail, no_offer) == 0;

	snprintf(uri, sizeof uri, "%.*s", (int)(bare_invite ? n - tail : n),
	    want);
	compare_uri(script, fake_action_field(action, "target"), uri);
	if ((fake_action_field(action, "body") == NULL) != bare_invite)
		script_fail(script, bare_invite ? "it has an offer" :
		    "it has no offer");
}

/* "b": the other leg of OFFER, CONNECT, RELAY. */
static void
compare_other(struct script *script, const struct fake_action *action,
    const char *want)
{
	if (*want != 'a' + action->other || want[1] != '\0')
		script_fail(script, "the other leg is %c",
		    'a' + action->other);
}

/* "491", "HELD" */
static void
compare_reply(struct script *script, const struct fake_action *action,
    const char *want)
{
	unsigned status = strcmp(want, "HELD") == 0 ? 0 :
	    (unsigned)strtoul(want, NULL, 10);

	if (action->status != status)
		script_fail(script, "the reply is %u", action->status);
}

/* BYE and CANCEL: nothing, "no reason", or a part of the Reason. */
static void
compare_reason(struct script *script, const char *got, const char *want)
{
	if (*want == '\0')
		return;
	if (strcmp(want, "no reason") == 0) {
		if (got != NULL)
			script_fail(script, "the Reason is %s", got);
		return;
	}
	if (got == NULL || strstr(got, want) == NULL)
		script_fail(script, "the Reason is %s",
		    got != NULL ? got : "missing");
}

static void
compare(struct script *script, const struct fake_action *action,
    const char *want)
{
	switch (action->type) {
	case FAKE_INVITE:
		compare_invite(script, action, want);
		break;
	case FAKE_REFER:
		compare_uri(script, fake_action_field(action, "to"), want);
		break;
	case FAKE_AUTH:
		if (strcmp(fake_action_field(action, "user"), want) != 0)
			script_fail(script, "the user is %s",
			    fake_action_field(action, "user"));
		break;
	case FAKE_CANCEL:
	case FAKE_BYE:
		compare_reason(script, fake_action_field(action, "reason"),
		    want);
		break;
	case FAKE_OFFER:
	case FAKE_CONNECT:
	case FAKE_RELAY:
		compare_other(script, action, want);
		break;
	case FAKE_REPLY:
		compare_reply(script, action, want);
		break;
	case FAKE_RELEASE:
	case FAKE_ASK:
	case FAKE_SETTLE:
	case FAKE_HOLD:
		break;
	}
}

/* "INVITE sip:user1@example.com", "BYE cause=486", "RELEASE" */
void
phone_expect(struct script *script, int leg, const char *rest)
{
	char verb[SCRIPT_WORD] = "";

	script_word(&rest, verb);
	const struct fake_action *action = fake_ua_first(script->ua);
	if (action == NULL) {
		script_fail(script, "no %s", verb);
		return;
	}
	if (strcmp(fake_action_name(action->type), verb) != 0) {
		script_fail(script, "%s instead of %s",
		    fake_action_name(action->type), verb);
	} else {
		compare(script, action, rest);
		if (leg >= 0 && leg != action->leg)
			script_fail(script, "it is leg %c",
			    'a' + action->leg);
	}
	script->leg = action->leg;
	script->action_open = true;
}

static void
check_param(struct script *script, const struct fake_action *action,
    const char *param, bool wanted)
{
	const char *target = fake_action_field(action, "target");
	char with_semicolon[SCRIPT_WORD + 2];

	snprintf(with_semicolon, sizeof with_semicolon, ";%s", param);
	if (target == NULL ||
	    (strstr(target, with_semicolon) != NULL) != wanted)
		script_fail(script, "the Request-URI is %s",
		    target != NULL ? target : "missing");
}

static void
check_body(struct script *script, const char *body, const char *part,
    bool wanted)
{
	if (body == NULL || (strstr(body, part) != NULL) != wanted)
		script_fail(script, "the body is:\n%s",
		    body != NULL ? body : "(none)");
}

static void
check_field(struct script *script, const char *name, const char *got,
    const char *want)
{
	if (strcmp(want, "none") == 0)
		want = NULL;
	if ((got == NULL) != (want == NULL) ||
	    (got != NULL && strcmp(got, want) != 0))
		script_fail(script, "%s is: %s", name,
		    got != NULL ? got : "(none)");
}

bool
phone_check(struct script *script, const char *what, const char *rest)
{
	const struct fake_action *action = fake_ua_first(script->ua);

	if (strcmp(what, "param") == 0 || strcmp(what, "noparam") == 0) {
		check_param(script, action, rest, *what == 'p');
		return true;
	}
	if (strcmp(what, "body") == 0 || strcmp(what, "nobody") == 0) {
		check_body(script, fake_action_field(action, "body"), rest,
		    *what == 'b');
		return true;
	}
	for (int i = 0; i < FAKE_FIELDS && action->fields[i].name; i++)
		if (strcmp(action->fields[i].name, what) == 0) {
			check_field(script, what, action->fields[i].value,
			    rest);
			return true;
		}
	return false;
}

/* --- what the phone says --- */

struct message {
	struct ua_event event;
	char phrase[SCRIPT_WORD], contact[SCRIPT_WORD], method[SCRIPT_WORD];
	bool late, challenge, media_told;
};

/* What SDP the 2xx has; false: the word is none of these. */
static bool
parse_media(struct message *message, const char *word)
{
	static const struct { const char *word; enum ua_media media; } all[] = {
		{ "nosdp", UA_MEDIA_NONE }, { "offer", UA_MEDIA_OFFER },
		{ "answer", UA_MEDIA_ANSWER },
		{ "settled", UA_MEDIA_SETTLED },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (strcmp(word, all[i].word) != 0)
			continue;
		message->event.media = all[i].media;
		message->media_told = true;
		return true;
	}
	return false;
}

/* Words with a meaning of their own; false: it is part of the phrase. */
static bool
parse_word(struct message *message, const char *word)
{
	struct ua_event *event = &message->event;

	if (strcmp(word, "terminated") == 0)
		event->terminated = true;
	else if (strcmp(word, "late") == 0)
		message->late = true;
	else if (strcmp(word, "local") == 0)
		event->local = true;
	else if (strcmp(word, "offers") == 0)
		event->offers = true;
	else if (strncmp(word, "expires=", 8) == 0)
		event->expires_s = (unsigned)strtoul(word + 8, NULL, 10);
	else if (strncmp(word, "contact=", 8) == 0)
		snprintf(message->contact, sizeof message->contact, "%s",
		    word + 8);
	else
		return parse_media(message, word);
	return true;
}

/* "180 Ringing", "407!", "NOTIFY 200 OK terminated", "302 contact=sip:..." */
static void
parse_words(struct script *script, struct message *message, const char *rest)
{
	char word[SCRIPT_WORD];
	size_t n = 0;

	message->phrase[0] = '\0';
	while (script_word(&rest, word)) {
		if (parse_word(message, word))
			continue;
		if (n + strlen(word) + 2 < sizeof message->phrase)
			n += (size_t)snprintf(message->phrase + n,
			    sizeof message->phrase - n, "%s%s",
			    n != 0 ? " " : "", word);
		else
			script_fail(script, "too long");
	}
	message->event.phrase = n != 0 ? message->phrase :
	    usual_phrase(message->event.status);
	if (message->contact[0] != '\0')
		message->event.contact = message->contact;
}

static bool
parse_status(struct message *message, const char *word)
{
	char *end;

	if (strcmp(word, "-") == 0)
		return true;	/* a NOTIFY that says nothing */
	message->event.status = (unsigned)strtoul(word, &end, 10);
	message->challenge = *end == '!';
	return end != word && (*end == '\0' || *end == '!');
}

/* "REQUEST INFO", "RELAYED INVITE 200": the method, and the word after it. */
static void
parse_method(struct message *message, const char **rest,
    char word[SCRIPT_WORD])
{
	struct ua_event *event = &message->event;

	snprintf(message->method, sizeof message->method, "%s", word);
	event->method = message->method;
	event->offers = strcmp(word, "INVITE") == 0;
	if (event->type == UA_REQUEST || !script_word(rest, word))
		snprintf(word, SCRIPT_WORD, "-");
}

void
phone_tell(struct script *script, int leg, const char *rest)
{
	static const struct {
		const char *verb;
		enum ua_event_type type, alone;	/* alone: without a status */
	} verbs[] = {
		{ "REFER", UA_REFER_RESPONSE, UA_REFER_RESPONSE },
		{ "NOTIFY", UA_NOTIFY, UA_NOTIFY },
		{ "BYE", UA_BYE_RESPONSE, UA_BYE },
		{ "LOST", UA_LOST, UA_LOST },
		{ "MEDIA", UA_MEDIA_RESPONSE, UA_MEDIA_RESPONSE },
		{ "REQUEST", UA_REQUEST, UA_REQUEST },
		{ "RELAYED", UA_RELAYED, UA_RELAYED },
	};
	struct message message = { .event = { .type = UA_INVITE_RESPONSE } };
	char word[SCRIPT_WORD] = "";

	script_word(&rest, word);
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (strcmp(word, verbs[i].verb) != 0)
			continue;
		bool more = script_word(&rest, word) &&
		    strcmp(word, "late") != 0;
		message.late = !more && strcmp(word, "late") == 0;
		message.event.type = more ? verbs[i].type : verbs[i].alone;
		if (!more)
			snprintf(word, sizeof word, "-");
		else if (message.event.type == UA_REQUEST ||
		    message.event.type == UA_RELAYED)
			parse_method(&message, &rest, word);
		break;
	}
	if (!parse_status(&message, word)) {
		script_fail(script, "what does the phone say?");
		return;
	}
	parse_words(script, &message, rest);
	script->leg = leg >= 0 ? leg : script->leg;
	fake_ua_report(script->ua, &(struct fake_report){
		.event = &message.event, .leg = script->leg,
		.late = message.late, .challenge = message.challenge,
		.media_told = message.media_told });
}
