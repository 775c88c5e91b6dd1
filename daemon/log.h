/*
 * The log: one line an event, key=value, to standard error (with systemd's
 * <N> priorities under the journal) or to a file in log-directory.
 *
 *	ts=2026-01-31T12:00:00.123Z level=info call=1f... event=answered ...
 *
 * The call a line belongs to comes from the context, not from an argument:
 * log_call() is said once at the entrance of a turn.  Text from outside is put
 * between quotes and escaped; secrets are never passed in here.  A line that
 * cannot be written at once is dropped and counted: the log never blocks.
 * errno is kept.
 */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum log_level { LOG_LEVEL_ERR, LOG_LEVEL_WARN, LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG };

/*
 * Begin (standard error), change level, or write to a file below `directory`
 * ("" = standard error).  log_open is also how the file is reopened after it
 * was rotated; a symbolic link is refused.  Returns 0 or -1, and then all is as before.
 */
void log_start(enum log_level level);
void log_set_level(enum log_level level);
int log_open(const char *directory, struct err *err);
void log_end(void);

/* The id of the call that the following lines belong to; NULL: none. */
void log_call(const char *id);

/*
 * event is a short constant name ("ready"); format gives the further pairs
 * ("port=%d"), or is NULL.  Text from outside goes through log_quote.
 */
void log_err(const char *event, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_warn(const char *event, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_info(const char *event, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_debug(const char *event, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool log_wants_debug(void);

/*
 * Text between quotes, with '"', '\\', control characters and bytes over 0x7e
 * escaped; cut after 200 bytes.  Returns borrowed, good for the log line it is
 * an argument of (there are eight buffers, used in turn).
 */
const char *log_quote(const char *text);

/* How many lines were dropped since the start. */
unsigned long log_dropped(void);

#endif
