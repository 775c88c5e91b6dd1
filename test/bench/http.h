/*
 * The HTTP client: keep-alive connections, one request at a time on each.
 */
#ifndef BENCH_HTTP_H
#define BENCH_HTTP_H

#include <stdbool.h>

enum ask {
	ASK_CALL, ASK_HANGUP, ASK_TRANSFER, ASK_TRANSFER_ON, ASK_GET,
	ASK_CHECK
};

/* Opens the connections of the options to the port under test. Returns 0,
 * or -1 when out of memory. */
int http_open(int ep);

/* Closes all. */
void http_close(void);

/* Goes on with FD. Returns false when FD is none of ours. */
bool http_ready(int fd);

/* Sends a request about call NUMBER over a connection that is free. Returns
 * false when none is. */
bool http_ask(enum ask ask, unsigned number);

/* Requests without a reply so far. */
unsigned http_waiting(void);

/* True when the port has not accepted a connection for three seconds. */
bool http_dead(void);

#endif
