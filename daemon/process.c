#define _DEFAULT_SOURCE		/* clearenv, initgroups */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "err.h"

static int ready_pipe = -1;	/* to the parent that waits for us */
static char *pid_path;		/* owned; NULL: no pid file */
static int pid_fd = -1;

/* --- environment --- */

/*
 * What may stay in the environment.  Sofia-SIP prints whole messages, with
 * credentials, if TPORT_LOG and others are set.
 */
static const char *const kept[] = {
	"PATH", "HOME", "LANG", "LC_ALL", "TZ", "NOTIFY_SOCKET",
	"JOURNAL_STREAM", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS",
	"LISTEN_FDNAMES", "LISTEN_PID", "CREDENTIALS_DIRECTORY",
	"STATE_DIRECTORY", "RUNTIME_DIRECTORY", "LOGS_DIRECTORY",
	"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE",
	"GCOV_PREFIX", "GCOV_PREFIX_STRIP",
};

enum { KEPT = sizeof kept / sizeof kept[0] };

static void
clean_environment(void)
{
	char *values[KEPT];

	for (size_t i = 0; i < KEPT; i++) {
		const char *value = getenv(kept[i]);
		values[i] = value != NULL ? strdup(value) : NULL;
	}
	clearenv();
	for (size_t i = 0; i < KEPT; i++) {
		if (values[i] != NULL)
			setenv(kept[i], values[i], 1);
		free(values[i]);
	}
}

static void
open_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* As many descriptors as may be had: each HTTP connection takes one. */
static void
raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAK_CHECKER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define LEAK_CHECKER 1
#endif

void
process_harden(void)
{
	const struct rlimit none = { 0, 0 };

	open_standard_descriptors();
	clean_environment();
	setrlimit(RLIMIT_CORE, &none);
	raise_descriptors();
#ifndef LEAK_CHECKER		/* it has to look into its own process */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	signal(SIGPIPE, SIG_IGN);
	umask(027);
}

/* --- going to the background --- */

/* The parent: leave with what the child says, or with how it ended. */
static void
wait_for_child(pid_t child, int fd)
{
	unsigned char code;
	int status;

	if (read(fd, &code, 1) == 1)
		_exit(code);
	if (waitpid(child, &status, 0) == child && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	_exit(71);
}

int
process_daemonize(struct err *err)
{
	int fds[2];

	if (pipe(fds) == -1)
		return err_set(err, 0, "pipe: %s", strerror(errno));
	pid_t child = fork();
	if (child == -1)
		return err_set(err, 0, "fork: %s", strerror(errno));
	if (child != 0) {
		close(fds[1]);
		wait_for_child(child, fds[0]);
	}
	close(fds[0]);
	fcntl(fds[1], F_SETFD, FD_CLOEXEC);
	ready_pipe = fds[1];
	if (setsid() == -1)	/* the folder stays: names may be relative */
		return err_set(err, 0, "daemonize: %s", strerror(errno));
	return 0;
}

void
process_ready(void)
{
	int fd;

	if (ready_pipe == -1)
		return;
	if (write(ready_pipe, "", 1) == 1)	/* one zero byte: code 0 */
		close(ready_pipe);
	ready_pipe = -1;
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fd == -1)
		return;
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		dup2(fd, i);
	close(fd);
}

/* --- pid file --- */

int
process_pid_file(const char *path, struct err *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char text[32];

	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd == -1)
		return err_set(err, 0, "pid file %s: %s", path,
		    strerror(errno));
	if (fcntl(fd, F_SETLK, &lock) == -1) {
		close(fd);
		return err_set(err, 0, "pid file %s: another instance has it",
		    path);
	}
	int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) == -1 || write(fd, text, (size_t)n) != n) {
		close(fd);
		return err_set(err, 0, "pid file %s: %s", path,
		    strerror(errno));
	}
	pid_fd = fd;		/* the lock lasts as long as it is open */
	pid_path = strdup(path);
	return 0;
}

void
process_pid_file_remove(void)
{
	if (pid_path == NULL)
		return;
	/* the user we became may not remove it: then at least no old number */
	if (unlink(pid_path) == -1 && ftruncate(pid_fd, 0) == -1)
		errno = 0;
	close(pid_fd);
	free(pid_path);
	pid_path = NULL;
}

/* --- privileges --- */

struct identity {
	char user[64];
	uid_t uid;
	gid_t gid;
};

static int
find_ids(const char *user_group, struct identity *id, struct err *err)
{
	const char *colon = strchr(user_group, ':');
	size_t n = colon != NULL ? (size_t)(colon - user_group) :
	    strlen(user_group);

	if (n == 0 || n >= sizeof id->user)
		return err_set(err, 0, "user: '%s' is no USER[:GROUP]",
		    user_group);
	memcpy(id->user, user_group, n);
	id->user[n] = '\0';
	const struct passwd *pw = getpwnam(id->user);
	if (pw == NULL)
		return err_set(err, 0, "user: no user '%s'", id->user);
	id->uid = pw->pw_uid;
	id->gid = pw->pw_gid;
	if (colon == NULL)
		return 0;
	const struct group *gr = getgrnam(colon + 1);
	if (gr == NULL)
		return err_set(err, 0, "user: no group '%s'", colon + 1);
	id->gid = gr->gr_gid;
	return 0;
}

int
process_drop(const char *user_group, struct err *err)
{
	struct identity id;

	if (find_ids(user_group, &id, err) == -1)
		return -1;
	if (initgroups(id.user, id.gid) == -1 || setgid(id.gid) == -1 ||
	    setuid(id.uid) == -1)
		return err_set(err, 0, "cannot become '%s': %s", user_group,
		    strerror(errno));
	if (id.uid != 0 && setuid(0) == 0)
		return err_set(err, 0, "privileges came back");
	return 0;
}

/* --- files --- */

static int
read_all(int fd, size_t size, struct buf *out)
{
	char chunk[16384];

	while (out->len <= size) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n == 0)
			return buf_ok(out) ? 0 : -1;
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		buf_add(out, chunk, (size_t)n);
	}
	errno = EFBIG;
	return -1;
}

int
process_read_file(const char *path, size_t max, struct buf *out,
    struct err *err)
{
	struct stat st;

	/* a FIFO must not hold us up */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1)
		return err_set(err, 0, "%s: %s", path, strerror(errno));
	int done = -1;
	if (fstat(fd, &st) == -1)
		err_set(err, 0, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		err_set(err, 0, "%s: not a regular file", path);
	else if (st.st_size > (off_t)max)
		err_set(err, 0, "%s: larger than %zu bytes", path, max);
	else if (read_all(fd, max, out) == -1)
		err_set(err, 0, "%s: %s", path, strerror(errno));
	else
		done = 0;
	close(fd);
	return done;
}
