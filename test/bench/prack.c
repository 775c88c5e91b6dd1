/*
 * A phone that insists on reliable provisional replies (RFC 3262): its 183 has
 * the SDP, and is repeated until the PRACK.
 */
#include <stdio.h>

#include "talk.h"
#include "total.h"

#define T1_MS 500
#define GIVE_UP_MS 32000

bool prack_ring(struct leg *l)
{
	struct talk *t = talk_open(l, 0);
	char extra[64], text[MEDIA_TEXT];

	if (!t || l->rel_wait >= GIVE_UP_MS)
		return false;
	snprintf(extra, sizeof(extra), "Require: 100rel\r\nRSeq: %u\r\n",
		 l->invite_cseq + 100);
	leg_reply_sdp(l, &l->invite, 183, 0, extra, talk_first(t, text));
	l->code = 183;
	l->rel_wait = l->rel_wait ? l->rel_wait * 2 : T1_MS;
	wheel_set(&l->t_step, now + l->rel_wait * MS);
	return true;
}

bool prack_receive(struct leg *l, const struct msg *m)
{
	struct talk *t = l->d[0].talk;

	if (!t || !l->rel_wait) {
		total.unknown++;
		reply(&m->head, &l->peer, 481, NULL, NULL);
		return false;
	}
	reply(&m->head, &l->peer, 200, NULL, NULL);
	if (l->pracked)
		return false;
	l->pracked = true;
	talk_up(t, m);
	t->settled = true;
	total.pracks++;
	wheel_clear(&l->t_step);
	return l->code == 183;
}
