/*
 * The bindings of one user of the registrar: which contacts it has, since when
 * and how long, and what a REGISTER makes of them (RFC 3261 10.3, 6 to 8).
 */
#ifndef LIB_BINDINGS_H
#define LIB_BINDINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "registrar.h"

struct binding {
	char uri[REGISTRAR_URI_MAX + 1];	/* "": a free place */
	uint32_t cseq;
	uint64_t call;		/* hash of the Call-ID */
	uint64_t until_s;
	uint64_t stamp;		/* a higher one is newer */
};

/* All zero to begin with; may be copied. */
struct bindings {
	struct binding places[REGISTRAR_CONTACTS];
};

/* Drop what has run out.  Is anything left? */
bool bindings_expire(struct bindings *bindings, uint64_t now_s);

/* Returns borrowed, or NULL when there is none. */
const struct binding *bindings_newest(const struct bindings *bindings);

/* "<uri>;expires=N, <uri>;expires=N", the newest first. */
void bindings_write(const struct bindings *bindings, uint64_t now_s,
    struct buf *out);

enum bindings_result {
	BINDINGS_OK,
	BINDINGS_BAD_WILDCARD,	/* "*" without Expires: 0 */
	BINDINGS_BAD_URI,	/* ... or "*" among others */
	BINDINGS_TOO_BRIEF,
	BINDINGS_OUTDATED	/* a CSeq that is not above that of before */
};

struct bindings_update {
	const struct registrar_request *request;	/* borrowed */
	uint64_t call;		/* hash of its Call-ID */
	uint64_t now_s;
	uint64_t *stamp;	/* the last one given, counted up; borrowed */
};

/*
 * Carry out a REGISTER.  Expired bindings must be gone by then.  If the result
 * is not BINDINGS_OK, the bindings are half done and must be thrown away.
 */
enum bindings_result bindings_change(struct bindings *bindings,
    const struct bindings_update *update);

#endif
