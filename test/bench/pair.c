#include "pair.h"

#include <stdio.h>
#include <stdlib.h>

#include "calls.h"
#include "options.h"
#include "orders.h"
#include "phone.h"
#include "talk.h"
#include "total.h"

#define QUIET_MS 800		/* then the media are looked at */
#define SURE_MS 6000		/* longer than a pause after 491, and than some
				   repetitions of what was lost */
#define COMPLAINTS 20

static unsigned complaints;

static void check(struct timer *t);

int pair_add(struct leg *l)
{
	struct call *c = calls_get(l->number);
	struct pair *p = c->pair;

	if (!p) {
		p = calloc(1, sizeof(*p));
		if (!p)
			return -1;
		p->number = l->number;
		p->t_check.fire = check;
		c->pair = p;
	}
	l->pair = p;
	l->sibling = p->legs;
	p->legs = l;
	return 0;
}

void pair_remove(struct leg *l)
{
	struct pair *p = l->pair;
	struct leg **at;

	if (!p)
		return;
	for (at = &p->legs; *at != l; at = &(*at)->sibling)
		;
	*at = l->sibling;
	l->pair = NULL;
	if (p->legs)
		return;
	wheel_clear(&p->t_check);
	calls_get(p->number)->pair = NULL;
	free(p);
}

/* --- are those who are connected connected with each other? --- */

/* Collects the dialogs that stand. Returns their number, or 0 when something
 * is under way. */
static unsigned standing(const struct pair *p, const struct talk *up[2])
{
	unsigned n = 0;

	for (const struct leg *l = p->legs; l; l = l->sibling) {
		for (int i = 0; i < LEG_DIALOGS; i++) {
			const struct dialog *d = &l->d[i];
			if (!d->answered || d->bye_in || d->bye_out)
				continue;
			if (l->dead || !d->talk || !talk_quiet(d->talk))
				return 0;
			if (n < 2)
				up[n] = d->talk;
			n++;
		}
	}
	return n;
}

static bool hears(const struct talk *t, const struct talk *other)
{
	return t->remote.leg == other->leg->id &&
		t->remote.dialog == (uint32_t)other->d;
}

static void complain(const struct pair *p, const struct talk *const up[2],
		     const char *what)
{
	char buf[512];

	if (complaints++ >= COMPLAINTS)
		return;
	fprintf(stderr, "callgen: call %u: %s\n", p->number, what);
	for (int i = 0; i < 2; i++)
		fprintf(stderr, "  %c %.*s: leg %u.%d.%u hears %u.%u.%u: "
			"%s\n", "abtu"[up[i]->leg->role],
			(int)up[i]->leg->invite.call_id.n,
			up[i]->leg->invite.call_id.p, up[i]->leg->id,
			up[i]->d, up[i]->local.version, up[i]->remote.leg,
			up[i]->remote.dialog, up[i]->remote.version,
			party_text(&up[i]->leg->mood, buf, sizeof(buf)));
}

/* Returns false when the media do not fit. */
static bool fits(const struct talk *const up[2])
{
	return hears(up[0], up[1]) && hears(up[1], up[0]) &&
		((up[0]->remote.version == up[1]->local.version &&
		  up[1]->remote.version == up[0]->local.version) ||
		 up[0]->leg->pair->cancelled);
}

/* SURE: it has been quiet for so long that nothing can come any more. */
static void judge(struct pair *p, bool sure)
{
	const struct talk *up[2];

	p->doubt = false;
	if (standing(p, up) != 2 || up[0]->leg == up[1]->leg)
		return;
	if (!up[0]->agreed || !up[1]->agreed || !p->connected)
		return;
	if (fits(up)) {
		total.paired++;
		return;
	}
	p->doubt = true;
	if (!sure)
		return;
	p->doubt = false;
	if (hears(up[0], up[1]) && hears(up[1], up[0])) {
		total.stale++;
		complain(p, up, "hear old media of each other");
	} else {
		total.mispaired++;
		complain(p, up, "do not hear each other");
	}
}

static void check(struct timer *t)
{
	struct pair *p = (struct pair *)(void *)((char *)t -
					offsetof(struct pair, t_check));

	uint64_t sure = p->changed + (opt.loss > 0 ? SURE_MS : QUIET_MS) * MS;

	if (sure < p->busy_until)
		sure = p->busy_until;
	judge(p, now >= sure);
	if (p->doubt)
		wheel_set(t, sure);
}

void pair_refused(struct leg *l)
{
	l->pair->busy_until = now + SURE_MS * MS;
}

void pair_touch(struct leg *l)
{
	struct pair *p = l->pair;

	if (!p || !opt.random)
		return;
	p->changed = now;
	if (p->connected)
		wheel_set(&p->t_check, now + QUIET_MS * MS);
}

/* --- a call's way --- */

static void live(struct leg *l)
{
	for (int i = 0; i < LEG_DIALOGS; i++) {
		if (l->d[i].talk)
			talk_start(l->d[i].talk);
	}
	if (l->mood.bye_ms && !l->ending) {
		l->ending = true;
		bye_later(l, l->mood.bye_ms);
	}
	if (l->mood.dead_ms)
		wheel_set(&l->t_life, now + l->mood.dead_ms * MS);
}

static struct leg *leg_of(const struct pair *p, enum role role)
{
	struct leg *l = p->legs;

	while (l && l->role != role)
		l = l->sibling;
	return l;
}

void pair_hang_up(unsigned number)
{
	struct call *c = calls_get(number);
	struct leg *l;

	if (!c || !c->pair)
		return;
	if (opt.hangup == HANGUP_API) {
		orders_hangup(number);
		return;
	}
	/* at this moment nothing is under way */
	judge(c->pair, true);
	l = leg_of(c->pair, opt.hangup == HANGUP_A ? ROLE_A : ROLE_B);
	if (l)
		bye_now(l);
}

static void connected(struct leg *b)
{
	struct pair *p = b->pair;
	struct call *c = calls_get(b->number);
	struct leg *a = leg_of(p, ROLE_A);

	p->connected = true;
	MEASURE(connect, now - c->posted);
	if (opt.random) {
		orders_connected(b->number);
		live(b);
		if (a && a->up && !a->mood.eager)
			live(a);
	} else if (opt.rest <= 0) {
		wheel_set(&b->t_life, now + (opt.talk_ms ? opt.talk_ms :
					     100) * MS);
	}
}

void pair_up(struct leg *l)
{
	if (l->role == ROLE_B)
		connected(l);
	else if (opt.random && (l->role != ROLE_A || l->mood.eager))
		live(l);
}

static bool over(const struct leg *l)
{
	for (int i = 0; i < LEG_DIALOGS; i++) {
		if (!dialog_over(&l->d[i]))
			return false;
	}
	return true;
}

void pair_left(struct leg *l)
{
	struct pair *p = l->pair;
	struct call *c = calls_get(l->number);

	if (!p)
		return;
	if (p->doubt)
		total.unsure++;
	p->doubt = false;
	if (!p->connected || p->completed)
		return;
	for (const struct leg *at = p->legs; at; at = at->sibling) {
		if (!over(at))
			return;
	}
	p->completed = true;
	c->flags |= CALL_ENDED;
	COUNT(completed);
	MEASURE(duration, now - c->posted);
}
