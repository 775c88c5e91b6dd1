/*
 * One leg at a phone: all that its Call-ID stands for. Shared by the files
 * of the phone only.
 */
#ifndef BENCH_LEG_H
#define BENCH_LEG_H

#include <stdbool.h>
#include <stdint.h>

#include "media.h"
#include "mood.h"
#include "msg.h"
#include "wheel.h"
#include "wire.h"

#define LEG_DIALOGS 2		/* a forked 200 makes a second one */
#define LEG_STEPS 3

struct pair;
struct talk;

struct dialog {
	struct talk *talk;	/* owned; what is said in it (Invite flow) */
	bool answered;		/* 200 sent */
	bool acked;
	bool bye_in;
	bool bye_out;
	bool bye_done;		/* our BYE has its final reply */
	unsigned bye_in_cseq;
	unsigned bye_txns;
	unsigned bye_cseq;
	unsigned cseq;		/* of our last request */
};

/* True when nothing is left up of D. */
static inline bool dialog_over(const struct dialog *d)
{
	return !d->answered || d->bye_in || d->bye_done;
}

struct step {
	uint16_t code;
	uint32_t wait_ms;
};

struct leg {
	struct leg *next;	/* in its hash bucket */
	struct pair *pair;	/* the call (Invite flow) */
	struct leg *sibling;	/* the next of the call */
	uint32_t hash;
	uint32_t id;
	unsigned number;	/* of the call */
	enum role role;
	struct mood mood;
	struct peer peer;
	char *target;		/* owned: the peer's Contact */
	struct head invite;	/* the last INVITE */
	struct head late;	/* a request that is answered later */
	struct dialog d[LEG_DIALOGS];
	unsigned invite_cseq;
	int code;		/* last reply to the INVITE, 0: none */
	unsigned challenges;
	bool offered;		/* the INVITE had a body */
	bool inactive;		/* with a=inactive */
	struct heard offer;	/* what it offered */
	bool reinvited;
	bool up;		/* was ACKed once */
	bool failed;		/* its refusal was ACKed */
	bool cancelled;
	bool settled;
	bool no_ack;		/* a 200 of ours was never ACKed */
	bool redirected;
	bool dead;		/* lost its power */
	bool ending;		/* a BYE of its own is planned */
	struct step step[LEG_STEPS];
	unsigned nstep, istep;
	uint32_t rel_wait;	/* ms to the next reliable 183 */
	bool pracked;
	bool waited;
	unsigned refer_cseq;
	int refer_code;
	unsigned refer_challenges;
	bool referred;		/* NOTIFYs are under way */
	bool reported;		/* they began at some time */
	int refer_dialog;
	unsigned inotify;
	unsigned notify_cseq;	/* 0: none under way */
	uint64_t final_at, notify_at, bye_at;
	uint32_t final_wait, notify_wait, bye_wait;	/* ms */
	struct timer t_step, t_final, t_notify, t_bye, t_end;
	struct timer t_life;	/* (Invite flow) its end; or hang up */
};

/* legs.c: the table */

/* The leg of that Call-ID, or NULL. */
struct leg *legs_find(struct slice id);

/* A new leg for the INVITE in M; NULL when out of memory. */
struct leg *legs_add(const struct msg *m);

/* Looks whether all is over on the leg, and if so lets it linger. */
void leg_settle(struct leg *l);

/* leg.c: messages */

/* The tag of dialog D. Returns BUF. */
const char *leg_tag(const struct leg *l, int d, char *buf, size_t size);

/* The dialog that TAG names, -1 when none does. */
int leg_dialog(const struct leg *l, struct slice tag);

/* Answers a request of PEER; EXTRA: further header lines or NULL; TAG: for
 * a To that has none, or NULL. */
void reply(const struct head *h, const struct peer *peer, int code,
	   const char *tag, const char *extra);

/* Answers a request in the leg with a Contact of ours. */
void leg_reply(const struct leg *l, const struct head *h, int code, int d,
	       const char *extra);

/* Likewise with an SDP, or none. */
void leg_reply_sdp(const struct leg *l, const struct head *h, int code, int d,
		   const char *extra, const char *sdp);

/* Answers the leg's INVITE in dialog D. */
void leg_answer(struct leg *l, int code, int d);

/* Sends a request in dialog D with CSeq CSEQ; EXTRA: header lines, BODY may
 * be NULL. The same CSEQ gives the same transaction. */
void leg_request(const struct leg *l, int d, const char *method,
		 unsigned cseq, const char *extra, const char *body);

/* Acknowledges the 2xx to our INVITE with CSeq CSEQ; SDP may be NULL. */
void leg_ack(const struct leg *l, int d, unsigned cseq, const char *sdp);

/* The dialog of the leg that a reply to a request of ours belongs to, -1 when
 * there is none. */
int leg_reply_dialog(const struct leg *l, const struct msg *m);

/* What a challenge with CODE takes: a header line. */
const char *challenge(int code, unsigned nonce, char *buf, size_t size);

/* The phones' port, and a mark of this run for branches and tags. */
void leg_init(int port);

/* answer.c: the first INVITE */

/* Begins to answer it. */
void answer_start(struct leg *l, const struct msg *m);

/* Goes on with the planned replies, each after its pause; a timer. */
void answer_next(struct timer *t);

/* Sends a final reply and repeats it until its ACK; CODE 200 in dialog D. */
void answer_finish(struct leg *l, int code, int d);
void answer_again(struct timer *t);

/* True until that ACK. */
bool answer_awaits_ack(const struct leg *l);

/* Sends the last reply again, if any. */
void invite_repeat(struct leg *l);

/* prack.c: reliable provisional replies (Invite flow) */

/* Sends the 183 (again). Returns false when nobody acknowledges it. */
bool prack_ring(struct leg *l);

/* Takes a PRACK. Returns true when it is time for the next step. */
bool prack_receive(struct leg *l, const struct msg *m);

/* refer.c: REFER, NOTIFY, BYE of ours */

void refer_receive(struct leg *l, const struct msg *m);
void refer_notified(struct leg *l, const struct msg *m);
void refer_step(struct leg *l);
void notify_again(struct timer *t);
void bye_again(struct timer *t);

/* Hangs up in all dialogs after WAIT milliseconds. */
void bye_later(struct leg *l, uint32_t wait_ms);

/* Sends BYE in all dialogs that are still up. */
void bye_now(struct leg *l);

/* Takes the reply to a BYE of ours. */
void bye_answered(struct leg *l, const struct msg *m);

/* True when something of the leg's NOTIFYs is still to come. */
bool refer_busy(const struct leg *l);

#define LEG_OF(t, member) \
	((struct leg *)(void *)((char *)(t) - offsetof(struct leg, member)))

#endif
