/*
 * What the load generator counts.
 */
#ifndef BENCH_TOTAL_H
#define BENCH_TOTAL_H

#include <stdbool.h>
#include <stdint.h>

#include "hist.h"
#include "mood.h"

/* Counted twice: over the whole run, and in the window of measurement. */
struct figures {
	uint64_t posted;
	uint64_t accepted;	/* 200 */
	uint64_t busy;		/* 503 */
	uint64_t refused;	/* any other status */
	uint64_t unsent;	/* due, but no connection was free for 1 s */
	uint64_t invites;	/* first INVITEs */
	uint64_t dup_invites;
	uint64_t dup_byes;
	uint64_t dup_refers;
	uint64_t dup_answers;	/* 200s that the phone had to repeat */
	uint64_t dup_notifies;	/* NOTIFYs that the phone had to repeat */
	uint64_t dup_asks;	/* other requests that it had to repeat */
	uint64_t completed;	/* calls that saw their BYE */
	uint64_t gets;
	uint64_t bad_gets;
	struct hist invite;	/* write of the POST to the INVITE */
	struct hist duration;	/* write of the POST to the BYE */
	struct hist connect;	/* write of the POST to the ACK of party B */
	struct hist reply;	/* of a POST answered 200 */
	struct hist busy_reply;	/* of a POST answered 503 */
	struct hist get;
};

/* How a leg ended. */
enum end {
	END_BYE_SERVER, END_BYE_PHONE, END_BYE_CROSSED, END_REJECTED,
	END_CANCELLED, END_SILENT, END_DEAD, END_UP, END_RINGING, END_NO_ACK,
	END_COUNT
};

struct totals {
	struct figures all;
	struct figures win;
	bool in_window;
	uint64_t ends[END_COUNT];
	uint64_t many_byes;	/* legs with more than one BYE transaction */
	uint64_t no_fail_ack;	/* refusals that were never ACKed */
	/* the Invite flow's */
	uint64_t paired;	/* looked at, and right */
	uint64_t mispaired;	/* phones that have not each other's media */
	uint64_t stale;		/* that have old media of each other */
	uint64_t unsure;	/* did not fit when the call ended */
	uint64_t bad_origin;	/* o= lines */
	uint64_t bad_lines;	/* numbers of media lines */
	uint64_t no_answer;	/* 2xx or ACK without the SDP due */
	uint64_t open_ack;	/* 200s to re-INVITEs without ACK */
	uint64_t open_request;	/* requests of phones without a reply */
	uint64_t superseded;	/* 200s not ACKed before the next INVITE */
	uint64_t asked[MOVE_COUNT];
	uint64_t asked_ok[MOVE_COUNT];
	uint64_t asked_again;	/* answered 491 or 500 */
	uint64_t infos_in;
	uint64_t pracks;
	uint64_t notify_refused;
	uint64_t notify_lost;	/* never answered */
	uint64_t notify_final;	/* final status delivered */
	uint64_t legs;
	uint64_t strange;	/* messages that fit nowhere */
	uint64_t unknown;	/* requests for a dialog we do not have */
	uint64_t dropped;
	uint64_t doubled;
	uint64_t send_errors;
	uint64_t sip_conns;
	uint64_t reconnects;
	uint64_t hangups;	/* action=Hangup sent */
	uint64_t hangup_ok;
	uint64_t hangup_gone;	/* 404 */
	uint64_t hangup_other;
	uint64_t transfers;	/* action=Transfer sent */
	uint64_t transfer_ok;
	uint64_t transfer_gone;	/* 404 */
	uint64_t transfer_busy;	/* 409 */
	uint64_t transfer_other;
	uint64_t checked;
	uint64_t check_empty;
	uint64_t check_open;	/* documents without a final line */
	uint64_t check_bad;	/* no document at all */
};

extern struct totals total;

#define COUNT(what)					\
	do {						\
		total.all.what++;			\
		if (total.in_window)			\
			total.win.what++;		\
	} while (0)

#define MEASURE(what, us)				\
	do {						\
		hist_add(&total.all.what, (us));	\
		if (total.in_window)			\
			hist_add(&total.win.what, (us));\
	} while (0)

#endif
