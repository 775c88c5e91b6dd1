/*
 * No script: clients and phones do what the dice say.  What must hold is what
 * the faked SIP side watches, the rules of the documents, and that everything
 * comes to its end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "mem.h"
#include "script.h"
#include "ua_fake.h"

enum { STEPS_MAX = 400, TEXT = 256 };

struct chaos {
	struct script *script;
	uint64_t dice;
	bool memory_fails;
	bool friendly;		/* most things go well, so that calls last */
};

static bool shown;

/* --- dice --- */

/* xorshift64*; from 0 to n-1. */
static unsigned
roll(struct chaos *chaos, unsigned n)
{
	chaos->dice ^= chaos->dice >> 12;
	chaos->dice ^= chaos->dice << 25;
	chaos->dice ^= chaos->dice >> 27;
	return (unsigned)((chaos->dice * 2685821657736338717u) >> 33) % n;
}

/* One of the words of a list; words that come twice come more often. */
static const char *
pick(struct chaos *chaos, const char *const *list, size_t n)
{
	return list[roll(chaos, (unsigned)n)];
}

#define PICK(chaos, list) \
	pick(chaos, list, sizeof list / sizeof list[0])

/* --- phones --- */

static void
say(struct chaos *chaos, const struct leg *leg, const char *text)
{
	if (shown)
		printf("%c< %s\n", 'a' + leg->number, text);
	phone_tell(chaos->script, leg->number, text);
}

static bool
goes_well(struct chaos *chaos)
{
	return chaos->friendly && roll(chaos, 4) != 0;
}

static void
answer_invite(struct chaos *chaos, const struct leg *leg)
{
	static const char *const with_body[] = {
		"100", "180", "183", "180", "200", "200", "200", "200", "200",
		"200", "200 nosdp", "486", "480", "404", "407!", "401!", "503",
		"302 contact=sip:user4@example.com", "BYE", "LOST",
	};
	static const char *const without[] = {
		"100", "180", "183", "180", "200 offer", "200 offer",
		"200 offer", "200 offer", "200 settled", "200 offer", "200",
		"486", "480", "603", "407!", "401!", "503", "302", "BYE",
		"200 offer", "200 settled",
	};

	if (goes_well(chaos))
		say(chaos, leg, leg->with_body ? "200" : "200 offer");
	else
		say(chaos, leg, leg->with_body ? PICK(chaos, with_body) :
		    PICK(chaos, without));
}

static void
answer_media(struct chaos *chaos, const struct leg *leg)
{
	static const char *const words[] = {
		"MEDIA 200", "MEDIA 200", "MEDIA 200", "MEDIA 200",
		"MEDIA 200", "MEDIA 200", "MEDIA 200", "MEDIA 200 nosdp",
		"MEDIA 488", "MEDIA 491", "MEDIA 491 local", "MEDIA 407!",
		"MEDIA 500", "MEDIA 481", "MEDIA 408 local",
	};
	const char *word = goes_well(chaos) ? words[0] : PICK(chaos, words);

	say(chaos, leg, word);
	/* RFC 3261 12.2.1.2 */
	if ((strstr(word, "481") != NULL || strstr(word, "408") != NULL) &&
	    !leg->released)
		say(chaos, leg, "LOST");
}

static void
answer_bye(struct chaos *chaos, const struct leg *leg)
{
	static const char *const words[] = {
		"BYE 200", "BYE 200", "BYE 200", "BYE 481", "BYE 408 local",
		"BYE 407!", "BYE",
	};

	say(chaos, leg, PICK(chaos, words));
}

static void
answer_refer(struct chaos *chaos, const struct leg *leg)
{
	static const char *const words[] = {
		"REFER 202", "REFER 202", "REFER 202", "REFER 200 terminated",
		"REFER 407!", "REFER 501", "REFER 603", "REFER 481",
		"REFER 405", "REFER 500", "NOTIFY 100",
	};

	say(chaos, leg, PICK(chaos, words));
}

/* What a phone does by itself. */
static void
live(struct chaos *chaos, const struct leg *leg)
{
	static const char *const words[] = {
		"REQUEST INVITE", "REQUEST INVITE", "REQUEST INFO",
		"REQUEST UPDATE offers", "REQUEST UPDATE", "REQUEST REFER",
		"REQUEST NOTIFY", "REQUEST OPTIONS", "REQUEST MESSAGE",
		"200", "180",
	};
	static const char *const ends[] = { "BYE", "BYE", "LOST" };

	if (leg->refers != 0 && leg->byes == 0 && roll(chaos, 2) == 0)
		say(chaos, leg, roll(chaos, 3) != 0 ?
		    "NOTIFY 180" : "NOTIFY 200 OK terminated");
	else if (leg->relayed != NULL && roll(chaos, 2) == 0)
		say(chaos, leg, roll(chaos, 2) == 0 ?
		    "RELAYED INVITE 200" : "RELAYED INVITE 488");
	else if (!leg->phone_bye)
		say(chaos, leg, roll(chaos, chaos->friendly ? 40 : 8) == 0 ?
		    PICK(chaos, ends) : PICK(chaos, words));
}

static void
phone(struct chaos *chaos)
{
	const struct ua *ua = chaos->script->ua;
	const struct leg *open[LEGS_MAX];
	unsigned n = 0;

	for (int i = 0; i < ua->leg_count; i++)
		if (!ua->legs[i]->released)
			open[n++] = ua->legs[i];
	if (n == 0)
		return;
	const struct leg *leg = open[roll(chaos, n)];
	if (leg->inviting)
		answer_invite(chaos, leg);
	else if (leg->media != MEDIA_IDLE && roll(chaos, 4) != 0)
		answer_media(chaos, leg);
	else if (leg->leaving && roll(chaos, 4) != 0)
		answer_bye(chaos, leg);
	else if (leg->referring && roll(chaos, 4) != 0)
		answer_refer(chaos, leg);
	else if (leg->answered)
		live(chaos, leg);
}

/* --- clients --- */

static void
request(struct chaos *chaos, const char *method, const char *text)
{
	if (shown)
		printf("%s %s\n", method, text);
	client_request(chaos->script, method, text);
}

/* Those that calls are placed for, and sometimes a transfer's target. */
static unsigned
caller(struct chaos *chaos)
{
	return roll(chaos, 4) != 0 ? 1 : 1 + roll(chaos, 5);
}

static void
order(struct chaos *chaos)
{
	static const char *const orders[] = {
		"sipMethod=Invite", "sipMethod=Invite&timeout=5",
		"sipMethod=Invite&isForwardingAllowed=True",
		"sipMethod=Invite&resultCacheTime=0", "sipMethod=Refer",
		"resultCacheTime=1",
		"action=Transfer&target=user4", "action=Transfer&target=user5",
		"action=Transfer&target=user4", "action=Transfer&target=user5",
		"action=Transfer&target=user1&timeout=3",
		"action=Transfer&target=user3", "action=Hangup",
	};
	char text[TEXT];

	/* few keys, and one agent, so that transfers meet other calls' keys */
	snprintf(text, sizeof text,
	    "/callcontroller/user%u/user%u?agent=user1&%s -> *",
	    caller(chaos), 2 + roll(chaos, 2), PICK(chaos, orders));
	request(chaos, "POST", text);
}

static void
look(struct chaos *chaos)
{
	char text[TEXT];

	if (roll(chaos, 3) == 0)
		client_with(chaos->script, "Accept: application/json");
	snprintf(text, sizeof text,
	    "/callcontroller/user%u/user%u?agent=user1 -> *",
	    caller(chaos), 2 + roll(chaos, 2));
	request(chaos, "GET", text);
}

static void
hold(struct chaos *chaos)
{
	const char *id = chaos->script->call_id;
	struct err err = { .code = 0 };
	bool resumes = roll(chaos, 2) == 0;

	if (shown)
		printf("%s %.6s\n", resumes ? "RESUME" : "HOLD", id);
	if (resumes)
		control_resume(chaos->script->control, id, &err);
	else
		control_hold(chaos->script->control, id, &err);
}

static void
elapse(struct chaos *chaos)
{
	static const unsigned spans[] = { 10, 500, 2000, 4000, 4000, 35000 };
	unsigned ms = spans[roll(chaos, sizeof spans / sizeof spans[0])];

	ms = 1 + roll(chaos, ms);
	if (shown)
		printf("ELAPSE %ums\n", ms);
	fake_loop_elapse(chaos->script->loop, ms);
}

/* --- a round --- */

static void
take_all(struct ua *ua)
{
	while (fake_ua_first(ua) != NULL)
		fake_ua_take(ua);
}

static void
step(struct chaos *chaos)
{
	struct ua *ua = chaos->script->ua;
	unsigned what = roll(chaos, 100);

	/* then only what must hold at the end counts */
	chaos->script->lenient = chaos->memory_fails && roll(chaos, 10) == 0;
	if (chaos->script->lenient)
		mem_fail_after((long)roll(chaos, 12));
	if (what < 65)
		phone(chaos);
	else if (what < 78)
		order(chaos);
	else if (what < 84)
		look(chaos);
	else if (what < 88)
		hold(chaos);
	else if (what < 99)
		elapse(chaos);
	else if (roll(chaos, 2) == 0)
		fake_ua_fail_invite(ua);
	else
		fake_ua_fail_send(ua, 503);
	mem_fail_after(-1);
	take_all(ua);
}

static unsigned
play_round(uint64_t seed)
{
	char name[40];

	snprintf(name, sizeof name, "chaos -r %llu",
	    (unsigned long long)seed);
	struct chaos chaos = {
		.script = script_open(name, false),
		/* neighbours shall not be alike */
		.dice = (seed + 1) * 11400714819323198485u,
	};
	if (shown)
		printf("--- %s\n", name);
	chaos.memory_fails = roll(&chaos, 3) == 0;
	chaos.friendly = roll(&chaos, 3) != 0;
	script_start(chaos.script);
	for (unsigned i = roll(&chaos, STEPS_MAX); i > 0; i--) {
		chaos.script->line++;
		step(&chaos);
	}
	chaos.script->lenient = false;
	if (roll(&chaos, 4) == 0)
		control_drain(chaos.script->control, 0, NULL, NULL);
	take_all(chaos.script->ua);
	return script_close(chaos.script);
}

unsigned
chaos_play(uint64_t seed, unsigned long rounds, bool show)
{
	unsigned failures = 0;

	shown = show;
	for (unsigned long i = 0; i < rounds; i++)
		failures += play_round(seed + i) != 0;
	return failures;
}
