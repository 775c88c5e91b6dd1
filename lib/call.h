/*
 * One call: who with whom in whose name, how it stands, and what was recorded.
 * Owned by the registry (calls.h); everybody else holds its reference number
 * across turns of the loop, never a pointer.
 */
#ifndef LIB_CALL_H
#define LIB_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "history.h"
#include "refer.h"
#include "table.h"

struct leg;			/* the SIP side's; only carried here */
struct address;
struct buf;
struct command;

enum { CALL_ID_SIZE = 33 };	/* 32 hex digits */

/* Slot and generation: finds the call, or nothing once it is gone. */
typedef uint64_t call_ref;

/* A POST as it can be recognised when it comes again. */
struct call_post {
	uint64_t signature;	/* hash of peer and parameters */
	uint64_t at_ms;		/* 0: none yet */
};

struct call {
	/* the registry's */
	struct table_link by_key, by_id;
	struct call *ended_next, *ended_prev;
	uint64_t due_ms;
	size_t heap_index;		/* from 1; 0: not in the heap */
	uint32_t slot, generation;
	bool ended;

	/* who: borrowed from `text` */
	const char *key;		/* agent:calling:called */
	const char *agent, *calling, *called;	/* user@host */
	const char *subject;		/* "" for none */
	const char *confpin;		/* "" for none */
	char *text;			/* owned */
	char id[CALL_ID_SIZE];

	/* how it stands */
	struct refer refer;
	struct history history;
	struct leg *leg;		/* the calling party's, or NULL */
	char *sip_call_id;		/* owned; of the INVITE, NULL before */
	uint64_t placed_ms, ended_ms;	/* monotonic */
	uint64_t placed_wall_ms, ended_wall_ms;
	uint64_t keep_until_ms;		/* monotonic; the record's own time */
	uint32_t version;		/* counts every change */
	uint8_t redirects;
	bool forwarding;
	bool unsent;			/* the INVITE found no way out */
	struct call_post placed, asked;	/* the Call, the last Hangup */
};

/* "agent:calling:called" of a command, appended. */
void call_key(struct buf *out, const struct command *command);

/*
 * The same POST from the same peer?  The signature of a command, to be
 * compared within two seconds.
 */
uint64_t call_signature(const struct command *command, const char *peer,
    const struct hash_key *key);

#endif
