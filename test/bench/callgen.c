/*
 * Load generator: an HTTP client that places calls, and the SIP phones that
 * are called, in one process, so that one clock measures from the write of a
 * POST to the arrival of its INVITE. Loopback only.
 *
 * A run: warm-up, window of measurement, a quiet time for what is still
 * under way, GETs of the calls' statuses, report.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "http.h"
#include "options.h"
#include "orders.h"
#include "pair.h"
#include "phone.h"
#include "report.h"
#include "total.h"
#include "wheel.h"
#include "wire.h"

#define CLOSED_LOOP_MOST 20000	/* calls/s that a closed loop has room for */

struct totals total;

static int ep_fd;
static volatile sig_atomic_t stopped;
static uint64_t begun, window_at, end_at;
static uint64_t due_at, get_due_at;	/* of the next POST, GET */
static unsigned capacity, limit, placed;
static struct window win;
static double own_before;

static void stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static double own_cpu(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
		(double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static bool all_placed(void)
{
	return placed >= limit || now >= end_at || stopped;
}

static void place(void)
{
	uint64_t gap = opt.rate > 0 ? (uint64_t)(1e6 / opt.rate) : 0;
	double exact = opt.rate > 0 ? 1e6 / opt.rate : 0;
	static double rest;

	while (opt.conns && !all_placed() && (opt.rate <= 0 || due_at <= now)) {
		if (opt.rate > 0 && due_at + SEC < now) {
			COUNT(unsent);
		} else {
			if (!http_ask(ASK_CALL, opt.first + placed))
				return;
			if (opt.random)
				orders_plan(opt.first + placed);
			placed++;
		}
		rest += exact - (double)gap;
		due_at += gap + (uint64_t)rest;
		rest -= (double)(uint64_t)rest;
	}
}

static void place_gets(void)
{
	if (opt.get_rate <= 0 || now >= end_at || stopped)
		return;
	if (get_due_at + SEC < now)
		get_due_at = now;
	while (get_due_at <= now) {
		if (!http_ask(ASK_GET, opt.first))
			return;
		get_due_at += (uint64_t)(1e6 / opt.get_rate);
	}
}

static uint64_t wake_at(void)
{
	uint64_t at = wheel_next();

	if (!all_placed() && opt.conns && opt.rate > 0 && due_at > now && due_at < at)
		at = due_at;
	if (opt.get_rate > 0 && get_due_at > now && get_due_at < at)
		at = get_due_at;
	return at;
}

/* One turn: the phones' messages first, they are what is measured. */
static void turn(void)
{
	struct epoll_event ev[256];
	uint64_t at = wake_at();
	struct timespec ts = {0, 0};

	clock_turn();
	if (at > now)
		ts.tv_nsec = (long)((at - now) * 1000);
	int n = epoll_pwait2(ep_fd, ev, 256, &ts, NULL);
	clock_turn();
	for (int i = 0; i < n; i++) {
		if (wire_ready(ev[i].data.fd))
			ev[i].data.fd = -1;
	}
	for (int i = 0; i < n; i++) {
		if (ev[i].data.fd >= 0)
			http_ready(ev[i].data.fd);
	}
	clock_turn();
	wheel_run();
	wire_flush();
}

static void open_window(void)
{
	watch_read(&win.before, 1);
	own_before = own_cpu();
	clock_turn();
	window_at = now;
	total.in_window = true;
}

static void close_window(void)
{
	if (!total.in_window)
		open_window();
	clock_turn();
	total.in_window = false;
	win.seconds = (double)(now - window_at) / 1e6;
	win.own_cpu_s = own_cpu() - own_before;
	watch_read(&win.after, 1);
	if (win.seconds <= 0)
		win.seconds = 1e-6;
}

static int dead(void)
{
	if (!http_dead())
		return 0;
	fprintf(stderr, "callgen: nothing accepts connections at "
		"127.0.0.1:%d\n", opt.http_port);
	return -1;
}

static void turns(double seconds)
{
	uint64_t until = now + (uint64_t)(seconds * 1e6);

	while (now < until && !stopped)
		turn();
}

static void place_up_to(unsigned n)
{
	limit = n;
	due_at = now;
	while (!all_placed()) {
		turn();
		place();
	}
}

static double memory(void)
{
	struct usage u;

	watch_read(&u, 1);
	clock_turn();
	return u.pss_mb;
}

/* The second half of the calls finds what the transactions of the first have
 * left free: what it adds is that of calls alone. */
static void rest(void)
{
	double gap = opt.rate > 0 ? 1 / opt.rate : 0;

	turns(2);
	win.pss_rest[0] = memory();
	place_up_to(opt.calls / 2);
	turns(opt.rest);
	win.pss_rest[1] = memory();
	place_up_to(opt.calls);
	turns(opt.rest);
	win.pss_rest[2] = memory();
	win.held = calls_count(CALL_ACCEPTED | CALL_INVITED, CALL_ENDED);
	for (unsigned i = 0; i < placed && !stopped; i++) {
		pair_hang_up(opt.first + i);
		turns(gap);
	}
	turns(1);
	close_window();
}

static int run(void)
{
	uint64_t look_at = now + SEC;

	begun = due_at = get_due_at = now;
	window_at = begun + (uint64_t)(opt.warmup * 1e6);
	end_at = window_at + (uint64_t)(opt.seconds * 1e6);
	if (opt.calls)
		end_at = UINT64_MAX;
	if (opt.rest > 0) {
		rest();
		return 0;
	}
	while (!all_placed()) {
		if (!total.in_window && now >= window_at)
			open_window();
		turn();
		place();
		place_gets();
		if (now < look_at)
			continue;
		look_at = now + SEC;
		if (dead() < 0)
			return -1;
	}
	/* the last calls of a counted run are measured too */
	turns(opt.calls ? 1 : 0);
	close_window();
	opt.get_conns = 0;
	return 0;
}

static int drain(void)
{
	uint64_t until = now + (uint64_t)(opt.quiet * 1e6);
	uint64_t look_at = now;

	while (now < until && !stopped) {
		turn();
		if (now < look_at)
			continue;
		look_at = now + 200 * MS;
		if (!opt.random && !http_waiting() &&
		    !phone_busy())
			break;
	}
	return 0;
}

static int check(void)
{
	unsigned want = opt.check < 0 || (unsigned)opt.check > placed ?
		placed : (unsigned)opt.check;
	unsigned asked = 0;

	while ((asked < want || http_waiting()) && !stopped) {
		while (asked < want) {
			unsigned i = (unsigned)((uint64_t)asked * placed /
						want);
			const struct call *c = calls_get(opt.first + i);
			if (!(c->flags & CALL_ACCEPTED))
				asked++;
			else if (http_ask(ASK_CHECK, opt.first + i))
				asked++;
			else
				break;
		}
		turn();
		if (dead() < 0)
			return -1;
	}
	return 0;
}

static int verdict(void)
{
	if (total.ends[END_UP] || total.ends[END_RINGING] ||
	    total.ends[END_NO_ACK] || total.many_byes)
		return 1;
	if (total.mispaired || total.stale || total.bad_origin ||
	    total.bad_lines || total.no_answer || total.open_request)
		return 1;
	if (total.check_open || total.check_empty || total.check_bad)
		return 3;
	return 0;
}

static int set_up(void)
{
	double time = opt.warmup + opt.seconds;

	capacity = opt.calls ? opt.calls : (unsigned)(time *
		(opt.rate > 0 ? opt.rate : CLOSED_LOOP_MOST)) + 1;
	limit = capacity;
	ep_fd = epoll_create1(EPOLL_CLOEXEC);
	int port = wire_open(ep_fd, opt.sip_port, opt.loss, opt.seed);
	if (port < 0) {
		perror("callgen: the phones' port");
		return -1;
	}
	opt.sip_port = port;
	phone_init(port);
	if (calls_init(opt.first, capacity) < 0 || http_open(ep_fd) < 0) {
		fprintf(stderr, "callgen: out of memory\n");
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	options_read(argc, argv);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	signal(SIGPIPE, SIG_IGN);
	wheel_init();
	if (set_up() < 0 || run() < 0)
		return 2;
	if (drain() < 0 || check() < 0)
		return 2;
	win.lost = calls_count(CALL_ACCEPTED, CALL_ENDED);
	win.no_invite = calls_count(CALL_ACCEPTED, CALL_INVITED);
	phone_finish();
	if (report_print(&win) < 0)
		return 2;
	http_close();
	wire_close();
	calls_free();
	return verdict();
}
