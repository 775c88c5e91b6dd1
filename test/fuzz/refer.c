/*
 * Events for the Refer flow's machine: a byte each for event, status, expiry
 * and the time that passes.  However it goes, the timers bring it to its end,
 * and an answered leg is hung up by one side.
 */
#include "refer.h"

#include "fuzz.h"

struct seen {
	bool answered, over;	/* over: BYE by either side, or lost */
	unsigned byes, drops;
};

static void
step(struct refer *refer, struct seen *seen, struct refer_input input,
    uint64_t now_ms)
{
	enum refer_state before = (enum refer_state)refer->state;
	enum refer_action action = refer_step(refer, &input, now_ms);

	if (input.event == REFER_EV_ANSWERED &&
	    (before == REFER_CALLING || before == REFER_CANCELLING))
		seen->answered = true;
	if (input.event == REFER_EV_BYE_RECEIVED ||
	    input.event == REFER_EV_LOST || action == REFER_DO_BYE)
		seen->over = true;
	seen->byes += action == REFER_DO_BYE;
	seen->drops += action == REFER_DO_DROP;
	assert(seen->byes <= seen->answered && seen->drops <= 1);
	assert((refer->state == REFER_DONE || refer->state == REFER_IDLE) ==
	    (refer->deadline_ms == 0));
	assert(refer_verdict(refer) <= REFER_FAILED);
	assert((refer->state == REFER_DONE) <=
	    (refer_verdict(refer) != REFER_ONGOING));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct refer_input input = { .event = REFER_EV_START };
	struct seen seen = { 0 };
	struct refer refer;
	uint64_t now_ms = 1;

	refer_init(&refer, 30000, size % 2);
	step(&refer, &seen, input, now_ms);
	for (; size >= 4; data += 4, size -= 4) {
		input.event = (enum refer_event)(data[0] % REFER_EVENT_COUNT);
		input.status = data[1] * 3u;
		input.expires_s = data[2] * 10u;
		step(&refer, &seen, input, now_ms += data[3]);
	}
	input = (struct refer_input){ .event = REFER_EV_TIMER };
	for (int i = 0; i < 6; i++)
		step(&refer, &seen, input, now_ms += 1000);
	assert(refer.state == REFER_DONE && seen.drops == 1);
	assert(!seen.answered || seen.over);
	return 0;
}
