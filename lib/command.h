/*
 * What an HTTP request on the classic API asks for: method, path and query in,
 * a command out, or the status code and one line that says what is wrong.
 */
#ifndef LIB_COMMAND_H
#define LIB_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"
#include "err.h"

enum command_action {
	COMMAND_STATUS,		/* GET, HEAD */
	COMMAND_CALL,
	COMMAND_TRANSFER,
	COMMAND_HANGUP
};

enum command_flow {
	FLOW_DEFAULT,		/* the request does not say: Refer */
	FLOW_REFER,
	FLOW_INVITE
};

enum { COMMAND_SUBJECT_MAX = 256, COMMAND_CONFPIN_MAX = 32 };

struct command {
	enum command_action action;
	enum command_flow flow;
	struct address agent, calling, called;
	struct address target;		/* user "" when there is none */
	unsigned timeout_s;		/* 1..3600 */
	unsigned cache_s;		/* resultCacheTime, 0..86400 */
	unsigned wait_s;		/* 0..60 */
	bool forwarding;		/* isForwardingAllowed */
	char subject[COMMAND_SUBJECT_MAX + 1];
	char confpin[COMMAND_CONFPIN_MAX + 1];
};

/* What the parser needs to know of the configuration. */
struct command_defaults {
	const char *domain;	/* for users without one */
	unsigned timeout_s, cache_s;
};

/*
 * Is this path under one of the API's prefixes (/callcontroller/,
 * /my/redirect/callcontroller/, /sipxconfig/rest/my/redirect/callcontroller/)?
 */
bool command_path(const char *path);

/*
 * Parse a request on such a path.  `path` and `query` are as they stood in the
 * request target (not decoded); query may be NULL.  Names and enumerated
 * values are matched without regard to case, unknown parameters are ignored,
 * the first of a repeated one counts, everything is percent-decoded once ('+'
 * stays '+').  An empty subject or confpin is as none; other values may not be
 * empty.
 *
 * method: GET and HEAD give COMMAND_STATUS whatever `action` says (of its
 * parameters a GET looks at agent, sipMethod and wait only; others are
 * ignored, as the original documents promise); POST the rest.  Others: -1 with
 * code 405.
 *
 * Errors: code 400 with a text that names the parameter and the value
 * ("timeout: '0' is not a whole number from 1 to 3600"), 404 for a path that
 * has too many segments, 405.  *out is then undefined.
 */
int command_parse(struct command *out, const char *method, const char *path,
    const char *query, const struct command_defaults *defaults,
    struct err *err);

/* The methods for the Allow header: a constant string. */
const char *command_allow(void);

#endif
