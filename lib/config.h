/*
 * The configuration: one table row per element, with its type, range, default
 * and meaning.  The file reader, --set, -t, the manual's check and the sample
 * file all go by that table, so that they cannot say different things.
 */
#ifndef LIB_CONFIG_H
#define LIB_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "err.h"

enum config_type {
	CONFIG_TEXT,		/* any text without control characters */
	CONFIG_HOST,		/* a host name or address */
	CONFIG_IP,		/* a numeric address of this machine, not 0.0.0.0 */
	CONFIG_PATH,		/* a file or folder; "" = none */
	CONFIG_SIP_URI,		/* sip:host[:port][;transport=udp|tcp]; "" = none */
	CONFIG_NUMBER,		/* min..max */
	CONFIG_SWITCH,		/* on/off, true/false, yes/no, 1/0 */
	CONFIG_CHOICE,		/* one of `choices` */
	CONFIG_LIST,		/* words, by blanks, commas or repeated elements */
	CONFIG_IGNORED		/* an element of the original that has no use here */
};

/* When a changed value takes effect. */
enum config_reload { CONFIG_LIVE, CONFIG_RESTART };

enum config_bye_on { CONFIG_BYE_FINAL, CONFIG_BYE_RINGING };
enum config_offer { CONFIG_OFFER_INACTIVE, CONFIG_OFFER_NO_MEDIA };
enum config_error_format { CONFIG_ERROR_PLAIN, CONFIG_ERROR_SIPXREST };
enum config_log_level {
	CONFIG_LOG_ERR, CONFIG_LOG_WARN, CONFIG_LOG_INFO, CONFIG_LOG_DEBUG
};

/* All strings are owned, never NULL. */
struct config {
	char *ip_address;	/* ip-address */
	char *domain;		/* sipx-proxy-domain; "": stand-alone */
	char *realm;		/* realm; "": the domain */
	char *users_file;
	char *outbound_proxy;
	char *log_directory;	/* "": standard error */
	char *trusted_networks;	/* list, blank-separated; "local" = loopback
				   and this machine's own addresses */
	char *allowed_domains;	/* list; "": the domain alone */
	char *operators;	/* list */
	char *request_disposition;	/* list of RFC 3841 directives */
	long http_port, https_port, sip_port;	/* 0: any free one */
	long timeout, result_cache_time;	/* seconds */
	long bye_on, offer, error_format, log_level;	/* the enums above */
	long sipx_parameters, refer_fallback;	/* switches: 0 or 1 */
	long session_expires;	/* seconds, 0 or 90..86400 */
	long drain_timeout;	/* seconds */
	long max_calls, max_pending, max_calls_per_second, max_records;
	long max_connections, max_connections_per_address;
	long max_head_size, max_header_count, max_target_size, max_body_size;
	long head_timeout, body_timeout, idle_timeout;	/* seconds */
};

struct config_row {
	const char *name;
	enum config_type type;
	size_t offset;			/* of the member in struct config */
	long min, max;			/* CONFIG_NUMBER */
	const char *initial;		/* the default, as text */
	const char *choices;		/* CONFIG_CHOICE: "final|ringing" */
	enum config_reload reload;
	const char *help;		/* one sentence */
};

/* The table; *count rows.  Borrowed for ever. */
const struct config_row *config_rows(size_t *count);

/*
 * The row of this name, borrowed for ever; or NULL with the name and the one
 * that is most like it in the error.
 */
const struct config_row *config_row(const char *name, struct err *err);

/* Fill with the defaults.  Returns 0, or -1 without memory. */
int config_init(struct config *config);
void config_release(struct config *config);

/*
 * Set one element by its name (an unknown one is an error) from n bytes of
 * text, blanks around it taken off.  `repeated` says that it was set before in
 * the same file: a list then grows, of public-http-port and https-port the last
 * one counts, any other element is an error ("given twice").
 * Error text: "http-port: '70000' is not a whole number from 0 to 65535".
 */
int config_set(struct config *config, const char *name, const char *text,
    size_t n, bool repeated, struct err *err);

/*
 * Where there is a domain and no users-file, as in a file that sipXecs wrote:
 * take validusers.xml in the folder of config_file.  To be called after file
 * and --set were applied, before config_check().  Returns 0, or -1 without
 * memory.
 */
int config_users_beside(struct config *config, const char *config_file);

/*
 * What only makes sense together: a domain needs a users-file; without one
 * (stand-alone mode) there is no outbound-proxy and ip-address is loopback; no
 * port is given twice; request-disposition does not contradict itself.
 * Returns 0 or -1.
 */
int config_check(const struct config *config, struct err *err);

/* One element as text, as config_set takes it. */
void config_get(const struct config *config, const struct config_row *row,
    struct buf *out);

/*
 * Is there an element of CONFIG_RESTART that differs?  Returns its name (of the
 * first one; borrowed for ever), or NULL.
 */
const char *config_differs(const struct config *a, const struct config *b);

/*
 * For a reload: give every element of CONFIG_RESTART the value that it has in
 * `old`, and add the names of those that differed to *names, with commas
 * between them.  Returns 0, or -1 without memory; config is then still whole,
 * but some elements may have their new values.
 */
int config_keep_fixed(struct config *config, const struct config *old,
    struct buf *names);

#endif
