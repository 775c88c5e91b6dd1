/*
 * The phones' transport: one UDP socket and one TCP listener on the same
 * loopback port, datagrams in batches, and loss on request.
 */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include <stdbool.h>
#include <netinet/in.h>
#include <stdint.h>

#include "msg.h"

#define WIRE_MAX 8192

struct peer {
	struct sockaddr_in addr;
	int conn;		/* TCP connection, -1 for UDP */
	uint32_t serial;	/* tells a connection from its slot's next */
};

/* Binds both sockets to 127.0.0.1:PORT and puts them into the epoll set EP.
 * LOSS: probability with which a datagram is lost, and doubled, each way.
 * Returns the port bound (PORT may be 0), -1 with errno on failure. */
int wire_open(int ep, int port, double loss, uint64_t seed);

/* Closes all sockets. */
void wire_close(void);

/* Reads what has arrived on FD; each message goes to phone_receive(). Returns
 * false when FD is none of ours. */
bool wire_ready(int fd);

/* A writer for the next message to send. */
struct out wire_begin(void);

/* Sends what was written to O to PEER; it leaves with wire_flush(). */
void wire_send(const struct out *o, const struct peer *peer);

/* Hands everything to the kernel. */
void wire_flush(void);

#endif
