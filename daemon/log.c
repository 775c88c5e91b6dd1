#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "err.h"

enum { LINE_MAX_BYTES = 1024, QUOTE_MAX = 200, QUOTE_BUFFERS = 8 };

static struct {
	enum log_level level;
	int fd;			/* -1: not begun */
	bool journal;		/* systemd reads us: it adds the time */
	char call[40];
	unsigned long dropped;
} logger = { .level = LOG_LEVEL_INFO, .fd = -1 };

static const char *const level_names[] = { "err", "warn", "info", "debug" };
static const int level_priorities[] = { 3, 4, 6, 7 };	/* syslog's */

/* Is standard error the journal's socket (systemd.exec(5))? */
static bool
under_journal(void)
{
	unsigned long device, inode;
	struct stat st;
	extern char **environ;

	for (char **e = environ; *e != NULL; e++)
		if (strncmp(*e, "JOURNAL_STREAM=", 15) == 0)
			return sscanf(*e + 15, "%lu:%lu", &device, &inode) == 2
			    && fstat(STDERR_FILENO, &st) == 0 &&
			    st.st_dev == device && st.st_ino == inode;
	return false;
}

void
log_start(enum log_level level)
{
	logger.level = level;
	logger.fd = STDERR_FILENO;
	logger.journal = under_journal();
}

void
log_set_level(enum log_level level)
{
	logger.level = level;
}

int
log_open(const char *directory, struct err *err)
{
	char path[1024];
	int fd = STDERR_FILENO;

	if (*directory != '\0') {
		int n = snprintf(path, sizeof path, "%s/callcontrollerd.log",
		    directory);
		if (n < 0 || (size_t)n >= sizeof path)
			return err_set(err, 0, "log-directory: path too long");
		fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
		    O_NOFOLLOW | O_NONBLOCK, 0640);
		if (fd == -1)
			return err_set(err, 0, "log-directory: %s: %s", path,
			    strerror(errno));
	}
	if (logger.fd > STDERR_FILENO)
		close(logger.fd);
	logger.fd = fd;
	logger.journal = fd == STDERR_FILENO && under_journal();
	return 0;
}

void
log_end(void)
{
	if (logger.fd > STDERR_FILENO)
		close(logger.fd);
	logger.fd = STDERR_FILENO;
}

void
log_call(const char *id)
{
	snprintf(logger.call, sizeof logger.call, "%s", id != NULL ? id : "");
}

/* The time stamp, or the journal's priority. */
static int
prefix(char *out, size_t size, enum log_level level)
{
	struct timespec now;
	struct tm tm;

	if (logger.journal)
		return snprintf(out, size, "<%d>", level_priorities[level]);
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	return snprintf(out, size,
	    "ts=%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ level=%s ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, now.tv_nsec / 1000000, level_names[level]);
}

/*
 * Standard error may be shared with others, for whom O_NONBLOCK would hold
 * too; so it is asked before each line.  A pipe that says yes takes PIPE_BUF.
 */
static bool
has_room(void)
{
	struct pollfd ask = { .fd = logger.fd, .events = POLLOUT };

	if (logger.fd != STDERR_FILENO)
		return true;
	return poll(&ask, 1, 0) == 1 && (ask.revents & POLLOUT) != 0;
}

static size_t
advance(size_t at, int n)
{
	if (n < 0)
		return at;
	at += (size_t)n;
	return at < LINE_MAX_BYTES - 1 ? at : LINE_MAX_BYTES - 2;
}

static void log_line(enum log_level level, const char *event,
    const char *format, va_list args) __attribute__((format(printf, 3, 0)));

static void
log_line(enum log_level level, const char *event, const char *format,
    va_list args)
{
	char line[LINE_MAX_BYTES];
	int saved = errno;

	if (level > logger.level || logger.fd == -1)
		return;
	size_t at = advance(0, prefix(line, sizeof line, level));
	if (logger.call[0] != '\0')
		at = advance(at, snprintf(line + at, sizeof line - at,
		    "call=%s ", logger.call));
	at = advance(at, snprintf(line + at, sizeof line - at, "event=%s",
	    event));
	if (format != NULL) {
		line[at++] = ' ';
		at = advance(at, vsnprintf(line + at, sizeof line - at, format,
		    args));
	}
	line[at++] = '\n';
	if (!has_room() || write(logger.fd, line, at) != (ssize_t)at)
		logger.dropped++;
	errno = saved;
}

#define LOG_FUNCTION(name, level) \
void \
name(const char *event, const char *format, ...) \
{ \
	va_list args; \
\
	va_start(args, format); \
	log_line(level, event, format, args); \
	va_end(args); \
}

LOG_FUNCTION(log_err, LOG_LEVEL_ERR)
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)

bool
log_wants_debug(void)
{
	return logger.level >= LOG_LEVEL_DEBUG;
}

const char *
log_quote(const char *text)
{
	static char buffers[QUOTE_BUFFERS][QUOTE_MAX * 4 + 8];
	static unsigned turn;
	static const char hex[] = "0123456789abcdef";
	char *out = buffers[turn++ % QUOTE_BUFFERS], *to = out;

	*to++ = '"';
	for (size_t i = 0; text != NULL && text[i] != '\0'; i++) {
		unsigned char c = (unsigned char)text[i];
		if (i >= QUOTE_MAX) {
			memcpy(to, "...", 3);
			to += 3;
			break;
		}
		if (c == '"' || c == '\\') {
			*to++ = '\\';
			*to++ = (char)c;
		} else if (c < 0x20 || c > 0x7e) {
			*to++ = '\\';
			*to++ = 'x';
			*to++ = hex[c >> 4];
			*to++ = hex[c & 15];
		} else {
			*to++ = (char)c;
		}
	}
	*to++ = '"';
	*to = '\0';
	return out;
}

unsigned long
log_dropped(void)
{
	return logger.dropped;
}
