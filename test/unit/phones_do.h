/*
 * What is done to the phones (phones.h), and whether it may be.
 */
#ifndef PHONES_DO_H
#define PHONES_DO_H

#include "phones.h"

/* A re-INVITE may go out: none is out, and all offers are answered. */
static inline void
phone_ask(struct phone *phone, enum bridge_do what, int from)
{
	CHECK(phone_here(phone));
	CHECK(!phone->lost);
	CHECK(!phone->asked);
	CHECK(!phone->offer);
	phone->asked = true;
	phone->what = what;
	phone->from = from;
}

static inline void
phone_invite(struct phone *phone, bool answers)
{
	CHECK(!phone->invited || phone->dropped);
	*phone = (struct phone){
		.invited = true, .inviting = true, .answers = answers,
		.hears = NOBODY,
	};
}

/* The last word on a leg: was there nothing more to wait for? */
static inline void
phone_drop(struct phone *phone, uint64_t now_ms)
{
	bool waited = (phone->cancelled || phone->leaving) &&
	    now_ms >= phone->since_ms + TIMER_B_MS;

	CHECK(phone->invited && !phone->dropped);
	if (phone->inviting)
		CHECK(phone->lost || waited);
	else
		CHECK(phone->over || waited);
	phone->dropped = true;
}

static inline void
phones_connect(struct phones *phones, unsigned party, unsigned other)
{
	struct phone *phone = &phones->legs[party];

	/* one ACK for its offer, with an answer that was given to it */
	CHECK(phone_here(phone) && phone->offer);
	CHECK(phone_here(&phones->legs[other]));
	CHECK_INT(phones->legs[other].hears, party);
	phone->offer = false;
	phone->hears = (int)other;
}

static inline void
phones_action(struct phones *phones, const struct bridge_action *action,
    uint64_t now_ms)
{
	CHECK(action->party < PHONES);
	struct phone *phone = &phones->legs[action->party % PHONES];
	unsigned other = action->other % PHONES;

	if (action->what != BRIDGE_DO_INVITE)
		CHECK(phone->invited && !phone->dropped);
	switch ((enum bridge_do)action->what) {
	case BRIDGE_DO_INVITE:
		phone_invite(phone, phones->invites++ == 0);
		break;
	case BRIDGE_DO_CANCEL:
		CHECK(phone->inviting && !phone->cancelled);
		phone->cancelled = true;
		phone->since_ms = now_ms;
		break;
	case BRIDGE_DO_BYE:
		CHECK(phone_here(phone));
		phone->leaving = true;
		phone->offer = false;	/* refused along with it */
		phone->since_ms = now_ms;
		break;
	case BRIDGE_DO_DROP:
		phone_drop(phone, now_ms);
		break;
	case BRIDGE_DO_OFFER:
		CHECK(action->other < PHONES && other != action->party);
		CHECK(phone_here(&phones->legs[other]));
		CHECK(phones->legs[other].offer);
		/* FALLTHROUGH */
	case BRIDGE_DO_ASK:
	case BRIDGE_DO_HOLD:
		phone_ask(phone, (enum bridge_do)action->what, (int)other);
		break;
	case BRIDGE_DO_CONNECT:
		phones_connect(phones, action->party % PHONES, other);
		break;
	case BRIDGE_DO_SETTLE:
		CHECK(phone_here(phone));
		phone->offer = false;
		phone->hears = NOBODY;
		break;
	case BRIDGE_DO_COUNT:
		CHECK(!"no action");
	}
}

#endif
