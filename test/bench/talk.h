/*
 * A dialog of a phone in the Invite flow, from its first 200 on: what was
 * agreed about media, the requests of the server, and those of the phone.
 */
#ifndef BENCH_TALK_H
#define BENCH_TALK_H

#include "leg.h"

/* A request of ours that waits for its final reply. */
struct asked {
	const char *method;	/* NULL: none was sent yet */
	unsigned cseq;
	int code;		/* final, 0: none so far */
	bool progress;		/* 1xx came */
	bool cancel;		/* is to be cancelled */
	enum move_kind kind;
	struct said said;	/* the offer in it */
	struct said ack;	/* the answer in its ACK */
	uint64_t at;
	uint32_t wait;		/* ms to the next repetition */
};

/* The last re-INVITE or UPDATE of the server that was not refused at once. */
struct served {
	struct head head;
	unsigned cseq;
	bool update;
	int code;		/* of our final reply, 0: none so far */
	bool acked;
	bool offered;		/* our 200 had the offer */
	struct said said;
	struct heard heard;
	uint64_t at;
	uint32_t wait;
};

struct talk {
	struct leg *leg;	/* borrowed */
	int d;
	uint32_t versions;
	uint8_t lines;		/* of media, as last agreed */
	bool hold;
	bool busy_done;		/* the mood's 491 was given */
	bool first_offered;	/* our first 200, or 183, had the offer */
	bool settled;		/* the 183 was PRACKed */
	bool agreed;
	struct said first;	/* in that 200 */
	struct said local;	/* what holds now */
	struct heard remote;
	struct heard last;	/* the server's last body */
	struct served in;
	struct asked inv;	/* INVITE */
	struct asked inv_was;	/* the one before */
	struct asked other;	/* other requests, one at a time */
	unsigned refused_cseq;
	int refused_code;
	unsigned tries;		/* of the move, after 491 */
	unsigned imove;
	struct timer t_in, t_inv, t_other, t_move;
};

/* Prepares dialog D of L for its 200, unless it is; NULL without memory. */
struct talk *talk_open(struct leg *l, int d);

/* The SDP of the first 200. Returns TEXT. */
const char *talk_first(const struct talk *t, char *text);

/* The first 200 was acknowledged with M. */
void talk_up(struct talk *t, const struct msg *m);

/* Time for what the phone does by itself. */
void talk_start(struct talk *t);

/* Requests of the server in dialog D: re-INVITE, and what is neither ACK nor
 * BYE nor CANCEL. */
void talk_invite(struct leg *l, int d, const struct msg *m);
void talk_request(struct leg *l, const struct msg *m);

/* ACK, CANCEL. Return false when it is not about a re-INVITE. */
bool talk_ack(struct talk *t, const struct msg *m);
bool talk_cancel(struct leg *l, const struct msg *m);

/* Nothing is under way in the dialog, and it stands. */
bool talk_quiet(const struct talk *t);

/* The phone has lost its power. */
void talk_die(struct talk *t);

/* Counts what was left open, and frees. */
void talk_close(struct talk *t);

/* for talk.c and ask.c */

/* A new offer of ours. */
struct said talk_offer(struct talk *t);

/* Our answer to H. */
struct said talk_reply(struct talk *t, const struct heard *h);

/* Reads and judges the body of M. Returns false when there is none. */
bool talk_hear(struct talk *t, struct heard *h, const struct msg *m);

/* The answer H to S: judged; holds from now on. */
void talk_answered(struct talk *t, const struct said *s,
		   const struct heard *h);

/* Judges the offer H. */
void talk_offered(const struct talk *t, const struct heard *h);

/* S and H hold from now on. */
void talk_agree(struct talk *t, const struct said *s, const struct heard *h);

/* True when the dialog is over on our side. */
bool talk_over(const struct talk *t);

/* ask.c */

/* Takes the reply to a request of ours other than BYE and NOTIFY. */
void ask_answered(struct leg *l, const struct msg *m);

/* True when a request of ours waits. */
bool ask_busy(const struct asked *a);

/* timers */
void ask_move(struct timer *t);
void ask_invite_again(struct timer *t);
void ask_other_again(struct timer *t);

#endif
