/*
 * Configuration and users from their files: a complete new one, or an error
 * and nothing.  Used at the start, by -t, and on SIGHUP.
 */
#ifndef DAEMON_LOAD_H
#define DAEMON_LOAD_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct config;
struct err;
struct loop;
struct users;

/* What the command line says about the configuration. */
struct load_options {
	const char *file;		/* -c, or NULL */
	const char *const *sets;	/* "NAME=VALUE" of each --set */
	size_t set_count;
};

/*
 * Defaults, then the file, then the --sets, then config_check().  Returns 0,
 * or -1; the error's text begins with "file:line:column: " where there is one.
 * On success config is to be released with config_release().
 */
int load_config(struct config *config, const struct load_options *options,
    struct err *err);

/*
 * The same for a reload: what only a restart changes stays as in `old`, and the
 * names of those elements that the new configuration has otherwise are added
 * to *fixed (see config_keep_fixed).
 */
int load_config_again(struct config *config, const struct config *old,
    const struct load_options *options, struct buf *fixed, struct err *err);

/*
 * The users of config's users-file, or in stand-alone mode without one the
 * sample users user1, user2 and user3, PIN and SIP password 123, for that
 * realm.  Returns owned, or NULL.
 */
struct users *load_users(const struct config *config, const char *realm,
    struct err *err);

/* May everybody read the users file?  Its tokens are as good as passwords. */
bool load_users_readable(const struct config *config);

/* The realm of HTTP and of the registrar. */
const char *load_realm(const struct config *config);

/*
 * Can the configured address and ports be used?  A port that is taken is no
 * fault (a running instance may have it) but is named in *note.
 */
int load_check_ports(const struct config *config, struct err *err,
    struct err *note);

#endif
