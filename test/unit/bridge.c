/*
 * The Invite flow's machine: conversations, which can be read aloud, and the
 * small print.  After each stimulus the phones are asked whether all this was
 * proper SIP (phones.h), and whether the parties hear whom they should
 * (stage_check.h).  bridge_points.c tries everything everywhere, bridge_walk.c
 * goes at random.
 */
#include "../../lib/bridge.c"

#include "script.h"

/* --- conversations --- */

enum { LINES_MAX = 22 };

/*
 * Besides stimuli: "reason 0" is the status of the Reason that party 0 gets,
 * "roles" who is the first and the second, "outcome" the transfer's, "by" who
 * ended the call.
 */
struct talk {
	const char *name;
	const char *verdict;	/* with its status; NULL: still going on */
	struct { const char *what, *becomes; } lines[LINES_MAX];
};

/* What begins and ends most of them. */
#define CALL_FIRST { "start", "CALLING: INVITE 0" }
#define FIRST_UP { "0 200", "RINGING: INVITE 1" }
#define SECOND_UP { "1 200 offer", "JOINING: OFFER 0<1" }
#define JOINED { "0 media 200", "TALKING: CONNECT 1<0" }
#define CONNECTED CALL_FIRST, FIRST_UP, SECOND_UP, JOINED
#define ON_HOLD CONNECTED, { "hold", "HOLDING_FIRST: HOLD 0" }, \
	{ "0 media 200", "HOLDING_SECOND: HOLD 1" }, { "1 media 200", "HELD:" }
#define RING { "transfer", "TRANSFERRING: INVITE 2" }
#define RING2 { "transfer second", "TRANSFERRING: INVITE 2" }
#define FIRST_ENDS { "0 bye", "ENDING: DROP 0, BYE 1" }, \
	{ "1 bye-200", "DONE: DROP 1" }

static const struct talk talks[] = {
/* set-up */
{ "a call", "ended-by-calling 200", {
    CALL_FIRST, { "0 100", "CALLING:" }, { "0 180", "CALLING:" }, FIRST_UP,
    { "1 180", "RINGING:" }, SECOND_UP, JOINED,
    { "roles", "0 1" }, { "outcome", "none 0" },
    { "0 bye", "ENDING: DROP 0, BYE 1" }, { "reason 1", "0" },
    { "1 bye-200", "DONE: DROP 1" } } },
{ "the called party hangs up", "ended-by-called 200", {
    CONNECTED, { "1 bye", "ENDING: DROP 1, BYE 0" },
    { "0 bye-200", "DONE: DROP 0" } } },
{ "both hang up at once", "ended-by-calling 200", {
    CONNECTED, { "0 bye", "ENDING: DROP 0, BYE 1" }, { "1 bye", "ENDING:" },
    { "1 bye-200", "DONE: DROP 1" } } },
{ "a client ends it", "ended-by-request 200", {
    CONNECTED, { "hangup", "ENDING: BYE 0, BYE 1" },
    { "reason 0", "487" }, { "reason 1", "487" }, { "shutdown", "ENDING:" },
    { "reason 1", "487" }, { "1 bye-200", "ENDING: DROP 1" },
    { "0 bye-200", "DONE: DROP 0" }, { "by", "255" } } },
{ "the service ends", "ended-by-request 200", {
    CONNECTED, { "shutdown", "ENDING: BYE 0, BYE 1" },
    { "reason 0", "503" }, { "wait", "DONE: DROP 0, DROP 1" } } },
{ "no such user", "calling-refused 404", {
    CALL_FIRST, { "0 404", "DONE: DROP 0" } } },
{ "no way to the calling party", "calling-refused 0", {
    CALL_FIRST, { "0 none", "DONE: DROP 0" } } },
{ "nobody picks up", "no-answer 487", {
    CALL_FIRST, { "0 180", "CALLING:" }, { "wait", "ENDING: CANCEL 0" },
    { "reason 0", "408" }, { "0 487", "DONE: DROP 0" } } },
{ "picked up too late", "no-answer 408", {
    CALL_FIRST, { "wait", "ENDING: CANCEL 0" }, { "0 200", "ENDING: BYE 0" },
    { "0 bye-200", "DONE: DROP 0" } } },
{ "nothing is heard", "no-answer 408", {
    CALL_FIRST, { "wait", "ENDING: CANCEL 0" }, { "wait", "DONE: DROP 0" } } },
{ "hung up before it began", "hung-up 0", { { "hangup", "DONE:" } } },
{ "hung up as the calling party rings", "hung-up 0", {
    CALL_FIRST, { "hangup", "ENDING: CANCEL 0" }, { "reason 0", "487" },
    { "0 200 offer", "ENDING: BYE 0" }, { "0 bye-200", "DONE: DROP 0" } } },
{ "a BYE overtakes its 200", "calling-left 0", {
    CALL_FIRST, { "0 bye", "ENDING: CANCEL 0" }, { "0 200", "ENDING: BYE 0" },
    { "0 bye-200", "DONE: DROP 0" } } },
{ "the called party is busy", "called-refused 486", {
    CALL_FIRST, FIRST_UP, { "1 486", "ENDING: DROP 1, BYE 0" },
    { "reason 0", "486" }, { "0 bye-200", "DONE: DROP 0" } } },
{ "no way to the called party", "called-refused 0", {
    CALL_FIRST, FIRST_UP, { "1 none", "ENDING: DROP 1, BYE 0" },
    { "0 bye-200", "DONE: DROP 0" } } },
{ "the called party does not pick up", "called-no-answer 487", {
    CALL_FIRST, FIRST_UP, { "1 180", "RINGING:" },
    { "wait", "ENDING: BYE 0, CANCEL 1" }, { "reason 0", "408" },
    { "reason 1", "408" }, { "1 487", "ENDING: DROP 1" },
    { "0 bye-200", "DONE: DROP 0" } } },
{ "it picks up too late", "called-no-answer 408", {
    CALL_FIRST, FIRST_UP, { "wait", "ENDING: BYE 0, CANCEL 1" },
    { "0 bye-200", "ENDING: DROP 0" }, { "1 200 offer", "ENDING: BYE 1" },
    { "1 bye-200", "DONE: DROP 1" } } },
{ "the calling party gives up", "calling-left 0", {
    CALL_FIRST, FIRST_UP, { "0 bye", "ENDING: DROP 0, CANCEL 1" },
    { "1 200 offer", "ENDING: BYE 1" }, { "1 bye-200", "DONE: DROP 1" } } },
{ "hung up as the called party rings", "hung-up 0", {
    CALL_FIRST, FIRST_UP, { "hangup", "ENDING: BYE 0, CANCEL 1" },
    { "1 487", "ENDING: DROP 1" }, { "0 bye-200", "DONE: DROP 0" } } },
{ "an answer without SDP", "not-agreed 488", {
    CALL_FIRST, FIRST_UP, { "1 200 empty", "ENDING: BYE 0, BYE 1" },
    { "reason 0", "488" }, { "reason 1", "488" }, { "by", "1" },
    { "wait", "DONE: DROP 0, DROP 1" } } },
{ "its offer was answered in a PRACK", "ended-by-calling 200", {
    CALL_FIRST, FIRST_UP, { "1 200 settled", "ASKING: ASK 1" },
    { "1 media 200", "JOINING: OFFER 0<1" }, JOINED, FIRST_ENDS } },
{ "and it will make none again", "not-agreed 488", {
    CALL_FIRST, FIRST_UP, { "1 200 settled", "ASKING: ASK 1" },
    { "1 media 488", "ENDING: BYE 0, BYE 1" },
    { "wait", "DONE: DROP 0, DROP 1" } } },
{ "the calling party does not like the offer", "not-agreed 606", {
    CALL_FIRST, FIRST_UP, SECOND_UP,
    { "0 media 606", "ENDING: BYE 0, BYE 1" }, { "reason 0", "606" },
    { "reason 1", "606" }, { "wait", "DONE: DROP 0, DROP 1" } } },
{ "it does not answer the offer", "failed 408", {
    CALL_FIRST, FIRST_UP, SECOND_UP, { "wait", "ENDING: BYE 0, BYE 1" },
    { "reason 1", "408" }, { "wait", "DONE: DROP 0, DROP 1" } } },
{ "it asks something itself at that time", "ended-by-calling 200", {
    CALL_FIRST, FIRST_UP, SECOND_UP, { "0 media 491", "JOINING:" },
    { "wait", "JOINING: OFFER 0<1" }, { "0 media 491", "JOINING:" },
    { "wait", "JOINING: OFFER 0<1" }, JOINED, FIRST_ENDS } },
{ "the called party leaves as it is joined", "called-left 0", {
    CALL_FIRST, FIRST_UP, SECOND_UP, { "1 bye", "ENDING: DROP 1, BYE 0" },
    { "0 media 200", "ENDING:" }, { "0 bye-200", "DONE: DROP 0" } } },
{ "hung up as they are joined", "hung-up 0", {
    CALL_FIRST, FIRST_UP, SECOND_UP, { "hangup", "ENDING: BYE 0, BYE 1" },
    { "0 media 200", "ENDING:" }, { "wait", "DONE: DROP 0, DROP 1" } } },
{ "a phone without power", "ended-lost 408", {
    CONNECTED, { "0 lost", "ENDING: BYE 0, BYE 1" }, { "reason 1", "408" },
    { "1 bye-200", "ENDING: DROP 1" }, { "wait", "DONE: DROP 0" } } },
{ "a leg that is up already", "ended-by-called 200", {
    { "adopt", "RINGING: INVITE 1" }, SECOND_UP, JOINED,
    { "1 bye", "ENDING: DROP 1, BYE 0" }, { "0 bye-200", "DONE: DROP 0" } } },
{ "a leg that is up, for nothing", "called-refused 603", {
    { "adopt", "RINGING: INVITE 1" }, { "1 603", "ENDING: DROP 1, BYE 0" },
    { "reason 0", "603" }, { "0 bye-200", "DONE: DROP 0" } } },

/* hold */
{ "hold and resume", "ended-by-calling 200", {
    ON_HOLD, { "hold", "HELD:" }, { "resume", "ASKING: ASK 1" },
    { "1 media 200", "JOINING: OFFER 0<1" }, JOINED, FIRST_ENDS } },
{ "the first will not be held", NULL, {
    CONNECTED, { "hold", "HOLDING_FIRST: HOLD 0" },
    { "0 media 488", "TALKING:" } } },
{ "the second will not be held", NULL, {
    CONNECTED, { "hold", "HOLDING_FIRST: HOLD 0" },
    { "0 media 200", "HOLDING_SECOND: HOLD 1" }, { "1 media 488", "HELD:" },
    { "resume", "ASKING: ASK 1" }, { "1 media 200", "JOINING: OFFER 0<1" },
    JOINED } },
{ "resumed at the second attempt", NULL, {
    ON_HOLD, { "resume", "ASKING: ASK 1" }, { "1 media 500", "HELD:" },
    { "resume", "ASKING: ASK 1" }, { "1 media 200", "JOINING: OFFER 0<1" },
    { "0 media 488", "HELD: SETTLE 1" }, { "resume", "ASKING: ASK 1" },
    { "1 media 200", "JOINING: OFFER 0<1" }, JOINED } },
{ "not resumed after a pause", NULL, {
    ON_HOLD, { "resume", "ASKING: ASK 1" }, { "1 media 491", "ASKING:" },
    { "wait", "ASKING: ASK 1" }, { "1 media 488", "HELD:" } } },
{ "on hold for too long", "ended-by-called 200", {
    ON_HOLD, { "1 bye", "ENDING: DROP 1, BYE 0" },
    { "0 bye-200", "DONE: DROP 0" } } },
{ "a held phone without power", "ended-lost 408", {
    ON_HOLD, { "resume", "ASKING: ASK 1" }, { "wait", "ENDING: BYE 0, BYE 1" },
    { "by", "1" },
    { "wait", "DONE: DROP 0, DROP 1" } } },

{ "the first never says that it is on hold", "ended-lost 408", {
    CONNECTED, { "hold", "HOLDING_FIRST: HOLD 0" },
    { "wait", "ENDING: BYE 0, BYE 1" }, { "by", "0" },
    { "wait", "DONE: DROP 0, DROP 1" } } },
{ "nor does the second", "ended-lost 408", {
    CONNECTED, { "hold", "HOLDING_FIRST: HOLD 0" },
    { "0 media 200", "HOLDING_SECOND: HOLD 1" },
    { "wait", "ENDING: BYE 0, BYE 1" }, { "by", "1" },
    { "wait", "DONE: DROP 0, DROP 1" } } },

/* transfers */
{ "a transfer", "ended-by-calling 200", {
    CONNECTED, RING, { "outcome", "ongoing 0" }, { "2 180", "TRANSFERRING:" },
    { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "1 media 200", "TALKING: CONNECT 2<1, BYE 0" }, { "reason 0", "0" },
    { "roles", "2 1" }, { "outcome", "done 0" },
    { "0 bye-200", "TALKING: DROP 0" }, { "2 bye", "ENDING: DROP 2, BYE 1" },
    { "1 bye-200", "DONE: DROP 1" } } },
{ "the called party is replaced", "ended-by-called 200", {
    CONNECTED, RING2, { "2 200 offer", "SWITCHING: OFFER 0<2" },
    { "0 media 200", "TALKING: CONNECT 2<0, BYE 1" }, { "roles", "0 2" },
    { "1 bye-200", "TALKING: DROP 1" }, { "2 bye", "ENDING: DROP 2, BYE 0" },
    { "0 bye-200", "DONE: DROP 0" } } },
{ "the target is busy", "ended-by-calling 200", {
    CONNECTED, RING, { "2 486", "TALKING: DROP 2" }, { "roles", "0 1" },
    { "outcome", "refused 486" }, FIRST_ENDS } },
{ "the other's target is busy", "ended-by-calling 200", {
    CONNECTED, RING2, { "2 603", "TALKING: DROP 2" }, { "roles", "0 1" },
    { "outcome", "refused 603" }, FIRST_ENDS } },
{ "no way to the target", NULL, {
    CONNECTED, RING, { "2 none", "TALKING: DROP 2" },
    { "outcome", "refused 0" } } },
{ "the target picks up too late", NULL, {
    CONNECTED, RING, { "wait", "TALKING: CANCEL 2" }, { "reason 2", "408" },
    { "outcome", "no-answer 0" }, { "2 200 offer", "TALKING: BYE 2" },
    { "2 bye-200", "TALKING: DROP 2" }, { "outcome", "no-answer 0" } } },
{ "the target is not wanted any more", NULL, {
    CONNECTED, RING, { "cancel-transfer", "TALKING: CANCEL 2" },
    { "reason 2", "487" }, { "2 487", "TALKING: DROP 2" },
    { "outcome", "cancelled 0" } } },
{ "the target's offer is not liked", NULL, {
    CONNECTED, RING, { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "1 media 488", "TALKING: BYE 2" }, { "reason 2", "488" },
    { "outcome", "not-agreed 488" }, { "2 bye-200", "TALKING: DROP 2" } } },
{ "the target makes no offer, long after a 491", NULL, {
    CALL_FIRST, FIRST_UP, SECOND_UP, { "0 media 491", "JOINING:" },
    { "wait", "JOINING: OFFER 0<1" }, JOINED, RING,
    { "2 200 empty", "TALKING: BYE 2" }, { "outcome", "not-agreed 488" } } },
{ "the target has to be asked", NULL, {
    CONNECTED, RING, { "2 200 settled", "ASKING_TARGET: ASK 2" },
    { "2 media 491", "ASKING_TARGET:" }, { "wait", "ASKING_TARGET: ASK 2" },
    { "2 media 200", "SWITCHING: OFFER 1<2" },
    { "1 media 491", "SWITCHING:" }, { "wait", "SWITCHING: OFFER 1<2" },
    { "1 media 200", "TALKING: CONNECT 2<1, BYE 0" } } },
{ "the target leaves too early", NULL, {
    CONNECTED, RING, { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "2 bye", "UNDOING: DROP 2" }, { "outcome", "left 0" },
    { "1 media 200", "ASKING: ASK 1" }, { "1 media 200", "JOINING: OFFER 0<1" },
    JOINED, { "roles", "0 1" }, { "outcome", "left 0" } } },
{ "it leaves, and nothing was changed", NULL, {
    CONNECTED, RING2, { "2 200 offer", "SWITCHING: OFFER 0<2" },
    { "2 bye", "UNDOING: DROP 2" }, { "0 media 500", "TALKING:" },
    { "roles", "0 1" } } },
{ "it leaves, and they are not joined again", "ended-lost 408", {
    CONNECTED, RING, { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "2 bye", "UNDOING: DROP 2" }, { "1 media 200", "ASKING: ASK 1" },
    { "1 media 488", "ENDING: BYE 0, BYE 1" }, { "reason 0", "488" },
    { "wait", "DONE: DROP 0, DROP 1" } } },
{ "the target leaves people on hold", NULL, {
    ON_HOLD, RING, { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "2 bye", "UNDOING: DROP 2" }, { "1 media 200", "HOLDING_SECOND: HOLD 1" },
    { "1 media 200", "HELD:" } } },
{ "a transfer from hold", NULL, {
    ON_HOLD, RING, { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "1 media 200", "TALKING: CONNECT 2<1, BYE 0" } } },
{ "no transfer from hold", NULL, {
    ON_HOLD, RING, { "2 480", "HELD: DROP 2" }, { "resume", "ASKING: ASK 1" },
    { "1 media 200", "JOINING: OFFER 0<1" }, JOINED } },
{ "who transfers hangs up at once", NULL, {
    CONNECTED, RING, { "0 bye", "TRANSFERRING: DROP 0" },
    { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "1 media 200", "TALKING: CONNECT 2<1" }, { "roles", "2 1" } } },
{ "and the target is busy", "ended-alone 486", {
    CONNECTED, RING, { "0 bye", "TRANSFERRING: DROP 0" },
    { "2 486", "ENDING: DROP 2, BYE 1" }, { "reason 1", "486" },
    { "outcome", "refused 486" }, { "1 bye-200", "DONE: DROP 1" } } },
{ "and the target does not pick up", "ended-alone 408", {
    CONNECTED, RING2, { "1 bye", "TRANSFERRING: DROP 1" },
    { "wait", "ENDING: CANCEL 2, BYE 0" }, { "outcome", "no-answer 0" },
    { "0 bye-200", "ENDING: DROP 0" }, { "2 200 offer", "ENDING: BYE 2" },
    { "2 bye-200", "DONE: DROP 2" } } },
{ "who transfers is lost", NULL, {
    CONNECTED, RING, { "0 lost", "TRANSFERRING: BYE 0" },
    { "0 bye-200", "TRANSFERRING: DROP 0" },
    { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "1 media 200", "TALKING: CONNECT 2<1" } } },
{ "who is transferred hangs up", "ended-by-called 200", {
    CONNECTED, RING, { "1 bye", "ENDING: DROP 1, BYE 0, CANCEL 2" },
    { "outcome", "cancelled 0" }, { "2 487", "ENDING: DROP 2" },
    { "0 bye-200", "DONE: DROP 0" } } },
{ "the calling party is to stay, but goes", "ended-by-calling 200", {
    CONNECTED, RING2, { "0 bye", "ENDING: DROP 0, BYE 1, CANCEL 2" },
    { "2 200 offer", "ENDING: BYE 2" }, { "roles", "0 1" },
    { "1 bye-200", "ENDING: DROP 1" }, { "wait", "DONE: DROP 2" } } },
{ "hung up as the target rings", "ended-by-request 200", {
    CONNECTED, RING, { "hangup", "ENDING: BYE 0, BYE 1, CANCEL 2" },
    { "outcome", "cancelled 0" }, { "reason 2", "487" },
    { "wait", "DONE: DROP 0, DROP 1, DROP 2" } } },
{ "the other never answers the target's offer", "ended-lost 408", {
    CONNECTED, RING, { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "wait", "ENDING: BYE 0, BYE 1, BYE 2" }, { "outcome", "cancelled 0" },
    { "by", "1" },
    { "wait", "DONE: DROP 0, DROP 1, DROP 2" } } },
{ "nor the target's that has left", "ended-lost 408", {
    CONNECTED, RING2, { "2 200 offer", "SWITCHING: OFFER 0<2" },
    { "2 lost", "UNDOING: BYE 2" }, { "outcome", "left 0" },
    { "2 bye-200", "UNDOING: DROP 2" }, { "wait", "ENDING: BYE 0, BYE 1" },
    { "by", "0" }, { "wait", "DONE: DROP 0, DROP 1" } } },
{ "the target hangs up before its 200 came", NULL, {
    CONNECTED, RING, { "2 603", "TALKING: DROP 2" },
    { "outcome", "refused 603" }, { "transfer", "TRANSFERRING: INVITE 2" },
    { "outcome", "ongoing 0" }, { "2 bye", "TALKING: CANCEL 2" },
    { "outcome", "left 0" }, { "2 200 offer", "TALKING: BYE 2" } } },
{ "given up as the target is asked", NULL, {
    CONNECTED, RING, { "2 200 settled", "ASKING_TARGET: ASK 2" },
    { "cancel-transfer", "TALKING: BYE 2" }, { "outcome", "cancelled 0" },
    { "2 media 487", "TALKING:" } } },
{ "the target does not like to be asked", NULL, {
    CONNECTED, RING, { "2 200 settled", "ASKING_TARGET: ASK 2" },
    { "2 media 415", "TALKING: BYE 2" }, { "outcome", "not-agreed 415" } } },
{ "the target leaves as it is asked", NULL, {
    CONNECTED, RING, { "2 200 settled", "ASKING_TARGET: ASK 2" },
    { "2 bye", "TALKING: DROP 2" }, { "outcome", "left 0" } } },
{ "the target does not answer when it is asked", NULL, {
    CONNECTED, RING, { "2 200 settled", "ASKING_TARGET: ASK 2" },
    { "wait", "TALKING: BYE 2" }, { "outcome", "not-agreed 408" } } },
{ "a second thought", NULL, {
    CONNECTED, RING, { "transfer", "TRANSFERRING: CANCEL 2, INVITE 3" },
    { "reason 2", "487" }, { "outcome", "ongoing 0" },
    { "transfer", "TRANSFERRING:" },	/* all numbers are in use */
    { "2 200 offer", "TRANSFERRING: BYE 2" },
    { "2 bye-200", "TRANSFERRING: DROP 2" },
    { "transfer", "TRANSFERRING: CANCEL 3, INVITE 2" },
    { "2 200 offer", "SWITCHING: OFFER 1<2" }, { "3 487", "SWITCHING: DROP 3" },
    { "1 media 200", "TALKING: CONNECT 2<1, BYE 0" },
    { "outcome", "done 0" } } },
/* the last order says who leaves */
{ "replaced, and the other one leaves", NULL, {
    CONNECTED, RING, { "transfer second", "TRANSFERRING: CANCEL 2, INVITE 3" },
    { "3 200 offer", "SWITCHING: OFFER 0<3" },
    { "0 media 200", "TALKING: CONNECT 3<0, BYE 1" }, { "roles", "0 3" } } },
{ "replaced, and the first leaves after all", NULL, {
    CONNECTED, RING2, { "2 200 settled", "ASKING_TARGET: ASK 2" },
    { "transfer", "TRANSFERRING: BYE 2, INVITE 3" },
    { "0 bye", "TRANSFERRING: DROP 0" },
    { "3 200 offer", "SWITCHING: OFFER 1<3" },
    { "1 media 200", "TALKING: CONNECT 3<1" }, { "roles", "3 1" } } },
{ "from hand to hand", NULL, {
    CONNECTED, RING, { "2 200 offer", "SWITCHING: OFFER 1<2" },
    { "1 media 200", "TALKING: CONNECT 2<1, BYE 0" },
    { "transfer", "TRANSFERRING: INVITE 3" },
    { "3 200 offer", "SWITCHING: OFFER 1<3" },
    { "1 media 200", "TALKING: CONNECT 3<1, BYE 2" }, { "roles", "3 1" },
    { "transfer second", "TALKING:" },	/* 0 and 2 are leaving */
    { "0 bye-200", "TALKING: DROP 0" },
    { "transfer second", "TRANSFERRING: INVITE 0" },
    { "0 200 offer", "SWITCHING: OFFER 3<0" },
    { "3 media 200", "TALKING: CONNECT 0<3, BYE 1" }, { "roles", "3 0" },
    { "2 bye-200", "TALKING: DROP 2" },
    { "transfer", "TRANSFERRING: INVITE 2" } } },
};

/* A line that only asks.  false: it is a stimulus. */
static bool
asks(const struct stage *stage, const char *what, const char *want)
{
	const struct bridge *bridge = &stage->bridge;
	const char *text;
	char got[TEXT_SIZE];

	if (strncmp(what, "reason", 6) == 0)
		snprintf(got, sizeof got, "%u", bridge_reason(bridge,
		    (unsigned)strtoul(what + 6, NULL, 10), &text));
	else if (strcmp(what, "roles") == 0)
		snprintf(got, sizeof got, "%u %u",
		    bridge_party(bridge, BRIDGE_FIRST),
		    bridge_party(bridge, BRIDGE_SECOND));
	else if (strcmp(what, "outcome") == 0)
		snprintf(got, sizeof got, "%s %u", bridge_transfer_name(
		    (enum bridge_transfer)bridge->transfer),
		    bridge->transfer_status >= 300 ?
		    bridge->transfer_status : 0);
	else if (strcmp(what, "by") == 0)
		snprintf(got, sizeof got, "%u", bridge->ended_by);
	else
		return false;
	CHECK_STR(got, want);
	return true;
}

TEST(conversations)
{
	for (size_t i = 0; i < CHECK_ROWS(talks); i++) {
		const struct talk *talk = &talks[i];
		struct stage stage;
		char got[TEXT_SIZE];

		check_row(talk->name);
		stage_open(&stage);
		for (int l = 0; l < LINES_MAX && talk->lines[l].what; l++)
			if (!asks(&stage, talk->lines[l].what,
			    talk->lines[l].becomes))
				play(&stage, talk->lines[l].what,
				    talk->lines[l].becomes);
		snprintf(got, sizeof got, "%s %u",
		    bridge_verdict_name(bridge_verdict(&stage.bridge)),
		    bridge_verdict_status(&stage.bridge));
		if (talk->verdict != NULL)
			CHECK_STR(bridge_phase_name(
			    (enum bridge_phase)stage.bridge.phase), "DONE");
		CHECK_STR(got, talk->verdict ? talk->verdict : "ongoing 0");
	}
	check_row(NULL);
}

/* --- pauses after a 491 --- */

TEST(pauses)
{
	static const char *const ways[] = {
		RINGS "1 200 settled", JOINS, TALKS "hold", HOLDS,
		HELD_ "resume", TALKS "transfer; 2 200 settled",
		TALKS "transfer; 2 200 offer",
	};
	bool seen[191] = { false };

	for (uint32_t n = 0; n < 191 * CHECK_ROWS(ways); n++) {
		struct stage stage;
		struct stimulus s = { .type = MEDIA, .status = 491 };

		stage_open(&stage);
		rehearse(&stage, ways[n % CHECK_ROWS(ways)]);
		while (!stage.phones.legs[s.party].asked)
			s.party++;
		/* however the dice fall, small or large */
		s.dice = (uint32_t)(n / CHECK_ROWS(ways)) *
		    (n % 2 ? 1u : 0x9e3779b1u);
		stage_step(&stage, &s);
		uint64_t ms = stage.bridge.retry_ms - stage.now_ms;
		CHECK(ms >= 2100 && ms <= 4000 && ms % 10 == 0);
		seen[(ms - 2100) / 10 % 191] = true;
	}
	for (size_t i = 0; i < CHECK_ROWS(seen); i++)
		CHECK(seen[i]);
}

TEST(tries)
{
	struct stage stage;
	int pauses = 0;

	stage_open(&stage);
	rehearse(&stage, JOINS "0 media 491");
	while (stage.bridge.phase == BRIDGE_JOINING && pauses++ < 20)
		rehearse(&stage, "wait; 0 media 491");
	CHECK(pauses >= 2 && pauses <= 5);
	CHECK_STR(bridge_phase_name((enum bridge_phase)stage.bridge.phase),
	    "ENDING");
	/* they count anew for the next re-INVITE */
	stage_open(&stage);
	rehearse(&stage, JOINS "0 media 491; wait; 0 media 200; hold");
	CHECK_INT(stage.bridge.tries, 0);
}

/* --- times --- */

TEST(times)
{
	static const struct {
		const char *script;
		uint64_t least, most;
	} rows[] = {
	{ "start", SETUP_MS, SETUP_MS },
	/* the same time for the called party, from when it is rung */
	{ "start; 0 180; 0 200", SETUP_MS, SETUP_MS },
	{ "adopt", SETUP_MS, SETUP_MS },
	{ TALKS "transfer", ALERT_MS, ALERT_MS },
	{ TALKS "transfer; transfer", ALERT_MS, ALERT_MS },
	{ RINGS "1 200 settled", TIMER_B_MS + 1, TRANSACTION_MAX_MS },
	/* whose offer it is gives up after 64*T1, however often we try */
	{ JOINS, 20000, TIMER_B_MS - 1 },
	{ JOINS "0 media 491; wait", 20000, TIMER_B_MS - 1 - 2100 },
	{ TALKS "hold", TIMER_B_MS + 1, TRANSACTION_MAX_MS },
	{ HOLDS, TIMER_B_MS + 1, TRANSACTION_MAX_MS },
	{ TALKS "transfer; 2 200 offer", 20000, TIMER_B_MS - 1 },
	{ TALKS "hangup", TIMER_B_MS + 1, TRANSACTION_MAX_MS },
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct stage stage;

		check_row(rows[i].script);
		stage_open(&stage);
		rehearse(&stage, rows[i].script);
		uint64_t left = bridge_due(&stage.bridge) - stage.now_ms;
		CHECK(left >= rows[i].least && left <= rows[i].most);
	}
	check_row(NULL);
}

/* A 180 does not make a phone ring longer, nor does a 491 or a late event. */
TEST(events_buy_no_time)
{
	static const char *const rows[] = {
		"start; 0 180; 0 183", RINGS "1 180; 1 180",
		TALKS "transfer; 2 180; 1 media 491; hold; 3 bye",
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct stage stage;
		uint64_t due_ms;

		check_row(rows[i]);
		stage_open(&stage);
		rehearse(&stage, rows[i]);
		due_ms = bridge_due(&stage.bridge);
		rehearse(&stage, i == 0 ? "0 180" : i == 1 ? "1 183" : "2 180");
		CHECK_INT(bridge_due(&stage.bridge), due_ms);
	}
	check_row(NULL);
}

/* --- a phone's requests --- */

TEST(routes)
{
	static const struct {
		const char *script;
		unsigned party;
		enum bridge_route media, other;	/* an offer, an INFO */
	} rows[] = {
	{ "start; 0 200", 0, BRIDGE_LOCAL, BRIDGE_LOCAL },
	{ JOINS, 0, BRIDGE_BUSY, BRIDGE_RELAY },
	{ JOINS, 1, BRIDGE_BUSY, BRIDGE_RELAY },
	{ TALKS, 0, BRIDGE_RELAY, BRIDGE_RELAY },
	{ TALKS, 1, BRIDGE_RELAY, BRIDGE_RELAY },
	{ TALKS, 3, BRIDGE_BUSY, BRIDGE_LOCAL },
	{ TALKS "hold", 1, BRIDGE_BUSY, BRIDGE_RELAY },
	{ HELD_, 0, BRIDGE_LOCAL, BRIDGE_RELAY },
	{ HELD_, 1, BRIDGE_LOCAL, BRIDGE_RELAY },
	{ HELD_ "resume", 0, BRIDGE_BUSY, BRIDGE_RELAY },
	{ TALKS "transfer", 0, BRIDGE_RELAY, BRIDGE_RELAY },
	{ TALKS "transfer second", 0, BRIDGE_RELAY, BRIDGE_RELAY },
	{ HELD_ "transfer", 1, BRIDGE_LOCAL, BRIDGE_RELAY },
	{ TALKS "transfer; 0 bye", 1, BRIDGE_LOCAL, BRIDGE_LOCAL },
	{ TALKS "transfer; 2 200 settled", 2, BRIDGE_BUSY, BRIDGE_LOCAL },
	{ TALKS "transfer; 2 200 settled", 0, BRIDGE_RELAY, BRIDGE_RELAY },
	{ HELD_ "transfer; 2 200 settled", 0, BRIDGE_LOCAL, BRIDGE_RELAY },
	{ TALKS "transfer; 2 200 offer", 0, BRIDGE_BUSY, BRIDGE_RELAY },
	{ TALKS "transfer; 2 200 offer", 1, BRIDGE_BUSY, BRIDGE_RELAY },
	{ TALKS "transfer; 2 200 offer", 2, BRIDGE_BUSY, BRIDGE_LOCAL },
	{ TALKS "transfer; 2 200 offer; 1 media 200", 1, BRIDGE_RELAY,
	    BRIDGE_RELAY },
	{ TALKS "transfer; 2 200 offer; 1 media 200", 2, BRIDGE_RELAY,
	    BRIDGE_RELAY },
	{ TALKS "transfer; 2 200 offer; 2 bye", 0, BRIDGE_BUSY, BRIDGE_RELAY },
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct stage stage;
		unsigned to;
		char name[80];

		snprintf(name, sizeof name, "%u: %.70s", rows[i].party,
		    rows[i].script);
		check_row(name);
		stage_open(&stage);
		rehearse(&stage, rows[i].script);
		CHECK_INT(bridge_route(&stage.bridge, rows[i].party, true,
		    &to), rows[i].media);
		CHECK_INT(bridge_route(&stage.bridge, rows[i].party, false,
		    &to), rows[i].other);
		/* nobody has a number like that */
		CHECK(bridge_route(&stage.bridge, 1000, false, &to) !=
		    BRIDGE_RELAY);
	}
	check_row(NULL);
}

/* --- what cannot be --- */

TEST(strange_input)
{
	static const unsigned parties[] = { 2, 3, 4, 5, 255, 256, 1u << 31 };
	static const char *const scripts[] = {
		"", "start", RINGS, JOINS, TALKS, HELD_, TALKS "hangup",
	};

	for (size_t i = 0; i < CHECK_ROWS(scripts) * CHECK_ROWS(parties); i++) {
		unsigned party = parties[i % CHECK_ROWS(parties)];
		struct stage stage, before;
		struct bridge_actions out;

		stage_open(&stage);
		rehearse(&stage, scripts[i / CHECK_ROWS(parties)]);
		before = stage;
		for (int e = 0; e < PARTY_EVENT_COUNT; e++) {
			bridge_leg(&stage.bridge, party, (enum party_event)e,
			    200, BRIDGE_MEDIA_OFFER, stage.now_ms, &out);
			CHECK_INT(out.count, 0);
		}
		/* who is there is not rung, taken over or ended by news */
		for (int e = PARTY_EV_START; e <= PARTY_EV_END; e++) {
			bridge_leg(&stage.bridge, 0, (enum party_event)e, 0,
			    BRIDGE_MEDIA_NONE, stage.now_ms, &out);
			CHECK_INT(out.count, 0);
		}
		bridge_media(&stage.bridge, party, &(struct bridge_answer){
		    .status = 200, .has_sdp = true }, stage.now_ms, &out);
		CHECK_INT(out.count, 0);
		bridge_media(&stage.bridge, 0, &(struct bridge_answer){
		    .status = 180, .has_sdp = true }, stage.now_ms, &out);
		CHECK_INT(out.count, 0);
		for (int e = BRIDGE_EV_TIMER; e < BRIDGE_EVENT_COUNT; e++) {
			bridge_order(&stage.bridge, (enum bridge_event)e,
			    stage.now_ms, &out);
			CHECK_INT(out.count, 0);
		}
		/* before its time, the clock does nothing */
		bridge_tick(&stage.bridge, stage.now_ms, &out);
		CHECK_INT(out.count, 0);
		CHECK(memcmp(&before.bridge, &stage.bridge,
		    sizeof stage.bridge) == 0);
	}
}

TEST(names)
{
	CHECK_STR(bridge_phase_name(BRIDGE_IDLE), "IDLE");
	CHECK_STR(bridge_phase_name(BRIDGE_DONE), "DONE");
	CHECK_STR(bridge_phase_name(BRIDGE_PHASE_COUNT), "?");
	CHECK_STR(bridge_event_name(BRIDGE_EV_MEDIA_BUSY), "MEDIA_BUSY");
	CHECK_STR(bridge_event_name(BRIDGE_EVENT_COUNT), "?");
	CHECK_STR(bridge_do_name(BRIDGE_DO_HOLD), "HOLD");
	CHECK_STR(bridge_do_name(BRIDGE_DO_COUNT), "?");
	for (int v = 0; v < BRIDGE_VERDICT_COUNT; v++) {
		enum bridge_verdict verdict = (enum bridge_verdict)v;
		CHECK(strlen(bridge_verdict_name(verdict)) > 3);
		CHECK(strlen(bridge_verdict_text(verdict)) > 10);
	}
	for (int t = 0; t <= BRIDGE_TRANSFER_REPLACED; t++) {
		enum bridge_transfer transfer = (enum bridge_transfer)t;
		CHECK(strlen(bridge_transfer_name(transfer)) > 3);
		CHECK(strlen(bridge_transfer_text(transfer)) > 10);
	}
}

/* RFC 3261 14.2: a phone that has not seen our ACK says 500 and when. */
TEST(told_to_try_later)
{
	static const struct {
		unsigned status, retry_after_s;
		bool later;
		uint64_t pause_ms;	/* 0: it is the end */
	} rows[] = {
		{ 500, 0, true, 1000 }, { 500, 3, true, 3000 },
		{ 503, 10, true, 10000 }, { 503, 11, true, 0 },
		{ 500, 0, false, 0 }, { 488, 2, false, 0 },
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct bridge b;
		struct bridge_actions out;

		bridge_init(&b, 30000);
		bridge_order(&b, BRIDGE_EV_START, 1, &out);
		bridge_leg(&b, 0, PARTY_EV_ANSWERED, 200, 0, 2, &out);
		bridge_leg(&b, 1, PARTY_EV_ANSWERED, 200, BRIDGE_MEDIA_OFFER,
		    3, &out);
		for (int n = 0; n < 6; n++) {
			bridge_media(&b, 0, &(struct bridge_answer){
			    .status = rows[i].status, .later = rows[i].later,
			    .retry_after_s = rows[i].retry_after_s }, 1000,
			    &out);
			if (rows[i].pause_ms == 0 || n == 5)
				break;
			CHECK_INT(b.phase, BRIDGE_JOINING);
			CHECK_INT(b.retry_ms, 1000 + rows[i].pause_ms);
			bridge_tick(&b, 1000 + rows[i].pause_ms, &out);
			CHECK_INT(out.count, 1);
			CHECK_INT(out.list[0].what, BRIDGE_DO_OFFER);
		}
		CHECK_INT(b.phase, BRIDGE_ENDING);
		CHECK_INT(bridge_verdict_status(&b), rows[i].status);
	}
}

int
main(void)
{
	RUN(conversations);
	RUN(pauses);
	RUN(tries);
	RUN(times);
	RUN(events_buy_no_time);
	RUN(routes);
	RUN(strange_input);
	RUN(names);
	RUN(told_to_try_later);
	return check_done();
}
