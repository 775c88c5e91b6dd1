/*
 * The process around the service: environment, limits, pid file, privileges,
 * going to the background.
 */
#ifndef DAEMON_PROCESS_H
#define DAEMON_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

/*
 * Before anything else: keep only the environment we know (the SIP stack's
 * debugging variables would print credentials), no core dumps, descriptors 0-2
 * open and as many more as the hard limit allows, SIGPIPE ignored.
 */
void process_harden(void);

/*
 * Go to the background; the parent waits until process_ready() or the child's
 * end, and exits with the child's code.
 */
int process_daemonize(struct err *err);
void process_ready(void);

/*
 * Write and lock a pid file / remove it again, or where that is not allowed
 * (any more) empty it.
 */
int process_pid_file(const char *path, struct err *err);
void process_pid_file_remove(void);

/*
 * Become "user" or "user:group", with the user's supplementary groups;
 * afterwards there is no way back.
 */
int process_drop(const char *user_group, struct err *err);

/*
 * Read a whole regular file of at most `max` bytes.  Returns 0 or -1 with a
 * text that names the file; directories, devices and files over the size are
 * refused.
 */
int process_read_file(const char *path, size_t max, struct buf *out,
    struct err *err);

#endif
