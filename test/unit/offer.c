/*
 * The session descriptions that we send.
 */
#include "../../lib/offer.c"

#include <stdlib.h>

#include "../../lib/mem.h"
#include "check.h"

#define HEAD "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
#define SDP(text) text, sizeof(text) - 1

TEST(offer)
{
	struct buf out = BUF_INIT;

	offer_write(&out, OFFER_INACTIVE, "192.0.2.1", 1, 2);
	CHECK_STR(buf_text(&out), HEAD "t=0 0\r\n"
	    "m=audio 9 RTP/AVP 0 8 101\r\n"
	    "a=rtpmap:0 PCMU/8000\r\n"
	    "a=rtpmap:8 PCMA/8000\r\n"
	    "a=rtpmap:101 telephone-event/8000\r\n"
	    "a=fmtp:101 0-15\r\n"
	    "a=inactive\r\n");
	buf_clear(&out);
	offer_write(&out, OFFER_NO_MEDIA, "192.0.2.1", 1, 2);
	CHECK_STR(buf_text(&out), HEAD "t=0 0\r\n");
	buf_release(&out);
}

TEST(offer_ipv6)
{
	struct buf out = BUF_INIT;

	offer_write(&out, OFFER_NO_MEDIA, "2001:db8::1", UINT64_MAX,
	    UINT64_MAX);
	CHECK_STR(buf_text(&out), "v=0\r\n"
	    "o=- 9223372036854775807 9223372036854775807 IN IP6 2001:db8::1\r\n"
	    "s=-\r\nc=IN IP6 2001:db8::1\r\nt=0 0\r\n");
	buf_release(&out);
}

struct answer_row {
	const char *name, *offer;
	size_t len;
	const char *want;	/* behind HEAD; NULL: refused */
};

static const struct answer_row answer_rows[] = {
	{ "audio", SDP("v=0\r\no=x 7 7 IN IP4 a\r\ns=-\r\nt=0 0\r\n"
	    "m=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 opus/48000/2\r\n"
	    "a=fmtp:96 useinbandfec=1\r\na=sendrecv\r\n"),
	    "t=0 0\r\nm=audio 9 RTP/AVP 0 96\r\na=inactive\r\n"
	    "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n" },
	{ "LF alone, no end", SDP("v=0\nt=0 0\nm=audio 4000 RTP/AVP 0"),
	    "t=0 0\r\nm=audio 9 RTP/AVP 0\r\na=inactive\r\n" },
	{ "CR alone", SDP("v=0\rm=audio 4000 RTP/AVP 0\r"),
	    "t=0 0\r\nm=audio 9 RTP/AVP 0\r\na=inactive\r\n" },
	{ "no media", SDP("v=0\r\n"), "t=0 0\r\n" },
	{ "time", SDP("v=0\r\nt=3724394400 3724398000\r\n"),
	    "t=3724394400 3724398000\r\n" },
	{ "wrong time", SDP("v=0\r\nt=0 0\x01\r\nt=x 0\r\nt=\r\nt=1  2\r\n"
	    "t=0 7\r\n"), "t=0 7\r\n" },
	{ "order and refusal", SDP("v=0\r\n"
	    "m=video 1 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\n"
	    "m=audio 2 RTP/AVP 8\r\n"
	    "m=audio 3/2 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
	    "m=application 4 TCP/MSRP *\r\n"),
	    "t=0 0\r\nm=video 0 RTP/AVP 31\r\n"
	    "m=audio 9 RTP/AVP 8\r\na=inactive\r\n"
	    "m=audio 0 RTP/AVP 0\r\n"
	    "m=application 0 TCP/MSRP *\r\n" },
	{ "switched off", SDP("v=0\r\nm=audio 0 RTP/AVP 0\r\n"
	    "m=audio 00/3 RTP/AVP 0\r\nm=audio 5 RTP/AVP 8\r\n"),
	    "t=0 0\r\nm=audio 0 RTP/AVP 0\r\nm=audio 0 RTP/AVP 0\r\n"
	    "m=audio 9 RTP/AVP 8\r\na=inactive\r\n" },
	{ "secure", SDP("v=0\r\nm=audio 5 RTP/SAVP 0\r\n"
	    "m=AUDIO 5 rtp/avpf 8\r\n"),
	    "t=0 0\r\nm=audio 0 RTP/SAVP 0\r\n"
	    "m=AUDIO 9 rtp/avpf 8\r\na=inactive\r\n" },
	{ "blanks", SDP("v=0\r\nm=audio  5   RTP/AVP  0 8  \r\n"),
	    "t=0 0\r\nm=audio 9 RTP/AVP 0 8\r\na=inactive\r\n" },
	{ "attribute of the session", SDP("v=0\r\na=rtpmap:9 x\r\n"
	    "m=audio 5 RTP/AVP 0\r\n"),
	    "t=0 0\r\nm=audio 9 RTP/AVP 0\r\na=inactive\r\n" },
	{ "attribute with a control", SDP("v=0\r\nm=audio 5 RTP/AVP 0\r\n"
	    "a=rtpmap:0 \0x\r\na=fmtp:0 \xff\r\na=rtpmap:0 PCMU/8000\r\n"),
	    "t=0 0\r\nm=audio 9 RTP/AVP 0\r\na=inactive\r\n"
	    "a=rtpmap:0 PCMU/8000\r\n" },
	{ "empty", SDP(""), NULL },
	{ "no version", SDP("m=audio 5 RTP/AVP 0\r\n"), NULL },
	{ "version 1", SDP("v=1\r\nm=audio 5 RTP/AVP 0\r\n"), NULL },
	{ "version 00", SDP("v=00\r\n"), NULL },
	{ "blank line first", SDP("\r\nv=0\r\n"), NULL },
	{ "m alone", SDP("v=0\r\nm=\r\n"), NULL },
	{ "no port", SDP("v=0\r\nm=audio\r\n"), NULL },
	{ "no protocol", SDP("v=0\r\nm=audio 5\r\n"), NULL },
	{ "no format", SDP("v=0\r\nm=audio 5 RTP/AVP \r\n"), NULL },
	{ "port of letters", SDP("v=0\r\nm=audio x RTP/AVP 0\r\n"), NULL },
	{ "port too big", SDP("v=0\r\nm=audio 65536 RTP/AVP 0\r\n"), NULL },
	{ "huge port", SDP("v=0\r\nm=audio 99999999999999999999 RTP/AVP 0"),
	    NULL },
	{ "negative port", SDP("v=0\r\nm=audio -1 RTP/AVP 0\r\n"), NULL },
	{ "no count", SDP("v=0\r\nm=audio 5/ RTP/AVP 0\r\n"), NULL },
	{ "wrong count", SDP("v=0\r\nm=audio 5/x RTP/AVP 0\r\n"), NULL },
	{ "NUL in m", SDP("v=0\r\nm=audio 5 RTP/AVP 0\0\r\n"), NULL },
	{ "8-bit in m", SDP("v=0\r\nm=aud\xc3 5 RTP/AVP 0\r\n"), NULL },
	{ "tab in m", SDP("v=0\r\nm=audio\t5 RTP/AVP 0\r\n"), NULL },
	{ "second m wrong", SDP("v=0\r\nm=audio 5 RTP/AVP 0\r\nm=x\r\n"),
	    NULL },
	{ "NULs", SDP("\0\0\0\0"), NULL },
};

TEST(answers)
{
	for (size_t i = 0; i < sizeof(answer_rows) / sizeof(*answer_rows);
	    i++) {
		const struct answer_row *row = &answer_rows[i];
		char *offer = malloc(row->len ? row->len : 1);
		struct buf out = BUF_INIT;
		char want[1024] = "";

		check_row(row->name);
		memcpy(offer, row->offer, row->len);
		if (row->want)
			snprintf(want, sizeof(want), HEAD "%s", row->want);
		CHECK_INT(offer_answer(&out, offer, row->len, "192.0.2.1", 1,
		    2), row->want ? 0 : -1);
		CHECK_STR(buf_text(&out), want);
		buf_release(&out);
		free(offer);
	}
	struct buf out = BUF_INIT;
	CHECK_INT(offer_answer(&out, NULL, 0, "192.0.2.1", 1, 2), -1);
	buf_release(&out);
}

TEST(many_media)
{
	for (int count = MEDIA_MAX; count <= MEDIA_MAX + 1; count++) {
		struct buf offer = BUF_INIT, out = BUF_INIT;

		buf_puts(&offer, "v=0\r\n");
		for (int i = 0; i < count; i++)
			buf_puts(&offer, "m=audio 5 RTP/AVP 0\r\n");
		CHECK_INT(offer_answer(&out, offer.data, offer.len,
		    "192.0.2.1", 1, 2), count == MEDIA_MAX ? 0 : -1);
		buf_release(&offer);
		buf_release(&out);
	}
}

/* Our own answer is an offer that can be answered: nothing is lost. */
TEST(answer_to_answer)
{
	struct buf offer = BUF_INIT, out = BUF_INIT;

	offer_write(&offer, OFFER_INACTIVE, "192.0.2.1", 1, 2);
	CHECK_INT(offer_answer(&out, offer.data, offer.len, "192.0.2.1", 1, 2),
	    0);
	CHECK_INT(out.len, offer.len);
	buf_release(&offer);
	buf_release(&out);
}

TEST(no_memory)
{
	for (int n = 0; n < 6; n++) {
		struct buf out = BUF_INIT;

		mem_fail_after(n);
		offer_write(&out, OFFER_INACTIVE, "192.0.2.1", 1, 2);
		offer_answer(&out, answer_rows[0].offer, answer_rows[0].len,
		    "192.0.2.1", 1, 2);
		CHECK_INT(buf_ok(&out), n >= 4);
		mem_fail_after(-1);
		buf_release(&out);
	}
}

int
main(void)
{
	RUN(offer);
	RUN(offer_ipv6);
	RUN(answers);
	RUN(many_media);
	RUN(answer_to_answer);
	RUN(no_memory);
	return check_done();
}
