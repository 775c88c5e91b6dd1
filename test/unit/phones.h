/*
 * What the phones of a call have seen, told by nothing but the events that
 * came from them and the actions that went to them: is each action one that
 * SIP allows on that leg, and who hears whom?  Knows nothing of the machine.
 */
#ifndef PHONES_H
#define PHONES_H

#include "../../lib/bridge.h"
#include "check.h"

enum { PHONES = BRIDGE_PARTIES, NOBODY = -1, TIMER_B_MS = 32000 };

struct phone {
	bool invited;		/* there was an INVITE */
	bool inviting;		/* without a final response */
	bool answers;		/* our INVITE had an offer */
	bool cancelled;
	bool up, leaving;	/* answered; BYE out */
	bool over, lost;	/* refused, said BYE, or BYE answered */
	bool dropped;
	bool offer;		/* its offer waits for our ACK */
	bool asked;		/* a re-INVITE is out */
	enum bridge_do what;	/* which one */
	int from;		/* OFFER: whose */
	int hears;		/* whose media it was told last, or NOBODY */
	uint64_t since_ms;	/* when CANCEL or BYE went out */
};

struct phones {
	struct phone legs[PHONES];
	unsigned invites;	/* the first one has our offer */
};

static inline void
phones_init(struct phones *phones)
{
	memset(phones, 0, sizeof *phones);
	for (int i = 0; i < PHONES; i++)
		phones->legs[i].hears = NOBODY;
}

/* Is it a phone that may be asked something? */
static inline bool
phone_here(const struct phone *phone)
{
	return phone->up && !phone->leaving && !phone->over && !phone->dropped;
}

/* May this come from the phone now?  Anything else must be without effect. */
static inline bool
phone_can(const struct phone *phone, enum party_event event)
{
	if (phone->dropped || !phone->invited)
		return false;
	switch (event) {
	case PARTY_EV_PROVISIONAL:
	case PARTY_EV_ANSWERED:
	case PARTY_EV_REFUSED:
		return phone->inviting;
	case PARTY_EV_BYE_RECEIVED:
	case PARTY_EV_LOST:
		return !phone->over;
	case PARTY_EV_BYE_ANSWERED:
		return phone->leaving;
	default:
		return false;
	}
}

static inline void
phone_event(struct phone *phone, enum party_event event,
    enum bridge_media media)
{
	if (!phone_can(phone, event))
		return;
	switch (event) {
	case PARTY_EV_ANSWERED:
		phone->inviting = false;
		phone->up = true;
		phone->offer = media == BRIDGE_MEDIA_OFFER && !phone->answers;
		break;
	case PARTY_EV_REFUSED:
		phone->inviting = false;
		phone->over = true;
		break;
	case PARTY_EV_BYE_RECEIVED:
		phone->over = phone->up;
		break;
	case PARTY_EV_BYE_ANSWERED:
		phone->over = true;
		break;
	case PARTY_EV_LOST:
		phone->lost = true;
		break;
	default:
		break;
	}
}

/* Final response to our re-INVITE. */
static inline void
phone_media(struct phone *phone, unsigned status, bool has_sdp)
{
	if (!phone->asked || phone->dropped)
		return;
	phone->asked = false;
	if (status >= 300 || !has_sdp)
		return;
	if (phone->what == BRIDGE_DO_ASK)
		phone->offer = true;
	else
		phone->hears = phone->what == BRIDGE_DO_OFFER ?
		    phone->from : NOBODY;
}

#endif
