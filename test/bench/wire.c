/*
 * recvmmsg/sendmmsg for UDP, one buffer each way per TCP connection.
 */
#include "wire.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "options.h"
#include "phone.h"
#include "rnd.h"
#include "total.h"
#include "wheel.h"

#define BATCH 64
#define CONNS 64
#define IN_MAX (1 << 20)

struct conn {
	int fd;			/* -1: free */
	uint32_t serial;
	struct sockaddr_in addr;
	char *in;
	size_t in_len;
	char *out;
	size_t out_len;
	size_t out_size;
	bool dirty;
	bool full;		/* waits for EPOLLOUT */
};

static int ep_fd = -1, udp_fd = -1, tcp_fd = -1;
static struct conn conns[CONNS];
static uint32_t serials;
static double loss;
static struct rnd dice;

static char rx_buf[BATCH][WIRE_MAX];
static struct mmsghdr rx[BATCH];
static struct iovec rx_iov[BATCH];
static struct sockaddr_in rx_addr[BATCH];

static char tx_buf[BATCH][WIRE_MAX];
static struct mmsghdr tx[BATCH];
static struct iovec tx_iov[BATCH];
static struct sockaddr_in tx_addr[BATCH];
static unsigned tx_n;

static void watch(int fd, uint32_t events, int op)
{
	struct epoll_event ev = {.events = events, .data = {.fd = fd}};

	epoll_ctl(ep_fd, op, fd, &ev);
}

static int bind_loopback(int type, int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	int one = 1, size = 8 << 20;
	int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((uint16_t)port);
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	else if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size,
			    sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    (type == SOCK_STREAM && listen(fd, 128) < 0)) {
		int e = errno;
		close(fd);
		errno = e;
		return -1;
	}
	return fd;
}

static int bound_port(int fd)
{
	struct sockaddr_in a;
	socklen_t n = sizeof(a);

	getsockname(fd, (struct sockaddr *)&a, &n);
	return ntohs(a.sin_port);
}

int wire_open(int ep, int port, double p, uint64_t seed)
{
	ep_fd = ep;
	loss = p;
	rnd_seed(&dice, seed, 0x10550000);
	for (int i = 0; i < CONNS; i++)
		conns[i].fd = -1;
	for (int i = 0; i < BATCH; i++) {
		rx_iov[i] = (struct iovec){rx_buf[i], WIRE_MAX};
		rx[i].msg_hdr.msg_iov = &rx_iov[i];
		rx[i].msg_hdr.msg_iovlen = 1;
		rx[i].msg_hdr.msg_name = &rx_addr[i];
		tx_iov[i].iov_base = tx_buf[i];
		tx[i].msg_hdr.msg_iov = &tx_iov[i];
		tx[i].msg_hdr.msg_iovlen = 1;
		tx[i].msg_hdr.msg_name = &tx_addr[i];
		tx[i].msg_hdr.msg_namelen = sizeof(tx_addr[i]);
	}
	udp_fd = bind_loopback(SOCK_DGRAM, port);
	if (udp_fd < 0)
		return -1;
	port = bound_port(udp_fd);
	tcp_fd = bind_loopback(SOCK_STREAM, port);
	if (tcp_fd < 0)
		return -1;
	watch(udp_fd, EPOLLIN, EPOLL_CTL_ADD);
	watch(tcp_fd, EPOLLIN, EPOLL_CTL_ADD);
	return port;
}

static void drop_conn(struct conn *c)
{
	close(c->fd);
	free(c->in);
	free(c->out);
	memset(c, 0, sizeof(*c));
	c->fd = -1;
}

void wire_close(void)
{
	for (int i = 0; i < CONNS; i++) {
		if (conns[i].fd >= 0)
			drop_conn(&conns[i]);
	}
	close(udp_fd);
	close(tcp_fd);
}

static void accept_all(void)
{
	struct sockaddr_in a;
	socklen_t n = sizeof(a);
	int one = 1, fd;

	while ((fd = accept4(tcp_fd, (struct sockaddr *)&a, &n,
			     SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		int i = 0;
		while (i < CONNS && conns[i].fd >= 0)
			i++;
		char *in = i < CONNS ? malloc(IN_MAX) : NULL;
		if (!in) {
			close(fd);
			continue;
		}
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		conns[i] = (struct conn){.fd = fd, .serial = ++serials,
					 .addr = a, .in = in};
		watch(fd, EPOLLIN, EPOLL_CTL_ADD);
		total.sip_conns++;
	}
}

static void receive(const char *buf, size_t len, struct peer *peer)
{
	struct msg m;

	if (msg_parse(&m, buf, len, false) < 0)
		total.strange++;
	else
		phone_receive(&m, peer);
}

static void read_udp(void)
{
	int n;

	do {
		for (int i = 0; i < BATCH; i++)
			rx[i].msg_hdr.msg_namelen = sizeof(rx_addr[i]);
		n = recvmmsg(udp_fd, rx, BATCH, MSG_DONTWAIT, NULL);
		clock_turn();
		for (int i = 0; i < n; i++) {
			struct peer peer = {.addr = rx_addr[i], .conn = -1};
			if (loss > 0 && rnd_chance(&dice, loss)) {
				total.dropped++;
				continue;
			}
			receive(rx_buf[i], rx[i].msg_len, &peer);
			if (loss > 0 && rnd_chance(&dice, loss)) {
				total.doubled++;
				receive(rx_buf[i], rx[i].msg_len, &peer);
			}
		}
		wire_flush();
	} while (n == BATCH);
}

/* Takes the whole messages out of the buffer of connection I. */
static void split(int i)
{
	struct conn *c = &conns[i];
	struct peer peer = {.addr = c->addr, .conn = i, .serial = c->serial};
	size_t at = 0;

	while (at < c->in_len) {
		struct msg m;
		if (c->in[at] == '\r' || c->in[at] == '\n') {
			at++;
			continue;
		}
		ssize_t n = msg_parse(&m, c->in + at, c->in_len - at, true);
		if (n == 0)
			break;
		if (n < 0) {
			total.strange++;
			at = c->in_len;
			break;
		}
		phone_receive(&m, &peer);
		at += (size_t)n;
	}
	memmove(c->in, c->in + at, c->in_len - at);
	c->in_len -= at;
}

static void send_out(struct conn *c)
{
	size_t at = 0;

	while (at < c->out_len) {
		ssize_t n = send(c->fd, c->out + at, c->out_len - at,
				 MSG_NOSIGNAL);
		if (n < 0)
			break;
		at += (size_t)n;
	}
	bool full = at < c->out_len;
	memmove(c->out, c->out + at, c->out_len - at);
	c->out_len -= at;
	c->dirty = false;
	if (full != c->full)
		watch(c->fd, full ? EPOLLIN | EPOLLOUT : EPOLLIN,
		      EPOLL_CTL_MOD);
	c->full = full;
}

static void read_tcp(int i)
{
	struct conn *c = &conns[i];

	if (c->full)
		send_out(c);
	ssize_t n = recv(c->fd, c->in + c->in_len, IN_MAX - c->in_len, 0);
	clock_turn();
	if (n > 0) {
		c->in_len += (size_t)n;
		split(i);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		if (opt.verbose)
			fprintf(stderr, "callgen: SIP connection ended: %s\n",
				n ? strerror(errno) : "closed");
		drop_conn(c);
	}
	wire_flush();
}

bool wire_ready(int fd)
{
	if (fd == udp_fd) {
		read_udp();
		return true;
	}
	if (fd == tcp_fd) {
		accept_all();
		return true;
	}
	for (int i = 0; i < CONNS; i++) {
		if (conns[i].fd == fd) {
			read_tcp(i);
			return true;
		}
	}
	return false;
}

struct out wire_begin(void)
{
	if (tx_n == BATCH)
		wire_flush();
	return (struct out){tx_buf[tx_n], tx_buf[tx_n] + WIRE_MAX};
}

static void queue_udp(size_t len, const struct peer *peer)
{
	tx_iov[tx_n].iov_len = len;
	tx_addr[tx_n] = peer->addr;
	tx_n++;
}

static void queue_tcp(const char *buf, size_t len, const struct peer *peer)
{
	struct conn *c = &conns[peer->conn];

	if (c->fd < 0 || c->serial != peer->serial) {
		total.send_errors++;
		return;
	}
	if (c->out_len + len > c->out_size) {
		size_t size = 2 * (c->out_len + len) + 65536;
		char *out = realloc(c->out, size);
		if (!out) {
			total.send_errors++;
			return;
		}
		c->out = out;
		c->out_size = size;
	}
	memcpy(c->out + c->out_len, buf, len);
	c->out_len += len;
	c->dirty = true;
}

void wire_send(const struct out *o, const struct peer *peer)
{
	const char *buf = tx_buf[tx_n];
	size_t len = (size_t)(o->p - buf);

	if (peer->conn >= 0) {
		queue_tcp(buf, len, peer);
		return;
	}
	if (loss > 0 && rnd_chance(&dice, loss)) {
		total.dropped++;
		return;
	}
	queue_udp(len, peer);
	if (loss > 0 && tx_n < BATCH && rnd_chance(&dice, loss)) {
		total.doubled++;
		memcpy(tx_buf[tx_n], buf, len);
		queue_udp(len, peer);
	}
}

void wire_flush(void)
{
	unsigned at = 0;

	while (at < tx_n) {
		int n = sendmmsg(udp_fd, tx + at, tx_n - at, 0);
		if (n <= 0) {
			/* one bad destination must not stop the rest */
			total.send_errors++;
			n = 1;
		}
		at += (unsigned)n;
	}
	tx_n = 0;
	for (int i = 0; i < CONNS; i++) {
		if (conns[i].fd >= 0 && conns[i].dirty && !conns[i].full)
			send_out(&conns[i]);
	}
}
