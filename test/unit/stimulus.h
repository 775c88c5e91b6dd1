/*
 * Something that happens to a call: an order of a client, a word of a phone,
 * or that time goes by; as a value, and in words.
 */
#ifndef STIMULUS_H
#define STIMULUS_H

#include <stdlib.h>

#include "../../lib/bridge.h"
#include "check.h"

enum stimulus_type { ORDER, HANGUP, TRANSFER, WAIT, LEG, MEDIA };

struct stimulus {
	enum stimulus_type type;
	enum bridge_event order;
	enum bridge_cause cause;
	enum bridge_role leaves;
	unsigned party, status;
	enum party_event event;
	enum bridge_media media;
	bool has_sdp;
	uint32_t dice;
};

/*
 * A stimulus can be written as a word or some, the number being a party's:
 *
 *	start adopt hangup shutdown hold resume cancel-transfer
 *	transfer	the first party gives its place to a target
 *	transfer second	... the second does
 *	wait		nothing happens until the next timer
 *	0 180		a provisional response to its INVITE
 *	0 200 offer	2xx to its INVITE: offer, settled or empty
 *	0 486		its INVITE is refused
 *	0 none		... no response was to be had
 *	0 media 200	2xx with SDP to our re-INVITE; "media empty" without
 *	0 media 491	our re-INVITE is refused
 *	0 bye		it hangs up
 *	0 bye-200	it answers our BYE
 *	0 lost
 */
static inline bool
stimulus_of_leg(struct stimulus *s, const char *what, const char *how)
{
	static const char *const media[] = { "empty", "offer", "settled" };
	unsigned status = (unsigned)strtoul(what, NULL, 10);

	s->type = LEG;
	s->status = status;
	if (strcmp(what, "media") == 0) {
		s->type = MEDIA;
		s->has_sdp = strcmp(how, "200") == 0;
		s->status = strcmp(how, "empty") == 0 ? 200 :
		    (unsigned)strtoul(how, NULL, 10);
		return s->status != 0;
	}
	for (unsigned i = 0; i < 3; i++)
		if (strcmp(how, media[i]) == 0)
			s->media = (enum bridge_media)i;
	if (strcmp(what, "bye") == 0)
		s->event = PARTY_EV_BYE_RECEIVED;
	else if (strcmp(what, "bye-200") == 0)
		s->event = PARTY_EV_BYE_ANSWERED;
	else if (strcmp(what, "lost") == 0)
		s->event = PARTY_EV_LOST;
	else if (strcmp(what, "none") == 0)
		s->event = PARTY_EV_REFUSED;
	else
		s->event = status < 200 ? PARTY_EV_PROVISIONAL :
		    status < 300 ? PARTY_EV_ANSWERED : PARTY_EV_REFUSED;
	return s->event >= PARTY_EV_REFUSED || status != 0;
}

/* false: not understood. */
static inline bool
stimulus_read(struct stimulus *s, const char *line)
{
	static const struct { const char *word; struct stimulus s; } words[] = {
	{ "start", { .type = ORDER, .order = BRIDGE_EV_START } },
	{ "adopt", { .type = ORDER, .order = BRIDGE_EV_ADOPT } },
	{ "hold", { .type = ORDER, .order = BRIDGE_EV_HOLD } },
	{ "resume", { .type = ORDER, .order = BRIDGE_EV_RESUME } },
	{ "cancel-transfer",
	    { .type = ORDER, .order = BRIDGE_EV_CANCEL_TRANSFER } },
	{ "hangup", { .type = HANGUP, .cause = BRIDGE_CAUSE_HANGUP } },
	{ "shutdown", { .type = HANGUP, .cause = BRIDGE_CAUSE_SHUTDOWN } },
	{ "transfer", { .type = TRANSFER, .leaves = BRIDGE_FIRST } },
	{ "wait", { .type = WAIT } },
	};
	char one[20] = "", two[20] = "", three[20] = "";

	memset(s, 0, sizeof *s);
	if (sscanf(line, "%19s %19s %19s", one, two, three) < 1)
		return false;
	if (*one >= '0' && *one <= '9') {
		s->party = (unsigned)(*one - '0');
		return stimulus_of_leg(s, two, three);
	}
	for (size_t i = 0; i < CHECK_ROWS(words); i++) {
		if (strcmp(one, words[i].word) != 0)
			continue;
		*s = words[i].s;
		if (strcmp(two, "second") == 0)
			s->leaves = BRIDGE_SECOND;
		return true;
	}
	return false;
}

#endif
