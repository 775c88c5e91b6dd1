#include "resource.h"

#include <stdio.h>

#include "call.h"
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
		json_string(json, "method",
		    history_method_name(line.method));
		json_number(json, "code", line.status);
		json_string(json, "reason", line.phrase);
		json_object_end(json);
	}
	json_array_end(json);
}

static void
write_end(struct json *json, const struct call *call)
{
	char time[RESOURCE_TIME_SIZE];

	if (!call->ended) {
		json_null(json, "ended");
		json_null(json, "durationMs");
		return;
	}
	json_string(json, "ended", resource_time(time, call->ended_wall_ms));
	json_number(json, "durationMs",
	    (int64_t)(call->ended_ms - call->placed_ms));
}

void
resource_write(struct buf *out, const struct call *call)
{
	enum refer_verdict verdict = refer_verdict(&call->refer);
	unsigned status = refer_verdict_status(&call->refer);
	char time[RESOURCE_TIME_SIZE];
	struct json json;

	json_init(&json, out);
	json_object(&json, NULL);
	json_string(&json, "id", call->id);
	json_string(&json, "method", "Refer");
	json_string(&json, "agent", call->agent);
	json_string(&json, "calling", call->calling);
	json_string(&json, "called", call->called);
	if (*call->subject != '\0')
		json_string(&json, "subject", call->subject);
	json_string(&json, "state",
	    refer_state_name((enum refer_state)call->refer.state));
	json_string(&json, "verdict", refer_verdict_name(verdict));
	if (status != 0)
		json_number(&json, "code", status);
	else
		json_null(&json, "code");
	json_string(&json, "text", refer_verdict_text(verdict));
	json_string(&json, "placed", resource_time(time,
	    call->placed_wall_ms));
	write_end(&json, call);
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
