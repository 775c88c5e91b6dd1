/*
 * SDP that goes from one dialog into another.
 */
#include "../../lib/sdp.c"

#include <stdlib.h>

#include "check.h"

#define IP "192.0.2.1"
#define O(version) "o=- 7 " version " IN IP4 192.0.2.1\r\n"
#define SESSION "s=x\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n"
#define AUDIO "m=audio 4000 RTP/AVP 0\r\na=sendrecv\r\n"
#define VIDEO "m=video 5000 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\n"
#define NO_AUDIO "m=audio 0 RTP/AVP 0\r\n"
#define NO_VIDEO "m=video 0 RTP/AVP 31\r\n"
#define THEIRS "v=0\r\no=bob 1 1 IN IP4 10.0.0.1\r\n"

static struct sdp_text
text(const char *at)
{
	return (struct sdp_text){ at, strlen(at) };
}

struct bad_row {
	const char *name, *at;
	size_t len;
};

#define SDP(literal) literal, sizeof(literal) - 1

static const struct bad_row bad_rows[] = {
	{ "nothing", SDP("") },
	{ "no version", SDP("o=- 1 1 IN IP4 a\r\ns=-\r\n") },
	{ "version 1", SDP("v=1\r\no=- 1 1 IN IP4 a\r\n") },
	{ "version 00", SDP("v=00\r\no=- 1 1 IN IP4 a\r\n") },
	{ "line before", SDP("\r\nv=0\r\no=- 1 1 IN IP4 a\r\n") },
	{ "no origin", SDP("v=0\r\ns=-\r\n") },
	{ "two origins", SDP("v=0\r\no=- 1 1 IN IP4 a\r\no=x\r\n") },
	{ "late origin", SDP("v=0\r\nm=audio 1 RTP/AVP 0\r\no=x\r\n") },
	{ "second late", SDP("v=0\r\no=x\r\nm=audio 1 RTP/AVP 0\r\no=x\r\n") },
	{ "NUL", SDP("v=0\r\no=x\r\ns=\0\r\n") },
	{ "NUL behind", SDP("v=0\r\no=x\r\n\0") },
	{ "CR alone", SDP("v=0\r\no=x\r\ns=a\rm=audio 1 RTP/AVP 0\r\n") },
	{ "CR CR LF", SDP("v=0\r\no=x\r\r\n") },
	{ "CR for all", SDP("v=0\ro=x\rs=-\r") },
	{ "m alone", SDP("v=0\r\no=x\r\nm=") },
	{ "no port", SDP("v=0\r\no=x\r\nm=audio\r\n") },
	{ "no protocol", SDP("v=0\r\no=x\r\nm=audio 1\r\n") },
	{ "no format", SDP("v=0\r\no=x\r\nm=audio 1 RTP/AVP  \r\n") },
	{ "port of letters", SDP("v=0\r\no=x\r\nm=audio x RTP/AVP 0\r\n") },
	{ "tab in m", SDP("v=0\r\no=x\r\nm=audio\t1 RTP/AVP 0\r\n") },
};

TEST(bad)
{
	for (size_t i = 0; i < CHECK_ROWS(bad_rows); i++) {
		const struct bad_row *row = &bad_rows[i];
		char *copy = malloc(row->len + 1);
		struct sdp_text in = { copy, row->len }, good = text(THEIRS);
		struct buf out = BUF_INIT;
		struct sdp_side side;

		check_row(row->name);
		memcpy(copy, row->at, row->len);
		/* No byte behind the text may be looked at. */
		in.at = copy = realloc(copy, row->len ? row->len : 1);
		sdp_side_init(&side, IP, 7);
		buf_puts(&out, "before");
		CHECK(!sdp_valid(&in, NULL));
		CHECK_INT(sdp_offer(&side, &in, &out), -1);
		CHECK_INT(sdp_answer(&side, &in, &good, &out), -1);
		CHECK_INT(sdp_answer(&side, &good, &in, &out), -1);
		CHECK_INT(sdp_refuse(&side, &in, &out), -1);
		CHECK_INT(sdp_keep(&side, &in, &out), -1);
		CHECK_INT(sdp_own(&side, &in), -1);
		CHECK_INT(side.version, 0);
		CHECK(!side.sent && !side.agreed);
		CHECK_STR(buf_text(&out), "before");
		buf_release(&out);
		sdp_side_release(&side);
		free(copy);
	}
	struct sdp_text none = { NULL, 0 };
	CHECK(!sdp_valid(&none, NULL));
}

TEST(limits)
{
	struct buf sdp = BUF_INIT;
	unsigned lines = 0;

	buf_puts(&sdp, THEIRS);
	for (int i = 0; i < SDP_MEDIA_MAX; i++)
		buf_puts(&sdp, "m=audio 1 RTP/AVP 0\r\n");
	struct sdp_text in = { sdp.data, sdp.len };
	CHECK(sdp_valid(&in, &lines));
	CHECK_INT(lines, SDP_MEDIA_MAX);
	buf_puts(&sdp, "m=audio 1 RTP/AVP 0\r\n");
	in = (struct sdp_text){ sdp.data, sdp.len };
	CHECK(!sdp_valid(&in, &lines));

	buf_clear(&sdp);
	buf_puts(&sdp, THEIRS "s=");
	while (sdp.len < SDP_MAX)
		buf_putc(&sdp, 'x');
	in = (struct sdp_text){ sdp.data, sdp.len };
	CHECK(sdp_valid(&in, NULL));
	buf_putc(&sdp, 'x');
	in.len++;
	CHECK(!sdp_valid(&in, NULL));
	buf_release(&sdp);
}

/* A row is one thing that is said; one dialog goes on from row to row. */
enum what { NEW, NEW6, OFFER, AGREED, ANSWER, REFRESH, HOLD, OWN, KEEP, REFUSE };

struct say_row {
	const char *name;
	enum what what;
	const char *text, *offer, *want;	/* want NULL: -1 */
};

static const struct say_row say_rows[] = {
	{ "the first", NEW, NULL, NULL, NULL },
	{ "nothing to repeat", REFRESH, NULL, NULL, NULL },
	{ "nothing to hold", HOLD, NULL, NULL, NULL },
	{ "offer", OFFER, THEIRS SESSION AUDIO, NULL,
	    "v=0\r\n" O("1") SESSION AUDIO },
	{ "the same again", OFFER, THEIRS SESSION AUDIO, NULL,
	    "v=0\r\n" O("1") SESSION AUDIO },
	{ "another origin, LF alone, empty lines", OFFER,
	    "v=0\no=eve 3 4 IN IP6 ::1\ns=x\nc=IN IP4 10.0.0.1\n\nt=0 0\n"
	    "m=audio 4000 RTP/AVP 0\n\r\na=sendrecv", NULL,
	    "v=0\r\n" O("1") SESSION AUDIO },
	{ "not agreed yet", REFRESH, NULL, NULL, NULL },
	{ "", AGREED, NULL, NULL, NULL },
	{ "refresh", REFRESH, NULL, NULL, "v=0\r\n" O("1") SESSION AUDIO },
	{ "more media", OFFER, THEIRS SESSION AUDIO VIDEO, NULL,
	    "v=0\r\n" O("2") SESSION AUDIO VIDEO },
	{ "which was refused: what was before", REFRESH, NULL, NULL,
	    "v=0\r\n" O("3") SESSION AUDIO NO_VIDEO },
	{ "and once more", OFFER, THEIRS SESSION AUDIO VIDEO, NULL,
	    "v=0\r\n" O("4") SESSION AUDIO VIDEO },
	{ "", AGREED, NULL, NULL, NULL },
	{ "less media", OFFER, THEIRS SESSION AUDIO, NULL,
	    "v=0\r\n" O("5") SESSION AUDIO NO_VIDEO },
	{ "", AGREED, NULL, NULL, NULL },
	{ "no media", OFFER, THEIRS "s=y\r\nt=0 0\r\n", NULL,
	    "v=0\r\n" O("6") "s=y\r\nt=0 0\r\n" NO_AUDIO
	    "c=IN IP4 192.0.2.1\r\n" NO_VIDEO "c=IN IP4 192.0.2.1\r\n" },

	{ "answers", NEW6, NULL, NULL, NULL },
	{ "as many lines", ANSWER, THEIRS SESSION AUDIO,
	    THEIRS SESSION "m=audio 9 RTP/AVP 0 8\r\n",
	    "v=0\r\no=- 8 1 IN IP6 ::1\r\n" SESSION AUDIO },
	{ "unchanged", ANSWER, "v=0\no=x\n" SESSION AUDIO,
	    THEIRS "m=audio 9 RTP/AVP 0 8\r\n",
	    "v=0\r\no=- 8 1 IN IP6 ::1\r\n" SESSION AUDIO },
	{ "too many", ANSWER, THEIRS SESSION VIDEO AUDIO NO_VIDEO,
	    THEIRS "m=video 1 RTP/AVP 31\r\n",
	    "v=0\r\no=- 8 2 IN IP6 ::1\r\n" SESSION VIDEO },
	{ "too few", ANSWER, THEIRS SESSION AUDIO,
	    THEIRS AUDIO "m=video  7/2  RTP/AVP  31 96\r\na=x\r\n"
	    "m=text 7 TCP *\r\n",
	    "v=0\r\no=- 8 3 IN IP6 ::1\r\n" SESSION AUDIO
	    "m=video 0 RTP/AVP 31 96\r\nm=text 0 TCP *\r\n" },
	{ "none of it", ANSWER, THEIRS SESSION AUDIO, THEIRS SESSION,
	    "v=0\r\no=- 8 4 IN IP6 ::1\r\n" SESSION },
	{ "keep", KEEP, NULL, THEIRS VIDEO,
	    "v=0\r\no=- 8 5 IN IP6 ::1\r\n" SESSION NO_VIDEO },
	{ "refuse", REFUSE, NULL, THEIRS "t=1 2\r\nt=3 4\r\n" VIDEO AUDIO,
	    "v=0\r\no=- 8 6 IN IP6 ::1\r\ns=-\r\nc=IN IP6 ::1\r\n"
	    "t=1 2\r\n" NO_VIDEO NO_AUDIO },

	{ "nothing to keep", NEW, NULL, NULL, NULL },
	{ "refuse", KEEP, NULL, THEIRS AUDIO "t=1 2\r\n",
	    "v=0\r\n" O("1") "s=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
	    NO_AUDIO },

	{ "hold", NEW, NULL, NULL, NULL },
	{ "own", OWN, "v=0\r\no=- 7 41 IN IP4 192.0.2.1\r\n" SESSION
	    "a=sendonly\r\n" AUDIO VIDEO, NULL, "" },
	{ "", AGREED, NULL, NULL, NULL },
	{ "hold", HOLD, NULL, NULL, "v=0\r\n" O("42") SESSION
	    "a=inactive\r\nm=audio 4000 RTP/AVP 0\r\na=inactive\r\n"
	    VIDEO "a=inactive\r\n" },
	{ "", AGREED, NULL, NULL, NULL },
	{ "held already", HOLD, NULL, NULL, "v=0\r\n" O("42") SESSION
	    "a=inactive\r\nm=audio 4000 RTP/AVP 0\r\na=inactive\r\n"
	    VIDEO "a=inactive\r\n" },
	{ "a blank behind it", OFFER, THEIRS "m=audio 1 RTP/AVP 0\r\n"
	    "a=recvonly \r\na=sendonlyx\r\na=x\r\n"
	    "m=video 1 RTP/AVP 31\r\na=sendonly\r\n", NULL,
	    "v=0\r\n" O("43") "m=audio 1 RTP/AVP 0\r\na=recvonly \r\n"
	    "a=sendonlyx\r\na=x\r\nm=video 1 RTP/AVP 31\r\na=sendonly\r\n" },
	{ "", AGREED, NULL, NULL, NULL },
	{ "more that is refused", OFFER, THEIRS AUDIO VIDEO AUDIO, NULL,
	    "v=0\r\n" O("44") AUDIO VIDEO AUDIO },
	{ "hold", HOLD, NULL, NULL, "v=0\r\n" O("45") "m=audio 1 RTP/AVP 0\r\n"
	    "a=sendonlyx\r\na=x\r\na=inactive\r\n"
	    "m=video 1 RTP/AVP 31\r\na=inactive\r\n"
	    NO_AUDIO "c=IN IP4 192.0.2.1\r\n" },
	{ "no media", NEW, NULL, NULL, NULL },
	{ "own", OWN, THEIRS SESSION, NULL, "" },
	{ "", AGREED, NULL, NULL, NULL },
	{ "hold", HOLD, NULL, NULL, "v=0\r\n" O("1") SESSION },
	{ "a version that is none", OWN, "v=0\r\no=- 7 x\r\ns=2\r\n", NULL,
	    "" },
	{ "next", OFFER, THEIRS SESSION, NULL, "v=0\r\n" O("2") SESSION },
	{ "opaque", OFFER, THEIRS "s=\xff\x01\r\n m=x\r\nrubbish\r\n=\r\n"
	    "a=group:BUNDLE 0 1\r\nv=0\r\n", NULL, "v=0\r\n" O("3")
	    "s=\xff\x01\r\n m=x\r\nrubbish\r\n=\r\na=group:BUNDLE 0 1\r\n" },
};

static int
say(struct sdp_side *side, const struct say_row *row, struct buf *out)
{
	struct sdp_text in = text(row->text ? row->text : "");
	struct sdp_text offer = text(row->offer ? row->offer : "");

	switch (row->what) {
	case OFFER:
		return sdp_offer(side, &in, out);
	case ANSWER:
		return sdp_answer(side, &in, &offer, out);
	case REFRESH:
		return sdp_refresh(side, out);
	case HOLD:
		return sdp_hold(side, out);
	case OWN:
		return sdp_own(side, &in);
	case KEEP:
		return sdp_keep(side, &offer, out);
	case REFUSE:
		return sdp_refuse(side, &offer, out);
	default:
		return 0;
	}
}

/* NEW, NEW6 or AGREED? */
static bool
prepare(struct sdp_side *side, const struct say_row *row)
{
	switch (row->what) {
	case NEW:
		sdp_side_release(side);
		sdp_side_init(side, IP, 7);
		return true;
	case NEW6:
		sdp_side_release(side);
		sdp_side_init(side, "::1", UINT64_C(1) << 63 | 8);
		return true;
	case AGREED:
		sdp_agreed(side);
		return true;
	default:
		return false;
	}
}

/* Long m= lines, each in a slot where the next offer has none. */
TEST(no_growth)
{
	struct sdp_side side;
	bool refused = false;

	sdp_side_init(&side, "192.0.2.1", 7);
	for (int last = SDP_MEDIA_MAX - 1; last >= 0; last--) {
		struct buf sdp = BUF_INIT, out = BUF_INIT;

		buf_puts(&sdp, THEIRS);
		for (int i = 0; i < last; i++)
			buf_puts(&sdp, "m=audio 1 RTP/AVP 0\r\n");
		buf_puts(&sdp, "m=audio 1 RTP/AVP");
		while (sdp.len < SDP_MAX - 8)
			buf_puts(&sdp, " 96");
		buf_puts(&sdp, "\r\n");
		struct sdp_text in = { sdp.data, sdp.len };
		if (sdp_offer(&side, &in, &out) == -1)
			refused = true;
		else
			sdp_agreed(&side);
		CHECK(out.len < 3 * SDP_MAX);
		buf_release(&sdp);
		buf_release(&out);
	}
	CHECK(refused);
	sdp_side_release(&side);
}

TEST(says)
{
	struct sdp_side side = { .ip = IP };

	for (size_t i = 0; i < CHECK_ROWS(say_rows); i++) {
		const struct say_row *row = &say_rows[i];
		struct buf out = BUF_INIT;
		char want[2048];

		check_row(row->name);
		if (prepare(&side, row))
			continue;
		buf_puts(&out, "before");
		snprintf(want, sizeof(want), "before%s",
		    row->want ? row->want : "");
		CHECK_INT(say(&side, row, &out), row->want ? 0 : -1);
		CHECK_STR(buf_text(&out), want);
		buf_release(&out);
	}
	sdp_side_release(&side);
}

/* Each allocation of each row fails once; then it goes on as if nothing was. */
TEST(no_memory)
{
	struct sdp_side side = { .ip = IP };

	for (size_t i = 0; i < CHECK_ROWS(say_rows); i++) {
		const struct say_row *row = &say_rows[i];
		int done = -1;

		check_row(row->name);
		if (prepare(&side, row) || !row->want)
			continue;
		for (long n = 0; done == -1 && n < 50; n++) {
			uint64_t version = side.version;
			struct buf out = BUF_INIT;
			char want[2048];

			snprintf(want, sizeof(want), "before%s", row->want);
			buf_puts(&out, "before");
			mem_fail_after(n);
			done = say(&side, row, &out);
			mem_fail_after(-1);
			if (done == -1)
				CHECK_INT(side.version, version);
			CHECK_STR(buf_text(&out), done ? "before" : want);
			buf_release(&out);
		}
		CHECK_INT(done, 0);
	}
	sdp_side_release(&side);
}

int
main(void)
{
	RUN(bad);
	RUN(limits);
	RUN(no_growth);
	RUN(says);
	RUN(no_memory);
	return check_done();
}
