/*
 * The table of legs by Call-ID, and how each of them ended.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leg.h"
#include "options.h"
#include "pair.h"
#include "phone.h"
#include "talk.h"
#include "total.h"

#define BUCKETS (1 << 17)
#define COMPLAINTS 20

static struct leg *table[BUCKETS];
static uint32_t ids;
static unsigned complaints;

static uint32_t hash_of(struct slice s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return h ^ h >> 15;
}

struct leg *legs_find(struct slice id)
{
	uint32_t hash = hash_of(id);
	struct leg *l = table[hash % BUCKETS];

	for (; l; l = l->next) {
		if (l->hash == hash && l->invite.call_id.n == id.n &&
		    !memcmp(l->invite.call_id.p, id.p, id.n))
			return l;
	}
	return NULL;
}

static enum end end_of(const struct leg *l)
{
	bool in = false, out = false;

	for (int i = 0; i < LEG_DIALOGS; i++) {
		const struct dialog *d = &l->d[i];
		if (!dialog_over(d) && !d->bye_out)
			return END_UP;
		in = in || d->bye_in;
		out = out || d->bye_out;
	}
	if (l->no_ack)
		return END_NO_ACK;
	if (in || out)
		return in && out ? END_BYE_CROSSED : in ? END_BYE_SERVER :
			END_BYE_PHONE;
	if (l->code >= 300)
		return l->cancelled ? END_CANCELLED : END_REJECTED;
	return l->code ? END_RINGING : END_SILENT;
}

static void tally(const struct leg *l)
{
	enum end end = l->dead ? END_DEAD : end_of(l);
	char buf[512];
	bool many = false;

	total.ends[end]++;
	for (int i = 0; i < LEG_DIALOGS; i++)
		many = many || l->d[i].bye_txns > 1;
	total.many_byes += many && !l->dead;
	if (l->dead || (end < END_UP && !many))
		return;
	if (complaints++ >= COMPLAINTS)
		return;
	fprintf(stderr, "callgen: leg of call %u, %.*s: %s: %s\n", l->number,
		(int)l->invite.call_id.n, l->invite.call_id.p,
		end == END_UP ? "left up" : end == END_RINGING ?
		"left ringing" : end == END_NO_ACK ? "200 never ACKed" :
		"more than one BYE", opt.flow == FLOW_INVITE ?
		party_text(&l->mood, buf, sizeof(buf)) :
		mood_text(&l->mood, buf, sizeof(buf)));
}

static void leg_free(struct leg *l)
{
	struct leg **at = &table[l->hash % BUCKETS];

	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	wheel_clear(&l->t_step);
	wheel_clear(&l->t_final);
	wheel_clear(&l->t_notify);
	wheel_clear(&l->t_bye);
	wheel_clear(&l->t_end);
	wheel_clear(&l->t_life);
	for (int i = 0; i < LEG_DIALOGS; i++) {
		if (l->d[i].talk)
			talk_close(l->d[i].talk);
	}
	pair_remove(l);
	head_free(&l->invite);
	head_free(&l->late);
	free(l->target);
	free(l);
}

static void linger_end(struct timer *t)
{
	struct leg *l = LEG_OF(t, t_end);

	tally(l);
	leg_free(l);
}

void leg_settle(struct leg *l)
{
	bool any = false;

	pair_left(l);
	for (int i = 0; i < LEG_DIALOGS; i++) {
		any = any || l->d[i].answered;
		if (!dialog_over(&l->d[i]))
			return;
	}
	if (any ? refer_busy(l) : !l->failed)
		return;
	l->settled = true;
	wheel_clear(&l->t_final);
	wheel_clear(&l->t_bye);
	wheel_set(&l->t_end, now + (opt.random ? 40 : 6) * SEC);
}

struct leg *legs_add(const struct msg *m)
{
	uint32_t hash = hash_of(m->head.call_id);
	struct leg *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->hash = hash;
	l->id = ++ids;
	l->next = table[hash % BUCKETS];
	table[hash % BUCKETS] = l;
	l->t_end.fire = linger_end;
	if (head_save(&l->invite, &m->head) < 0) {
		leg_free(l);
		return NULL;
	}
	total.legs++;
	return l;
}

unsigned phone_busy(void)
{
	unsigned n = 0;

	for (size_t i = 0; i < BUCKETS; i++) {
		for (const struct leg *l = table[i]; l; l = l->next)
			n += !l->settled && !l->dead && l->code;
	}
	return n;
}

void phone_finish(void)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		while (table[i]) {
			tally(table[i]);
			leg_free(table[i]);
		}
	}
}
