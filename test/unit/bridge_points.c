/*
 * The Invite flow's machine: every stimulus at every point of a call, against
 * rules that were written from the RFCs and not from the code.
 */
#include "../../lib/bridge.c"

#include "script.h"

/* Points of a call, and how to come there. */
static const struct point { const char *name, *script; } points[] = {
{ "idle", "" },
{ "calling", "start" },
{ "ringing", RINGS },
{ "ringing adopted", "adopt" },
{ "asking", RINGS "1 200 settled" },
{ "asking paused", RINGS "1 200 settled; 1 media 491" },
{ "joining", JOINS },
{ "joining paused", JOINS "0 media 491" },
{ "talking", TALKS },
{ "talking again", HELD_ "resume; 1 media 200; 0 media 200" },
{ "talking leaving", TALKS "transfer; 2 180; cancel-transfer" },
{ "hold1", TALKS "hold" },
{ "hold1 paused", TALKS "hold; 0 media 491" },
{ "hold2", HOLDS },
{ "hold2 paused", HOLDS "1 media 491" },
{ "held", HELD_ },
{ "held leaving", HELD_ "transfer; cancel-transfer" },
{ "reasking", HELD_ "resume" },
{ "reasking paused", HELD_ "resume; 1 media 491" },
{ "rejoining", HELD_ "resume; 1 media 200" },
{ "rejoining paused", HELD_ "resume; 1 media 200; 0 media 491" },
{ "transfer", TALKS "transfer" },
{ "transfer held", HELD_ "transfer" },
{ "transfer alone", TALKS "transfer; 0 bye" },
{ "transfer2", TALKS "transfer second" },
{ "transfer2 alone", TALKS "transfer second; 1 bye" },
{ "target", TALKS "transfer; 2 200 settled" },
{ "target paused", TALKS "transfer; 2 200 settled; 2 media 491" },
{ "target held", HELD_ "transfer; 2 200 settled" },
{ "target alone", TALKS "transfer; 2 200 settled; 0 bye" },
{ "target2", TALKS "transfer second; 2 200 settled" },
{ "switch", TALKS "transfer; 2 200 offer" },
{ "switch paused", TALKS "transfer; 2 200 offer; 1 media 491" },
{ "switch held", HELD_ "transfer; 2 200 offer" },
{ "switch held paused", HELD_ "transfer; 2 200 offer; 1 media 491" },
{ "switch alone", TALKS "transfer; 2 200 offer; 0 bye" },
{ "switch alone paused", TALKS "transfer; 2 200 offer; 0 bye; 1 media 491" },
{ "switch2", TALKS "transfer second; 2 200 offer" },
{ "switch2 paused", TALKS "transfer second; 2 200 offer; 0 media 491" },
{ "undo", TALKS "transfer; 2 200 offer; 2 bye" },
{ "undo held", HELD_ "transfer; 2 200 offer; 2 bye" },
{ "undo2", TALKS "transfer second; 2 200 offer; 2 bye" },
{ "undone", TALKS "transfer; 2 200 offer; 2 bye; 1 media 200" },
{ "undone offered",
    TALKS "transfer; 2 200 offer; 2 bye; 1 media 200; 1 media 200" },
{ "undone second", TALKS "transfer second; 2 200 offer; 2 bye; 0 media 200" },
{ "undone offered second", TALKS
    "transfer second; 2 200 offer; 2 bye; 0 media 200; 1 media 200" },
{ "ending", TALKS "hangup" },
{ "ending calling", "start; hangup" },
{ "ending ringing", RINGS "hangup" },
{ "ending joining", JOINS "hangup" },
{ "ending transfer", TALKS "transfer; hangup" },
{ "ending switch", TALKS "transfer; 2 200 offer; hangup" },
{ "done", TALKS "hangup; 0 bye-200; 1 bye-200" },
{ "done refused", "start; 0 486" },
};

/*
 * What a stimulus does at the points whose names begin so; the first rule that
 * fits counts, and what no rule names changes nothing.  A stimulus that ends
 * with '*' stands for all that begin so.  In what becomes of it "=" is the
 * phase as it was, "<" the phase before the transfer, and "*" means that all
 * the other legs are ended.
 *
 * Where the rules come from:
 *
 * set-up	RFC 3725 4.4 (Flow IV); RFC 3261 13.2.1: a 2xx to an INVITE
 *		without an offer has one, or there is no call
 * re-INVITEs	RFC 3261 14.1: a refusal leaves the session as it was, a 491
 *		is tried again after a pause, no answer at all ends the dialog
 *		(12.2.1.2).  RFC 3264 5, 8: one offer at a time
 * ends		RFC 3261 9.1, 15; RFC 5407 3.1.2, 3.2.1
 * transfers	make before break: the old call is left alone until the target
 *		is connected
 */
static const struct rule { const char *at, *what, *becomes; } rules[] = {
{ "idle", "start", "CALLING: INVITE 0" },
{ "idle", "adopt", "RINGING: INVITE 1" },
{ "idle", "hangup", "DONE:" }, { "idle", "shutdown", "DONE:" },

{ "ending ringing", "1 200*", "=: BYE 1" },
{ "ending ringing", "1 486", "=: DROP 1" },
{ "ending ringing", "1 lost", "=: DROP 1" },
{ "ending ringing", "0 bye-200", "=: DROP 0" },
{ "ending ringing", "1*", "=:" },
{ "ending ringing", "wait", "DONE: DROP 0, DROP 1" },
{ "ending calling", "0 200*", "=: BYE 0" },
{ "ending calling", "0 486", "DONE: DROP 0" },
{ "ending calling", "0 lost", "DONE: DROP 0" },
{ "ending calling", "wait", "DONE: DROP 0" },
{ "ending calling", "*", "=:" },
{ "ending transfer", "2 200*", "=: BYE 2" },
{ "ending transfer", "2 486", "=: DROP 2" },
{ "ending transfer", "2 lost", "=: DROP 2" },
{ "ending transfer", "wait", "DONE: DROP 0, DROP 1, DROP 2" },
{ "ending switch", "2 bye-200", "=: DROP 2" },
{ "ending switch", "wait", "DONE: DROP 0, DROP 1, DROP 2" },
{ "ending", "0 bye-200", "=: DROP 0" },
{ "ending", "1 bye-200", "=: DROP 1" },
{ "ending", "wait", "DONE: DROP 0, DROP 1" },
{ "ending", "*", "=:" }, { "done", "*", "=:" }, { "idle", "*", "=:" },

{ "", "hangup", "ENDING: *" }, { "", "shutdown", "ENDING: *" },

{ "calling", "0 200*", "RINGING: INVITE 1" },
{ "calling", "0 486", "DONE: DROP 0" },
{ "calling", "0 lost", "DONE: DROP 0" },
{ "calling", "0 bye", "ENDING: CANCEL 0" },
{ "calling", "wait", "ENDING: CANCEL 0" },
{ "calling", "*", "=:" },

{ "ringing", "1 200 offer", "JOINING: OFFER 0<1" },
{ "ringing", "1 200 settled", "ASKING: ASK 1" },
{ "ringing", "1 200 empty", "ENDING: *" },
{ "ringing", "1 486", "ENDING: DROP 1, *" },
{ "ringing", "1 lost", "ENDING: DROP 1, *" },
{ "ringing", "wait", "ENDING: *" },

/* a target that was given up */
{ "talking leaving", "2 200*", "=: BYE 2" },
{ "talking leaving", "2 486", "=: DROP 2" },
{ "talking leaving", "2 lost", "=: DROP 2" },
{ "talking leaving", "wait", "=: DROP 2" },
{ "talking leaving", "transfer*", "TRANSFERRING: INVITE 3" },
{ "held leaving", "2 200*", "=: BYE 2" },
{ "held leaving", "2 486", "=: DROP 2" },
{ "held leaving", "2 lost", "=: DROP 2" },
{ "held leaving", "wait", "=: DROP 2" },
{ "held leaving", "transfer*", "TRANSFERRING: INVITE 3" },

/* re-INVITEs after a pause */
{ "asking paused", "wait", "=: ASK 1" },
{ "joining paused", "wait", "=: OFFER 0<1" },
{ "hold1 paused", "wait", "=: HOLD 0" },
{ "hold2 paused", "wait", "=: HOLD 1" },
{ "reasking paused", "wait", "=: ASK 1" },
{ "rejoining paused", "wait", "=: OFFER 0<1" },
{ "target paused", "wait", "=: ASK 2" },
{ "switch2 paused", "wait", "=: OFFER 0<2" },
{ "switch paused", "wait", "=: OFFER 1<2" },
{ "switch held paused", "wait", "=: OFFER 1<2" },
{ "switch alone paused", "wait", "=: OFFER 1<2" },

/* no re-INVITE is out: no response to it counts */
{ "asking paused", "1 media*", "=:" },
{ "joining paused", "0 media*", "=:" },
{ "hold1 paused", "0 media*", "=:" },
{ "hold2 paused", "1 media*", "=:" },
{ "reasking paused", "1 media*", "=:" },
{ "rejoining paused", "0 media*", "=:" },
{ "target paused", "2 media*", "=:" },
{ "switch paused", "1 media*", "=:" },
{ "switch held paused", "1 media*", "=:" },
{ "switch alone paused", "1 media*", "=:" },
{ "switch2 paused", "0 media*", "=:" },

{ "asking", "1 media 200", "JOINING: OFFER 0<1" },
{ "asking", "1 media 491", "=:" },
{ "asking", "1 media*", "ENDING: *" },
{ "joining", "0 media 200", "TALKING: CONNECT 1<0" },
{ "joining", "0 media 491", "=:" },
{ "joining", "0 media*", "ENDING: *" },
{ "hold1", "0 media 200", "HOLDING_SECOND: HOLD 1" },
{ "hold1", "0 media 491", "=:" },
{ "hold1", "0 media*", "TALKING:" },
{ "hold2", "1 media 491", "=:" },
{ "hold2", "1 media*", "HELD:" },
{ "held", "resume", "ASKING: ASK 1" },
{ "reasking", "1 media 200", "JOINING: OFFER 0<1" },
{ "reasking", "1 media 491", "=:" },
{ "reasking", "1 media*", "HELD:" },
{ "rejoining", "0 media 200", "TALKING: CONNECT 1<0" },
{ "rejoining", "0 media 491", "=:" },
{ "rejoining", "0 media*", "HELD: SETTLE 1" },
{ "undone offered", "0 media 200", "TALKING: CONNECT 1<0" },
{ "undone offered", "0 media 491", "=:" },
{ "undone offered", "0 media*", "ENDING: *" },
{ "undone offered", "1 media*", "=:" },
{ "undone", "1 media 200", "JOINING: OFFER 0<1" },
{ "undone", "1 media 491", "=:" },
{ "undone", "1 media*", "ENDING: *" },

{ "talking", "hold", "HOLDING_FIRST: HOLD 0" },
{ "talking", "wait", "=:" },
{ "talking", "transfer*", "TRANSFERRING: INVITE 2" },
{ "held", "transfer*", "TRANSFERRING: INVITE 2" },
{ "held", "wait", "=:" },

/* the target rings */
{ "transfer", "2 200 offer", "SWITCHING: OFFER ~<2" },
{ "transfer", "2 200 settled", "ASKING_TARGET: ASK 2" },
{ "transfer", "2 200 empty", "<: BYE 2" },
{ "transfer", "2 486", "<: DROP 2" },
{ "transfer", "2 lost", "<: DROP 2" },
{ "transfer", "2 bye", "<: CANCEL 2" },
{ "transfer", "wait", "<: CANCEL 2" },
{ "transfer", "cancel-transfer", "<: CANCEL 2" },
/* there is nobody left to be handed over to another */
{ "transfer alone", "transfer second", "=:" },
{ "transfer2 alone", "transfer", "=:" },
{ "transfer", "transfer*", "=: CANCEL 2, INVITE 3" },

{ "target alone", "transfer second", "=:" },
{ "target", "transfer*", "TRANSFERRING: BYE 2, INVITE 3" },
{ "target", "2 media 200", "SWITCHING: OFFER ~<2" },
{ "target", "2 media 491", "=:" },
{ "target", "2 media*", "<: BYE 2" },
{ "target", "2 bye", "<: DROP 2" },
{ "target", "2 lost", "<: BYE 2" },
{ "target", "wait", "<: BYE 2" },
{ "target", "cancel-transfer", "<: BYE 2" },

/* its offer is out: if it leaves now, the answer is waited for */
{ "switch2", "0 media 200", "TALKING: CONNECT 2<0, BYE 1" },
{ "switch2", "0 media 491", "=:" },
{ "switch2", "0 media*", "<: BYE 2" },
{ "switch2 paused", "2 bye", "<: DROP 2" },
{ "switch2 paused", "2 lost", "<: BYE 2" },
{ "switch2 paused", "cancel-transfer", "<: BYE 2" },
{ "switch paused", "2 bye", "<: DROP 2" },
{ "switch paused", "2 lost", "<: BYE 2" },
{ "switch paused", "cancel-transfer", "<: BYE 2" },
{ "switch held paused", "2 bye", "<: DROP 2" },
{ "switch held paused", "2 lost", "<: BYE 2" },
{ "switch held paused", "cancel-transfer", "<: BYE 2" },
{ "switch alone", "1 media 200", "TALKING: CONNECT 2<1" },
{ "switch alone", "2 bye", "ENDING: DROP 2, *" },
{ "switch alone", "2 lost", "ENDING: *" },
{ "switch alone", "cancel-transfer", "ENDING: *" },
{ "switch2", "1 media*", "=:" },
{ "switch", "1 media 200", "TALKING: CONNECT 2<1, BYE 0" },
{ "switch", "1 media 491", "=:" },
{ "switch", "1 media*", "<: BYE 2" },
{ "switch", "2 bye", "UNDOING: DROP 2" },
{ "switch", "2 lost", "UNDOING: BYE 2" },
{ "switch", "cancel-transfer", "UNDOING: BYE 2" },

{ "undo held", "1 media 200", "HOLDING_SECOND: HOLD 1" },
{ "undo2", "0 media 200", "ASKING: ASK 1" },
{ "undo2", "0 media*", "<:" },
{ "undo2", "1 media*", "=:" },
{ "undo", "1 media 200", "ASKING: ASK 1" },
{ "undo", "1 media*", "<:" },

/* who makes room for the target may leave at once */
{ "transfer alone", "0*", "=:" }, { "target alone", "0*", "=:" },
{ "switch alone", "0*", "=:" }, { "transfer2 alone", "1*", "=:" },
{ "transfer2", "1 bye", "=: DROP 1" }, { "transfer2", "1 lost", "=: BYE 1" },
{ "target2", "1 bye", "=: DROP 1" }, { "target2", "1 lost", "=: BYE 1" },
{ "switch2", "1 bye", "=: DROP 1" }, { "switch2", "1 lost", "=: BYE 1" },
{ "transfer2", "0 bye", "ENDING: DROP 0, *" },
{ "target2", "0 bye", "ENDING: DROP 0, *" },
{ "switch2", "0 bye", "ENDING: DROP 0, *" },
{ "transfer2", "0 lost", "ENDING: *" }, { "target2", "0 lost", "ENDING: *" },
{ "switch2", "0 lost", "ENDING: *" },
{ "transfer", "0 bye", "=: DROP 0" }, { "transfer", "0 lost", "=: BYE 0" },
{ "target", "0 bye", "=: DROP 0" }, { "target", "0 lost", "=: BYE 0" },
{ "switch", "0 bye", "=: DROP 0" }, { "switch", "0 lost", "=: BYE 0" },

/* a re-INVITE that is never answered, and the two without whom it is over */
{ "", "wait", "ENDING: *" },
{ "", "0 bye", "ENDING: DROP 0, *" }, { "", "0 lost", "ENDING: *" },
{ "ringing", "1 bye", "ENDING: *" },
{ "", "1 bye", "ENDING: DROP 1, *" }, { "", "1 lost", "ENDING: *" },
};

/* With each of the numbers 0 to 3 before it. */
static const char *const of_legs[] = {
	"180", "200 offer", "200 settled", "200 empty", "486", "bye",
	"bye-200", "lost", "media 200", "media empty", "media 488",
	"media 491",
};

static const char *const of_others[] = {
	"start", "adopt", "hangup", "shutdown", "hold", "resume", "transfer",
	"transfer second", "cancel-transfer", "wait",
};

/* Points whose transfer fails go back there. */
static const char *
phase_before(const char *point)
{
	if (strstr(point, "alone") != NULL)
		return "ENDING";
	return strstr(point, "held") != NULL ? "HELD" : "TALKING";
}

static bool
fits(const char *pattern, const char *text)
{
	size_t length = strlen(pattern);

	if (length > 0 && pattern[length - 1] == '*')
		return strncmp(pattern, text, length - 1) == 0;
	return strcmp(pattern, text) == 0;
}

/* What the rules say that comes of it. */
static void
rule_for(const struct point *point, const char *what, const char *phase,
    char *text, size_t size)
{
	const char *becomes = "=:";
	size_t at = 0;

	for (size_t i = 0; i < CHECK_ROWS(rules); i++) {
		const struct rule *rule = &rules[i];

		if (strncmp(point->name, rule->at, strlen(rule->at)) != 0 ||
		    !fits(rule->what, what))
			continue;
		becomes = rule->becomes;
		break;
	}
	text[0] = '\0';
	for (const char *c = becomes; *c != '\0' && at < size; c++) {
		char one[2] = { *c, '\0' };
		const char *part = *c == '=' ? phase :
		    *c == '~' ? (strchr(point->name, '2') ? "0" : "1") :
		    *c == '<' && c == becomes ? phase_before(point->name) :
		    one;
		at += (size_t)snprintf(text + at, size - at, "%s", part);
	}
	if (*becomes == '<' && strncmp(text, "ENDING", 6) == 0)
		snprintf(text + at, size - at, ", *");
}

static void
check_point(const struct point *point, const char *what)
{
	struct stage stage;
	char want[TEXT_SIZE];

	check_row(point->name);
	stage_open(&stage);
	rehearse(&stage, point->script);
	rule_for(point, what, bridge_phase_name(
	    (enum bridge_phase)stage.bridge.phase), want, sizeof want);
	play(&stage, what, want);
}

TEST(every_point)
{
	char what[40];

	for (size_t p = 0; p < CHECK_ROWS(points); p++) {
		for (size_t i = 0; i < CHECK_ROWS(of_others); i++)
			check_point(&points[p], of_others[i]);
		for (size_t i = 0; i < CHECK_ROWS(of_legs) * PHONES; i++) {
			snprintf(what, sizeof what, "%u %s",
			    (unsigned)(i % PHONES), of_legs[i / PHONES]);
			check_point(&points[p], what);
		}
	}
	check_row(NULL);
}

int
main(void)
{
	RUN(every_point);
	return check_done();
}
