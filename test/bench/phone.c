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
#include "pair.h"
#include "talk.h"
#include "total.h"


void phone_init(int port)
{
	leg_init(port);
}

/* The phone hangs up, or in random mode loses its power. */
static void life_over(struct timer *t)
{
	struct leg *l = LEG_OF(t, t_life);

	if (!opt.random) {
		pair_hang_up(l->number);
		return;
	}
	if (l->settled)
		return;
	l->dead = true;
	wheel_clear(&l->t_step);
	wheel_clear(&l->t_final);
	wheel_clear(&l->t_bye);
	for (int i = 0; i < LEG_DIALOGS; i++) {
		if (l->d[i].talk)
			talk_die(l->d[i].talk);
	}
}

/* Reads a123@... out of a request's URI. The letters from c on are where a
 * redirection leads. */
static bool user_of(struct slice uri, enum role *role, bool *redirected,
		    unsigned *number)
{
	static const char kinds[] = "abtucdef";
	const char *p = memchr(uri.p, ':', uri.n);
	const char *end = uri.p + uri.n;

	if (!p || end - p < 3 || !isdigit((unsigned char)p[2]))
		return false;
	const char *kind = memchr(kinds, p[1], sizeof(kinds) - 1);
	if (!kind)
		return false;
	*role = (enum role)((kind - kinds) % ROLE_COUNT);
	*redirected = kind - kinds >= ROLE_COUNT;
	*number = 0;
	for (p += 2; p < end && isdigit((unsigned char)*p); p++)
		*number = *number * 10 + (unsigned)(*p - '0');
	return true;
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

	if (opt.flow == FLOW_INVITE)
		l->offered = media_read(&l->offer, m->body);
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

static void set_timers(struct leg *l)
{
	l->t_step.fire = answer_next;
	l->t_final.fire = answer_again;
	l->t_notify.fire = notify_again;
	l->t_bye.fire = bye_again;
	l->t_life.fire = life_over;
}

static int set_mood(struct leg *l)
{
	if (opt.flow == FLOW_INVITE) {
		party_draw(&l->mood, l->number, l->role);
		return pair_add(l);
	}
	if (l->role == ROLE_A)
		mood_draw(&l->mood, l->number);
	return 0;
}

static void first_invite(const struct msg *m, const struct peer *peer)
{
	unsigned number;
	enum role role;
	bool redirected;
	struct call *c;

	if (!user_of(m->uri, &role, &redirected, &number) ||
	    !(c = calls_get(number))) {
		total.strange++;
		reply(&m->head, peer, 404, "none", NULL);
		return;
	}
	struct leg *l = legs_add(m);
	if (!l)
		return;
	set_timers(l);
	l->number = number;
	l->peer = *peer;
	l->role = role;
	l->redirected = redirected;
	if (set_mood(l) < 0)
		return;
	if (l->role == ROLE_A && !(c->flags & CALL_INVITED)) {
		c->flags |= CALL_INVITED;
		COUNT(invites);
		MEASURE(invite, now - c->posted);
	}
	begin_invite(l, m);
	answer_start(l, m);
}

static void next_invite(struct leg *l, const struct msg *m)
{
	unsigned number;
	enum role role;
	bool redirected;

	if (m->to_tag.n && opt.flow == FLOW_INVITE) {
		talk_invite(l, leg_dialog(l, m->to_tag), m);
		return;
	}
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
		if (answer_awaits_ack(l)) {
			leg_reply(l, &m->head, 500, d, "Retry-After: 1\r\n");
			return;
		}
		l->istep = l->nstep;
		l->reinvited = true;
		begin_invite(l, m);
		answer_finish(l, 200, d);
		return;
	}
	if (user_of(m->uri, &role, &redirected, &number) && redirected)
		l->redirected = true;
	begin_invite(l, m);
	answer_start(l, m);
}

static void leg_up(struct leg *l)
{
	struct call *c = calls_get(l->number);

	l->up = true;
	if (opt.flow == FLOW_INVITE) {
		pair_up(l);
	} else if (l->role == ROLE_B) {
		MEASURE(connect, now - c->posted);
		bye_later(l, opt.talk_ms ? opt.talk_ms : 100);
	} else if (l->mood.bye == BYE_EARLY) {
		bye_later(l, l->mood.bye_ms);
	}
}

/* Is it the first ACK of a 200, and not one that gets lost? */
static bool ack_counts(struct leg *l, const struct dialog *d,
		       const struct msg *m)
{
	if (!d->answered || d->acked ||
	    (d->talk && m->cseq != l->invite_cseq))
		return false;
	if (l->mood.lost_acks) {
		l->mood.lost_acks--;
		return false;
	}
	return true;
}

static void ack(struct leg *l, const struct msg *m)
{
	int d = leg_dialog(l, m->to_tag);

	if (d >= 0 && l->d[d].talk && talk_ack(l->d[d].talk, m))
		return;
	if (l->code >= 300) {
		if (m->cseq == l->invite_cseq && !l->failed) {
			l->failed = true;
			leg_settle(l);
		}
		return;
	}
	if (d < 0 || !ack_counts(l, &l->d[d], m))
		return;
	l->d[d].acked = true;
	if (l->d[d].talk)
		talk_up(l->d[d].talk, m);
	if (!answer_awaits_ack(l))
		wheel_clear(&l->t_final);
	if (!l->up)
		leg_up(l);
}

static void cancel(struct leg *l, const struct msg *m)
{
	char tag[64];

	if (l->mood.answer == ANSWER_SILENT && !l->code)
		return;
	if (talk_cancel(l, m))
		return;
	reply(&m->head, &l->peer, 200, leg_tag(l, 0, tag, sizeof(tag)), NULL);
	if (l->code >= 200 || m->cseq != l->invite_cseq)
		return;
	l->cancelled = true;
	l->nstep = l->istep = 0;
	wheel_clear(&l->t_step);
	answer_finish(l, l->mood.answer == ANSWER_LATE ? 200 : 487, 0);
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
	if (opt.flow == FLOW_REFER && l->role == ROLE_A &&
	    !(c->flags & CALL_ENDED)) {
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
	case M_INVITE:
		next_invite(l, m);
		break;
	case M_PRACK:
		if (prack_receive(l, m))
			answer_next(&l->t_step);
		break;
	default:
		if (opt.flow == FLOW_INVITE)
			talk_request(l, m);
		else if (m->method == M_REFER)
			refer_receive(l, m);
		else
			reply(&m->head, &l->peer, 200, NULL, NULL);
	}
}

static void response(struct leg *l, const struct msg *m)
{
	if (m->method == M_NOTIFY)
		refer_notified(l, m);
	else if (m->method == M_BYE)
		bye_answered(l, m);
	else if (opt.flow == FLOW_INVITE)
		ask_answered(l, m);
}

void phone_receive(const struct msg *m, const struct peer *peer)
{
	struct leg *l = legs_find(m->head.call_id);

	if (l && l->dead)
		return;
	if (l)
		pair_touch(l);
	if (!m->request) {
		if (l)
			response(l, m);
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
