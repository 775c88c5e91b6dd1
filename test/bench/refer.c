/*
 * The later life of a leg at the phone: the REFER, its NOTIFYs, and BYEs of
 * the phone's own.
 */
#include "leg.h"

#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "options.h"
#include "total.h"

#define T1_MS 500
#define T2_MS 4000
#define GIVE_UP (32 * SEC)

struct report {
	const char *frag;	/* NULL: the final one, by mood */
	bool last;
};

static const struct report good[] = {
	{"SIP/2.0 100 Trying\r\n", false}, {"SIP/2.0 180 Ringing\r\n", false},
	{NULL, true},
};
static const struct report no_final[] = {
	{"SIP/2.0 100 Trying\r\n", false}, {"SIP/2.0 180 Ringing\r\n", true},
};
static const struct report garbage[] = {
	{"SIP/2.0 100 Trying\r\n", false}, {"\xff\xfe <&>]]> rubbish", false},
	{"", false}, {"SIP/2.0 9999 Beyond\r\nX: \x01\r\n", true},
};

static const struct report *reports(const struct leg *l, unsigned *n)
{
	if (l->mood.notify == NOTIFY_NO_FINAL) {
		*n = sizeof(no_final) / sizeof(no_final[0]);
		return no_final;
	}
	if (l->mood.notify == NOTIFY_GARBAGE) {
		*n = sizeof(garbage) / sizeof(garbage[0]);
		return garbage;
	}
	*n = sizeof(good) / sizeof(good[0]);
	return good;
}

static void put_notify(struct leg *l)
{
	unsigned n;
	const struct report *r = &reports(l, &n)[l->inotify];
	char extra[256], frag[64], id[32] = "";

	if (l->mood.event_id)
		snprintf(id, sizeof(id), ";id=%u", l->refer_cseq);
	snprintf(extra, sizeof(extra), "Event: refer%s\r\n"
		 "Subscription-State: %s\r\n"
		 "Content-Type: message/sipfrag;version=2.0\r\n", id,
		 r->last ? "terminated;reason=noresource" :
		 "active;expires=60");
	snprintf(frag, sizeof(frag), "SIP/2.0 %u %s\r\n", l->mood.final_code,
		 l->mood.final_code == 200 ? "OK" : "Failed");
	leg_request(l, l->refer_dialog, "NOTIFY", l->notify_cseq, extra,
		    r->frag ? r->frag : frag);
}

/* Sends the next NOTIFY as a new transaction. */
static void notify_next(struct leg *l)
{
	unsigned n;
	const struct report *r = &reports(l, &n)[l->inotify];

	l->notify_cseq = ++l->d[l->refer_dialog].cseq;
	l->notify_at = now;
	l->notify_wait = T1_MS;
	put_notify(l);
	wheel_set(&l->t_notify, now + T1_MS * MS);
	if (r->last && l->mood.bye == BYE_CROSSING)
		bye_later(l, 0);
}

/* The timer runs before a NOTIFY (notify_cseq 0) and while one waits. */
void notify_again(struct timer *t)
{
	struct leg *l = LEG_OF(t, t_notify);

	if (!l->notify_cseq) {
		notify_next(l);
		return;
	}
	if (now - l->notify_at >= GIVE_UP) {
		total.notify_lost++;
		l->notify_cseq = 0;
		l->referred = false;
		leg_settle(l);
		return;
	}
	if (l->peer.conn < 0) {
		COUNT(dup_notifies);
		put_notify(l);
	}
	l->notify_wait = l->notify_wait * 2 > T2_MS ? T2_MS :
		l->notify_wait * 2;
	wheel_set(t, now + l->notify_wait * MS);
}

static void notify_soon(struct leg *l, uint32_t wait_ms)
{
	l->notify_cseq = 0;
	if (wait_ms)
		wheel_set(&l->t_notify, now + wait_ms * MS);
	else
		notify_next(l);
}

void refer_notified(struct leg *l, const struct msg *m)
{
	unsigned n;
	const struct report *r = reports(l, &n);

	if (!l->notify_cseq || m->cseq != l->notify_cseq || m->code < 200)
		return;
	wheel_clear(&l->t_notify);
	l->notify_cseq = 0;
	if (m->code >= 300) {
		total.notify_refused++;
		l->referred = false;
		leg_settle(l);
		return;
	}
	struct call *c = calls_get(l->number);
	if (r[l->inotify].last) {
		if (!r[l->inotify].frag && c) {
			c->flags |= CALL_FINAL;
			total.notify_final++;
		}
		l->referred = false;
		leg_settle(l);
		return;
	}
	l->inotify++;
	notify_soon(l, l->mood.delay_ms +
		    (r[l->inotify].last ? opt.talk_ms : 0));
}

bool refer_busy(const struct leg *l)
{
	return l->referred;
}

static void start_notifies(struct leg *l)
{
	if (l->mood.notify == NOTIFY_NEVER)
		return;
	l->referred = l->reported = true;
	l->inotify = 0;
	notify_soon(l, 0);
}

static void accept_refer(struct leg *l, const struct head *h)
{
	l->refer_code = 202;
	leg_reply(l, h, 202, l->refer_dialog, NULL);
	if (l->mood.bye == BYE_AFTER_REFER)
		bye_later(l, l->mood.bye_ms);
	if (!l->reported)
		start_notifies(l);
}

/* The late 202. */
void refer_step(struct leg *l)
{
	if (l->late.text && !l->refer_code)
		accept_refer(l, &l->late);
}

static void refuse_refer(struct leg *l, const struct msg *m, int code)
{
	char buf[256];

	l->refer_code = code;
	if (code == 401 || code == 407)
		challenge(code, m->cseq, buf, sizeof(buf));
	else
		buf[0] = '\0';
	leg_reply(l, &m->head, code, l->refer_dialog, buf);
}

static bool wants_challenge(struct leg *l, const struct msg *m)
{
	if (l->mood.refer_challenges == 255)
		return true;
	if (!l->mood.refer_challenges || m->has_auth)
		return false;
	return true;
}

void refer_receive(struct leg *l, const struct msg *m)
{
	int d = leg_dialog(l, m->to_tag);

	if (d < 0 || !l->d[d].answered) {
		total.unknown++;
		reply(&m->head, &l->peer, 481, NULL, NULL);
		return;
	}
	if (m->cseq == l->refer_cseq) {
		COUNT(dup_refers);
		if (l->refer_code)
			leg_reply(l, &m->head, l->refer_code, d, NULL);
		return;
	}
	l->refer_cseq = m->cseq;
	l->refer_dialog = d;
	l->refer_code = 0;
	if (wants_challenge(l, m)) {
		refuse_refer(l, m, l->mood.challenge_code);
	} else if (l->mood.refer == REFER_REFUSE) {
		refuse_refer(l, m, l->mood.refer_code);
	} else if (l->mood.refer == REFER_DROP) {
		return;
	} else if (l->mood.notify == NOTIFY_FIRST || l->mood.delay_ms) {
		head_save(&l->late, &m->head);
		if (l->mood.notify == NOTIFY_FIRST)
			start_notifies(l);
		uint32_t wait = l->mood.delay_ms ? l->mood.delay_ms : 40;
		wheel_set(&l->t_step, now + wait * MS);
	} else {
		accept_refer(l, &m->head);
	}
}

void bye_later(struct leg *l, uint32_t wait_ms)
{
	l->bye_wait = 0;
	if (wait_ms)
		wheel_set(&l->t_bye, now + wait_ms * MS);
	else
		bye_now(l);
}

void bye_now(struct leg *l)
{
	bool any = false;

	for (int i = 0; i < LEG_DIALOGS; i++) {
		struct dialog *d = &l->d[i];
		if (!d->answered || d->bye_in || d->bye_out)
			continue;
		d->bye_out = any = true;
		d->bye_cseq = ++d->cseq;
		leg_request(l, i, "BYE", d->bye_cseq, NULL, NULL);
	}
	if (!any)
		return;
	l->bye_at = now;
	l->bye_wait = T1_MS;
	wheel_set(&l->t_bye, now + T1_MS * MS);
}

/* Runs before our BYE (bye_wait 0) and while it waits for its reply. */
void bye_again(struct timer *t)
{
	struct leg *l = LEG_OF(t, t_bye);
	bool any = false;

	if (!l->bye_wait) {
		bye_now(l);
		return;
	}
	for (int i = 0; i < LEG_DIALOGS; i++) {
		struct dialog *d = &l->d[i];
		if (!d->bye_out || d->bye_done)
			continue;
		if (now - l->bye_at >= GIVE_UP)
			d->bye_done = true;
		else if (l->peer.conn < 0)
			leg_request(l, i, "BYE", d->bye_cseq, NULL, NULL);
		any = any || !d->bye_done;
	}
	l->bye_wait = l->bye_wait * 2 > T2_MS ? T2_MS : l->bye_wait * 2;
	if (any)
		wheel_set(t, now + l->bye_wait * MS);
	else
		leg_settle(l);
}

void bye_answered(struct leg *l, const struct msg *m)
{
	int d = leg_reply_dialog(l, m);

	if (d < 0 || m->code < 200 || !l->d[d].bye_out ||
	    m->cseq != l->d[d].bye_cseq)
		return;
	l->d[d].bye_done = true;
	leg_settle(l);
}
