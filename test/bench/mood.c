/*
 * Random behaviour. About half of the calls go well in each phase, so that
 * every later phase is reached often enough.
 */
#include "mood.h"

#include <stdio.h>
#include <string.h>

#include "options.h"
#include "rnd.h"

const char *const answer_names[ANSWER_COUNT] = {
	[ANSWER_RING] = "180, 200", [ANSWER_AT_ONCE] = "200 at once",
	[ANSWER_REFUSE] = "refused", [ANSWER_REDIRECT] = "302",
	[ANSWER_SILENT] = "silent", [ANSWER_TRYING] = "100 only",
	[ANSWER_NEVER] = "rings for ever",
	[ANSWER_LATE] = "200 after CANCEL",
	[ANSWER_DOUBLED] = "200 doubled", [ANSWER_FORKED] = "two 200s",
	[ANSWER_EMPTY] = "200 without SDP",
};

const char *const refer_names[REFER_COUNT] = {
	[REFER_OK] = "REFER 202", [REFER_REFUSE] = "REFER refused",
	[REFER_DROP] = "REFER ignored",
};

const char *const notify_names[NOTIFY_COUNT] = {
	[NOTIFY_OK] = "NOTIFY good", [NOTIFY_FIRST] = "NOTIFY before 202",
	[NOTIFY_NEVER] = "NOTIFY never",
	[NOTIFY_NO_FINAL] = "NOTIFY ends without final",
	[NOTIFY_GARBAGE] = "NOTIFY garbage",
	[NOTIFY_FAILED] = "NOTIFY failure",
};

const char *const bye_names[BYE_COUNT] = {
	[BYE_NONE] = "BYE left to server", [BYE_EARLY] = "BYE before REFER",
	[BYE_AFTER_REFER] = "BYE after 202", [BYE_CROSSING] = "BYE crossing",
};

static const uint16_t refusals[] = {486, 404, 480, 503, 603, 488, 500};
static const uint16_t refer_refusals[] = {
	403, 404, 405, 410, 420, 481, 501, 502, 603
};
static const uint16_t failures[] = {486, 480, 603, 404, 487};

#define PICK(r, list) list[rnd_below(r, sizeof(list) / sizeof(list[0]))]

unsigned mood_weighted(struct rnd *r, const uint8_t *weight, unsigned n)
{
	unsigned d = rnd_below(r, 100);

	for (unsigned i = 0; i + 1 < n; i++) {
		if (d < weight[i])
			return i;
		d -= weight[i];
	}
	return n - 1;
}

static void draw_first(struct mood *m, struct rnd *r)
{
	static const uint8_t answers[ANSWER_COUNT] = {
		42, 12, 14, 4, 3, 3, 5, 5, 5, 7, 0
	};

	m->answer = (enum answer)mood_weighted(r, answers, ANSWER_COUNT);
	m->answer_code = PICK(r, refusals);
	if (m->answer == ANSWER_SILENT || m->answer == ANSWER_TRYING ||
	    m->answer == ANSWER_NEVER || m->answer == ANSWER_LATE)
		m->timeout_s = (uint16_t)(1 + rnd_below(r, 4));
	m->forwarding = rnd_chance(r, 0.5);
	m->challenge_code = rnd_chance(r, 0.5) ? 401 : 407;
	if (rnd_chance(r, 0.12))
		m->invite_challenges = rnd_chance(r, 0.2) ? 255 : 1;
	if (rnd_chance(r, 0.08))
		m->lost_acks = (uint8_t)(1 + rnd_below(r, 3));
}

static void draw_rest(struct mood *m, struct rnd *r)
{
	static const uint8_t refers[REFER_COUNT] = {84, 13, 3};
	static const uint8_t notifies[NOTIFY_COUNT] = {55, 10, 4, 7, 8, 16};
	static const uint8_t byes[BYE_COUNT] = {74, 8, 9, 9};

	m->refer = (enum refer)mood_weighted(r, refers, REFER_COUNT);
	m->refer_code = PICK(r, refer_refusals);
	if (rnd_chance(r, 0.08))
		m->refer_challenges = rnd_chance(r, 0.2) ? 255 : 1;
	m->notify = (enum notify)mood_weighted(r, notifies, NOTIFY_COUNT);
	if (m->notify == NOTIFY_FAILED)
		m->final_code = PICK(r, failures);
	m->event_id = rnd_chance(r, 0.2);
	m->bye = (enum bye)mood_weighted(r, byes, BYE_COUNT);
	m->bye_ms = (uint16_t)rnd_below(r, rnd_chance(r, 0.5) ? 5 : 300);
	m->slow_bye = rnd_chance(r, 0.05);
	if (rnd_chance(r, 0.3))
		m->delay_ms = (uint16_t)(1 + rnd_below(r, 800));
	if (rnd_chance(r, 0.08))
		m->hangup_ms = (uint16_t)(1 + rnd_below(r, 3000));
	else if (rnd_chance(r, 0.05))
		m->hangup_ms = (uint16_t)(1 + rnd_below(r, 20));
}

void mood_draw(struct mood *m, unsigned number)
{
	struct rnd r;

	memset(m, 0, sizeof(*m));
	m->final_code = 200;
	if (!opt.random)
		return;
	rnd_seed(&r, opt.seed, number + 1);
	draw_first(m, &r);
	draw_rest(m, &r);
}

const char *mood_text(const struct mood *m, char *buf, size_t size)
{
	snprintf(buf, size, "%s (%u), %s (%u), %s (%u), %s, challenges %u/%u,"
		 " lost ACKs %u, delay %u ms, timeout %u s, Hangup %u ms",
		 answer_names[m->answer], m->answer_code,
		 refer_names[m->refer], m->refer_code,
		 notify_names[m->notify], m->final_code, bye_names[m->bye],
		 m->invite_challenges, m->refer_challenges, m->lost_acks,
		 m->delay_ms, m->timeout_s, m->hangup_ms);
	return buf;
}
