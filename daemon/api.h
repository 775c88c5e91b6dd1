/*
 * The HTTP API without HTTP: a request as a value in, a reply as a value out.
 * Knows paths, documents and status codes; knows no sockets.
 */
#ifndef DAEMON_API_H
#define DAEMON_API_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "origin.h"

struct control;

/* Borrowed for the call; headers are NULL when they were not sent. */
struct api_request {
	const char *method;
	const char *path;		/* not decoded */
	const char *query;		/* not decoded, or NULL */
	const char *peer;		/* the kernel's address of the client */
	bool trusted;			/* it is in trusted-networks */
	const char *accept, *if_none_match;
	struct origin origin;
	bool waited;			/* asked again after a wait: no more */
};

struct api_reply {
	int status;			/* 0: wait, see below */
	const char *content_type;	/* constant, or NULL: no body */
	struct buf body;
	char etag[64];			/* "" none */
	char call_id[40];		/* X-Call-Id; "" none */
	char location[64];		/* "" none */
	const char *allow;		/* constant, or NULL */
	unsigned retry_after_s;		/* 0 none */
	bool no_store;

	/* status 0: ask again when this key's record changes, or then */
	struct buf wait_key;
	unsigned wait_s;
};

void api_reply_init(struct api_reply *reply);
void api_reply_release(struct api_reply *reply);

/*
 * Answer a request.  Never fails: without memory it answers 503.
 */
void api_handle(struct control *control, const struct api_request *request,
    struct api_reply *reply);

/*
 * An error in the form the client wants: one line of text, the XML of the
 * original, or an RFC 9457 problem.
 */
void api_error(struct control *control, const char *accept, int status,
    const char *text, struct api_reply *reply);

#endif
