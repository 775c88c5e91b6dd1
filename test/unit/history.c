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
	unsigned party;
	unsigned status;
	const char *phrase;
	uint64_t want_ms;
	const char *want;
};

static const struct line_row line_rows[] = {
	{ 1700000000000, HISTORY_INVITE, 0, 100, "Trying", 1700000000000,
	    "Trying" },
	{ 1700000000001, HISTORY_INVITE, 0, 407,
	    "Proxy Authentication Required", 1700000000001,
	    "Proxy Authentication Required" },
	{ 1700000000127, HISTORY_INVITE, 1, 180, "", 1700000000127, "" },
	{ 1700000000128, HISTORY_INVITE, 6, 183, NULL, 1700000000128, "" },
	{ 1700000000129, HISTORY_REINVITE, 7, 488, "No", 1700000000129, "No" },
	{ 1700000000130, HISTORY_REFER, 0, 501, "", 1700000000130, "" },
	{ 1700000000131, HISTORY_BYE, 8, 200, "", 1700000000131, "" },
	{ 1700000000131, HISTORY_BYE_RECEIVED, 31, 200, "OK", 1700000000131,
	    "OK" },
	{ 1700000020000, HISTORY_NOTIFY, 0, 699, "a\r\nb\x7f", 1700000020000,
	    "a  b " },
	/* The clock was set back. */
	{ 1600000000000, HISTORY_NOTIFY, 0, 200, "OK", 1700000020000, "OK" },
	{ 0, HISTORY_NOTIFY, 2, 200, "OK", 1700000020000, "OK" },
	{ UINT64_MAX, HISTORY_INVITE, 31, 100, "\xc3\xa9", UINT64_MAX,
	    "\xc3\xa9" },
	{ 5, HISTORY_NOTIFY, 30, 100, "\x80\x80", UINT64_MAX, "\x80\x80" },
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
		CHECK_INT(line.party, row->party);
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
		    row->party, row->status, row->phrase), 0);
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
	CHECK_INT(history_add(&history, 0, HISTORY_INVITE, 0, 100, "a"), 0);
	CHECK_INT(history_add(&history, 9, HISTORY_INVITE, 0, 180, "b"), 0);
	CHECK(history_next(&history, &at, &line));
	CHECK_INT(line.time_ms, 0);
	CHECK(history_next(&history, &at, &line));
	CHECK_INT(line.time_ms, 9);
	history_release(&history);
}

TEST(bad_numbers)
{
	static const unsigned bad[] = { 0, 1, 99, 700, 999, 65535, UINT32_MAX };
	struct history history;

	history_init(&history);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK_INT(history_add(&history, 1, HISTORY_INVITE, 0,
		    bad[i], "x"), -1);
	CHECK_INT(history_add(&history, 1, HISTORY_INVITE, 32, 200, "x"), -1);
	CHECK_INT(history_add(&history, 1, HISTORY_INVITE, UINT32_MAX, 200,
	    "x"), -1);
	CHECK_INT(history.lines, 0);
	CHECK_INT(history.dropped, sizeof(bad) / sizeof(*bad) + 2);
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
	CHECK_INT(history_add(&history, 1, HISTORY_NOTIFY, 0, 200, phrase), 0);
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
		taken += !history_add(&history, 1, HISTORY_NOTIFY, 0, 180, "x");
	CHECK_INT(taken, HISTORY_LINES_MAX - 20);
	CHECK_INT(history.dropped, 1000 - taken);
	CHECK_INT(history_add(&history, 1, HISTORY_REINVITE, 0, 200, "x"), -1);
	for (int i = 0; i < 1000; i++)
		taken += !history_add(&history, 1, HISTORY_NOTIFY, 0, 200, "x");
	CHECK_INT(taken, HISTORY_LINES_MAX);
	CHECK_INT(history.lines, HISTORY_LINES_MAX);
	for (long i = 0; i < 70000; i++)
		history_add(&history, 1, HISTORY_NOTIFY, 0, 200, "x");
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
	history_add(&history, 1700000000000, HISTORY_INVITE, 0, 100, "Trying");
	history_add(&history, 1700000000900, HISTORY_INVITE, 0, 180, "Ringing");
	history_add(&history, 1700000012000, HISTORY_INVITE, 0, 200, "OK");
	CHECK(history.len <= 3 * 15);

	/* Only far parties cost a byte more. */
	size_t before = history.len;
	history_add(&history, 1700000012000, HISTORY_BYE, 6, 200, "OK");
	CHECK_INT(history.len - before, 2 + 2 + 1 + 2);
	before = history.len;
	history_add(&history, 1700000012000, HISTORY_BYE, 7, 200, "OK");
	CHECK_INT(history.len - before, 2 + 1 + 2 + 1 + 2);
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
			added += !history_add(&history, 1, HISTORY_INVITE, 0, 200,
			    "a phrase that is not short");
		mem_fail_after(-1);
		while (history_next(&history, &at, &line))
			got++;
		CHECK_INT(got, added);
		CHECK_INT(history.lines, added);
		CHECK_INT(history.dropped, HISTORY_LINES_MAX - added);
		CHECK_INT(history_add(&history, 1, HISTORY_INVITE, 0, 200, "x"),
		    added == HISTORY_LINES_MAX ? -1 : 0);
		history_release(&history);
	}
}

TEST(names)
{
	CHECK_STR(history_method_name(HISTORY_INVITE), "INVITE");
	CHECK_STR(history_method_name(HISTORY_NOTIFY), "NOTIFY");
	CHECK_STR(history_method_name(HISTORY_REINVITE), "re-INVITE");
	CHECK_STR(history_method_name(HISTORY_REFER), "REFER");
	CHECK_STR(history_method_name(HISTORY_BYE), "BYE");
	CHECK_STR(history_method_name(HISTORY_BYE_RECEIVED), "BYE");
	CHECK_STR(history_method_name((enum history_method)6), "?");
}

/* Each party with each method and some statuses, one line each. */
TEST(all_heads)
{
	static const unsigned statuses[] = { 100, 199, 200, 511, 512, 699 };

	for (unsigned party = 0; party < 32; party++)
		for (int method = 0; method <= HISTORY_BYE_RECEIVED; method++)
			for (size_t i = 0; i < CHECK_ROWS(statuses); i++) {
				struct history history;
				struct history_line line;
				size_t at = 0;

				history_init(&history);
				history_add(&history, 5,
				    (enum history_method)method, party,
				    statuses[i], "x");
				CHECK(history_next(&history, &at, &line));
				CHECK_INT(line.party, party);
				CHECK_INT(line.method, method);
				CHECK_INT(line.status, statuses[i]);
				CHECK_STR(line.phrase, "x");
				CHECK(!history_next(&history, &at, &line));
				history_release(&history);
			}
}

int
main(void)
{
	RUN(empty);
	RUN(round_trip);
	RUN(first_at_zero);
	RUN(bad_numbers);
	RUN(long_phrase);
	RUN(room_for_the_end);
	RUN(small);
	RUN(no_memory);
	RUN(names);
	RUN(all_heads);
	return check_done();
}
