/*
 * The messages of a leg.
 */
#include "leg.h"

#include <stdio.h>
#include <string.h>

#include "options.h"
#include "talk.h"
#include "total.h"

static int port;
static char mark[24];

static const char sdp[] =
	"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
	"t=0 0\r\nm=audio 40000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
	"a=rtpmap:101 telephone-event/8000\r\n";

static const struct {
	int code;
	const char *text;
} reasons[] = {
	{100, "Trying"}, {180, "Ringing"}, {183, "Session Progress"},
	{200, "OK"}, {202, "Accepted"}, {302, "Moved Temporarily"},
	{401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
	{405, "Method Not Allowed"},
	{407, "Proxy Authentication Required"}, {410, "Gone"},
	{420, "Bad Extension"}, {480, "Temporarily Unavailable"},
	{421, "Extension Required"},
	{481, "Call/Transaction Does Not Exist"}, {486, "Busy Here"},
	{487, "Request Terminated"}, {488, "Not Acceptable Here"},
	{491, "Request Pending"},
	{500, "Server Internal Error"}, {501, "Not Implemented"},
	{502, "Bad Gateway"}, {503, "Service Unavailable"},
	{603, "Decline"},
};

static const char *reason(int code)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].code == code)
			return reasons[i].text;
	}
	return "Unknown";
}

void leg_init(int p)
{
	port = p;
	snprintf(mark, sizeof(mark), "%llx",
		 (unsigned long long)clock_read());
}

const char *leg_tag(const struct leg *l, int d, char *buf, size_t size)
{
	snprintf(buf, size, "%s-%u-%d", mark, l->id, d);
	return buf;
}

int leg_dialog(const struct leg *l, struct slice tag)
{
	char buf[64];

	for (int d = 0; d < LEG_DIALOGS; d++) {
		leg_tag(l, d, buf, sizeof(buf));
		if (tag.n == strlen(buf) && !memcmp(tag.p, buf, tag.n))
			return d;
	}
	return -1;
}

static void put_length(struct out *o, const char *body)
{
	put(o, "Content-Length: ");
	put_uint(o, body ? strlen(body) : 0);
	put(o, "\r\n\r\n");
	if (body)
		put(o, body);
}

static void put_line(struct out *o, const char *name, struct slice v)
{
	put(o, name);
	put_slice(o, v);
	put(o, "\r\n");
}

static void put_contact(struct out *o, const struct leg *l)
{
	put(o, "Contact: <sip:");
	put(o, (const char *const[]){"a", "b", "t", "u"}[l->role]);
	put_uint(o, l->number);
	put(o, "@127.0.0.1:");
	put_uint(o, (unsigned long)port);
	put(o, l->peer.conn >= 0 ? ";transport=tcp>\r\n" : ">\r\n");
}

static struct out reply_begin(const struct head *h, int code, const char *tag)
{
	struct out o = wire_begin();

	put(&o, "SIP/2.0 ");
	put_uint(&o, (unsigned long)code);
	put(&o, " ");
	put(&o, reason(code));
	put(&o, "\r\n");
	put_slice(&o, h->via);
	put_line(&o, "From: ", h->from);
	put(&o, "To: ");
	put_slice(&o, h->to);
	if (tag && !memmem(h->to.p, h->to.n, ";tag=", 5)) {
		put(&o, ";tag=");
		put(&o, tag);
	}
	put(&o, "\r\n");
	put_line(&o, "Call-ID: ", h->call_id);
	put_line(&o, "CSeq: ", h->cseq);
	return o;
}

void reply(const struct head *h, const struct peer *peer, int code,
	   const char *tag, const char *extra)
{
	struct out o = reply_begin(h, code, tag);

	if (extra)
		put(&o, extra);
	put_length(&o, NULL);
	wire_send(&o, peer);
}

void leg_reply(const struct leg *l, const struct head *h, int code, int d,
	       const char *extra)
{
	char tag[64];

	leg_tag(l, d, tag, sizeof(tag));
	struct out o = reply_begin(h, code, tag);
	if (code < 300)
		put_contact(&o, l);
	if (extra)
		put(&o, extra);
	put_length(&o, NULL);
	wire_send(&o, &l->peer);
}

static void put_sdp(struct out *o, const char *body)
{
	put(o, opt.flow == FLOW_INVITE ?
	    "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, REFER, "
	    "NOTIFY\r\nSupported: timer\r\n" :
	    "Allow: INVITE, ACK, BYE, CANCEL, REFER, NOTIFY\r\n");
	if (body)
		put(o, "Content-Type: application/sdp\r\n");
	put_length(o, body);
}

void leg_reply_sdp(const struct leg *l, const struct head *h, int code, int d,
		   const char *extra, const char *body)
{
	char tag[64];

	leg_tag(l, d, tag, sizeof(tag));
	struct out o = reply_begin(h, code, tag);
	put_slice(&o, h->record);
	put_contact(&o, l);
	if (extra)
		put(&o, extra);
	put_sdp(&o, body);
	wire_send(&o, &l->peer);
}

void leg_answer(struct leg *l, int code, int d)
{
	char tag[64], buf[256], text[MEDIA_TEXT];
	const char *body = NULL;

	if (l->d[d].talk && (code == 200 || code == 183)) {
		body = talk_first(l->d[d].talk, text);
		leg_reply_sdp(l, &l->invite, code, d, NULL, body);
		l->code = code;
		return;
	}

	leg_tag(l, d, tag, sizeof(tag));
	struct out o = reply_begin(&l->invite, code, code > 100 ? tag : NULL);
	put_slice(&o, l->invite.record);
	if (code < 300)
		put_contact(&o, l);
	if (code == 200) {
		put(&o, "Allow: INVITE, ACK, BYE, CANCEL, REFER, NOTIFY\r\n"
		    "Content-Type: application/sdp\r\n");
		body = sdp;
	} else if (code == 302) {
		snprintf(buf, sizeof(buf), "Contact: <sip:%c%u@127.0.0.1:%d>"
			 "\r\n", "cdef"[l->role], l->number, port);
		put(&o, buf);
	} else if (code == 421) {
		put(&o, "Require: 100rel\r\n");
	} else if (code == 401 || code == 407) {
		put(&o, challenge(code, l->invite_cseq, buf, sizeof(buf)));
	}
	if (body && l->inactive) {
		put(&o, "Content-Length: ");
		put_uint(&o, sizeof(sdp) - 1 + strlen("a=inactive\r\n"));
		put(&o, "\r\n\r\n");
		put(&o, body);
		put(&o, "a=inactive\r\n");
	} else {
		put_length(&o, body);
	}
	wire_send(&o, &l->peer);
	l->code = code;
}

const char *challenge(int code, unsigned nonce, char *buf, size_t size)
{
	snprintf(buf, size, "%s-Authenticate: Digest realm=\"bench.test\", "
		 "nonce=\"%s%u\", algorithm=MD5, qop=\"auth\"\r\n",
		 code == 401 ? "WWW" : "Proxy", mark, nonce);
	return buf;
}

/* SUFFIX: for the branch, so that it is another transaction. */
static struct out request_begin(const struct leg *l, int d, const char *method,
				unsigned cseq, const char *suffix)
{
	bool tcp = l->peer.conn >= 0;
	struct out o = wire_begin();
	char tag[64];

	leg_tag(l, d, tag, sizeof(tag));
	put(&o, method);
	put(&o, " ");
	put(&o, l->target);
	put(&o, tcp ? " SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:" :
	    " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:");
	put_uint(&o, (unsigned long)port);
	put(&o, ";rport;branch=z9hG4bK");
	put(&o, tag);
	put(&o, "-");
	put_uint(&o, cseq);
	put(&o, suffix);
	put(&o, "\r\nMax-Forwards: 70\r\nFrom: ");
	put_slice(&o, l->invite.to);
	if (!memmem(l->invite.to.p, l->invite.to.n, ";tag=", 5)) {
		put(&o, ";tag=");
		put(&o, tag);
	}
	put(&o, "\r\n");
	put_line(&o, "To: ", l->invite.from);
	put_line(&o, "Call-ID: ", l->invite.call_id);
	put(&o, "CSeq: ");
	put_uint(&o, cseq);
	put(&o, " ");
	put(&o, method);
	put(&o, "\r\n");
	put_contact(&o, l);
	return o;
}

void leg_request(const struct leg *l, int d, const char *method,
		 unsigned cseq, const char *extra, const char *body)
{
	struct out o = request_begin(l, d, method, cseq, "");

	if (extra)
		put(&o, extra);
	put_length(&o, body);
	wire_send(&o, &l->peer);
}

void leg_ack(const struct leg *l, int d, unsigned cseq, const char *body)
{
	struct out o = request_begin(l, d, "ACK", cseq, "a");

	if (body)
		put(&o, "Content-Type: application/sdp\r\n");
	put_length(&o, body);
	wire_send(&o, &l->peer);
}

int leg_reply_dialog(const struct leg *l, const struct msg *m)
{
	const char *p = memmem(m->head.from.p, m->head.from.n, ";tag=", 5);

	if (!p)
		return -1;
	p += 5;
	const char *end = m->head.from.p + m->head.from.n;
	const char *semi = memchr(p, ';', (size_t)(end - p));
	return leg_dialog(l, (struct slice){
			  p, (size_t)((semi ? semi : end) - p)});
}
