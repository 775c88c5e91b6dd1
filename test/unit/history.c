/*
 * The progress record: what was put in comes out again.
 */
#include "../../lib/history.c"

#include "check.h"

TEST(empty)
{
	struct history history;
	struct history_line line;
	size_t at = 0;

	history_init(&history);
	CHECK(!history_next(&history, &at, &line));
	CHECK_INT(history.lines, 0);
	history_release(&history);
	history_release(&history);
}

struct line_row {
	uint64_t time_ms;
	enum history_method method;
	unsigned status;
	const char *phrase;
	uint64_t want_ms;
	const char *want;
};

static const struct line_row line_rows[] = {
	{ 1700000000000, HISTORY_INVITE, 100, "Trying", 1700000000000,
	    "Trying" },
	{ 1700000000001, HISTORY_INVITE, 407, "Proxy Authentication Required",
	    1700000000001, "Proxy Authentication Required" },
	{ 1700000000127, HISTORY_INVITE, 180, "", 1700000000127, "" },
	{ 1700000000128, HISTORY_INVITE, 183, NULL, 1700000000128, "" },
	{ 1700000020000, HISTORY_NOTIFY, 699, "a\r\nb\x7f", 1700000020000,
	    "a  b " },
	/* The clock was set back. */
	{ 1600000000000, HISTORY_NOTIFY, 200, "OK", 1700000020000, "OK" },
	{ 0, HISTORY_NOTIFY, 200, "OK", 1700000020000, "OK" },
	{ UINT64_MAX, HISTORY_INVITE, 100, "\xc3\xa9", UINT64_MAX,
	    "\xc3\xa9" },
	{ 5, HISTORY_NOTIFY, 100, "\x80\x80", UINT64_MAX, "\x80\x80" },
};

enum { LINE_ROWS = sizeof(line_rows) / sizeof(*line_rows) };

static void
read_all(const struct history *history)
{
	struct history_line line;
	size_t at = 0;

	for (int i = 0; i < LINE_ROWS; i++) {
		const struct line_row *row = &line_rows[i];

		CHECK(history_next(history, &at, &line));
		CHECK(line.time_ms == row->want_ms);
		CHECK_INT(line.method, row->method);
		CHECK_INT(line.status, row->status);
		CHECK_STR(line.phrase, row->want);
	}
	CHECK(!history_next(history, &at, &line));
	CHECK(!history_next(history, &at, &line));
}

TEST(round_trip)
{
	struct history history;

	history_init(&history);
	for (int i = 0; i < LINE_ROWS; i++) {
		const struct line_row *row = &line_rows[i];

		CHECK_INT(history_add(&history, row->time_ms, row->method,
		    row->status, row->phrase), 0);
	}
	read_all(&history);
	CHECK_INT(history.lines, LINE_ROWS);
	CHECK_INT(history.dropped, 0);
	history_release(&history);
	CHECK_INT(history.lines, 0);
	CHECK(!history.data);
}

TEST(first_at_zero)
{
	struct history history;
	struct history_line line;
	size_t at = 0;

	history_init(&history);
	CHECK_INT(history_add(&history, 0, HISTORY_INVITE, 100, "a"), 0);
	CHECK_INT(history_add(&history, 9, HISTORY_INVITE, 180, "b"), 0);
	CHECK(history_next(&history, &at, &line));
	CHECK_INT(line.time_ms, 0);
	CHECK(history_next(&history, &at, &line));
	CHECK_INT(line.time_ms, 9);
	history_release(&history);
}

TEST(bad_status)
{
	static const unsigned bad[] = { 0, 1, 99, 700, 999, 65535, UINT32_MAX };
	struct history history;

	history_init(&history);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK_INT(history_add(&history, 1, HISTORY_INVITE, bad[i],
		    "x"), -1);
	CHECK_INT(history.lines, 0);
	CHECK_INT(history.dropped, sizeof(bad) / sizeof(*bad));
	history_release(&history);
}

TEST(long_phrase)
{
	char phrase[1000];
	struct history history;
	struct history_line line;
	size_t at = 0;

	/* The character that crosses the limit is left out as a whole. */
	memset(phrase, 'x', sizeof(phrase));
	memcpy(phrase + HISTORY_PHRASE_MAX - 1, "\xc3\xa9", 2);
	phrase[sizeof(phrase) - 1] = '\0';
	history_init(&history);
	CHECK_INT(history_add(&history, 1, HISTORY_NOTIFY, 200, phrase), 0);
	CHECK(history_next(&history, &at, &line));
	CHECK_INT(strlen(line.phrase), HISTORY_PHRASE_MAX - 1);
	CHECK(!history_next(&history, &at, &line));
	history_release(&history);
}

TEST(room_for_the_end)
{
	struct history history;
	int taken = 0;

	history_init(&history);
	for (int i = 0; i < 1000; i++)
		taken += !history_add(&history, 1, HISTORY_NOTIFY, 180, "x");
	CHECK_INT(taken, HISTORY_LINES_MAX - 20);
	CHECK_INT(history.dropped, 1000 - taken);
	for (int i = 0; i < 1000; i++)
		taken += !history_add(&history, 1, HISTORY_NOTIFY, 200, "x");
	CHECK_INT(taken, HISTORY_LINES_MAX);
	CHECK_INT(history.lines, HISTORY_LINES_MAX);
	for (long i = 0; i < 70000; i++)
		history_add(&history, 1, HISTORY_NOTIFY, 200, "x");
	CHECK_INT(history.dropped, UINT16_MAX);

	size_t at = 0;
	struct history_line line;
	int lines = 0;
	while (history_next(&history, &at, &line))
		lines++;
	CHECK_INT(lines, HISTORY_LINES_MAX);
	history_release(&history);
}

TEST(small)
{
	struct history history;

	history_init(&history);
	history_add(&history, 1700000000000, HISTORY_INVITE, 100, "Trying");
	history_add(&history, 1700000000900, HISTORY_INVITE, 180, "Ringing");
	history_add(&history, 1700000012000, HISTORY_INVITE, 200, "OK");
	CHECK(history.len <= 3 * 15);
	history_release(&history);
}

TEST(no_memory)
{
	for (int n = 0; n < 8; n++) {
		struct history history;
		struct history_line line;
		unsigned added = 0, got = 0;
		size_t at = 0;

		history_init(&history);
		mem_fail_after(n);
		for (int i = 0; i < HISTORY_LINES_MAX; i++)
			added += !history_add(&history, 1, HISTORY_INVITE, 200,
			    "a phrase that is not short");
		mem_fail_after(-1);
		while (history_next(&history, &at, &line))
			got++;
		CHECK_INT(got, added);
		CHECK_INT(history.lines, added);
		CHECK_INT(history.dropped, HISTORY_LINES_MAX - added);
		CHECK_INT(history_add(&history, 1, HISTORY_INVITE, 200, "x"),
		    added == HISTORY_LINES_MAX ? -1 : 0);
		history_release(&history);
	}
}

TEST(names)
{
	CHECK_STR(history_method_name(HISTORY_INVITE), "INVITE");
	CHECK_STR(history_method_name(HISTORY_NOTIFY), "NOTIFY");
}

int
main(void)
{
	RUN(empty);
	RUN(round_trip);
	RUN(first_at_zero);
	RUN(bad_status);
	RUN(long_phrase);
	RUN(room_for_the_end);
	RUN(small);
	RUN(no_memory);
	RUN(names);
	return check_done();
}
