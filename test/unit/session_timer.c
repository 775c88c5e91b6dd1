/*
 * Session timers: what the headers say, and when something is due.
 */
#include "../../lib/session_timer.c"

#include "check.h"

enum { NONE = SESSION_REFRESHER_NONE, UAC = SESSION_REFRESHER_UAC,
	UAS = SESSION_REFRESHER_UAS };

#define NOW UINT64_C(1000000)

static void
check_fields(const struct session_fields *got, unsigned expires_s,
    unsigned refresher, unsigned min_se_s, bool required)
{
	CHECK_INT(got->expires_s, expires_s);
	CHECK_INT(got->refresher, refresher);
	CHECK_INT(got->min_se_s, min_se_s);
	CHECK_INT(got->required, required);
}

TEST(first_request)
{
	static const struct {
		const char *name;
		uint32_t wanted, says;
	} rows[] = {
		{ "none", 0, 0 },
		{ "usual", 1800, 1800 },
		{ "too small", 1, 90 },
		{ "smallest", 90, 90 },
		{ "too large", UINT32_MAX, 86400 },
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct session_timer timer;
		struct session_fields out;

		check_row(rows[i].name);
		session_timer_init(&timer, rows[i].wanted);
		session_timer_request(&timer, &out);
		CHECK(out.supported);
		check_fields(&out, rows[i].says, rows[i].says ? UAC : NONE,
		    rows[i].says ? 90 : 0, false);
		CHECK_INT(session_timer_due(&timer), 0);
	}
}

struct answer_row {
	const char *name;
	uint32_t wanted, expires;
	uint8_t refresher;
	bool ours;
	uint32_t refresh_s, dead_s;	/* after NOW; 0: never */
};

static const struct answer_row answer_rows[] = {
	{ "ours", 1800, 1800, UAC, true, 900, 1768 },
	{ "theirs", 1800, 1800, UAS, false, 0, 1768 },
	{ "no refresher said", 1800, 600, NONE, true, 300, 568 },
	{ "a third", 1800, 90, UAS, false, 0, 60 },
	{ "a third, ours", 1800, 93, UAC, true, 46, 62 },
	{ "32 s", 1800, 96, UAS, false, 0, 64 },
	{ "knows no timers", 1800, 0, NONE, true, 900, 1768 },
	{ "shorter than allowed", 1800, 5, UAC, true, 45, 60 },
	{ "longer than a day", 1800, UINT32_MAX, UAC, true, 43200, 86368 },
	{ "no timer", 0, 0, NONE, true, 0, 0 },
	{ "a proxy wants one", 0, 600, UAC, true, 300, 568 },
};

TEST(answers)
{
	for (size_t i = 0; i < CHECK_ROWS(answer_rows); i++) {
		const struct answer_row *row = &answer_rows[i];
		struct session_timer timer;
		struct session_fields in = { .expires_s = row->expires,
		    .refresher = row->refresher };

		check_row(row->name);
		session_timer_init(&timer, row->wanted);
		session_timer_answered(&timer, &in, NOW);
		CHECK_INT(timer.ours, row->ours);
		CHECK_INT(timer.refresh_ms / 1000, row->refresh_s ?
		    NOW / 1000 + row->refresh_s : 0);
		CHECK_INT(timer.dead_ms, row->dead_s ?
		    NOW + row->dead_s * 1000 : 0);
		CHECK_INT(session_timer_due(&timer), row->refresh_s ?
		    timer.refresh_ms : timer.dead_ms);
	}
}

TEST(next_request)
{
	struct session_timer timer;
	struct session_fields in = { .expires_s = 600, .refresher = UAS }, out;

	session_timer_init(&timer, 1800);
	session_timer_answered(&timer, &in, NOW);
	session_timer_request(&timer, &out);
	check_fields(&out, 600, UAS, 90, false);
	in.refresher = UAC;
	session_timer_answered(&timer, &in, NOW);
	session_timer_request(&timer, &out);
	check_fields(&out, 600, UAC, 90, false);
}

TEST(failed)
{
	struct session_timer timer;
	struct session_fields in = { .expires_s = 600, .refresher = UAC };

	session_timer_init(&timer, 0);
	session_timer_failed(&timer, 3000, NOW);
	CHECK_INT(session_timer_due(&timer), 0);
	session_timer_answered(&timer, &in, NOW);
	session_timer_sent(&timer);
	CHECK_INT(session_timer_due(&timer), NOW + 568000);
	session_timer_failed(&timer, 3000, NOW + 300000);
	CHECK_INT(session_timer_due(&timer), NOW + 303000);
	session_timer_failed(&timer, 3000, NOW + 567000);
	CHECK_INT(session_timer_due(&timer), NOW + 568000);
}

TEST(too_small)
{
	struct session_timer timer;
	struct session_fields in = { .min_se_s = 0 }, out;

	session_timer_init(&timer, 100);
	CHECK(!session_timer_too_small(&timer, &in));	/* it says nothing */
	in.min_se_s = 100;
	CHECK(!session_timer_too_small(&timer, &in));	/* that is what it was */
	in.min_se_s = 86401;
	CHECK(!session_timer_too_small(&timer, &in));
	in.min_se_s = 200;
	CHECK(session_timer_too_small(&timer, &in));
	session_timer_request(&timer, &out);
	check_fields(&out, 200, UAC, 200, false);
	CHECK(!session_timer_too_small(&timer, &in));
	in.min_se_s = 86400;
	CHECK(session_timer_too_small(&timer, &in));
	session_timer_request(&timer, &out);
	check_fields(&out, 86400, UAC, 86400, false);

	session_timer_init(&timer, 100);
	for (in.min_se_s = 101; in.min_se_s < 103; in.min_se_s++)
		CHECK(session_timer_too_small(&timer, &in));
	CHECK(!session_timer_too_small(&timer, &in));	/* twice is enough */
	session_timer_answered(&timer, &in, NOW);
	CHECK(session_timer_too_small(&timer, &in));	/* of each request */

	session_timer_init(&timer, 0);
	CHECK(!session_timer_too_small(&timer, &in));
}

struct ask_row {
	const char *name;
	uint32_t interval;	/* what is agreed; 0 none */
	bool ours;
	uint32_t expires, min_se;
	uint8_t refresher;
	bool supported;
	unsigned status;
	uint32_t says;
	uint8_t who;
	uint32_t min_says;
};

/* RFC 4028 9, table 2, and around it. */
static const struct ask_row ask_rows[] = {
	{ "open, cannot", 0, 0, 600, 0, NONE, false, 0, 600, UAS, 0 },
	{ "uac, cannot", 0, 0, 600, 0, UAC, false, 0, 600, UAS, 0 },
	{ "open, can", 0, 0, 600, 0, NONE, true, 0, 600, UAS, 0 },
	{ "open, ours", 600, true, 600, 0, NONE, true, 0, 600, UAS, 0 },
	{ "open, theirs", 600, false, 600, 0, NONE, true, 0, 600, UAC, 0 },
	{ "uac", 600, true, 600, 90, UAC, true, 0, 600, UAC, 0 },
	{ "uas", 600, false, 600, 90, UAS, true, 0, 600, UAS, 0 },
	{ "too small", 0, 0, 89, 0, UAC, true, 422, 0, NONE, 90 },
	{ "smallest", 0, 0, 90, 0, UAC, true, 0, 90, UAC, 0 },
	{ "too small, cannot", 0, 0, 89, 0, NONE, false, 0, 89, UAS, 0 },
	{ "none asked, ours", 600, true, 0, 0, NONE, true, 0, 600, UAS, 0 },
	{ "none asked, theirs", 600, false, 0, 0, NONE, true, 0, 600, UAS, 0 },
	{ "none asked, none", 0, 0, 0, 0, NONE, true, 0, 0, NONE, 0 },
	{ "Min-SE alone", 600, true, 0, 1200, NONE, true, 0, 1200, UAS, 0 },
	{ "Min-SE of days", 600, true, 0, 100000, NONE, true, 0, 0, NONE, 0 },
};

TEST(asked)
{
	for (size_t i = 0; i < CHECK_ROWS(ask_rows); i++) {
		const struct ask_row *row = &ask_rows[i];
		struct session_timer timer;
		struct session_fields out, agreed = {
			.expires_s = row->interval,
			.refresher = row->ours ? UAC : UAS
		}, in = {
			.expires_s = row->expires, .min_se_s = row->min_se,
			.refresher = row->refresher,
			.supported = row->supported
		};

		check_row(row->name);
		session_timer_init(&timer, 0);
		session_timer_answered(&timer, &agreed, NOW);
		CHECK_INT(session_timer_asked(&timer, &in, &out), row->status);
		check_fields(&out, row->says, row->who, row->min_says,
		    row->who == UAC);
		if (row->status)
			continue;
		session_timer_accepted(&timer, &out, NOW + 5000);
		CHECK_INT(timer.ours, row->who != UAC);
		CHECK_INT(timer.dead_ms != 0, row->says != 0);
		CHECK_INT(timer.refresh_ms != 0, row->says && row->who == UAS);
	}
}

/* A refusal tells that a phone lives which never asked for a timer. */
TEST(alive)
{
	struct session_timer timer;
	struct session_fields none = { .expires_s = 0 };
	struct session_fields agreed = { .expires_s = 1800,
	    .refresher = SESSION_REFRESHER_UAC };

	session_timer_init(&timer, 1800);
	session_timer_answered(&timer, &none, 1000);
	CHECK_INT(timer.refresh_ms, 901000);
	session_timer_sent(&timer);
	CHECK(session_timer_alive(&timer, 901000));
	CHECK_INT(timer.refresh_ms, 901000 + 900000);
	CHECK_INT(timer.dead_ms, 901000 + 1768000);

	session_timer_answered(&timer, &agreed, 1000);
	session_timer_sent(&timer);
	CHECK(!session_timer_alive(&timer, 901000));
	CHECK_INT(timer.refresh_ms, 0);
	CHECK_INT(timer.dead_ms, 1769000);
}

int
main(void)
{
	RUN(first_request);
	RUN(answers);
	RUN(next_request);
	RUN(failed);
	RUN(too_small);
	RUN(asked);
	RUN(alive);
	return check_done();
}
