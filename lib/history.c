/*
 * A line is packed as
 *
 *	2 bytes	10 bits status, 3 bits method, 3 bits party, low ones first
 *	0..1	the party, where it is 7 or more
 *	1..10	milliseconds since the first line, 7 bits a byte, low ones first
 *	1	length of the phrase
 *	0..120	the phrase
 *
 * so that the 100,000 records that may be kept stay small.
 */
#include "history.h"

#include <string.h>

#include "mem.h"
#include "sipfrag.h"

enum {
	FIRST_CAP = 64,
	HEAD_MAX = 2 + 1 + 10 + 1,
	METHOD_SHIFT = 10,
	PARTY_SHIFT = 13,
	STATUS_MASK = (1 << METHOD_SHIFT) - 1,
	METHOD_MASK = (1 << (PARTY_SHIFT - METHOD_SHIFT)) - 1,
	PARTY_FAR = 7,		/* the party is in a byte of its own */
	PARTY_MAX = 31,
	RESERVE = 20		/* lines that are kept for what is decided */
};

void
history_init(struct history *history)
{
	*history = (struct history){ 0 };
}

void
history_release(struct history *history)
{
	mem_free(history->data);
	history_init(history);
}

static int
drop(struct history *history)
{
	if (history->dropped < UINT16_MAX)
		history->dropped++;
	return -1;
}

/* n is at most a line, and a record at most 27 KB: no sum can overflow. */
static bool
reserve(struct history *history, size_t n)
{
	size_t cap = history->cap ? history->cap : FIRST_CAP;

	if (history->cap - history->len >= n)
		return true;
	while (cap - history->len < n)
		cap *= 2;
	unsigned char *data = mem_resize(history->data, cap);
	if (!data)
		return false;
	history->data = data;
	history->cap = (uint32_t)cap;
	return true;
}

static bool
has_room(const struct history *history, enum history_method method,
    unsigned status)
{
	unsigned limit = HISTORY_LINES_MAX;

	if (status < 200 || method == HISTORY_REINVITE)
		limit -= RESERVE;
	return history->lines < limit;
}

static size_t
pack_head(unsigned char *head, enum history_method method, unsigned party,
    unsigned status, uint64_t offset_ms)
{
	unsigned near = party < PARTY_FAR ? party : PARTY_FAR;
	unsigned word = status | (unsigned)method << METHOD_SHIFT |
	    near << PARTY_SHIFT;
	size_t n = 0;

	head[n++] = (unsigned char)(word & 0xff);
	head[n++] = (unsigned char)(word >> 8);
	if (near == PARTY_FAR)
		head[n++] = (unsigned char)party;
	while (offset_ms >= 0x80) {
		head[n++] = (unsigned char)(0x80 | (offset_ms & 0x7f));
		offset_ms >>= 7;
	}
	head[n++] = (unsigned char)offset_ms;
	return n;
}

int
history_add(struct history *history, uint64_t time_ms,
    enum history_method method, unsigned party, unsigned status,
    const char *phrase)
{
	char text[HISTORY_PHRASE_MAX + 1];
	unsigned char head[HEAD_MAX];

	if (status < 100 || status > 699 || party > PARTY_MAX ||
	    !has_room(history, method, status))
		return drop(history);
	if (!phrase)
		phrase = "";

	uint64_t start_ms = history->start_ms;
	if (history->lines == 0)
		start_ms = time_ms;
	else if (time_ms < history->last_ms)
		time_ms = history->last_ms;
	size_t n = pack_head(head, method, party, status,
	    time_ms - start_ms);
	size_t length = sipfrag_phrase(text, sizeof(text), phrase,
	    strlen(phrase));
	head[n++] = (unsigned char)length;

	if (!reserve(history, n + length))
		return drop(history);
	memcpy(history->data + history->len, head, n);
	memcpy(history->data + history->len + n, text, length);
	history->len += (uint32_t)(n + length);
	history->start_ms = start_ms;
	history->last_ms = time_ms;
	history->lines++;
	return 0;
}

bool
history_next(const struct history *history, size_t *at,
    struct history_line *line)
{
	if (*at >= history->len)
		return false;

	const unsigned char *data = history->data + *at;
	unsigned word = data[0] | (unsigned)data[1] << 8;
	data += 2;
	line->party = word >> PARTY_SHIFT;
	if (line->party == PARTY_FAR)
		line->party = *data++;
	uint64_t offset_ms = 0;
	for (unsigned shift = 0;; shift += 7) {
		offset_ms |= (uint64_t)(*data & 0x7f) << shift;
		if (!(*data++ & 0x80))
			break;
	}
	size_t length = *data++;
	memcpy(line->phrase, data, length);
	line->phrase[length] = '\0';
	line->time_ms = history->start_ms + offset_ms;
	line->method = (enum history_method)(word >> METHOD_SHIFT &
	    METHOD_MASK);
	line->status = word & STATUS_MASK;
	*at = (size_t)(data - history->data) + length;
	return true;
}

const char *
history_method_name(enum history_method method)
{
	switch (method) {
	case HISTORY_INVITE:
		return "INVITE";
	case HISTORY_NOTIFY:
		return "NOTIFY";
	case HISTORY_REINVITE:
		return "re-INVITE";
	case HISTORY_REFER:
		return "REFER";
	case HISTORY_BYE:
	case HISTORY_BYE_RECEIVED:
		return "BYE";
	}
	return "?";
}
