/*
 * SIP messages as the phone needs them: slices of a received message, and
 * a writer for messages to send.
 */
#ifndef BENCH_MSG_H
#define BENCH_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct slice {
	const char *p;
	size_t n;
};

enum method {
	M_INVITE, M_ACK, M_CANCEL, M_BYE, M_REFER, M_NOTIFY, M_OPTIONS,
	M_INFO, M_UPDATE, M_PRACK, M_OTHER
};

/* What a reply copies from its request. */
struct head {
	struct slice via;	/* all Via lines with their line ends */
	struct slice record;	/* likewise Record-Route */
	struct slice from;
	struct slice to;
	struct slice call_id;
	struct slice cseq;
	char *text;		/* owned copy of all this, after head_save() */
};

struct msg {
	bool request;
	int code;		/* of a response */
	enum method method;	/* of a response: that of its CSeq */
	unsigned cseq;
	struct slice uri;
	struct slice to_tag;
	struct slice contact;	/* the URI in it */
	struct slice body;
	bool has_auth;		/* Authorization or Proxy-Authorization */
	bool reliable;		/* Supported: 100rel */
	struct head head;
};

struct out {
	char *p;
	char *end;
};

/* Parses the message at BUF. STREAM: its end is told by Content-Length, else
 * by LEN. Returns its length, 0 when it is not complete, -1 when it is no
 * SIP. M borrows from BUF. */
ssize_t msg_parse(struct msg *m, const char *buf, size_t len, bool stream);

/* Copies what FROM has into TO, which owns it then; frees what TO had.
 * Returns -1 when out of memory. */
int head_save(struct head *to, const struct head *from);

/* Frees what head_save() made. */
void head_free(struct head *h);

/* True when the text of A begins with B. */
bool slice_starts(struct slice a, const char *b);

/* Writers; what does not fit is left out (no message of ours is so long). */
void put(struct out *o, const char *text);
void put_slice(struct out *o, struct slice s);
void put_uint(struct out *o, unsigned long v);

#endif
