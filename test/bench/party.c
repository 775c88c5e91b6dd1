/*
 * Random behaviour in the Invite flow. Most calls are connected, so that the
 * phones have time for what they do then; all end by themselves: each phone
 * hangs up at some time.
 */
#include <stdio.h>
#include <string.h>

#include "mood.h"
#include "options.h"
#include "rnd.h"

const char *const again_names[AGAIN_COUNT] = {
	[AGAIN_OK] = "re-INVITE 200", [AGAIN_SLOW] = "re-INVITE 100, 200",
	[AGAIN_REFUSE] = "re-INVITE refused",
	[AGAIN_BUSY] = "re-INVITE 491, 200",
	[AGAIN_CHALLENGE] = "re-INVITE challenged",
};

const char *const move_names[MOVE_COUNT] = {
	[MOVE_HOLD] = "holds", [MOVE_RESUME] = "resumes",
	[MOVE_EMPTY] = "re-INVITE without SDP",
	[MOVE_CANCEL] = "re-INVITE and CANCEL", [MOVE_INFO] = "INFO",
	[MOVE_UPDATE] = "UPDATE with SDP",
	[MOVE_REFRESH] = "UPDATE without SDP", [MOVE_OPTIONS] = "OPTIONS",
	[MOVE_REFER] = "REFER",
};

#define LAST_MS 20000

static const uint16_t refusals[] = {486, 404, 480, 503, 603, 488, 500};
static const uint16_t again_refusals[] = {488, 403, 500, 503, 415, 606};

#define PICK(r, list) list[rnd_below(r, sizeof(list) / sizeof(list[0]))]

/* From LOW to HIGH - 1. */
static uint16_t between(struct rnd *r, unsigned low, unsigned high)
{
	return (uint16_t)(low + rnd_below(r, high - low));
}

void order_draw(struct order_mood *o, unsigned number)
{
	struct rnd r;

	memset(o, 0, sizeof(*o));
	if (!opt.random)
		return;
	rnd_seed(&r, opt.seed, (uint64_t)number * 8 + 1);
	o->timeout_s = between(&r, 2, 6);
	o->forwarding = rnd_chance(&r, 0.5);
	if (rnd_chance(&r, 0.12))
		o->hangup_ms = between(&r, 1, rnd_chance(&r, 0.3) ? 30 : 6000);
	o->other_key = rnd_chance(&r, 0.3);
	if (rnd_chance(&r, 0.35))
		o->transfer_ms[0] = between(&r, 1, rnd_chance(&r, 0.3) ? 40 :
					    4000);
	o->early = rnd_chance(&r, 0.2);
	if (rnd_chance(&r, 0.3) && o->transfer_ms[0])
		o->transfer_ms[1] = (uint16_t)(o->transfer_ms[0] +
			between(&r, 1, rnd_chance(&r, 0.5) ? 300 : 4000));
	if (rnd_chance(&r, 0.08))
		o->glare_ms = between(&r, 1, 1500);
	if (rnd_chance(&r, 0.06))
		o->cross_ms = between(&r, 1, 3000);
}

static void draw_answer(struct mood *m, struct rnd *r, enum role role)
{
	static const uint8_t pair[ANSWER_COUNT] = {
		50, 23, 6, 3, 1, 1, 2, 3, 4, 5, 2
	};
	static const uint8_t target[ANSWER_COUNT] = {
		40, 22, 14, 3, 2, 2, 3, 3, 4, 5, 2
	};

	m->answer = (enum answer)mood_weighted(r, role < ROLE_T ? pair :
					       target, ANSWER_COUNT);
	/* the calling party is offered something */
	if (role == ROLE_A && m->answer == ANSWER_EMPTY)
		m->answer = ANSWER_RING;
	m->answer_code = PICK(r, refusals);
	m->challenge_code = rnd_chance(r, 0.5) ? 401 : 407;
	if (rnd_chance(r, 0.08))
		m->invite_challenges = rnd_chance(r, 0.2) ? 255 : 1;
	if (rnd_chance(r, 0.05))
		m->lost_acks = (uint8_t)(1 + rnd_below(r, 3));
	if (rnd_chance(r, 0.3))
		m->delay_ms = between(r, 1, 800);
	m->early_media = rnd_chance(r, 0.2);
	m->reliable = rnd_chance(r, 0.05);
	m->video = rnd_chance(r, 0.25);
}

static void draw_moves(struct mood *m, struct rnd *r)
{
	static const uint8_t kinds[MOVE_COUNT] = {
		24, 20, 12, 8, 12, 10, 4, 6, 4
	};
	unsigned n = rnd_below(r, MOVES_MOST);

	for (; m->nmoves < n; m->nmoves++) {
		struct move *move = &m->moves[m->nmoves];
		move->kind = (uint8_t)mood_weighted(r, kinds, MOVE_COUNT);
		move->wait_ms = rnd_chance(r, 0.3) ? between(r, 0, 30) :
			between(r, 30, 2000);
	}
}

/* MORTAL: may lose its power. */
static void draw_end(struct mood *m, struct rnd *r, enum role role, bool mortal)
{
	static const uint8_t agains[AGAIN_COUNT] = {78, 10, 5, 4, 3};

	m->again = (enum again)mood_weighted(r, agains, AGAIN_COUNT);
	m->again_code = PICK(r, again_refusals);
	m->again_ms = between(r, 20, 1500);
	m->slow_bye = rnd_chance(r, 0.05);
	m->eager = rnd_chance(r, 0.15);
	if (rnd_chance(r, 0.03))
		m->impatient_ms = between(r, 1, 100);
	if (rnd_chance(r, 0.04) && mortal)
		m->dead_ms = between(r, 1, 3000);
	if (role == ROLE_B)
		m->bye_ms = between(r, rnd_chance(r, 0.3) ? 100 : 3000,
				    rnd_chance(r, 0.2) ? 16000 : 9000);
	else	/* in the end, too, or a call would outlive a dead phone */
		m->bye_ms = rnd_chance(r, 0.3) ? between(r, 1, 5000) : LAST_MS;
}

void party_draw(struct mood *m, unsigned number, enum role role)
{
	struct order_mood o;
	struct rnd r;

	memset(m, 0, sizeof(*m));
	if (!opt.random)
		return;
	rnd_seed(&r, opt.seed, (uint64_t)number * 8 + 2 + role);
	draw_answer(m, &r, role);
	draw_moves(m, &r);
	/* never both of those who talk: nobody would end the call */
	draw_end(m, &r, role, (role == ROLE_B) == (number % 2 == 1));
	order_draw(&o, number);
	if (role >= ROLE_T)
		return;
	if (o.glare_ms) {
		m->eager = false;
		m->nmoves = 1;
		m->moves[0] = (struct move){MOVE_HOLD, o.glare_ms};
	}
	if (o.cross_ms) {
		m->eager = false;
		m->bye_ms = o.cross_ms;
	}
}

const char *party_text(const struct mood *m, char *buf, size_t size)
{
	int at = snprintf(buf, size, "%s (%u), challenges %u, lost ACKs %u, "
			  "delay %u ms%s%s%s, %s (%u, %u ms)%s, BYE %u ms, "
			  "impatient %u ms, power %u ms", answer_names[m->answer],
			  m->answer_code, m->invite_challenges, m->lost_acks,
			  m->delay_ms, m->early_media ? ", early media" : "",
			  m->reliable ? ", reliable 183" : "",
			  m->video ? ", video" : "", again_names[m->again],
			  m->again_code, m->again_ms,
			  m->eager ? ", eager" : "", m->bye_ms,
			  m->impatient_ms, m->dead_ms);

	for (unsigned i = 0; i < m->nmoves && (size_t)at < size; i++)
		at += snprintf(buf + at, size - (size_t)at, ", %s +%u ms",
			       move_names[m->moves[i].kind],
			       m->moves[i].wait_ms);
	return buf;
}
