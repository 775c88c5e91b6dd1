/*
 * The progress record of one call: the status lines of its INVITEs, of the
 * NOTIFYs and of what else was said, in the order they came, packed (some 15
 * bytes a line).  Lines are only ever appended.
 */
#ifndef LIB_HISTORY_H
#define LIB_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HISTORY_LINES_MAX = 200, HISTORY_PHRASE_MAX = 120 };

enum history_method {
	HISTORY_INVITE, HISTORY_NOTIFY,
	HISTORY_REINVITE,	/* final responses to our own re-INVITEs */
	HISTORY_REFER, HISTORY_BYE,	/* likewise */
	HISTORY_BYE_RECEIVED	/* the party hung up; it has status 200 */
};

struct history {
	unsigned char *data;	/* owned */
	uint32_t len, cap;
	uint16_t lines;
	uint16_t dropped;	/* lines that found no room */
	uint64_t start_ms;	/* of the first line */
	uint64_t last_ms;	/* of the last line */
};

struct history_line {
	uint64_t time_ms;	/* since the epoch */
	enum history_method method;
	unsigned party;		/* whose leg, as in call.h: 0..31 */
	unsigned status;	/* 100..699 */
	char phrase[HISTORY_PHRASE_MAX + 1];
};

void history_init(struct history *history);
void history_release(struct history *history);

/*
 * Append a line; control characters in the phrase (NULL: "") become blanks,
 * and what is too long is cut at a character's border.  time_ms may be earlier
 * than the line before it (the clock was set): the line gets the time of the
 * one before.  From HISTORY_LINES_MAX - 20 lines on only final ones (200 and
 * above) are taken, and none of re-INVITEs.  Returns 0, or -1 without memory or
 * room, or for a status or party that is none (all counted in `dropped`).
 */
int history_add(struct history *history, uint64_t time_ms,
    enum history_method method, unsigned party, unsigned status,
    const char *phrase);

/*
 * Read: *at is 0 to begin with and moves on.  false: no more.
 */
bool history_next(const struct history *history, size_t *at,
    struct history_line *line);

const char *history_method_name(enum history_method method);

#endif
