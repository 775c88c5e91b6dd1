/*
 * The first part of a leg's life: INVITE, ACK, CANCEL; and the BYE of the
 * other side.
 */
#include "phone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "leg.h"
#include "options.h"
#include "total.h"

#define T1_MS 500
#define T2_MS 4000
#define GIVE_UP (32 * SEC)
#define STEP_FORK 1		/* the second 200, with another tag */

void phone_init(int port)
{
	leg_init(port);
}

static void final_again(struct timer *t);
static void step_next(struct timer *t);

static bool awaits_ack(const struct leg *l)
{
	if (l->code >= 300)
		return !l->failed;
	for (int i = 0; i < LEG_DIALOGS; i++) {
		if (l->d[i].answered && !l->d[i].acked && !l->d[i].bye_in)
			return true;
	}
	return false;
}

void invite_repeat(struct leg *l)
{
	if (l->code == 200) {
		for (int i = 0; i < LEG_DIALOGS; i++) {
			if (l->d[i].answered && !l->d[i].acked)
				leg_answer(l, 200, i);
		}
	} else if (l->code) {
		leg_answer(l, l->code, 0);
	}
}

static void no_ack(struct leg *l)
{
	if (l->code >= 300) {
		total.no_fail_ack++;
		l->failed = true;
		leg_settle(l);
		return;
	}
	l->no_ack = true;
	bye_now(l);
}

static void final_again(struct timer *t)
{
	struct leg *l = LEG_OF(t, t_final);

	if (!awaits_ack(l))
		return;
	if (now - l->final_at >= GIVE_UP) {
		no_ack(l);
		return;
	}
	if (l->code == 200 || l->peer.conn < 0) {
		COUNT(dup_answers);
		invite_repeat(l);
	}
	l->final_wait = l->final_wait * 2 > T2_MS ? T2_MS :
		l->final_wait * 2;
	wheel_set(t, now + l->final_wait * MS);
}

/* Sends a final reply to the INVITE and repeats it until its ACK. */
static void finish_invite(struct leg *l, int code, int d)
{
	if (code == 200) {
		l->d[d].answered = true;
		l->d[d].acked = false;
	}
	leg_answer(l, code, d);
	l->final_at = now;
	l->final_wait = T1_MS;
	wheel_set(&l->t_final, now + T1_MS * MS);
}

static void do_step(struct leg *l, unsigned code)
{
	if (code == STEP_FORK)
		finish_invite(l, 200, 1);
	else if (code >= 200)
		finish_invite(l, (int)code, 0);
	else
		leg_answer(l, (int)code, 0);
}

/* Carries out the planned replies, each after its pause. */
static void step_next(struct timer *t)
{
	struct leg *l = LEG_OF(t, t_step);

	if (l->istep >= l->nstep) {
		refer_step(l);
		return;
	}
	while (l->istep < l->nstep) {
		const struct step *s = &l->step[l->istep];
		if (s->wait_ms && !l->waited) {
			l->waited = true;
			wheel_set(t, now + s->wait_ms * MS);
			return;
		}
		l->waited = false;
		l->istep++;
		do_step(l, s->code);
	}
}

static void plan(struct leg *l, unsigned code, uint32_t wait_ms)
{
	l->step[l->nstep++] = (struct step){(uint16_t)code,
		wait_ms + l->mood.delay_ms};
}

static void plan_answer(struct leg *l)
{
	enum answer a = l->mood.answer;

	if (a == ANSWER_REDIRECT && l->redirected)
		a = ANSWER_RING;
	l->nstep = l->istep = 0;
	l->waited = false;
	if (a == ANSWER_SILENT)
		return;
	if (a == ANSWER_TRYING)
		plan(l, 100, 0);
	else if (a != ANSWER_AT_ONCE && a != ANSWER_REDIRECT)
		plan(l, 180, 0);
	if (a == ANSWER_REFUSE)
		plan(l, l->mood.answer_code, 0);
	else if (a == ANSWER_REDIRECT)
		plan(l, 302, 0);
	else if (a != ANSWER_TRYING && a != ANSWER_NEVER && a != ANSWER_LATE)
		plan(l, 200, opt.ring_ms);
	if (a == ANSWER_DOUBLED)
		plan(l, 200, 0);
	if (a == ANSWER_FORKED)
		plan(l, STEP_FORK, l->number % 2 ? 20 : 0);
}

/* Reads a123@... out of a request's URI. */
static bool user_of(struct slice uri, char *kind, unsigned *number)
{
	const char *p = memchr(uri.p, ':', uri.n);
	const char *end = uri.p + uri.n;

	if (!p || end - p < 3 || !isdigit((unsigned char)p[2]))
		return false;
	*kind = p[1];
	*number = 0;
	for (p += 2; p < end && isdigit((unsigned char)*p); p++)
		*number = *number * 10 + (unsigned)(*p - '0');
	return *kind >= 'a' && *kind <= 'c';
}

static int set_target(struct leg *l, struct slice contact)
{
	char *target = strndup(contact.p ? contact.p : "", contact.n);

	if (!target)
		return -1;
	free(l->target);
	l->target = target;
	return 0;
}

static void begin_invite(struct leg *l, const struct msg *m)
{
	static const char held[] = "a=inactive";

	if (m->to_tag.n || l->invite_cseq)
		head_save(&l->invite, &m->head);
	set_target(l, m->contact);
	l->invite_cseq = m->cseq;
	l->code = 0;
	l->failed = false;
	l->settled = false;
	l->inactive = m->body.n && memmem(m->body.p, m->body.n, held,
					  sizeof(held) - 1);
	wheel_clear(&l->t_end);
	wheel_clear(&l->t_final);
}

static bool wants_challenge(struct leg *l, const struct msg *m)
{
	if (l->role != ROLE_A || !l->mood.invite_challenges)
		return false;
	return l->mood.invite_challenges == 255 || !m->has_auth;
}

static void first_invite(const struct msg *m, const struct peer *peer)
{
	unsigned number;
	char kind;
	struct call *c;

	if (!user_of(m->uri, &kind, &number) || !(c = calls_get(number))) {
		total.strange++;
		reply(&m->head, peer, 404, "none", NULL);
		return;
	}
	struct leg *l = legs_add(m);
	if (!l)
		return;
	l->t_step.fire = step_next;
	l->t_final.fire = final_again;
	l->t_notify.fire = notify_again;
	l->t_bye.fire = bye_again;
	l->number = number;
	l->peer = *peer;
	l->role = kind == 'b' ? ROLE_B : ROLE_A;
	l->redirected = kind == 'c';
	if (l->role == ROLE_A)
		mood_draw(&l->mood, number);
	if (l->role == ROLE_A && !(c->flags & CALL_INVITED)) {
		c->flags |= CALL_INVITED;
		COUNT(invites);
		MEASURE(invite, now - c->posted);
	}
	begin_invite(l, m);
	if (wants_challenge(l, m)) {
		finish_invite(l, l->mood.challenge_code, 0);
		return;
	}
	plan_answer(l);
	step_next(&l->t_step);
}

static void next_invite(struct leg *l, const struct msg *m)
{
	unsigned number;
	char kind;

	if (m->cseq == l->invite_cseq) {
		COUNT(dup_invites);
		invite_repeat(l);
		return;
	}
	if (m->cseq < l->invite_cseq)
		return;
	if (m->to_tag.n) {
		int d = leg_dialog(l, m->to_tag);
		if (d < 0 || dialog_over(&l->d[d])) {
			reply(&m->head, &l->peer, 481, NULL, NULL);
			return;
		}
		l->reinvited = true;
		begin_invite(l, m);
		finish_invite(l, 200, d);
		return;
	}
	if (user_of(m->uri, &kind, &number) && kind == 'c')
		l->redirected = true;
	begin_invite(l, m);
	if (wants_challenge(l, m)) {
		finish_invite(l, l->mood.challenge_code, 0);
		return;
	}
	plan_answer(l);
	step_next(&l->t_step);
}

static void leg_up(struct leg *l)
{
	struct call *c = calls_get(l->number);

	l->up = true;
	if (l->role == ROLE_B) {
		MEASURE(connect, now - c->posted);
		bye_later(l, opt.talk_ms ? opt.talk_ms : 100);
	} else if (l->mood.bye == BYE_EARLY) {
		bye_later(l, l->mood.bye_ms);
	}
}

static void ack(struct leg *l, const struct msg *m)
{
	if (l->code >= 300) {
		if (m->cseq != l->invite_cseq || l->failed)
			return;
		l->failed = true;
		leg_settle(l);
		return;
	}
	int d = leg_dialog(l, m->to_tag);
	if (d < 0 || !l->d[d].answered || l->d[d].acked)
		return;
	if (l->mood.lost_acks) {
		l->mood.lost_acks--;
		return;
	}
	l->d[d].acked = true;
	if (!awaits_ack(l))
		wheel_clear(&l->t_final);
	if (!l->up)
		leg_up(l);
}

static void cancel(struct leg *l, const struct msg *m)
{
	char tag[64];

	if (l->mood.answer == ANSWER_SILENT && !l->code)
		return;
	reply(&m->head, &l->peer, 200, leg_tag(l, 0, tag, sizeof(tag)), NULL);
	if (l->code >= 200 || m->cseq != l->invite_cseq)
		return;
	l->cancelled = true;
	l->nstep = l->istep = 0;
	wheel_clear(&l->t_step);
	finish_invite(l, l->mood.answer == ANSWER_LATE ? 200 : 487, 0);
}

static void bye(struct leg *l, const struct msg *m)
{
	int i = leg_dialog(l, m->to_tag);
	struct call *c = calls_get(l->number);

	if (i < 0 || !l->d[i].answered) {
		total.unknown++;
		reply(&m->head, &l->peer, 481, NULL, NULL);
		return;
	}
	struct dialog *d = &l->d[i];
	if (l->mood.slow_bye && l->peer.conn < 0 && !d->bye_in) {
		l->mood.slow_bye = false;
		return;
	}
	if (d->bye_in && m->cseq == d->bye_in_cseq)
		COUNT(dup_byes);
	else
		d->bye_txns++;
	d->bye_in = true;
	d->bye_in_cseq = m->cseq;
	reply(&m->head, &l->peer, 200, NULL, NULL);
	if (l->role == ROLE_A && !(c->flags & CALL_ENDED)) {
		c->flags |= CALL_ENDED;
		COUNT(completed);
		MEASURE(duration, now - c->posted);
	}
	leg_settle(l);
}

static void request(struct leg *l, const struct msg *m)
{
	switch (m->method) {
	case M_ACK:
		ack(l, m);
		break;
	case M_CANCEL:
		cancel(l, m);
		break;
	case M_BYE:
		bye(l, m);
		break;
	case M_REFER:
		refer_receive(l, m);
		break;
	case M_INVITE:
		next_invite(l, m);
		break;
	default:
		reply(&m->head, &l->peer, 200, NULL, NULL);
	}
}

void phone_receive(const struct msg *m, const struct peer *peer)
{
	struct leg *l = legs_find(m->head.call_id);

	if (!m->request) {
		if (l && m->method == M_NOTIFY)
			refer_notified(l, m);
		else if (l && m->method == M_BYE)
			bye_answered(l, m);
		return;
	}
	if (l) {
		l->peer = *peer;
		request(l, m);
	} else if (m->method == M_INVITE) {
		first_invite(m, peer);
	} else if (m->method == M_OPTIONS) {
		reply(&m->head, peer, 200, "none", NULL);
	} else if (m->method != M_ACK) {
		total.unknown++;
		reply(&m->head, peer, 481, "none", NULL);
	}
}
