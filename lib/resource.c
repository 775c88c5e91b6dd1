#include "resource.h"

#include <stdio.h>
#include <string.h>

#include "call.h"
#include "bridge_tell.h"
#include "json.h"

/*
 * Year, month and day of a day number since 1970-01-01, by counting from the
 * first of March of the year 0, so that the leap day is a year's last.
 */
static void
civil_date(uint64_t days, unsigned *year, unsigned *month, unsigned *day)
{
	uint64_t n = days + 719468;
	uint64_t era = n / 146097;		/* 400 years */
	unsigned in_era = (unsigned)(n % 146097);
	unsigned y = (in_era - in_era / 1460 + in_era / 36524 -
	    in_era / 146096) / 365;
	unsigned in_year = in_era - (365 * y + y / 4 - y / 100);
	unsigned m = (5 * in_year + 2) / 153;	/* 0 is March */

	*day = in_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = y + (unsigned)era * 400 + (*month <= 2);
}

const char *
resource_time(char out[RESOURCE_TIME_SIZE], uint64_t wall_ms)
{
	uint64_t seconds = wall_ms / 1000;
	unsigned year, month, day;

	civil_date(seconds / 86400, &year, &month, &day);
	snprintf(out, RESOURCE_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
	    year, month, day, (unsigned)(seconds / 3600 % 24),
	    (unsigned)(seconds / 60 % 60), (unsigned)(seconds % 60),
	    (unsigned)(wall_ms % 1000));
	return out;
}

/* null where there is none yet. */
static void
write_time(struct json *json, const char *name, uint64_t wall_ms)
{
	char time[RESOURCE_TIME_SIZE];

	json_string(json, name, wall_ms != 0 ? resource_time(time, wall_ms) :
	    NULL);
}

static void
write_code(struct json *json, unsigned status)
{
	if (status != 0)
		json_number(json, "code", status);
	else
		json_null(json, "code");
}

static void
write_lines(struct json *json, const struct history *history)
{
	struct history_line line;
	char time[RESOURCE_TIME_SIZE];
	size_t at = 0;

	json_array(json, "lines");
	while (history_next(history, &at, &line)) {
		json_object(json, NULL);
		json_string(json, "time", resource_time(time, line.time_ms));
		json_number(json, "party", line.party);
		json_string(json, "method",
		    history_method_name(line.method));
		if (line.method == HISTORY_BYE_RECEIVED)
			json_string(json, "from", "phone");
		json_number(json, "code", line.status);
		json_string(json, "reason", line.phrase);
		json_object_end(json);
	}
	json_array_end(json);
}

/*
 * What the party is in the call now: one of the two who are connected or to be
 * connected, or the one who is to take another's place.  NULL: it has left.
 */
static const char *
role_of(const struct call *call, size_t number)
{
	static const char *const names[2][BRIDGE_ROLES] = {
		{ "calling", "called", "target" },
		{ "called", "calling", "target" }	/* the bridge has them
							   exchanged */
	};

	if (call->flow == CALL_REFER)
		return names[0][number == 0 ? BRIDGE_FIRST : BRIDGE_SECOND];
	for (int role = 0; role < BRIDGE_ROLES; role++) {
		unsigned seat = bridge_party(&call->bridge,
		    (enum bridge_role)role);

		if (seat < BRIDGE_PARTIES && call->seats[seat] == number)
			return names[call->bridge.swapped][role];
	}
	return NULL;
}

/* The state of the leg, in the words of the Invite flow for both. */
static const char *
leg_state(const struct call *call, const struct call_party *party)
{
	static const enum party_state states[REFER_STATE_COUNT] = {
		[REFER_IDLE] = PARTY_NONE,
		[REFER_CALLING] = PARTY_CALLING,
		[REFER_CANCELLING] = PARTY_CANCELLING,
		[REFER_REFERRING] = PARTY_UP,
		[REFER_REFERRED] = PARTY_UP,
		[REFER_LEAVING] = PARTY_LEAVING,
		[REFER_CLOSING] = PARTY_LEAVING,
		[REFER_WATCHING] = PARTY_GONE,
		[REFER_DONE] = PARTY_GONE
	};

	return party_state_name(call->flow == CALL_REFER ?
	    states[call->refer.state] : (enum party_state)party->last.state);
}

/* What was heard of a party's INVITE. */
struct heard {
	unsigned status;	/* of the last response; 0: none yet */
	char phrase[HISTORY_PHRASE_MAX + 1];
	uint64_t rung_ms, answered_ms;	/* 0: not yet */
};

static void
hear(struct heard *heard, const struct history *history, size_t number)
{
	struct history_line line;
	size_t at = 0;

	*heard = (struct heard){ 0 };
	while (history_next(history, &at, &line)) {
		if (line.party != number || line.method != HISTORY_INVITE)
			continue;
		heard->status = line.status;
		memcpy(heard->phrase, line.phrase, sizeof heard->phrase);
		if (line.status / 100 == 2 && heard->answered_ms == 0)
			heard->answered_ms = line.time_ms;
		if (line.status > 100 && line.status < 200 &&
		    heard->rung_ms == 0)
			heard->rung_ms = line.time_ms;
	}
}

static void
write_leg(struct json *json, const struct call *call, size_t number)
{
	const struct call_party *party = call_party_const(call, number);
	struct heard heard;

	hear(&heard, &call->history, number);
	json_object(json, NULL);
	json_number(json, "party", (int64_t)number);
	json_string(json, "address", party->address);
	json_string(json, "role", role_of(call, number));
	json_string(json, "sipCallId", party->sip_call_id);
	json_string(json, "state", leg_state(call, party));
	write_code(json, heard.status);
	json_string(json, "reason", heard.status != 0 ? heard.phrase : NULL);
	/* a full record has no room for all lines */
	write_time(json, "ringing", heard.rung_ms != 0 ? heard.rung_ms :
	    party->rung_ms);
	write_time(json, "answered", heard.answered_ms != 0 ?
	    heard.answered_ms : party->answered_ms);
	write_time(json, "ended", party->ended_ms);
	json_object_end(json);
}

static void
write_legs(struct json *json, const struct call *call)
{
	json_array(json, "legs");
	for (size_t i = 0; i < call_party_count(call); i++) {
		if (call_party_const(call, i)->sip_call_id != NULL)
			write_leg(json, call, i);
	}
	json_array_end(json);
}

/* The last transfer, of a call in which we stay. */
static void
write_transfer(struct json *json, const struct call *call)
{
	const struct bridge *bridge = &call->bridge;
	enum bridge_transfer transfer =
	    (enum bridge_transfer)bridge->transfer;

	if (call->flow == CALL_REFER || transfer == BRIDGE_TRANSFER_NONE) {
		json_null(json, "transfer");
		return;
	}
	json_object(json, "transfer");
	json_string(json, "state", bridge_transfer_name(transfer));
	json_string(json, "text", bridge_transfer_text(transfer));
	write_code(json, bridge->transfer_status);
	json_object_end(json);
}

static void
write_verdict(struct json *json, const struct call *call)
{
	struct call_verdict verdict = call_verdict(call);

	json_string(json, "verdict", verdict.name);
	write_code(json, verdict.status);
	json_string(json, "text", verdict.text);
}

static void
write_end(struct json *json, const struct call *call)
{
	if (!call->ended) {
		json_null(json, "ended");
		json_null(json, "durationMs");
		return;
	}
	write_time(json, "ended", call->ended_wall_ms);
	json_number(json, "durationMs",
	    (int64_t)(call->ended_ms - call->placed_ms));
}

static const char *
flow_name(enum call_flow flow)
{
	return flow == CALL_INVITE ? "Invite" : "Refer";
}

void
resource_write(struct buf *out, const struct call *call)
{
	char time[RESOURCE_TIME_SIZE];
	struct json json;

	json_init(&json, out);
	json_object(&json, NULL);
	json_string(&json, "id", call->id);
	json_string(&json, "method", flow_name(call->asked_flow));
	json_string(&json, "flow", flow_name(call->flow));
	json_string(&json, "agent", call->agent);
	json_string(&json, "calling", call->calling);
	json_string(&json, "called", call->called);
	if (*call->subject != '\0')
		json_string(&json, "subject", call->subject);
	json_string(&json, "state", call_state_name(call));
	write_verdict(&json, call);
	json_string(&json, "placed", resource_time(time,
	    call->placed_wall_ms));
	write_end(&json, call);
	write_legs(&json, call);
	write_transfer(&json, call);
	write_lines(&json, &call->history);
	json_object_end(&json);
	buf_putc(out, '\n');
}

void
resource_problem_write(struct buf *out, int status, const char *title,
    const char *detail)
{
	struct json json;

	json_init(&json, out);
	json_object(&json, NULL);
	json_string(&json, "type", "about:blank");
	json_string(&json, "title", title);
	json_number(&json, "status", status);
	json_string(&json, "detail", detail);
	json_object_end(&json);
	buf_putc(out, '\n');
}
