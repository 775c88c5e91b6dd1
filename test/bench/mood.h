/*
 * How the phone of one call behaves. In random mode drawn from seed and call
 * number, so that a run can be repeated; else the good phone.
 */
#ifndef BENCH_MOOD_H
#define BENCH_MOOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who a phone is: calling, called, and targets of transfers. */
enum role { ROLE_A, ROLE_B, ROLE_T, ROLE_U, ROLE_COUNT };

enum answer {
	ANSWER_RING, ANSWER_AT_ONCE, ANSWER_REFUSE, ANSWER_REDIRECT,
	ANSWER_SILENT, ANSWER_TRYING, ANSWER_NEVER, ANSWER_LATE,
	ANSWER_DOUBLED, ANSWER_FORKED, ANSWER_EMPTY, ANSWER_COUNT
};

enum refer { REFER_OK, REFER_REFUSE, REFER_DROP, REFER_COUNT };

enum notify {
	NOTIFY_OK, NOTIFY_FIRST, NOTIFY_NEVER, NOTIFY_NO_FINAL,
	NOTIFY_GARBAGE, NOTIFY_FAILED, NOTIFY_COUNT
};

enum bye { BYE_NONE, BYE_EARLY, BYE_AFTER_REFER, BYE_CROSSING, BYE_COUNT };

/* How a phone takes a re-INVITE. */
enum again {
	AGAIN_OK, AGAIN_SLOW, AGAIN_REFUSE, AGAIN_BUSY, AGAIN_CHALLENGE,
	AGAIN_COUNT
};

/* What a phone does by itself while it is in a call. */
enum move_kind {
	MOVE_HOLD, MOVE_RESUME, MOVE_EMPTY, MOVE_CANCEL, MOVE_INFO,
	MOVE_UPDATE, MOVE_REFRESH, MOVE_OPTIONS, MOVE_REFER, MOVE_COUNT
};

struct move {
	uint8_t kind;
	uint16_t wait_ms;	/* since the last */
};

#define MOVES_MOST 5

/* Of the whole call in the Invite flow. */
struct order_mood {
	uint16_t hangup_ms;	/* as in struct mood */
	uint16_t transfer_ms[2];	/* 0: none */
	bool early;		/* these after the POST, not when connected */
	uint16_t timeout_s;
	uint16_t glare_ms;	/* both re-INVITE at once; 0: no */
	uint16_t cross_ms;	/* both hang up at once; 0: no */
	bool forwarding;
	bool other_key;		/* Hangup by the target's key */
};

struct mood {
	enum answer answer;
	enum refer refer;
	enum notify notify;
	enum bye bye;
	uint16_t answer_code;
	uint16_t refer_code;
	uint16_t final_code;	/* in the last NOTIFY */
	uint8_t invite_challenges;
	uint8_t refer_challenges;
	uint16_t challenge_code;
	uint8_t lost_acks;
	bool event_id;
	bool forwarding;	/* the POST allows it */
	bool slow_bye;		/* the first BYE of the server is not answered */
	uint16_t delay_ms;	/* before each reply */
	uint16_t bye_ms;	/* before a BYE of ours */
	uint16_t timeout_s;	/* of the POST; 0: not said */
	uint16_t hangup_ms;	/* after the POST; 0: no Hangup */

	/* the Invite flow's */
	enum again again;
	uint16_t again_code;
	uint16_t again_ms;	/* of a slow one */
	uint16_t dead_ms;	/* after that it has no power; 0: it has */
	bool early_media;	/* rings with SDP */
	bool reliable;		/* and insists on a PRACK for it */
	bool video;
	bool eager;		/* does not wait for the other */
	uint16_t impatient_ms;	/* hangs up so long after its 200, without an
				   ACK; 0: no */
	uint8_t nmoves;
	struct move moves[MOVES_MOST];
};

/* The behaviour of the phone of call NUMBER in the Refer flow. */
void mood_draw(struct mood *m, unsigned number);

/* Describes M in BUF, for a complaint. Returns BUF. */
const char *mood_text(const struct mood *m, char *buf, size_t size);

/* What the client does with call NUMBER in the Invite flow. */
void order_draw(struct order_mood *o, unsigned number);

/* The behaviour of one phone of call NUMBER in the Invite flow. */
void party_draw(struct mood *m, unsigned number, enum role role);

/* As mood_text(). */
const char *party_text(const struct mood *m, char *buf, size_t size);

/* Chooses an index by N weights that add up to 100. */
struct rnd;
unsigned mood_weighted(struct rnd *r, const uint8_t *weight, unsigned n);

/* Names of the kinds, for the report. */
extern const char *const answer_names[ANSWER_COUNT];
extern const char *const refer_names[REFER_COUNT];
extern const char *const notify_names[NOTIFY_COUNT];
extern const char *const bye_names[BYE_COUNT];
extern const char *const again_names[AGAIN_COUNT];
extern const char *const move_names[MOVE_COUNT];

#endif
