/*
 * The configuration: the table itself, values of every type, elements that
 * have to fit together, and no memory.
 */
#include "../../lib/config.c"

#include <stdlib.h>

#include "check.h"

static struct err err;

static int
set_text(struct config *config, const char *name, const char *text)
{
	err.text[0] = '\0';
	return config_set(config, name, text, strlen(text), false, &err);
}

/* The value as config_get() writes it; good until the next call. */
static const char *
get_text(const struct config *config, const char *name)
{
	static char shown[8192];
	struct buf out = BUF_INIT;

	config_get(config, config_row(name, NULL), &out);
	snprintf(shown, sizeof(shown), "%s", buf_text(&out));
	buf_release(&out);
	return shown;
}

TEST(table)
{
	size_t count;
	const struct config_row *row = config_rows(&count);

	CHECK(count > 30);
	for (size_t i = 0; i < count; i++) {
		check_row(row[i].name);
		CHECK(row[i].name[0] && row[i].initial && row[i].help[0]);
		CHECK(row[i].min <= row[i].max);
		CHECK_INT(row[i].type == CONFIG_CHOICE, row[i].choices != NULL);
		CHECK(row[i].offset < sizeof(struct config));
		CHECK(config_row(row[i].name, NULL) == &row[i]);
		for (size_t j = 0; j < i; j++)
			CHECK(strcmp(row[j].name, row[i].name) != 0);
	}
}

TEST(defaults)
{
	struct config config;
	size_t count;
	const struct config_row *row = config_rows(&count);

	CHECK_INT(config_init(&config), 0);
	for (size_t i = 0; i < count; i++) {
		check_row(row[i].name);
		CHECK_STR(get_text(&config, row[i].name), row[i].initial);
	}
	check_row(NULL);
	CHECK_STR(config.ip_address, "127.0.0.1");
	CHECK_INT(config.http_port, 6667);
	CHECK_INT(config.https_port, 6666);
	CHECK_INT(config.sip_port, 6050);
	CHECK_STR(config.domain, "");
	CHECK_STR(config.trusted_networks, "local");
	CHECK_INT(config.log_level, CONFIG_LOG_INFO);
	CHECK_INT(config.sipx_parameters, 1);
	CHECK_INT(config.refer_fallback, 1);
	CHECK_INT(config.session_expires, 1800);
	CHECK_INT(config.bye_on, CONFIG_BYE_FINAL);
	CHECK_INT(config.max_pending, 200);
	CHECK_INT(config_check(&config, &err), 0);
	config_release(&config);
	CHECK(config.domain == NULL);
	config_release(&config);
}

struct value_row {
	const char *name, *text, *want;
};

TEST(values_taken)
{
	static const struct value_row table[] = {
		{ "http-port", "0", "0" },
		{ "http-port", " \t65535\r\n", "65535" },
		{ "http-port", "000080", "80" },
		{ "public-http-port", "443", "443" },
		{ "timeout", "3600", "3600" },
		{ "max-calls", "1000000", "1000000" },
		{ "max-head-size", "1024", "1024" },
		{ "sipx-parameters", "off", "off" },
		{ "sipx-parameters", "TRUE", "on" },
		{ "sipx-parameters", "no", "off" },
		{ "sipx-parameters", "Yes", "on" },
		{ "sipx-parameters", "0", "off" },
		{ "sipx-parameters", "1", "on" },
		{ "refer-fallback", "off", "off" },
		{ "session-expires", "0", "0" },
		{ "session-expires", "90", "90" },
		{ "session-expires", "86400", "86400" },
		{ "bye-on", "Ringing", "ringing" },
		{ "offer", "no-media", "no-media" },
		{ "error-format", "sipxrest", "sipxrest" },
		{ "log-level", "err", "err" },
		{ "log-level", "DEBUG", "debug" },
		{ "log-level", "NOTICE", "info" },
		{ "log-level", "WARNING", "warn" },
		{ "log-level", "ERR", "err" },
		{ "log-level", "Crit", "err" },
		{ "log-level", "EMERG", "err" },
		{ "ip-address", "192.0.2.7", "192.0.2.7" },
		{ "ip-address", "::1", "::1" },
		{ "ip-address", "[2001:db8::1]", "2001:db8::1" },
		{ "sipx-proxy-domain", "", "" },
		{ "sipx-proxy-domain", "Example.COM", "Example.COM" },
		{ "sipx-proxy-domain", "192.0.2.1:5060", "192.0.2.1:5060" },
		{ "realm", "a realm \"with\" \xc3\xa4", "a realm \"with\" \xc3\xa4" },
		{ "users-file", " /etc/x y.xml ", "/etc/x y.xml" },
		{ "outbound-proxy", "", "" },
		{ "outbound-proxy", "sip:proxy.example.com",
		  "sip:proxy.example.com" },
		{ "outbound-proxy", "SIP:192.0.2.1:5070;transport=TCP",
		  "SIP:192.0.2.1:5070;transport=TCP" },
		{ "outbound-proxy", "sip:[::1]:5060;transport=udp",
		  "sip:[::1]:5060;transport=udp" },
		{ "trusted-networks", "", "" },
		{ "trusted-networks", "local,192.0.2.0/24\n 2001:db8::/32,,::1",
		  "local 192.0.2.0/24 2001:db8::/32 ::1" },
		{ "allowed-domains", "a.example, b.example:5060",
		  "a.example b.example:5060" },
		{ "operators", "201 sip:boss@example.com",
		  "201 sip:boss@example.com" },
		{ "request-disposition", "no-fork,Sequential",
		  "no-fork Sequential" },
		{ "db-password", "\x01 whatever", "" },
	};
	struct config config;

	CHECK_INT(config_init(&config), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		check_row(table[i].text);
		CHECK_INT(set_text(&config, table[i].name, table[i].text), 0);
		CHECK_STR(err.text, "");
		CHECK_STR(get_text(&config, table[i].name), table[i].want);
	}
	config_release(&config);
}

TEST(values_refused)
{
	static const char uri[] = "' is not sip:host[:port]"
	    "[;transport=udp|tcp]";
	static const struct value_row table[] = {
		{ "http-port", "70000",
		  "' is not a whole number from 0 to 65535" },
		{ "http-port", "", "' is not a whole" },
		{ "http-port", "+1", "' is not a whole" },
		{ "http-port", "-1", "' is not a whole" },
		{ "http-port", "1 2", "' is not a whole" },
		{ "http-port", "99999999999999999999", "' is not a whole" },
		{ "timeout", "0", "' is not a whole number from 1 to 3600" },
		{ "max-head-size", "1023", "from 1024 to 65536" },
		{ "sipx-parameters", "", "' is neither on nor off" },
		{ "sipx-parameters", "onn", "' is neither on nor off" },
		{ "refer-fallback", "maybe", "' is neither on nor off" },
		{ "session-expires", "89", "' is neither 0 nor a whole number "
		  "from 90 to 86400" },
		{ "session-expires", "1", "' is neither 0 nor" },
		{ "session-expires", "-1", "' is neither 0 nor" },
		{ "session-expires", "86401", "' is neither 0 nor" },
		{ "session-expires", "", "' is neither 0 nor" },
		{ "bye-on", "", "' is none of final|ringing" },
		{ "bye-on", "fina", "' is none of final|ringing" },
		{ "bye-on", "final|ringing", "' is none of" },
		{ "bye-on", "notice", "' is none of" },
		{ "log-level", "loud", "' is none of err|warn|info|debug" },
		{ "ip-address", "", "' is not a numeric IP address" },
		{ "ip-address", "localhost", "' is not a numeric IP address" },
		{ "ip-address", "0.0.0.0", "' is not the address of one" },
		{ "ip-address", "::", "' is not the address of one machine" },
		{ "ip-address", "224.0.0.1", "' is not the address of one" },
		{ "ip-address", "255.255.255.255", "' is not the address of" },
		{ "ip-address", "ff02::1", "' is not the address of one" },
		{ "sipx-proxy-domain", "a b", "' is not a host name" },
		{ "sipx-proxy-domain", "user@example.com", "' is not a host" },
		{ "realm", "a\nb", "' has control characters" },
		{ "realm", "\xff", "' is not UTF-8" },
		{ "log-directory", "/tmp/\x7f", "' has control characters" },
		{ "outbound-proxy", "proxy.example.com", uri },
		{ "outbound-proxy", "sip:", uri },
		{ "outbound-proxy", "sips:proxy.example.com", uri },
		{ "outbound-proxy", "sip:proxy.example.com;lr", uri },
		{ "outbound-proxy", "sip:p.example.com;transport=tls", uri },
		{ "outbound-proxy", "sip:user@proxy.example.com", uri },
		{ "trusted-networks", "local 192.0.2.1/24", "192.0.2.1/24" },
		{ "trusted-networks", "192.0.2.0/33", "192.0.2.0/33" },
		{ "trusted-networks", "everybody", "everybody" },
		{ "allowed-domains", "a.example *", "'*' is not a host name" },
		{ "allowed-domains", "a\x01", "' has control characters" },
		{ "operators", "201 a;b", "a;b" },
		{ "request-disposition", "no-fork nofork",
		  "'nofork' is no directive" },
	};
	struct config config, before;

	CHECK_INT(config_init(&config), 0);
	CHECK_INT(config_init(&before), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct config_row *row =
		    config_row(table[i].name, NULL);
		size_t n = strlen(row->name);

		check_row(table[i].text);
		CHECK_INT(set_text(&config, row->name, table[i].text), -1);
		CHECK(strncmp(err.text, row->name, n) == 0);
		CHECK(err.text[n] == ':' && err.text[n + 1] == ' ');
		CHECK(strstr(err.text, table[i].want) != NULL);
		CHECK_INT(err.code, 0);
		CHECK(same(&config, &before, row));
	}
	config_release(&config);
	config_release(&before);
}

TEST(error_texts)
{
	struct config config;

	CHECK_INT(config_init(&config), 0);
	set_text(&config, "http-port", "70000");
	CHECK_STR(err.text,
	    "http-port: '70000' is not a whole number from 0 to 65535");
	set_text(&config, "trusted-networks", "nobody");
	CHECK_STR(err.text, "trusted-networks: 'nobody' is not an IP address "
	    "or a network in CIDR notation");

	/* A NUL inside is a character like any other, and not a good one. */
	CHECK_INT(config_set(&config, "realm", "a\0b", 3, false, &err), -1);
	CHECK_INT(config_set(&config, "http-port", "8\0", 2, false, &err), -1);
	CHECK_INT(config_set(&config, "bye-on", "final\0", 6, false, &err), -1);
	CHECK_INT(config_set(&config, "operators", "a\0b", 3, false, &err), -1);
	CHECK_INT(config_set(&config, "realm", "x", 1, false, NULL), 0);
	config_release(&config);
}

TEST(huge)
{
	struct config config;
	size_t n = 1000000;
	char *text = malloc(n + 1);
	static const char *const names[] = {
		"http-port", "bye-on", "sipx-parameters", "ip-address",
		"sipx-proxy-domain", "realm", "users-file", "outbound-proxy",
		"trusted-networks", "allowed-domains", "operators",
		"request-disposition"
	};

	CHECK_INT(config_init(&config), 0);
	memset(text, 'a', n);
	text[n] = '\0';
	memcpy(text, "sip:", 4);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		check_row(names[i]);
		CHECK_INT(set_text(&config, names[i], text), -1);
	}
	check_row(NULL);
	CHECK_INT(set_text(&config, text, "x"), -1);
	CHECK(strncmp(err.text, "unknown element 'sip:aaaa", 25) == 0);
	free(text);
	config_release(&config);
}

TEST(unknown)
{
	static const struct value_row table[] = {
		{ "http-prot", NULL, "unknown element 'http-prot'; "
		  "is 'http-port' meant?" },
		{ "HTTP-Port", NULL, "unknown element 'HTTP-Port'; "
		  "is 'http-port' meant?" },
		{ "max_calls", NULL, "unknown element 'max_calls'; "
		  "is 'max-calls' meant?" },
		{ "domain", NULL, "unknown element 'domain'" },
		{ "loglevel", NULL, "unknown element 'loglevel'; "
		  "is 'log-level' meant?" },
		{ "x", NULL, "unknown element 'x'" },
		{ "", NULL, "unknown element ''" },
		{ "\n", NULL, "unknown element '\\x0a'" },
	};
	struct config config;

	CHECK_INT(config_init(&config), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		CHECK_INT(set_text(&config, table[i].name, "1"), -1);
		CHECK_STR(err.text, table[i].want);
	}
	config_release(&config);
}

TEST(repeated)
{
	struct config config;

	CHECK_INT(config_init(&config), 0);
	CHECK_INT(config_set(&config, "timeout", "5", 1, false, &err), 0);
	CHECK_INT(config_set(&config, "timeout", "6", 1, true, &err), -1);
	CHECK_STR(err.text, "timeout: given twice");
	CHECK_INT(config.timeout, 5);

	/* The first one replaces the default, the next ones are added. */
	CHECK_INT(config_set(&config, "trusted-networks", "::1", 3, false,
	    &err), 0);
	CHECK_STR(config.trusted_networks, "::1");
	CHECK_INT(config_set(&config, "trusted-networks", "local", 5, true,
	    &err), 0);
	CHECK_STR(config.trusted_networks, "::1 local");
	CHECK_INT(config_set(&config, "trusted-networks", "", 0, true, &err),
	    0);
	CHECK_STR(config.trusted_networks, "::1 local");

	CHECK_INT(config_set(&config, "https-port", "443", 3, true, &err), 0);
	CHECK_INT(config_set(&config, "public-http-port", "444", 3, true,
	    &err), 0);
	CHECK_INT(config.https_port, 444);
	CHECK_INT(config_set(&config, "db-user", "x", 1, true, &err), 0);
	config_release(&config);
}

TEST(together)
{
	static const struct {
		const char *names[3], *texts[3], *want;
	} table[] = {
		{ { "sipx-proxy-domain" }, { "example.com" },
		  "users-file: missing, and sipx-proxy-domain needs it" },
		{ { "sipx-proxy-domain", "users-file", "ip-address" },
		  { "example.com", "/u.xml", "192.0.2.1" }, NULL },
		{ { "sipx-proxy-domain", "users-file", "outbound-proxy" },
		  { "example.com", "/u.xml", "sip:proxy.example.com" }, NULL },
		{ { "outbound-proxy" }, { "sip:proxy.example.com" },
		  "outbound-proxy: has no place without sipx-proxy-domain "
		  "(stand-alone mode)" },
		{ { "ip-address" }, { "192.0.2.1" },
		  "ip-address: '192.0.2.1' is not loopback, and "
		  "sipx-proxy-domain is missing (stand-alone mode)" },
		{ { "ip-address" }, { "2001:db8::1" },
		  "ip-address: '2001:db8::1' is not loopback, and "
		  "sipx-proxy-domain is missing (stand-alone mode)" },
		{ { "ip-address" }, { "127.8.9.10" }, NULL },
		{ { "ip-address" }, { "::1" }, NULL },
		{ { "http-port" }, { "6666" },
		  "https-port: 6666 is http-port already" },
		{ { "sip-port" }, { "6667" },
		  "sip-port: 6667 is a port for HTTP already" },
		{ { "sip-port", "http-port", "https-port" }, { "0", "0", "0" },
		  NULL },
		{ { "request-disposition" }, { "fork no-cancel no-fork" },
		  "request-disposition: 'fork' and 'no-fork' exclude "
		  "each other" },
		{ { "request-disposition" }, { "no-fork no-recurse queue" },
		  NULL },
		{ { "request-disposition" }, { "Parallel SEQUENTIAL" },
		  "request-disposition: 'parallel' and 'sequential' exclude "
		  "each other" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct config config;

		check_row(table[i].texts[0]);
		CHECK_INT(config_init(&config), 0);
		for (int j = 0; j < 3 && table[i].names[j]; j++)
			CHECK_INT(set_text(&config, table[i].names[j],
			    table[i].texts[j]), 0);
		err.text[0] = '\0';
		CHECK_INT(config_check(&config, &err),
		    table[i].want ? -1 : 0);
		CHECK_STR(err.text, table[i].want ? table[i].want : "");
		config_release(&config);
	}
}

TEST(users_beside)
{
	static const struct {
		const char *domain, *users, *file, *want;
	} table[] = {
		{ "", "", "/etc/x/c.xml", "" },
		{ "example.com", "", "/etc/x/c.xml", "/etc/x/validusers.xml" },
		{ "example.com", "", "c.xml", "validusers.xml" },
		{ "example.com", "", "/c.xml", "/validusers.xml" },
		{ "example.com", "/u.xml", "/etc/x/c.xml", "/u.xml" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct config config;

		CHECK_INT(config_init(&config), 0);
		CHECK_INT(set_text(&config, "sipx-proxy-domain",
		    table[i].domain), 0);
		CHECK_INT(set_text(&config, "users-file", table[i].users), 0);
		CHECK_INT(config_users_beside(&config, table[i].file), 0);
		CHECK_STR(config.users_file, table[i].want);
		config_release(&config);
	}
}

TEST(differs)
{
	struct config a, b;

	CHECK_INT(config_init(&a), 0);
	CHECK_INT(config_init(&b), 0);
	CHECK_STR(config_differs(&a, &b), NULL);
	CHECK_INT(set_text(&b, "timeout", "5"), 0);
	CHECK_INT(set_text(&b, "operators", "201"), 0);
	CHECK_INT(set_text(&b, "log-level", "debug"), 0);
	CHECK_STR(config_differs(&a, &b), NULL);
	CHECK_INT(set_text(&b, "sip-port", "5"), 0);
	CHECK_STR(config_differs(&a, &b), "sip-port");
	CHECK_INT(set_text(&b, "ip-address", "127.0.0.2"), 0);
	CHECK_STR(config_differs(&a, &b), "ip-address");
	config_release(&a);
	config_release(&b);
}

TEST(keep_fixed)
{
	struct config old, config;
	struct buf names = BUF_INIT;

	CHECK_INT(config_init(&old), 0);
	CHECK_INT(set_text(&old, "realm", "a realm"), 0);
	CHECK_INT(set_text(&old, "timeout", "7"), 0);
	CHECK_INT(config_init(&config), 0);
	CHECK_INT(set_text(&config, "realm", "a realm"), 0);
	CHECK_INT(set_text(&config, "timeout", "9"), 0);
	CHECK_INT(set_text(&config, "log-directory", "/log"), 0);
	CHECK_INT(config_keep_fixed(&config, &old, &names), 0);
	CHECK_STR(buf_text(&names), "");
	CHECK_STR(config.log_directory, "/log");

	CHECK_INT(set_text(&config, "ip-address", "[::1]"), 0);
	CHECK_INT(set_text(&config, "public-http-port", "1"), 0);
	CHECK_INT(set_text(&config, "sipx-proxy-domain", "x.org"), 0);
	CHECK_INT(set_text(&config, "realm", ""), 0);
	CHECK_INT(set_text(&config, "outbound-proxy", "sip:x"), 0);
	CHECK_INT(config_keep_fixed(&config, &old, &names), 0);
	CHECK_STR(buf_text(&names), "ip-address,https-port,"
	    "sipx-proxy-domain,realm,outbound-proxy");
	CHECK_STR(config_differs(&old, &config), NULL);
	CHECK_STR(config.ip_address, "127.0.0.1");
	CHECK_STR(config.realm, "a realm");
	CHECK_STR(config.domain, "");
	CHECK_STR(config.outbound_proxy, "");
	CHECK_INT(config.https_port, 6666);
	CHECK_INT(config.timeout, 9);
	CHECK_STR(old.realm, "a realm");
	buf_release(&names);
	config_release(&config);
	config_release(&old);
}

TEST(keep_fixed_no_memory)
{
	struct config old;
	int result = -1;
	long n = 0;

	CHECK_INT(config_init(&old), 0);
	for (; result != 0 && n < 1000; n++) {
		struct buf names = BUF_INIT;
		struct config config;

		CHECK_INT(config_init(&config), 0);
		CHECK_INT(set_text(&config, "ip-address", "127.0.0.2"), 0);
		CHECK_INT(set_text(&config, "realm", "x"), 0);
		mem_fail_after(n);
		result = config_keep_fixed(&config, &old, &names);
		mem_fail_after(-1);
		buf_release(&names);
		config_release(&config);
	}
	CHECK(n > 2 && n < 1000);
	config_release(&old);
}

/* Every allocation fails once: an error, or all is well; never a leak. */
TEST(no_memory)
{
	static const char *const texts[][2] = {
		{ "sipx-proxy-domain", "example.com" },
		{ "trusted-networks", "local 192.0.2.0/24 2001:db8::/32 "
		  "198.51.100.0/24 203.0.113.0/24 192.0.2.77 192.0.2.78" },
		{ "operators", "201 202" },
		{ "ip-address", "[::1]" },
	};
	long n = 0;

	for (int result = -1; result != 0; n++) {
		struct config config;
		struct buf out = BUF_INIT;

		mem_fail_after(n);
		result = config_init(&config);
		for (size_t i = 0; i < 4 && result == 0; i++)
			result = set_text(&config, texts[i][0], texts[i][1]);
		if (result == 0)
			result = config_users_beside(&config, "/etc/c.xml");
		if (result == 0)
			config_get(&config, config_row("operators", NULL),
			    &out);
		if (!buf_ok(&out))
			result = -1;
		mem_fail_after(-1);
		buf_release(&out);
		config_release(&config);
	}
	CHECK(n > 20);
}

int
main(void)
{
	RUN(table);
	RUN(defaults);
	RUN(values_taken);
	RUN(values_refused);
	RUN(error_texts);
	RUN(huge);
	RUN(unknown);
	RUN(repeated);
	RUN(together);
	RUN(users_beside);
	RUN(differs);
	RUN(keep_fixed);
	RUN(keep_fixed_no_memory);
	RUN(no_memory);
	return check_done();
}
