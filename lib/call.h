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

#include "bridge.h"
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

enum call_flow {
	CALL_REFER,		/* struct refer: the phones talk by themselves */
	CALL_INVITE		/* struct bridge: we stay in the path */
};

/*
 * One who takes or took part: 0 the calling party, 1 the called one, then the
 * targets of transfers.  None is ever taken out of the record.
 */
struct call_party {
	const char *address;	/* user@host; borrowed from call or `own` */
	char *own;		/* owned, or NULL */
	char *sip_call_id;	/* owned; NULL before its INVITE */
	struct leg *leg;	/* the SIP side's, or NULL */
	struct party last;	/* how its leg stands (Invite flow) */
	uint64_t rung_ms, answered_ms, ended_ms;	/* wall; 0: not yet */
};

enum { CALL_TARGETS_MAX = 30 };	/* of one call, one after the other */

/* One more key under which a call is found. */
struct call_key {
	struct table_link link;
	struct call *call;
	struct call_key *next;
	char text[];
};

/* A POST as it can be recognised when it comes again. */
struct call_post {
	uint64_t signature;	/* hash of peer and parameters */
	uint64_t at_ms;		/* 0: none yet */
};

struct call {
	/* the registry's */
	struct table_link by_id;
	struct call_key *keys;		/* owned; the first is `key` */
	struct call *ended_next, *ended_prev;
	uint64_t due_ms;
	size_t heap_index;		/* from 1; 0: not in the heap */
	uint32_t slot, generation;
	bool ended;

	/* who: borrowed from `text` */
	const char *key;		/* agent:calling:called; of `keys` */
	const char *agent, *calling, *called;	/* user@host */
	const char *subject;		/* "" for none */
	const char *confpin;		/* "" for none */
	char *text;			/* owned */
	char id[CALL_ID_SIZE];

	/* how it stands */
	enum call_flow flow;		/* may change once: a refused REFER */
	enum call_flow asked_flow;	/* what the client asked for: the form
					   of the record */
	struct refer refer;
	struct bridge bridge;
	struct call_party pair[2];
	struct call_party *targets;	/* owned */
	uint8_t target_count;
	uint8_t seats[BRIDGE_PARTIES];	/* bridge's party number to ours */
	struct history history;
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

/* The party with this number (0 the calling one), or NULL. */
struct call_party *call_party(struct call *call, size_t number);
const struct call_party *call_party_const(const struct call *call,
    size_t number);
size_t call_party_count(const struct call *call);

/*
 * Is the call going on as far as its key is concerned: does a leg exist, or
 * may one come into being?
 */
bool call_alive(const struct call *call);

/* How the call ended, or stands, in words; all constant. */
struct call_verdict {
	const char *name;	/* "connected", "ended-by-called", ... */
	const char *text;	/* a sentence */
	unsigned status;	/* the SIP status that belongs to it, or 0 */
};
struct call_verdict call_verdict(const struct call *call);

/* The state of its machine, for logs and documents; constant. */
const char *call_state_name(const struct call *call);

#endif
