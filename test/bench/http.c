/*
 * Connections that are free stand in a queue, so that all of them are used.
 * One that was closed is opened again at once, or after a pause when the
 * port refuses.
 */
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "calls.h"
#include "judge.h"
#include "mood.h"
#include "options.h"
#include "total.h"
#include "wheel.h"

#define FDS 8192
#define IN_SIZE (64 * 1024)

enum state { DOWN, CONNECTING, FREE, WAITING };

struct conn {
	int fd;
	enum state state;
	bool prober;		/* GETs without pause, and nothing else */
	enum ask ask;
	unsigned number;
	uint64_t sent;
	char *in;
	size_t in_len, in_size;
	struct conn *next_free;
	struct timer retry;
};

static int ep_fd;
static struct conn *conns;
static unsigned nconns, waiting;
static struct conn *by_fd[FDS];
static struct conn *free_first, *free_last;
static uint64_t alive_at;

static void probe(struct conn *c);

static void set_free(struct conn *c)
{
	c->state = FREE;
	alive_at = now;
	if (c->prober) {
		probe(c);
		return;
	}
	c->next_free = NULL;
	if (free_last)
		free_last->next_free = c;
	else
		free_first = c;
	free_last = c;
}

static void unlink_free(struct conn *c)
{
	struct conn **at = &free_first;
	struct conn *last = NULL;

	while (*at && *at != c) {
		last = *at;
		at = &(*at)->next_free;
	}
	if (!*at)
		return;
	*at = c->next_free;
	if (free_last == c)
		free_last = last;
}

static void start(struct conn *c)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	struct epoll_event ev = {.events = EPOLLOUT};
	int one = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((uint16_t)opt.http_port);
	if (fd < 0 || fd >= FDS ||
	    (connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0 &&
	     errno != EINPROGRESS)) {
		if (fd >= 0)
			close(fd);
		wheel_set(&c->retry, now + 200 * MS);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	c->fd = fd;
	c->state = CONNECTING;
	c->in_len = 0;
	by_fd[fd] = c;
	ev.data.fd = fd;
	epoll_ctl(ep_fd, EPOLL_CTL_ADD, fd, &ev);
}

static void retry(struct timer *t)
{
	start((struct conn *)(void *)((char *)t -
				      offsetof(struct conn, retry)));
}

static void drop(struct conn *c)
{
	bool refused = c->state == CONNECTING;

	if (c->state == FREE)
		unlink_free(c);
	if (c->state == WAITING) {
		struct call *call = calls_get(c->number);
		waiting--;
		if (c->ask == ASK_CALL && call) {
			call->flags |= CALL_REFUSED;
			COUNT(refused);
		}
	}
	by_fd[c->fd] = NULL;
	close(c->fd);
	c->fd = -1;
	c->state = DOWN;
	if (!refused)
		total.reconnects++;
	wheel_set(&c->retry, now + (refused ? 200 * MS : 0));
}

int http_open(int ep)
{
	ep_fd = ep;
	alive_at = now;
	nconns = opt.conns + opt.get_conns;
	conns = calloc(nconns, sizeof(*conns));
	if (!conns)
		return -1;
	for (unsigned i = 0; i < nconns; i++) {
		conns[i].fd = -1;
		conns[i].in = malloc(IN_SIZE);
		if (!conns[i].in)
			return -1;
		conns[i].in_size = IN_SIZE;
		conns[i].prober = i >= opt.conns;
		conns[i].retry.fire = retry;
		start(&conns[i]);
	}
	return 0;
}

void http_close(void)
{
	for (unsigned i = 0; i < nconns; i++) {
		if (conns[i].fd >= 0)
			close(conns[i].fd);
		free(conns[i].in);
	}
	free(conns);
	conns = NULL;
	nconns = 0;
}

static int write_kamailio(char *buf, size_t size, unsigned n)
{
	char body[512];

	int len = snprintf(body, sizeof(body), "{\"jsonrpc\":\"2.0\","
			   "\"id\":1,\"method\":\"dlg.bridge_dlg\","
			   "\"params\":[\"sip:a%u@%s\",\"sip:b%u@%s\","
			   "\"sip:127.0.0.1:%d;transport=%s\"]}", n,
			   opt.domain, n, opt.domain, opt.sip_port,
			   opt.transport);
	return snprintf(buf, size, "POST /RPC HTTP/1.1\r\n"
			"Host: 127.0.0.1\r\nContent-Type: application/json\r\n"
			"Content-Length: %d\r\n\r\n%s", len, body);
}

static int write_invite(char *buf, size_t size, unsigned n)
{
	struct order_mood o;
	char more[128] = "";

	order_draw(&o, n);
	if (opt.random)
		snprintf(more, sizeof(more), "&resultCacheTime=3600&timeout=%u"
			 "&isForwardingAllowed=%s", o.timeout_s,
			 o.forwarding ? "True" : "False");
	return snprintf(buf, size, "POST /callcontroller/a%u/b%u?agent=%s"
			"&sipMethod=Invite%s%s HTTP/1.1\r\n"
			"Host: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
			n, n, opt.agent, more, opt.query);
}

static int write_hangup(char *buf, size_t size, unsigned n)
{
	struct order_mood o;
	char who = 'a';

	if (opt.flow == FLOW_INVITE) {
		order_draw(&o, n);
		if (o.other_key && o.transfer_ms[0] &&
		    o.transfer_ms[0] < o.hangup_ms)
			who = 't';
	}
	return snprintf(buf, size, "POST /callcontroller/%c%u/b%u"
			"?agent=%s&action=Hangup HTTP/1.1\r\n"
			"Host: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
			who, n, n, opt.agent);
}

static int write_transfer(char *buf, size_t size, unsigned n, char target)
{
	return snprintf(buf, size, "POST /callcontroller/a%u/b%u"
			"?agent=%s&action=Transfer&target=%c%u&timeout=3 "
			"HTTP/1.1\r\nHost: 127.0.0.1\r\n"
			"Content-Length: 0\r\n\r\n", n, n, opt.agent,
			target, n);
}

static int write_call(char *buf, size_t size, unsigned n)
{
	struct mood m;
	char more[128] = "";

	if (opt.target == TARGET_KAMAILIO)
		return write_kamailio(buf, size, n);
	if (opt.flow == FLOW_INVITE)
		return write_invite(buf, size, n);
	mood_draw(&m, n);
	if (opt.random) {
		int at = snprintf(more, sizeof(more), "&resultCacheTime=3600");
		if (m.timeout_s)
			at += snprintf(more + at, sizeof(more) - (size_t)at,
				       "&timeout=%u", m.timeout_s);
		if (m.forwarding)
			snprintf(more + at, sizeof(more) - (size_t)at,
				 "&isForwardingAllowed=True");
	}
	return snprintf(buf, size, "POST /callcontroller/a%u/b%u?agent=%s%s%s"
			" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
			"Content-Length: 0\r\n\r\n", n, n, opt.agent, more,
			opt.query);
}

static int write_ask(char *buf, size_t size, const struct conn *c)
{
	unsigned n = c->number;

	if (c->ask == ASK_CALL)
		return write_call(buf, size, n);
	if (c->ask == ASK_HANGUP)
		return write_hangup(buf, size, n);
	if (c->ask == ASK_TRANSFER || c->ask == ASK_TRANSFER_ON)
		return write_transfer(buf, size, n, c->ask == ASK_TRANSFER ?
				      't' : 'u');
	if (c->ask == ASK_GET && opt.get_path)
		return snprintf(buf, size, "GET %s HTTP/1.1\r\n"
				"Host: 127.0.0.1\r\n\r\n", opt.get_path);
	return snprintf(buf, size, "GET /callcontroller/a%u/b%u?agent=%s"
			" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", n, n,
			opt.agent);
}

static void send_ask(struct conn *c, enum ask ask, unsigned number)
{
	char buf[1024];

	c->ask = ask;
	c->number = number;
	c->in_len = 0;
	int len = write_ask(buf, sizeof(buf), c);
	c->state = WAITING;
	waiting++;
	c->sent = clock_read();
	struct call *call = calls_get(number);
	if (ask == ASK_CALL && call) {
		call->posted = c->sent;
		call->flags |= CALL_POSTED;
		COUNT(posted);
	}
	/* a reset shows when the reply is read */
	if (send(c->fd, buf, (size_t)len, MSG_NOSIGNAL) != len)
		shutdown(c->fd, SHUT_RDWR);
}

/* At the end of the measurement get_conns becomes 0. */
static void probe(struct conn *c)
{
	if (!opt.get_conns)
		return;
	send_ask(c, ASK_GET, opt.first);
}

bool http_ask(enum ask ask, unsigned number)
{
	struct conn *c = free_first;

	if (!c)
		return false;
	free_first = c->next_free;
	if (!free_first)
		free_last = NULL;
	send_ask(c, ask, number);
	return true;
}

static void called(struct conn *c, int status, bool fault)
{
	struct call *call = calls_get(c->number);
	uint64_t us = now - c->sent;

	if (status == 200 && !fault) {
		call->flags |= CALL_ACCEPTED;
		COUNT(accepted);
		MEASURE(reply, us);
		return;
	}
	call->flags |= CALL_REFUSED;
	if (status == 503) {
		COUNT(busy);
		MEASURE(busy_reply, us);
	} else {
		COUNT(refused);
		if (opt.verbose)
			fprintf(stderr, "callgen: call %u: HTTP %d\n",
				c->number, status);
	}
}

static void answered(struct conn *c, int status, const char *body, size_t n)
{
	waiting--;
	switch (c->ask) {
	case ASK_CALL:
		called(c, status, opt.target == TARGET_KAMAILIO &&
		       memmem(body, n, "\"error\"", 7));
		break;
	case ASK_HANGUP:
		if (status == 200)
			total.hangup_ok++;
		else if (status == 404)
			total.hangup_gone++;
		else
			total.hangup_other++;
		break;
	case ASK_TRANSFER:
	case ASK_TRANSFER_ON:
		if (status == 200)
			total.transfer_ok++;
		else if (status == 404)
			total.transfer_gone++;
		else if (status == 409)
			total.transfer_busy++;
		else
			total.transfer_other++;
		break;
	case ASK_GET:
		COUNT(gets);
		MEASURE(get, now - c->sent);
		if (status != 200)
			COUNT(bad_gets);
		break;
	case ASK_CHECK:
		judge(c->number, status, body, n);
		break;
	}
}

static size_t content_length(const char *head, size_t n)
{
	char line[] = "\r\ncontent-length:";
	char copy[4096];

	if (n >= sizeof(copy))
		n = sizeof(copy) - 1;
	memcpy(copy, head, n);
	copy[n] = '\0';
	const char *p = strcasestr(copy, line);
	return p ? strtoul(p + sizeof(line) - 1, NULL, 10) : 0;
}

/* Returns true when the reply is complete. */
static bool parse(struct conn *c)
{
	const char *stop = memmem(c->in, c->in_len, "\r\n\r\n", 4);

	if (!stop)
		return false;
	size_t head = (size_t)(stop - c->in) + 4;
	size_t length = content_length(c->in, head);
	if (c->in_len < head + length) {
		if (head + length <= c->in_size)
			return false;
		char *in = realloc(c->in, head + length);
		if (in) {
			c->in = in;
			c->in_size = head + length;
		}
		return false;
	}
	int status = c->in_len > 12 ? (int)strtol(c->in + 9, NULL, 10) : 0;
	answered(c, status, c->in + head, length);
	return true;
}

static void read_reply(struct conn *c)
{
	ssize_t n = recv(c->fd, c->in + c->in_len, c->in_size - c->in_len, 0);

	clock_turn();
	if (n <= 0) {
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			drop(c);
		return;
	}
	c->in_len += (size_t)n;
	if (c->state != WAITING)
		c->in_len = 0;
	else if (parse(c))
		set_free(c);
}

bool http_ready(int fd)
{
	struct conn *c = fd < FDS ? by_fd[fd] : NULL;
	struct epoll_event ev = {.events = EPOLLIN, .data = {.fd = fd}};
	int err = 0;
	socklen_t n = sizeof(err);

	if (!c)
		return false;
	if (c->state != CONNECTING) {
		read_reply(c);
		return true;
	}
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &n);
	if (err) {
		drop(c);
		return true;
	}
	epoll_ctl(ep_fd, EPOLL_CTL_MOD, fd, &ev);
	set_free(c);
	return true;
}

unsigned http_waiting(void)
{
	return waiting;
}

bool http_dead(void)
{
	for (unsigned i = 0; i < nconns; i++) {
		if (conns[i].state == FREE || conns[i].state == WAITING)
			alive_at = now;
	}
	return now - alive_at > 3 * SEC;
}
