/*
 * A document of the Refer flow is complete when an INVITE has a final response
 * in it, and when the last line is the final status that the phone told in its
 * NOTIFY, if the phone got that through. One of the Invite flow is complete
 * when each of its dialogs is terminated.
 */
#include "judge.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "mood.h"
#include "options.h"
#include "total.h"

#define COMPLAINTS 10

static unsigned complaints;

static void complain(unsigned number, const char *what, const char *body,
		     size_t n)
{
	struct mood m;
	char buf[512];

	if (complaints++ >= COMPLAINTS)
		return;
	if (opt.flow == FLOW_INVITE) {
		party_draw(&m, number, ROLE_A);
		party_text(&m, buf, sizeof(buf));
	} else {
		mood_draw(&m, number);
		mood_text(&m, buf, sizeof(buf));
	}
	fprintf(stderr, "callgen: status of call %u %s: %s\n%.*s\n", number,
		what, buf, (int)n, body);
}

struct verdict {
	unsigned lines;
	bool invite_final;
	int last;		/* code of the last line, 0: no SIP status */
};

/* Reads "<method>INVITE</method><status-line>SIP/2.0 200 OK</status-line>"
 * and the like, with whatever space there is between the elements. */
static void read_lines(struct verdict *v, const char *p, const char *end)
{
	static const char line[] = "<status-line>";
	const char *from = p;

	for (; p; from = p) {
		p = memmem(p, (size_t)(end - p), line, sizeof(line) - 1);
		if (!p)
			break;
		bool invite = memmem(from, (size_t)(p - from),
				     "<method>INVITE<", 15);
		p += sizeof(line) - 1;
		v->last = 0;
		if (end - p > 12 && !memcmp(p, "SIP/2.0 ", 8))
			v->last = (int)strtol(p + 8, NULL, 10);
		v->lines++;
		if (invite && v->last >= 200)
			v->invite_final = true;
	}
}

static void judge_dialogs(unsigned number, const char *body, size_t n)
{
	static const char state[] = "<dialog-state>";
	static const char over[] = "Terminated Dialog<";
	const char *end = body + n;
	unsigned dialogs = 0, open = 0;

	for (const char *p = body; p; dialogs++) {
		p = memmem(p, (size_t)(end - p), state, sizeof(state) - 1);
		if (!p)
			break;
		p += sizeof(state) - 1;
		open += (size_t)(end - p) < sizeof(over) - 1 ||
			memcmp(p, over, sizeof(over) - 1) != 0;
	}
	if (!dialogs) {
		total.check_empty++;
		complain(number, "empty", body, n);
	} else if (open) {
		total.check_open++;
		complain(number, "with a dialog that goes on", body, n);
	}
}

void judge(unsigned number, int status, const char *body, size_t n)
{
	struct verdict v = {0};
	struct mood m;
	const struct call *c = calls_get(number);

	total.checked++;
	if (status != 200 || !n) {
		total.check_bad++;
		complain(number, "not there", body, n);
		return;
	}
	if (opt.flow == FLOW_INVITE) {
		judge_dialogs(number, body, n);
		return;
	}
	read_lines(&v, body, body + n);
	if (!v.lines) {
		total.check_empty++;
		complain(number, "empty", body, n);
		return;
	}
	mood_draw(&m, number);
	if (v.invite_final &&
	    (!(c->flags & CALL_FINAL) || v.last == m.final_code))
		return;
	total.check_open++;
	complain(number, "without a final line", body, n);
}
