/*
 * Who may place which call: agents must be users with SIP credentials, and
 * only some domains may be called.
 */
#ifndef LIB_POLICY_H
#define LIB_POLICY_H

#include <stdbool.h>

#include "command.h"
#include "err.h"
#include "users.h"

/* All borrowed. */
struct policy {
	const struct users *users;
	const char *domain;		/* ours: host or host:port */
	const char *own_host;		/* stand-alone: means `domain` as well;
					   else NULL */
	const char *allowed_domains;	/* besides ours; blank-separated */
};

/*
 * Bring a command's addresses into the form that keys are made of: in
 * stand-alone mode our address without its port gets the port, which phones
 * need to find us, and the agent's becomes that of its user, so that an alias
 * and the name are one key.  Returns the agent's user, borrowed from users, or
 * NULL.
 */
const struct user *policy_resolve(const struct policy *policy,
    struct command *command);

/*
 * May this call be placed?  Resolves the command, too.  Returns 0, or -1 with
 * code 403 and the name or domain that is refused.
 */
int policy_check(const struct policy *policy, struct command *command,
    struct err *err);

/*
 * Where a 3xx to an INVITE leads (RFC 3261 8.1.3.4): of a Contact's URI only
 * user and host are taken, and the host must be one that may be called.
 * contact may be NULL.  Returns 0 or -1.
 */
int policy_redirect(const struct policy *policy, const char *contact,
    struct address *out);

#endif
