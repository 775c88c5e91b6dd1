/*
 * The SDP of a phone in the Invite flow. Each body names its maker in an
 * attribute, which passes through the server untouched, so that a phone
 * knows with whom it was connected, and with which of his offers.
 */
#ifndef BENCH_MEDIA_H
#define BENCH_MEDIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "msg.h"

enum direction { DIR_SENDRECV, DIR_SENDONLY, DIR_RECVONLY, DIR_INACTIVE };

#define MEDIA_TEXT 1024		/* size of a body, all included */

/* What a phone says of itself. */
struct said {
	uint32_t version;	/* counts from 1; 0: nothing was said */
	uint8_t lines;		/* of media */
	uint8_t direction;
	bool video;		/* the second of them is used */
};

/* What a phone hears of the other. */
struct heard {
	uint32_t leg;		/* of its maker, 0: made by the server */
	uint32_t dialog;
	uint32_t version;
	uint32_t text;		/* hash of all but the o= line */
	uint64_t session;	/* of the o= line */
	uint64_t o_version;
	uint8_t lines;
	uint8_t direction;
	bool video;
};

/* Writes what LEG says in its dialog DIALOG. Returns TEXT. */
const char *media_text(char *text, uint32_t leg, int dialog,
		       const struct said *said);

/* Reads a body. Returns false when it is no SDP. */
bool media_read(struct heard *h, struct slice body);

/* The direction that answers D; HOLD: the phone does not want to hear. */
enum direction media_answer(enum direction d, bool hold);

#endif
