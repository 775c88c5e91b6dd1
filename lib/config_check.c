/*
 * The configuration: what several elements have to say to each other.
 */
#include "config.h"

#include <string.h>

#include "mem.h"
#include "net.h"
#include "text.h"

int
config_users_beside(struct config *config, const char *config_file)
{
	static const char name[] = "validusers.xml";
	const char *slash = strrchr(config_file, '/');
	struct buf path = BUF_INIT;

	if (!*config->domain || *config->users_file)
		return 0;
	if (slash)
		buf_add(&path, config_file, (size_t)(slash + 1 - config_file));
	buf_puts(&path, name);

	char *users_file = buf_take(&path);
	if (!users_file)
		return -1;
	mem_free(config->users_file);
	config->users_file = users_file;
	return 0;
}

/* Is this word in a list, whose words have one blank between them? */
static bool
list_has(const char *list, const char *word)
{
	while (*list) {
		size_t length = strcspn(list, " ");

		if (strlen(word) == length && text_same_n(list, word, length))
			return true;
		list += length;
		list += *list == ' ';
	}
	return false;
}

static int
disposition_check(const struct config *config, struct err *err)
{
	static const char *const pairs[][2] = {
		{ "proxy", "redirect" }, { "cancel", "no-cancel" },
		{ "fork", "no-fork" }, { "recurse", "no-recurse" },
		{ "parallel", "sequential" }, { "queue", "no-queue" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (list_has(config->request_disposition, pairs[i][0]) &&
		    list_has(config->request_disposition, pairs[i][1]))
			return err_set(err, 0, "request-disposition: "
			    "'%s' and '%s' exclude each other",
			    pairs[i][0], pairs[i][1]);
	}
	return 0;
}

static bool
is_loopback(const char *text)
{
	static const uint8_t v4[13] = { [10] = 0xff, [11] = 0xff, [12] = 127 };
	static const uint8_t v6[16] = { [15] = 1 };
	struct net_address ip;

	return net_parse(&ip, text) == 0 &&
	    (memcmp(ip.bytes, v4, sizeof(v4)) == 0 ||
	    memcmp(ip.bytes, v6, sizeof(v6)) == 0);
}

int
config_check(const struct config *config, struct err *err)
{
	if (*config->domain) {
		if (!*config->users_file)
			return err_set(err, 0, "users-file: missing, and "
			    "sipx-proxy-domain needs it");
	} else {
		if (*config->outbound_proxy)
			return err_set(err, 0, "outbound-proxy: has no place "
			    "without sipx-proxy-domain (stand-alone mode)");
		/* Everybody knows the sample users' passwords. */
		if (!is_loopback(config->ip_address))
			return err_set(err, 0, "ip-address: '%s' is not "
			    "loopback, and sipx-proxy-domain is missing "
			    "(stand-alone mode)", config->ip_address);
	}
	if (config->http_port && config->http_port == config->https_port)
		return err_set(err, 0, "https-port: %ld is http-port already",
		    config->https_port);
	if (config->sip_port && (config->sip_port == config->http_port ||
	    config->sip_port == config->https_port))
		return err_set(err, 0, "sip-port: %ld is a port for HTTP "
		    "already", config->sip_port);
	return disposition_check(config, err);
}
