/*
 * How the phone of one call behaves. In random mode drawn from seed and call
 * number, so that a run can be repeated; else the good phone.
 */
#ifndef BENCH_MOOD_H
#define BENCH_MOOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum answer {
	ANSWER_RING, ANSWER_AT_ONCE, ANSWER_REFUSE, ANSWER_REDIRECT,
	ANSWER_SILENT, ANSWER_TRYING, ANSWER_NEVER, ANSWER_LATE,
	ANSWER_DOUBLED, ANSWER_FORKED, ANSWER_COUNT
};

enum refer { REFER_OK, REFER_REFUSE, REFER_DROP, REFER_COUNT };

enum notify {
	NOTIFY_OK, NOTIFY_FIRST, NOTIFY_NEVER, NOTIFY_NO_FINAL,
	NOTIFY_GARBAGE, NOTIFY_FAILED, NOTIFY_COUNT
};

enum bye { BYE_NONE, BYE_EARLY, BYE_AFTER_REFER, BYE_CROSSING, BYE_COUNT };

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
};

/* The behaviour of the phone of call NUMBER. */
void mood_draw(struct mood *m, unsigned number);

/* Describes M in BUF, for a complaint. Returns BUF. */
const char *mood_text(const struct mood *m, char *buf, size_t size);

/* Names of the kinds, for the report. */
extern const char *const answer_names[ANSWER_COUNT];
extern const char *const refer_names[REFER_COUNT];
extern const char *const notify_names[NOTIFY_COUNT];
extern const char *const bye_names[BYE_COUNT];

#endif
