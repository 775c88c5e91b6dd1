/*
 * Scripts for the stage (stage.h): stimuli in words, and what becomes of them
 * in words, so that a conversation can be read.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "stage_story.h"

enum { TEXT_SIZE = 200, WORDS_MAX = 16 };

/* "SWITCHING: OFFER 1<2": the phase, and what was done. */
static inline void
describe(const struct stage *stage, char *text, size_t size)
{
	size_t at = (size_t)snprintf(text, size, "%s:",
	    bridge_phase_name((enum bridge_phase)stage->bridge.phase));

	for (size_t i = 0; i < stage->did.count; i++) {
		const struct bridge_action *action = &stage->did.list[i];
		bool two = action->what == BRIDGE_DO_OFFER ||
		    action->what == BRIDGE_DO_CONNECT;
		char other[8] = "";

		if (two)
			snprintf(other, sizeof other, "<%u", action->other);
		at += (size_t)snprintf(text + at, size - at, "%s %s %u%s",
		    i > 0 ? "," : "",
		    bridge_do_name((enum bridge_do)action->what),
		    action->party, other);
	}
}

static inline int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/*
 * What one leg gets in one step is one thing, so the order of legs is only
 * a matter of taste: sort them.
 */
static inline void
in_order(const char *from, char *text, size_t size)
{
	char words[WORDS_MAX][40];
	size_t count = 0, at;
	int phase = (int)strcspn(from, ":");

	at = (size_t)snprintf(text, size, "%.*s:", phase, from);
	for (from += phase; count < WORDS_MAX; count++) {
		from += strspn(from, ":, ");
		if (*from == '\0')
			break;
		size_t length = strcspn(from, ",");

		memset(words[count], 0, sizeof words[count]);
		memcpy(words[count], from, length < 39 ? length : 39);
		from += length;
	}
	qsort(words, count, sizeof words[0], by_text);
	for (size_t i = 0; i < count; i++)
		at += (size_t)snprintf(text + at, size - at, " %s,", words[i]);
}

/* "*": all legs not named yet are ended, as each must be. */
static inline void
expand(const struct stage *stage, const char *want, char *text, size_t size)
{
	const char *star = strchr(want, '*');
	size_t at = (size_t)snprintf(text, size, "%.*s",
	    (int)(star ? (size_t)(star - want) : strlen(want)), want);

	for (int i = 0; star && i < PHONES; i++) {
		const struct phone *phone = &stage->phones.legs[i];
		char named[] = { ' ', (char)('0' + i), '\0' };

		if (strstr(text, named) != NULL)
			continue;
		if (phone->inviting && !phone->cancelled && !phone->lost &&
		    !phone->dropped)
			at += (size_t)snprintf(text + at, size - at,
			    "CANCEL %d, ", i);
		if (phone_here(phone))
			at += (size_t)snprintf(text + at, size - at,
			    "BYE %d, ", i);
	}
}

/* One stimulus, whose outcome must be as it is written. */
static inline void
play(struct stage *stage, const char *what, const char *want)
{
	char got[TEXT_SIZE], sorted[TEXT_SIZE], full[TEXT_SIZE];
	char expected[TEXT_SIZE];
	struct stage told = *stage;
	struct stimulus s;

	if (!stimulus_read(&s, what)) {
		CHECK_STR(what, "a stimulus");
		return;
	}
	if (s.type == LEG)
		phone_event(&told.phones.legs[s.party % PHONES], s.event,
		    s.media);
	stage->now_ms += 10;
	stage_step(stage, &s);
	expand(&told, want, full, sizeof full);
	in_order(full, expected, sizeof expected);
	describe(stage, got, sizeof got);
	in_order(got, sorted, sizeof sorted);
	if (strcmp(sorted, expected) != 0)
		check_fail(__FILE__, __LINE__, "\"%s\" makes it \"%s\", not "
		    "\"%s\"", what, got, full);
}

/* "0 180; 0 200" without looking at what comes of it. */
static inline void
rehearse(struct stage *stage, const char *script)
{
	struct stimulus s;

	while (*script != '\0') {
		char line[40];
		size_t length = strcspn(script, ";");

		snprintf(line, sizeof line, "%.*s", (int)length, script);
		CHECK(stimulus_read(&s, line));
		stage->now_ms += 10;
		stage_step(stage, &s);
		script += length;
		script += strspn(script, "; ");
	}
}

/* How to come to some points of a call. */
#define RINGS "start; 0 200; "
#define JOINS RINGS "1 200 offer; "
#define TALKS JOINS "0 media 200; "
#define HOLDS TALKS "hold; 0 media 200; "
#define HELD_ HOLDS "1 media 200; "

#endif
