/*
 * The phases, events and actions of the bridge (bridge.h): enumerations and
 * names are made of the same lists.
 */
#ifndef LIB_BRIDGE_LISTS_H
#define LIB_BRIDGE_LISTS_H

/* name, what it means */
#define BRIDGE_PHASES(X) \
	X(IDLE, "nothing sent yet") \
	X(CALLING, "the first party rings") \
	X(RINGING, "the first party is up, the second rings") \
	X(ASKING, "the second party is asked for an offer (re-INVITE)") \
	X(JOINING, "the second party's offer is out to the first") \
	X(TALKING, "connected with each other") \
	X(HOLDING_FIRST, "the first party is put on hold") \
	X(HOLDING_SECOND, "the second party is put on hold") \
	X(HELD, "both are on hold") \
	X(TRANSFERRING, "a transfer's target rings, the rest is as before") \
	X(ASKING_TARGET, "the target is asked for an offer (re-INVITE)") \
	X(SWITCHING, "the target's offer is out to the second party") \
	X(UNDOING, "the target left while its offer is out") \
	X(ENDING, "all legs are being ended") \
	X(DONE, "no leg is left")

#define BRIDGE_EVENTS(X) \
	X(START, "place the call") \
	X(ADOPT, "the first party is up already: go on with the second") \
	X(HANGUP, "end the call, whoever wants it") \
	X(TRANSFER, "ring a target to take one party's place") \
	X(CANCEL_TRANSFER, "give up the transfer") \
	X(HOLD, "put both parties on hold") \
	X(RESUME, "connect them again") \
	X(TIMER, "the phase's time is over") \
	X(RETRY, "the pause before the next try is over") \
	X(FIRST_UP, "the first party answered") \
	X(FIRST_GONE, "its leg ended, or never came up") \
	X(SECOND_OFFER, "the second party answered with an offer") \
	X(SECOND_SETTLED, "... whose offer was answered before (RFC 3262 5)") \
	X(SECOND_EMPTY, "... without an offer") \
	X(SECOND_GONE, "its leg ended, or never came up") \
	X(TARGET_OFFER, "the target answered with an offer") \
	X(TARGET_SETTLED, "... whose offer was answered before") \
	X(TARGET_EMPTY, "... without an offer") \
	X(TARGET_GONE, "its leg ended, or never came up") \
	X(MEDIA_DONE, "2xx to our re-INVITE") \
	X(MEDIA_REFUSED, "3xx-6xx to our re-INVITE, or no SDP in the 2xx") \
	X(MEDIA_BUSY, "491 or 500 to it, and there are tries left")

#define BRIDGE_ACTIONS(X) \
	X(INVITE, "send the party's INVITE; the first's has our offer") \
	X(CANCEL, "cancel its INVITE, with a Reason") \
	X(BYE, "send it BYE, with a Reason") \
	X(DROP, "let go of its leg") \
	X(ASK, "re-INVITE it without SDP") \
	X(OFFER, "re-INVITE it with the other's offer") \
	X(CONNECT, "ACK its offer with the answer of the other") \
	X(SETTLE, "ACK its offer, if one waits, without media") \
	X(HOLD, "re-INVITE it, all media inactive")

#define BRIDGE_ENUM(name, text) BRIDGE_##name,
#define BRIDGE_EV_ENUM(name, text) BRIDGE_EV_##name,
#define BRIDGE_DO_ENUM(name, text) BRIDGE_DO_##name,
enum bridge_phase { BRIDGE_PHASES(BRIDGE_ENUM) BRIDGE_PHASE_COUNT };
enum bridge_event { BRIDGE_EVENTS(BRIDGE_EV_ENUM) BRIDGE_EVENT_COUNT };
enum bridge_do { BRIDGE_ACTIONS(BRIDGE_DO_ENUM) BRIDGE_DO_COUNT };

#endif
