/*
 * Who may sign in and in whose name a call can be placed: the users of
 * validusers.xml.  A complete list is built, checked, and then only read.
 */
#ifndef LIB_USERS_H
#define LIB_USERS_H

#include <stddef.h>

#include "err.h"
#include "table.h"

enum { USERS_HA1_LENGTH = 32 };		/* lower-case hex of an MD5 */

struct user {
	char *name;		/* userName as it was given, e.g. "201" */
	char *identity;		/* "201@example.com", host in lower case;
				   "" if there is none */
	char *display_name;	/* "" if there is none */
	char *contact;		/* "" if there is none */
	char pin_ha1[USERS_HA1_LENGTH + 1];	/* pintoken; "" none */
	char sip_ha1[USERS_HA1_LENGTH + 1];	/* passtoken; "" none */
};

struct users;

struct users *users_new(const struct hash_key *seed);	/* returns owned */
void users_free(struct users *users);			/* wipes the hashes */

/*
 * Add a user, then its aliases.  The strings are borrowed for the call.
 * Errors (code 0): no name, a name or identity that a user or alias before has
 * already, a token that is not 32 hex digits (upper case is made lower case),
 * a name or alias that is no valid SIP user, no memory.
 * users_add returns the user, borrowed until users_free, or NULL.  An alias
 * that is the user's own name, or its own alias already, is no error.
 *
 * identity may be NULL or "": then it is name@domain, with the domain of
 * users_find's question, and found under that as well.
 */
struct user *users_add(struct users *users, const char *name,
    const char *identity, const char *display_name, const char *contact,
    const char *pin_ha1, const char *sip_ha1, struct err *err);
int users_add_alias(struct users *users, struct user *user, const char *alias,
    struct err *err);

size_t users_count(const struct users *users);

/*
 * Find by user part and host, as an API client names an agent: `user` is a
 * userName, an alias, or the user part of an identity; host is the host part.
 * A name or alias counts only if host is `domain` (ours) or the host of the
 * user's identity; case matters in the user part, not in the host.  A name
 * comes before an identity.  `user` is in the form of address.h ('#' is %23).
 * Returns borrowed, or NULL.
 */
const struct user *users_find(const struct users *users, const char *user,
    const char *host, const char *domain);

#endif
