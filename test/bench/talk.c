/*
 * What the server asks of a phone in a dialog, and what was agreed there.
 * Judged as well: the o= line and the number of media lines (RFC 3264 8).
 */
#include "talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "pair.h"
#include "total.h"

#define T1_MS 500
#define T2_MS 4000
#define GIVE_UP (32 * SEC)
#define COMPLAINTS 20

static unsigned complaints;

static void complain(const struct talk *t, const char *what)
{
	if (complaints++ < COMPLAINTS)
		fprintf(stderr, "callgen: call %u, %.*s: %s\n",
			t->leg->number, (int)t->leg->invite.call_id.n,
			t->leg->invite.call_id.p, what);
}

bool talk_over(const struct talk *t)
{
	const struct dialog *d = &t->leg->d[t->d];

	return d->bye_in || d->bye_out;
}

/* A new SDP of ours with that many lines. */
static struct said say(struct talk *t, unsigned lines, enum direction d)
{
	struct said s = {.version = ++t->versions, .direction = (uint8_t)d};

	if (lines < 1)
		lines = 1;
	s.lines = (uint8_t)lines;
	s.video = lines > 1 && t->leg->mood.video;
	return s;
}

struct said talk_reply(struct talk *t, const struct heard *h)
{
	struct said s = say(t, h->lines, media_answer(
			    (enum direction)h->direction, t->hold));

	s.video = s.video && h->video;
	return s;
}

struct said talk_offer(struct talk *t)
{
	unsigned own = t->leg->mood.video ? 2 : 1;

	return say(t, t->lines > own ? t->lines : own, t->hold ?
		   DIR_SENDONLY : DIR_SENDRECV);
}

/* Within a dialog the session stays, and what changes counts on. */
static void judge_origin(struct talk *t, const struct heard *h)
{
	const struct heard *was = &t->last;

	if (was->lines) {
		bool same = h->text == was->text;
		bool right = h->session == was->session &&
			(h->o_version > was->o_version ||
			 (same && h->o_version == was->o_version));
		if (!opt.random && h->o_version > was->o_version + 1)
			right = false;
		if (!right) {
			total.bad_origin++;
			complain(t, "wrong o= line");
		}
	}
	t->last = *h;
}

bool talk_hear(struct talk *t, struct heard *h, const struct msg *m)
{
	if (!media_read(h, m->body))
		return false;
	judge_origin(t, h);
	return true;
}

void talk_agree(struct talk *t, const struct said *s, const struct heard *h)
{
	t->local = *s;
	t->remote = *h;
	t->lines = s->lines > h->lines ? s->lines : h->lines;
	t->agreed = true;
}

void talk_answered(struct talk *t, const struct said *s,
		   const struct heard *h)
{
	if (h->lines != s->lines) {
		total.bad_lines++;
		complain(t, "answer with another number of media lines");
	}
	talk_agree(t, s, h);
}

void talk_offered(const struct talk *t, const struct heard *h)
{
	if (h->lines >= t->lines)
		return;
	total.bad_lines++;
	complain(t, "offer with fewer media lines than agreed");
}

/* --- the first INVITE --- */

static void in_again(struct timer *timer);

struct talk *talk_open(struct leg *l, int d)
{
	struct talk *t = l->d[d].talk;

	if (t)
		return t;
	t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	l->d[d].talk = t;
	t->leg = l;
	t->d = d;
	t->t_in.fire = in_again;
	t->t_inv.fire = ask_invite_again;
	t->t_other.fire = ask_other_again;
	t->t_move.fire = ask_move;
	if (l->offered) {
		t->last = l->offer;
		t->first = talk_reply(t, &l->offer);
		talk_agree(t, &t->first, &l->offer);
	} else if (l->mood.answer != ANSWER_EMPTY) {
		t->first_offered = true;
		t->first = talk_offer(t);
	}
	return t;
}

const char *talk_first(const struct talk *t, char *text)
{
	if (!t->first.version || t->settled)
		return NULL;
	return media_text(text, t->leg->id, t->d, &t->first);
}

void talk_up(struct talk *t, const struct msg *m)
{
	struct heard h;

	if (!t->first_offered || t->settled)
		return;
	if (talk_hear(t, &h, m)) {
		talk_answered(t, &t->first, &h);
		return;
	}
	total.no_answer++;
	complain(t, "ACK without an answer");
}

void talk_start(struct talk *t)
{
	const struct mood *m = &t->leg->mood;

	if (t->imove < m->nmoves && !talk_over(t))
		wheel_set(&t->t_move, now + m->moves[t->imove].wait_ms * MS);
}

/* --- re-INVITE and UPDATE --- */

/* Sends (again) the final reply to what is served. */
static void in_reply(struct talk *t)
{
	struct served *in = &t->in;
	char text[MEDIA_TEXT], buf[256];

	if (in->code == 401 || in->code == 407)
		leg_reply(t->leg, &in->head, in->code, t->d, challenge(
			  in->code, in->cseq, buf, sizeof(buf)));
	else if (in->code >= 300)
		leg_reply(t->leg, &in->head, in->code, t->d, NULL);
	else
		leg_reply_sdp(t->leg, &in->head, 200, t->d, NULL,
			      in->said.version ? media_text(text, t->leg->id,
			      t->d, &in->said) : NULL);
}

static void in_finish(struct talk *t, int code)
{
	struct served *in = &t->in;

	in->code = code;
	if (code >= 300)
		pair_refused(t->leg);
	if (code == 200 && in->heard.lines) {
		in->said = talk_reply(t, &in->heard);
		talk_agree(t, &in->said, &in->heard);
	} else if (code == 200 && !in->update) {
		in->offered = true;
		in->said = talk_offer(t);
	}
	in_reply(t);
	if (in->update) {
		in->acked = true;
		return;
	}
	in->at = now;
	in->wait = T1_MS;
	wheel_set(&t->t_in, now + T1_MS * MS);
}

/* The timer of a slow answer, and of repetitions until the ACK. */
static void in_again(struct timer *timer)
{
	struct talk *t = (struct talk *)(void *)((char *)timer -
						 offsetof(struct talk, t_in));
	struct served *in = &t->in;

	if (in->acked)
		return;
	if (!in->code) {
		if (!talk_over(t))
			in_finish(t, 200);
		else
			in_finish(t, 487);
		return;
	}
	if (now - in->at >= GIVE_UP) {
		if (in->code == 200 && !talk_over(t)) {
			t->leg->no_ack = true;
			bye_now(t->leg);
		}
		return;
	}
	if (in->code == 200 || t->leg->peer.conn < 0) {
		COUNT(dup_answers);
		in_reply(t);
	}
	in->wait = in->wait * 2 > T2_MS ? T2_MS : in->wait * 2;
	wheel_set(timer, now + in->wait * MS);
}

static void in_refuse(struct talk *t, const struct msg *m, int code)
{
	pair_refused(t->leg);
	t->refused_cseq = m->cseq;
	t->refused_code = code;
	leg_reply(t->leg, &m->head, code, t->d, code == 500 ?
		  "Retry-After: 1\r\n" : NULL);
}

/* What a phone must refuse: RFC 3261 14.2, RFC 3311 5.2, RFC 6337 2.3. */
static int conflict(const struct talk *t, bool offer)
{
	const struct served *in = &t->in;

	if (in->cseq && !in->code)
		return 500;
	if (ask_busy(&t->inv))
		return 491;
	if (offer && ask_busy(&t->other) && t->other.said.version)
		return 491;
	if (t->first_offered && !t->settled && !t->leg->d[t->d].acked)
		return 491;
	if (in->cseq && in->offered && !in->acked)
		return 491;
	return 0;
}

/* True when M was seen before; it is answered then. */
static bool seen(struct talk *t, const struct msg *m)
{
	if (m->cseq == t->refused_cseq) {
		COUNT(dup_invites);
		leg_reply(t->leg, &m->head, t->refused_code, t->d, NULL);
		return true;
	}
	if (m->cseq == t->in.cseq) {
		COUNT(dup_invites);
		if (t->in.code)
			in_reply(t);
		return true;
	}
	return m->cseq < t->in.cseq || m->cseq < t->refused_cseq ||
		m->cseq <= t->leg->invite_cseq;
}

static int in_begin(struct talk *t, const struct msg *m, bool update)
{
	struct served *in = &t->in;

	if (in->cseq && !in->acked)
		total.superseded++;
	wheel_clear(&t->t_in);
	if (head_save(&in->head, &m->head) < 0)
		return -1;
	in->cseq = m->cseq;
	in->update = update;
	in->code = 0;
	in->acked = in->offered = false;
	memset(&in->said, 0, sizeof(in->said));
	memset(&in->heard, 0, sizeof(in->heard));
	if (talk_hear(t, &in->heard, m))
		talk_offered(t, &in->heard);
	return 0;
}

/* As the mood wants it. */
static void in_answer(struct talk *t, const struct msg *m)
{
	const struct mood *mood = &t->leg->mood;

	if (mood->again == AGAIN_REFUSE && t->agreed) {
		in_finish(t, mood->again_code);
	} else if (mood->again == AGAIN_CHALLENGE && !m->has_auth) {
		in_finish(t, mood->challenge_code ? mood->challenge_code :
			  407);
	} else if (mood->again == AGAIN_SLOW) {
		leg_reply(t->leg, &m->head, 100, t->d, NULL);
		wheel_set(&t->t_in, now + mood->again_ms * MS);
	} else {
		in_finish(t, 200);
	}
}

void talk_invite(struct leg *l, int d, const struct msg *m)
{
	struct talk *t = d < 0 ? NULL : l->d[d].talk;
	int code;

	if (!t) {
		reply(&m->head, &l->peer, 481, NULL, NULL);
		return;
	}
	if (seen(t, m))
		return;
	code = talk_over(t) ? 481 : conflict(t, true);
	if (!code && l->mood.again == AGAIN_BUSY && !t->busy_done) {
		t->busy_done = true;
		code = 491;
	}
	if (code) {
		in_refuse(t, m, code);
		return;
	}
	if (in_begin(t, m, false) == 0)
		in_answer(t, m);
}

bool talk_ack(struct talk *t, const struct msg *m)
{
	struct served *in = &t->in;
	struct heard h;

	if (m->cseq == t->refused_cseq)
		return true;
	if (m->cseq != in->cseq || in->update)
		return false;
	if (in->acked || !in->code)
		return true;
	in->acked = true;
	wheel_clear(&t->t_in);
	if (!in->offered)
		return true;
	if (talk_hear(t, &h, m)) {
		talk_answered(t, &in->said, &h);
	} else {
		total.no_answer++;
		complain(t, "ACK of a re-INVITE without an answer");
	}
	return true;
}

bool talk_cancel(struct leg *l, const struct msg *m)
{
	int d = leg_dialog(l, m->to_tag);
	struct talk *t = d < 0 ? NULL : l->d[d].talk;

	if (!t || m->cseq != t->in.cseq)
		return false;
	reply(&m->head, &l->peer, 200, NULL, NULL);
	if (!t->in.code)
		in_finish(t, 487);
	return true;
}

static void update(struct talk *t, const struct msg *m)
{
	int code;

	if (seen(t, m))
		return;
	code = conflict(t, m->body.n > 0);
	if (code && m->body.n) {
		in_refuse(t, m, code);
		return;
	}
	if (!m->body.n) {
		leg_reply_sdp(t->leg, &m->head, 200, t->d, NULL, NULL);
		return;
	}
	if (in_begin(t, m, true) == 0)
		in_finish(t, 200);
}

void talk_request(struct leg *l, const struct msg *m)
{
	int d = leg_dialog(l, m->to_tag);
	struct talk *t = d < 0 ? NULL : l->d[d].talk;

	if (!t || talk_over(t)) {
		reply(&m->head, &l->peer, 481, NULL, NULL);
		return;
	}
	total.infos_in += m->method == M_INFO;
	if (m->method == M_UPDATE)
		update(t, m);
	else if (m->method == M_REFER)
		reply(&m->head, &l->peer, 603, NULL, NULL);
	else
		reply(&m->head, &l->peer, 200, NULL, NULL);
}

bool talk_quiet(const struct talk *t)
{
	const struct dialog *d = &t->leg->d[t->d];

	return d->answered && d->acked && !talk_over(t) &&
		(!t->in.cseq || t->in.acked) && !ask_busy(&t->inv) &&
		!ask_busy(&t->other);
}

void talk_die(struct talk *t)
{
	wheel_clear(&t->t_in);
	wheel_clear(&t->t_inv);
	wheel_clear(&t->t_other);
	wheel_clear(&t->t_move);
}

void talk_close(struct talk *t)
{
	const struct served *in = &t->in;

	if (!t->leg->dead) {
		if (in->cseq && in->code == 200 && !in->acked) {
			total.open_ack++;
			if (!talk_over(t))
				complain(t, "200 to a re-INVITE never ACKed");
		}
		if (ask_busy(&t->inv) || ask_busy(&t->other)) {
			total.open_request++;
			complain(t, ask_busy(&t->inv) ?
				 "re-INVITE never answered" :
				 "request never answered");
		}
	}
	talk_die(t);
	head_free(&t->in.head);
	free(t);
}
