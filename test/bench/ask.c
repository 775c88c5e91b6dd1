/*
 * What a phone in the Invite flow asks by itself: re-INVITE, UPDATE, INFO,
 * OPTIONS, REFER; repeated until answered, and after a 491 tried again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "pair.h"
#include "rnd.h"
#include "talk.h"
#include "total.h"

#define T1_MS 500
#define T2_MS 4000
#define GIVE_UP (32 * SEC)
#define TRIES 4
#define BUSY_MS 50		/* until a move is tried again */

#define TALK_OF(t, member) \
	((struct talk *)(void *)((char *)(t) - offsetof(struct talk, member)))

static const char offers[] =
	"Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, REFER, "
	"NOTIFY\r\nContent-Type: application/sdp\r\n";
static const char offers_not[] =
	"Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, REFER, "
	"NOTIFY\r\n";

bool ask_busy(const struct asked *a)
{
	return a->method && !a->code;
}

static void send_ask(const struct talk *t, const struct asked *a)
{
	char text[MEDIA_TEXT], extra[256];
	const struct leg *l = t->leg;

	if (a->said.version) {
		leg_request(l, t->d, a->method, a->cseq, offers,
			    media_text(text, l->id, t->d, &a->said));
	} else if (a->kind == MOVE_INFO) {
		leg_request(l, t->d, a->method, a->cseq,
			    "Content-Type: application/dtmf-relay\r\n",
			    "Signal=5\r\nDuration=160\r\n");
	} else if (a->kind == MOVE_REFER) {
		snprintf(extra, sizeof(extra), "Refer-To: <sip:t%u@%s>\r\n",
			 l->number, opt.domain);
		leg_request(l, t->d, a->method, a->cseq, extra, NULL);
	} else {
		leg_request(l, t->d, a->method, a->cseq, offers_not, NULL);
	}
}

static void begin(struct talk *t, struct asked *a, enum move_kind kind,
		  const char *method)
{
	memset(a, 0, sizeof(*a));
	a->method = method;
	a->kind = kind;
	a->cseq = ++t->leg->d[t->d].cseq;
	a->at = now;
	a->wait = T1_MS;
	total.asked[kind]++;
}

static void ask_invite(struct talk *t, enum move_kind kind)
{
	struct asked *a = &t->inv;

	t->inv_was = *a;
	begin(t, a, kind, "INVITE");
	if (kind == MOVE_HOLD)
		t->hold = true;
	else if (kind == MOVE_RESUME)
		t->hold = false;
	if (kind != MOVE_EMPTY)
		a->said = talk_offer(t);
	if (kind == MOVE_CANCEL) {
		a->cancel = true;
		t->leg->pair->cancelled = true;
	}
	send_ask(t, a);
	wheel_set(&t->t_inv, now + T1_MS * MS);
}

static void ask_other(struct talk *t, enum move_kind kind)
{
	static const char *const methods[MOVE_COUNT] = {
		[MOVE_INFO] = "INFO", [MOVE_UPDATE] = "UPDATE",
		[MOVE_REFRESH] = "UPDATE", [MOVE_OPTIONS] = "OPTIONS",
		[MOVE_REFER] = "REFER",
	};
	struct asked *a = &t->other;

	begin(t, a, kind, methods[kind]);
	if (kind == MOVE_UPDATE)
		a->said = talk_offer(t);
	send_ask(t, a);
	wheel_set(&t->t_other, now + T1_MS * MS);
}

static bool invites(enum move_kind kind)
{
	return kind <= MOVE_CANCEL;
}

/* An offer of ours has to wait (RFC 3261 14.1, RFC 3311 5.1). */
static bool must_wait(const struct talk *t, enum move_kind kind)
{
	const struct dialog *d = &t->leg->d[t->d];

	if (!invites(kind) && ask_busy(&t->other))
		return true;
	if (!invites(kind) && kind != MOVE_UPDATE)
		return false;
	return !d->acked || ask_busy(&t->inv) ||
		(t->in.cseq && !t->in.acked) ||
		(ask_busy(&t->other) && t->other.said.version);
}

void ask_move(struct timer *timer)
{
	struct talk *t = TALK_OF(timer, t_move);
	const struct mood *m = &t->leg->mood;

	if (talk_over(t) || t->imove >= m->nmoves)
		return;
	enum move_kind kind = (enum move_kind)m->moves[t->imove].kind;
	if (must_wait(t, kind)) {
		wheel_set(timer, now + BUSY_MS * MS);
		return;
	}
	t->tries = 0;
	if (invites(kind))
		ask_invite(t, kind);
	else
		ask_other(t, kind);
	pair_touch(t->leg);
	t->imove++;
	talk_start(t);
}

/* --- repetitions --- */

/* Returns false when it is time to give up. */
static bool repeat(struct talk *t, struct asked *a, struct timer *timer)
{
	if (now - a->at >= (a->progress ? 2 : 1) * GIVE_UP)
		return false;
	if (t->leg->peer.conn < 0 && (!a->progress || a != &t->inv)) {
		COUNT(dup_asks);
		send_ask(t, a);
	}
	if (a->cancel && a->progress)
		leg_request(t->leg, t->d, "CANCEL", a->cseq, NULL, NULL);
	a->wait = a->wait * 2;
	if (a != &t->inv && a->wait > T2_MS)
		a->wait = T2_MS;
	wheel_set(timer, now + a->wait * MS);
	return true;
}

/* The timer repeats an INVITE without an answer, and after a 491 begins
 * another. */
void ask_invite_again(struct timer *timer)
{
	struct talk *t = TALK_OF(timer, t_inv);

	if (ask_busy(&t->inv)) {
		if (!repeat(t, &t->inv, timer))
			bye_now(t->leg);
		return;
	}
	if (talk_over(t))
		return;
	if (must_wait(t, MOVE_HOLD))
		wheel_set(timer, now + BUSY_MS * MS);
	else
		ask_invite(t, t->inv.kind);
}

void ask_other_again(struct timer *timer)
{
	struct talk *t = TALK_OF(timer, t_other);

	if (ask_busy(&t->other) && !repeat(t, &t->other, timer))
		bye_now(t->leg);
}

/* --- replies --- */

static void acknowledge(const struct talk *t, const struct asked *a)
{
	char text[MEDIA_TEXT];

	if (a->code >= 300)
		leg_request(t->leg, t->d, "ACK", a->cseq, NULL, NULL);
	else
		leg_ack(t->leg, t->d, a->cseq, a->ack.version ?
			media_text(text, t->leg->id, t->d, &a->ack) : NULL);
}

static void agreed(struct talk *t, struct asked *a, const struct msg *m)
{
	struct heard h;

	if (!talk_hear(t, &h, m)) {
		total.no_answer++;
		fprintf(stderr, "callgen: call %u: 200 to %s without SDP\n",
			t->leg->number, a->method);
	} else if (a->said.version) {
		talk_answered(t, &a->said, &h);
	} else {
		talk_offered(t, &h);
		a->ack = talk_reply(t, &h);
		talk_agree(t, &a->ack, &h);
	}
}

/* What a refusal is followed by. */
static void refused(struct talk *t, const struct asked *a)
{
	struct rnd r;

	if (a->code == 491 || a->code == 500)
		total.asked_again++;
	if (talk_over(t))
		return;
	if (a->code == 481 || a->code == 408) {
		bye_now(t->leg);
		return;
	}
	if (a != &t->inv || (a->code != 491 && a->code != 500) ||
	    ++t->tries >= TRIES)
		return;
	/* RFC 3261 14.1: not the owner of the Call-ID */
	rnd_seed(&r, t->leg->id, a->cseq);
	wheel_set(&t->t_inv, now + rnd_below(&r, 2000) * MS);
}

static void invite_answered(struct talk *t, const struct msg *m)
{
	struct asked *a = &t->inv;

	if (m->cseq == t->inv_was.cseq && t->inv_was.code && m->code >= 200) {
		acknowledge(t, &t->inv_was);
		return;
	}
	if (!a->method || m->cseq != a->cseq)
		return;
	if (a->code) {
		if (m->code >= 200)
			acknowledge(t, a);
		return;
	}
	if (m->code < 200) {
		if (a->cancel && !a->progress)
			leg_request(t->leg, t->d, "CANCEL", a->cseq, NULL,
				    NULL);
		a->progress = true;
		return;
	}
	wheel_clear(&t->t_inv);
	a->code = m->code;
	if (m->code < 300) {
		total.asked_ok[a->kind]++;
		agreed(t, a, m);
	}
	acknowledge(t, a);
	if (m->code >= 300)
		refused(t, a);
}

void ask_answered(struct leg *l, const struct msg *m)
{
	int d = leg_reply_dialog(l, m);
	struct talk *t = d < 0 ? NULL : l->d[d].talk;

	if (!t || m->method == M_CANCEL)
		return;
	if (m->method == M_INVITE) {
		invite_answered(t, m);
		return;
	}
	struct asked *a = &t->other;
	if (!ask_busy(a) || m->cseq != a->cseq)
		return;
	if (m->code < 200) {
		a->progress = true;
		return;
	}
	wheel_clear(&t->t_other);
	a->code = m->code;
	if (m->code >= 300) {
		refused(t, a);
		return;
	}
	total.asked_ok[a->kind]++;
	if (a->said.version)
		agreed(t, a, m);
}
