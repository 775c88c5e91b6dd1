/*
 * Makes time go faster for one program: LD_PRELOAD it.  Its monotonic clock
 * runs FAST_CLOCK (an integer, 20 if not set) times as fast, and it waits as
 * much shorter, so that timers of minutes are tested within seconds.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

static long speed = 20;
static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_epoll_wait)(int, struct epoll_event *, int, int);
static int (*real_poll)(struct pollfd *, nfds_t, int);
static struct timespec began;

__attribute__((constructor)) static void
begin(void)
{
	const char *wanted = getenv("FAST_CLOCK");

	if (wanted != NULL)
		speed = strtol(wanted, NULL, 10);
	*(void **)&real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
	*(void **)&real_epoll_wait = dlsym(RTLD_NEXT, "epoll_wait");
	*(void **)&real_poll = dlsym(RTLD_NEXT, "poll");
	real_clock_gettime(CLOCK_MONOTONIC, &began);
}

int
clock_gettime(clockid_t id, struct timespec *now)
{
	if (real_clock_gettime == NULL)
		begin();

	int result = real_clock_gettime(id, now);
	if (result != 0 || id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE ||
	    id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID)
		return result;

	long long ns = (now->tv_sec - began.tv_sec) * 1000000000LL +
	    now->tv_nsec - began.tv_nsec;
	if (ns < 0)
		return result;
	ns = ns * speed + began.tv_nsec;
	now->tv_sec = began.tv_sec + ns / 1000000000LL;
	now->tv_nsec = ns % 1000000000LL;
	return result;
}

/* Not shorter than a millisecond, or it would spin. */
static int
shorter(int ms)
{
	return ms <= 0 ? ms : (int)((ms + speed - 1) / speed);
}

int
epoll_wait(int fd, struct epoll_event *events, int most, int ms)
{
	return real_epoll_wait(fd, events, most, shorter(ms));
}

int
poll(struct pollfd *fds, nfds_t count, int ms)
{
	return real_poll(fds, count, shorter(ms));
}
