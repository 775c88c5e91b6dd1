/*
 * The registry: owns the calls, finds them by key, id and reference, and knows
 * which one is due next.  All of it in constant or logarithmic time.
 */
#ifndef LIB_CALLS_H
#define LIB_CALLS_H

#include <stddef.h>
#include <stdint.h>

#include "call.h"
#include "command.h"
#include "hash.h"

struct calls;

struct calls *calls_new(const struct hash_key *seed);	/* returns owned */
void calls_free(struct calls *calls);	/* and every call with it */

/*
 * How many records may be kept at all (0: no limit): when there is no room,
 * the record that ended first makes it.
 */
void calls_limit(struct calls *calls, size_t max_records);

/*
 * Add a call for a command; id is its 32 hex digits.  Found by its key from
 * now on, before older ones of the same key.  Returns borrowed, or NULL when
 * there is no memory, or no room and no ended record to drop.
 */
struct call *calls_add(struct calls *calls, const struct command *command,
    const char *id);

/*
 * Let the call be found by this key as well, before older calls that have it
 * too (a transfer's new parties).  Returns 0, or -1 without memory.
 */
int calls_also(struct calls *calls, struct call *call, const char *key);

/* Take out and free; the legs must be gone. */
void calls_remove(struct calls *calls, struct call *call);

call_ref calls_ref(const struct call *call);

/*
 * Each returns borrowed, or NULL.  By key: the latest of those that go on, or
 * else the latest (a transfer can bring a second call to a key).
 */
struct call *calls_get(const struct calls *calls, call_ref ref);
struct call *calls_by_key(const struct calls *calls, const char *key);
struct call *calls_by_id(const struct calls *calls, const char *id);

/* When to look at the call again (monotonic ms; 0: not at all). */
void calls_schedule(struct calls *calls, struct call *call, uint64_t due_ms);

/* The call that is due first, or NULL; and its time, 0 for none. */
struct call *calls_first_due(const struct calls *calls);
uint64_t calls_next_due(const struct calls *calls);

/*
 * Tell that a call has ended and is a mere record now: it counts as such, and
 * may be dropped to make room.
 */
void calls_ended(struct calls *calls, struct call *call);

size_t calls_count(const struct calls *calls);		/* records in all */
size_t calls_active(const struct calls *calls);		/* not ended */

/*
 * Walk over all: *at is 0 to begin with.  Calls may be removed or ended on the
 * way.  NULL: no more.
 */
struct call *calls_walk(const struct calls *calls, size_t *at);

#endif
