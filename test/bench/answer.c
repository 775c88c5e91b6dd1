/*
 * How a phone answers the first INVITE: one reply after the other as its mood
 * says, and the final one until it is acknowledged.
 */
#include "leg.h"

#include "options.h"
#include "talk.h"
#include "total.h"

#define T1_MS 500
#define T2_MS 4000
#define GIVE_UP (32 * SEC)
#define STEP_FORK 1		/* the second 200, with another tag */
#define STEP_RELIABLE 2		/* 183 that wants a PRACK */

bool answer_awaits_ack(const struct leg *l)
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

void answer_again(struct timer *t)
{
	struct leg *l = LEG_OF(t, t_final);

	if (!answer_awaits_ack(l))
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

void answer_finish(struct leg *l, int code, int d)
{
	if (code == 200) {
		if (opt.flow == FLOW_INVITE)
			talk_open(l, d);
		l->d[d].answered = true;
		l->d[d].acked = false;
	}
	if (code == 200 && l->mood.impatient_ms)
		bye_later(l, l->mood.impatient_ms);
	leg_answer(l, code, d);
	l->final_at = now;
	l->final_wait = T1_MS;
	wheel_set(&l->t_final, now + T1_MS * MS);
}

static void do_step(struct leg *l, unsigned code)
{
	if (opt.flow == FLOW_INVITE && code == 200 && l->d[0].answered)
		leg_answer(l, 200, 0);
	else if (code == STEP_FORK)
		answer_finish(l, 200, 1);
	else if (code >= 200)
		answer_finish(l, (int)code, 0);
	else {
		if (code == 183)
			talk_open(l, 0);
		leg_answer(l, (int)code, 0);
	}
}

void answer_next(struct timer *t)
{
	struct leg *l = LEG_OF(t, t_step);

	if (l->istep >= l->nstep) {
		refer_step(l);
		return;
	}
	while (l->istep < l->nstep) {
		const struct step *s = &l->step[l->istep];
		if (s->code == STEP_RELIABLE && !l->pracked) {
			if (!prack_ring(l))
				answer_finish(l, 500, 0);
			return;
		}
		if (s->wait_ms && !l->waited) {
			l->waited = true;
			wheel_set(t, now + s->wait_ms * MS);
			return;
		}
		l->waited = false;
		l->istep++;
		if (s->code != STEP_RELIABLE)
			do_step(l, s->code);
	}
}

static void plan(struct leg *l, unsigned code, uint32_t wait_ms)
{
	l->step[l->nstep++] = (struct step){(uint16_t)code,
		wait_ms + l->mood.delay_ms};
}

static void plan_ringing(struct leg *l, enum answer a)
{
	if (a == ANSWER_TRYING)
		plan(l, 100, 0);
	else if (l->mood.reliable)
		plan(l, STEP_RELIABLE, 0);
	else if (a != ANSWER_AT_ONCE && a != ANSWER_REDIRECT)
		plan(l, l->mood.early_media ? 183 : 180, 0);
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
	plan_ringing(l, a);
	if (a == ANSWER_REFUSE)
		plan(l, l->mood.answer_code, 0);
	else if (a == ANSWER_REDIRECT)
		plan(l, 302, 0);
	else if (a != ANSWER_TRYING && a != ANSWER_NEVER && a != ANSWER_LATE)
		plan(l, 200, opt.ring_ms);
	if (a == ANSWER_DOUBLED)
		plan(l, 200, 0);
	if (a == ANSWER_FORKED)
		plan(l, STEP_FORK, l->number % 2 && opt.flow == FLOW_REFER ?
		     20 : 0);
}

/* What is asked for before anything else: 0, or a refusal. */
static int wanted(struct leg *l, const struct msg *m)
{
	unsigned challenges = l->mood.invite_challenges;

	if (l->mood.reliable && !m->reliable)
		return 421;
	if (challenges == 255 || (challenges && !m->has_auth))
		return l->mood.challenge_code;
	return 0;
}

void answer_start(struct leg *l, const struct msg *m)
{
	int code = wanted(l, m);

	if (code) {
		answer_finish(l, code, 0);
		return;
	}
	plan_answer(l);
	answer_next(&l->t_step);
}
