/*
 * The small registrar and redirect server of the stand-alone mode (RFC 3261
 * 10.3 and 8.3): phones register with digest authentication, and an INVITE for
 * a registered user is redirected to where the phone is.  Pure: it is handed a
 * request in parts and says what to answer.
 */
#ifndef LIB_REGISTRAR_H
#define LIB_REGISTRAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "digest.h"
#include "users.h"

enum {
	REGISTRAR_CONTACTS = 4,		/* bindings a user may have */
	REGISTRAR_URI_MAX = 256,	/* bytes of a contact */
	REGISTRAR_EXPIRES_MIN = 10,	/* below: 423 with Min-Expires */
	REGISTRAR_EXPIRES_DEFAULT = 300,
	REGISTRAR_EXPIRES_MAX = 3600
};

struct registrar;

/* One Contact of a REGISTER; uri is a bare URI, never a name-addr. */
struct registrar_contact {
	const char *uri;	/* "*" for all */
	long expires;		/* its parameter, or -1 */
};

struct registrar_request {
	const char *method;		/* "REGISTER", "INVITE", ... */
	const char *uri;		/* Request-URI, as it was on the wire */
	const char *to_user, *to_host;	/* REGISTER: the address of record;
					   else: of the Request-URI */
	const char *call_id;
	uint32_t cseq;
	long expires;			/* Expires header, or -1 */
	const struct registrar_contact *contacts;
	size_t contact_count;
	const char *authorization;	/* the header's value, or NULL */
};

struct registrar_answer {
	unsigned status;		/* 0: not for us, answer as usual */
	const char *phrase;		/* constant */
	struct buf challenge;		/* WWW-Authenticate, for 401 */
	struct buf contacts;		/* Contact's value, for 200, 302 */
	unsigned min_expires;		/* for 423 */
};

void registrar_answer_init(struct registrar_answer *answer);
void registrar_answer_release(struct registrar_answer *answer);

/*
 * domain ("host" or "host:port") and realm are copied; secret is borrowed;
 * users is borrowed and can be changed by registrar_set_users (bindings of
 * users that are gone are dropped).  Returns owned, or NULL.
 *
 * A host in a request is our domain if it is the same without regard to case,
 * and the ports are the same or one of the two has none.
 */
struct registrar *registrar_new(const char *domain, const char *realm,
    const struct users *users, const struct digest_secret *secret,
    const struct hash_key *seed);
void registrar_free(struct registrar *registrar);
void registrar_set_users(struct registrar *registrar,
    const struct users *users);

/*
 * REGISTER: 401 with a challenge, 403 for another user than the address of
 * record, 404 unknown user, 400 for a wrong "*", 423 too brief, 500 for a
 * repeated CSeq of the same Call-ID (RFC 3261 10.3 step 7), 200 with all
 * bindings, the newest first, and their remaining seconds
 * ("<uri>;expires=N, <uri>;expires=N").  Nobody learns who exists before he has
 * signed in.  Only sip: contacts without headers and of at most
 * REGISTRAR_URI_MAX bytes are taken (others 400).  A user's oldest binding
 * makes room for a fifth.  A request is carried out as a whole or not at all;
 * without memory the answer is 500.
 * INVITE: 302 with the contacts as in a 200, 480 for a user that is not
 * registered, 404 for one that does not exist, also by alias.
 * Other methods: status 0.
 *
 * now_s: monotonic seconds.  salt: random, for a challenge.
 */
void registrar_handle(struct registrar *registrar,
    const struct registrar_request *request, uint64_t now_s, uint64_t salt,
    struct registrar_answer *answer);

/*
 * Where to send our own INVITE for user@host: the newest binding's URI,
 * returns borrowed until the next call into the registrar; or NULL, with
 * *status 480 (not registered) or 404 (no such user).
 */
const char *registrar_locate(struct registrar *registrar, const char *user,
    const char *host, uint64_t now_s, unsigned *status);

#endif
