/*
 * The table of the configuration's elements, in the order of the manual.
 */
#include "config.h"

#include <string.h>

#include "text.h"

enum { NAME_LONGEST = 40 };	/* what is longer is like no name of ours */

#define AT(member) offsetof(struct config, member)

static const struct config_row rows[] = {
	{ "ip-address", CONFIG_IP, AT(ip_address), 0, 0, "127.0.0.1", NULL,
	  CONFIG_RESTART,
	  "address of this machine for HTTP and SIP" },
	{ "http-port", CONFIG_NUMBER, AT(http_port), 0, 65535, "6667", NULL,
	  CONFIG_RESTART,
	  "TCP port for plain HTTP; 0 takes any free one" },
	{ "https-port", CONFIG_NUMBER, AT(https_port), 0, 65535, "6666", NULL,
	  CONFIG_RESTART,
	  "TCP port for HTTPS, which this version does not serve yet" },
	{ "public-http-port", CONFIG_NUMBER, AT(https_port), 0, 65535, "6666",
	  NULL, CONFIG_RESTART,
	  "another name of https-port, as sipXecs writes it" },
	{ "sip-port", CONFIG_NUMBER, AT(sip_port), 0, 65535, "6050", NULL,
	  CONFIG_RESTART,
	  "UDP and TCP port for SIP; 0 takes any free one" },
	{ "sipx-proxy-domain", CONFIG_HOST, AT(domain), 0, 0, "", NULL,
	  CONFIG_RESTART,
	  "SIP domain that is served; empty means stand-alone" },
	{ "realm", CONFIG_TEXT, AT(realm), 0, 0, "", NULL, CONFIG_RESTART,
	  "digest realm of the users' tokens; empty means the domain" },
	{ "users-file", CONFIG_PATH, AT(users_file), 0, 0, "", NULL,
	  CONFIG_LIVE,
	  "file with the users" },
	{ "outbound-proxy", CONFIG_SIP_URI, AT(outbound_proxy), 0, 0, "", NULL,
	  CONFIG_RESTART,
	  "SIP proxy that every request goes through" },
	{ "log-directory", CONFIG_PATH, AT(log_directory), 0, 0, "", NULL,
	  CONFIG_LIVE,
	  "folder for the log file; empty means standard error" },
	{ "log-level", CONFIG_CHOICE, AT(log_level), 0, 0, "info",
	  "err|warn|info|debug", CONFIG_LIVE,
	  "how much is logged" },
	{ "trusted-networks", CONFIG_LIST, AT(trusted_networks), 0, 0, "local",
	  NULL, CONFIG_LIVE,
	  "networks whose clients may use plain HTTP" },
	{ "allowed-domains", CONFIG_LIST, AT(allowed_domains), 0, 0, "", NULL,
	  CONFIG_LIVE,
	  "domains that may be called; empty means the SIP domain alone" },
	{ "operators", CONFIG_LIST, AT(operators), 0, 0, "", NULL, CONFIG_LIVE,
	  "users who may see and end all calls" },
	{ "timeout", CONFIG_NUMBER, AT(timeout), 1, 3600, "30", NULL,
	  CONFIG_LIVE,
	  "seconds that a party is alerted, unless the request says" },
	{ "result-cache-time", CONFIG_NUMBER, AT(result_cache_time), 0, 86400,
	  "180", NULL, CONFIG_LIVE,
	  "seconds that progress is kept, unless the request says" },
	{ "bye-on", CONFIG_CHOICE, AT(bye_on), 0, 0, "final", "final|ringing",
	  CONFIG_LIVE,
	  "progress of the new call at which the calling party's leg ends" },
	{ "offer", CONFIG_CHOICE, AT(offer), 0, 0, "inactive",
	  "inactive|no-media", CONFIG_LIVE,
	  "session description in the first INVITE" },
	{ "sipx-parameters", CONFIG_SWITCH, AT(sipx_parameters), 0, 0, "on",
	  NULL, CONFIG_LIVE,
	  "whether the first INVITE carries sipXecs's URI parameters" },
	{ "request-disposition", CONFIG_LIST, AT(request_disposition), 0, 0, "",
	  NULL, CONFIG_LIVE,
	  "directives for the Request-Disposition of the first INVITE" },
	{ "refer-fallback", CONFIG_SWITCH, AT(refer_fallback), 0, 0, "on",
	  NULL, CONFIG_LIVE,
	  "whether a phone that refuses the REFER is connected by INVITE" },
	{ "session-expires", CONFIG_NUMBER, AT(session_expires), 0, 86400,
	  "1800", NULL, CONFIG_LIVE,
	  "seconds that a call set up with INVITE lives without a refresh" },
	{ "error-format", CONFIG_CHOICE, AT(error_format), 0, 0, "plain",
	  "plain|sipxrest", CONFIG_LIVE,
	  "body of an error for a client without a preference" },
	{ "drain-timeout", CONFIG_NUMBER, AT(drain_timeout), 0, 3600, "30",
	  NULL, CONFIG_LIVE,
	  "seconds that calls get to end when the daemon stops" },
	{ "max-calls", CONFIG_NUMBER, AT(max_calls), 0, 1000000, "20000", NULL,
	  CONFIG_LIVE,
	  "calls at a time" },
	{ "max-pending", CONFIG_NUMBER, AT(max_pending), 0, 1000000, "200",
	  NULL, CONFIG_LIVE,
	  "SIP requests of ours that wait for a first answer" },
	{ "max-calls-per-second", CONFIG_NUMBER, AT(max_calls_per_second), 0,
	  1000000, "0", NULL, CONFIG_LIVE,
	  "new calls a second" },
	{ "max-records", CONFIG_NUMBER, AT(max_records), 0, 1000000, "100000",
	  NULL, CONFIG_LIVE,
	  "progress records kept" },
	{ "max-connections", CONFIG_NUMBER, AT(max_connections), 0, 1000000,
	  "10000", NULL, CONFIG_LIVE,
	  "HTTP connections at a time" },
	{ "max-connections-per-address", CONFIG_NUMBER,
	  AT(max_connections_per_address), 0, 1000000, "256", NULL, CONFIG_LIVE,
	  "HTTP connections at a time from one address" },
	{ "max-head-size", CONFIG_NUMBER, AT(max_head_size), 1024, 65536,
	  "8192", NULL, CONFIG_LIVE,
	  "bytes of an HTTP request's line and headers" },
	{ "max-header-count", CONFIG_NUMBER, AT(max_header_count), 1, 1000,
	  "64", NULL, CONFIG_LIVE,
	  "headers of an HTTP request" },
	{ "max-target-size", CONFIG_NUMBER, AT(max_target_size), 64, 65536,
	  "2048", NULL, CONFIG_LIVE,
	  "bytes of an HTTP request's target" },
	{ "max-body-size", CONFIG_NUMBER, AT(max_body_size), 0, 1048576, "4096",
	  NULL, CONFIG_LIVE,
	  "bytes of an HTTP request's body" },
	{ "head-timeout", CONFIG_NUMBER, AT(head_timeout), 1, 3600, "10", NULL,
	  CONFIG_LIVE,
	  "seconds that the head of an HTTP request may take" },
	{ "body-timeout", CONFIG_NUMBER, AT(body_timeout), 1, 3600, "10", NULL,
	  CONFIG_LIVE,
	  "seconds that the body of an HTTP request may take" },
	{ "idle-timeout", CONFIG_NUMBER, AT(idle_timeout), 1, 3600, "15", NULL,
	  CONFIG_LIVE,
	  "seconds that an HTTP connection may be idle" },
	{ "external-http-port", CONFIG_IGNORED, 0, 0, 0, "", NULL, CONFIG_LIVE,
	  "element of sipXecs without a use here" },
	{ "sipxcdr-address", CONFIG_IGNORED, 0, 0, 0, "", NULL, CONFIG_LIVE,
	  "element of sipXecs without a use here" },
	{ "db-user", CONFIG_IGNORED, 0, 0, 0, "", NULL, CONFIG_LIVE,
	  "element of sipXecs without a use here" },
	{ "db-password", CONFIG_IGNORED, 0, 0, 0, "", NULL, CONFIG_LIVE,
	  "element of sipXecs without a use here" },
};

const struct config_row *
config_rows(size_t *count)
{
	*count = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * How many letters must be put in, taken out or replaced to make one name of
 * the other (Levenshtein)?  Case does not count.  n is the length of a.
 */
static size_t
distance(const char *a, size_t n, const char *b)
{
	size_t cost[NAME_LONGEST + 1];	/* of a's beginnings and b so far */

	for (size_t i = 0; i <= n; i++)
		cost[i] = i;
	for (; *b; b++) {
		size_t corner = cost[0]++;

		for (size_t i = 1; i <= n; i++) {
			size_t change = corner +
			    (text_lower(a[i - 1]) != text_lower(*b));

			corner = cost[i];
			cost[i] = smaller(change,
			    smaller(cost[i - 1], corner) + 1);
		}
	}
	return cost[n];
}

/* The name that is most like this one, or NULL when none is like it. */
static const char *
nearest(const char *name)
{
	size_t n = strlen(name), best = n / 3 + 1;
	const char *found = NULL;

	if (n > NAME_LONGEST)
		return NULL;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t far = distance(name, n, rows[i].name);

		if (far < best) {
			best = far;
			found = rows[i].name;
		}
	}
	return found;
}

const struct config_row *
config_row(const char *name, struct err *err)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}

	const char *like = nearest(name);
	if (like)
		err_set(err, 0, "unknown element '%.60s'; is '%s' meant?",
		    name, like);
	else
		err_set(err, 0, "unknown element '%.60s'", name);
	return NULL;
}
