/*
 * A call as the JSON resource of the native API.
 */
#ifndef LIB_RESOURCE_H
#define LIB_RESOURCE_H

#include <stdint.h>

#include "buf.h"

struct call;

/*
 * {"id", "method", "flow", "agent", "calling", "called", "state", "verdict",
 * "code", "text", "placed", "ended", "durationMs", "legs": [...], "transfer",
 * "lines": [...]}; times in RFC 3339, UTC, with milliseconds.  What is not
 * known yet, or is not there, is null.  "method" is how the call was asked for,
 * "flow" how it is done by now.  A leg has "party", "address", "role", "sipCallId",
 * "state", "code" and "reason" of the last response to its INVITE, "ringing",
 * "answered" and "ended"; there is one for each party whose INVITE was sent.
 */
void resource_write(struct buf *out, const struct call *call);

/* Milliseconds since the epoch as RFC 3339 text; returns out. */
enum { RESOURCE_TIME_SIZE = 80 };
const char *resource_time(char out[RESOURCE_TIME_SIZE], uint64_t wall_ms);

/* An RFC 9457 problem: status, a short title, and one line of detail. */
void resource_problem_write(struct buf *out, int status, const char *title,
    const char *detail);

#endif
