#include "orders.h"

#include <stdint.h>
#include <stdlib.h>

#include "calls.h"
#include "http.h"
#include "mood.h"
#include "options.h"
#include "total.h"
#include "wheel.h"

struct order {
	struct timer t;
	enum ask ask;
	unsigned number;
};

static void give(struct timer *t)
{
	struct order *o = (struct order *)(void *)t;

	if (!http_ask(o->ask, o->number)) {
		wheel_set(&o->t, now + 10 * MS);
		return;
	}
	if (o->ask == ASK_HANGUP) {
		total.hangups++;
		calls_get(o->number)->flags |= CALL_HUNG;
	} else {
		total.transfers++;
	}
	free(o);
}

static void plan(enum ask ask, unsigned number, unsigned wait_ms)
{
	struct order *o = calloc(1, sizeof(*o));

	if (!o)
		return;
	o->ask = ask;
	o->number = number;
	o->t.fire = give;
	wheel_set(&o->t, now + wait_ms * MS);
}

static void plan_transfers(const struct order_mood *o, unsigned number)
{
	if (o->transfer_ms[0])
		plan(ASK_TRANSFER, number, o->transfer_ms[0]);
	if (o->transfer_ms[1])
		plan(ASK_TRANSFER_ON, number, o->transfer_ms[1]);
}

void orders_connected(unsigned number)
{
	struct order_mood o;

	order_draw(&o, number);
	if (!o.early)
		plan_transfers(&o, number);
}

void orders_plan(unsigned number)
{
	struct order_mood o;
	struct mood m;

	if (opt.flow == FLOW_REFER) {
		mood_draw(&m, number);
		if (m.hangup_ms)
			plan(ASK_HANGUP, number, m.hangup_ms);
		return;
	}
	order_draw(&o, number);
	if (o.hangup_ms)
		plan(ASK_HANGUP, number, o.hangup_ms);
	if (o.early)
		plan_transfers(&o, number);
}

void orders_hangup(unsigned number)
{
	plan(ASK_HANGUP, number, 0);
}
