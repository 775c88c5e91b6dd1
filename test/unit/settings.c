/*
 * The configuration file: one that sipXecs wrote, ours, and wrong ones with
 * the place where they are wrong.
 */
#include "../../xml/settings.c"

#include "check.h"
#include "mem.h"

#define HEAD "<rest-config xmlns=\"" SETTINGS_NAMESPACE "\">\n"

static struct err err;

/* config is to be released whatever happens. */
static int
read_text(struct config *config, const char *text)
{
	memset(&err, 0, sizeof(err));
	CHECK_INT(config_init(config), 0);
	return settings_read(config, text, strlen(text), 7, &err);
}

TEST(sipxecs)
{
	static const char text[] = "<?xml version=\"1.0\" ?>\n" HEAD
	    "  <ip-address>192.168.1.1</ip-address>\n"
	    "  <http-port>6667</http-port>\n"
	    "  <public-http-port>6666</public-http-port>\n"
	    "  <sipx-proxy-domain>example.org</sipx-proxy-domain>\n"
	    "  <log-directory>/var/log/sipxpbx</log-directory>\n"
	    "  <log-level>NOTICE</log-level>\n"
	    "  <sip-port>6050</sip-port>\n"
	    "  <sipxcdr-address>jdbc:postgresql://m.example.com/SIPXCDR"
	    "</sipxcdr-address>\n"
	    "  <db-user>@POSTGRESQL_USER@</db-user>\n"
	    "  <db-password>${postgresPwd}</db-password>\n"
	    "</rest-config>\n";
	struct config config;

	CHECK_INT(read_text(&config, text), 0);
	CHECK_STR(err.text, "");
	CHECK_STR(config.ip_address, "192.168.1.1");
	CHECK_STR(config.domain, "example.org");
	CHECK_STR(config.log_directory, "/var/log/sipxpbx");
	CHECK_INT(config.log_level, CONFIG_LOG_INFO);
	CHECK_INT(config.sip_port, 6050);
	CHECK_INT(config_users_beside(&config, "/etc/sipxpbx/sipxrest-config"
	    ".xml"), 0);
	CHECK_STR(config.users_file, "/etc/sipxpbx/validusers.xml");
	CHECK_INT(config_check(&config, &err), 0);
	config_release(&config);
}

/* An older one. */
TEST(sipxecs_old)
{
	static const char text[] = "<?xml version=\"1.0\" ?>\n" HEAD
	    "<ip-address>192.168.5.75</ip-address>\n"
	    "<https-port>6666</https-port>\n"
	    "<external-http-port>6667</external-http-port>\n"
	    "<sipx-proxy-domain>sipx.example.net</sipx-proxy-domain>\n"
	    "<log-directory>/usr/local/sipx/var/log/sipxpbx</log-directory>\n"
	    "<log-level>DEBUG</log-level>\n"
	    "<sip-port>6050</sip-port>\n"
	    "</rest-config>\n";
	struct config config;

	CHECK_INT(read_text(&config, text), 0);
	CHECK_STR(err.text, "");
	CHECK_INT(config.http_port, 6667);
	CHECK_INT(config.https_port, 6666);
	CHECK_INT(config.log_level, CONFIG_LOG_DEBUG);
	config_release(&config);
}

TEST(ours)
{
	static const char text[] = HEAD
	    "<!-- comment -->\n"
	    "<https-port>6666</https-port><https-port>443</https-port>\n"
	    "<trusted-networks> local </trusted-networks>\n"
	    "<trusted-networks>192.0.2.0/24,\n198.51.100.7"
	    "</trusted-networks>\n"
	    "<sipx-parameters>off</sipx-parameters>\n"
	    "<users-file><![CDATA[/etc/a&b.xml]]></users-file>\n"
	    "<realm>a &amp; b</realm>\n"
	    "<operators/>\n"
	    "</rest-config>";
	struct config config;

	CHECK_INT(read_text(&config, text), 0);
	CHECK_STR(err.text, "");
	CHECK_INT(config.https_port, 443);
	CHECK_STR(config.trusted_networks, "local 192.0.2.0/24 198.51.100.7");
	CHECK_INT(config.sipx_parameters, 0);
	CHECK_STR(config.users_file, "/etc/a&b.xml");
	CHECK_STR(config.realm, "a & b");
	config_release(&config);
}

TEST(wrong)
{
	static const struct {
		const char *text;
		unsigned line, column;
		const char *want;
	} table[] = {
		{ HEAD " <http-prot>1</http-prot>\n</rest-config>", 2, 2,
		  "unknown element 'http-prot'; is 'http-port' meant?" },
		{ HEAD " <ldap><uri>ldap://x</uri></ldap>\n</rest-config>",
		  2, 2, "unknown element 'ldap'" },
		{ HEAD "\n  <http-port>70000\n</http-port></rest-config>", 3,
		  3, "http-port: '70000' is not a whole number from 0 to "
		  "65535" },
		{ HEAD "<timeout>1</timeout>\n<timeout>1</timeout>"
		  "</rest-config>", 3, 1, "timeout: given twice" },
		{ HEAD "<realm>a<b/></realm></rest-config>", 2, 9,
		  "'b' cannot stand in another element" },
		{ HEAD "<realm xmlns='urn:x'>a</realm></rest-config>", 2, 1,
		  "'realm' is of another namespace" },
		{ HEAD "<realm>a</realm>\noops</rest-config>", 1, 1,
		  "rest-config: 'oops' stands outside of any element" },
		{ "<rest-config/>", 1, 1, "'rest-config' has no xmlns=\""
		  SETTINGS_NAMESPACE "\"" },
		{ "<rest-config xmlns='urn:x'/>", 1, 1,
		  "the namespace of 'rest-config' is not "
		  SETTINGS_NAMESPACE },
		{ "\n<config xmlns='" SETTINGS_NAMESPACE "'/>", 2, 1,
		  "the root element is 'config', not 'rest-config'" },
		{ HEAD "<realm>a</rest-config>", 2, 11,
		  "this is not the end of 'realm', which line 2 begins" },
		{ HEAD "<realm>a&#10;b</realm></rest-config>", 2, 1,
		  "realm: 'a\\x0ab' has control characters" },
		{ "<!DOCTYPE rest-config><rest-config/>", 1, 0,
		  "DOCTYPE is not allowed" },
		{ "", 1, 1, "the document is empty" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct config config;

		check_row(table[i].want);
		CHECK_INT(read_text(&config, table[i].text), -1);
		CHECK_STR(err.text, table[i].want);
		CHECK_INT(err.line, table[i].line);
		if (table[i].column)
			CHECK_INT(err.column, table[i].column);
		config_release(&config);
	}
}

TEST(no_memory)
{
	static const char text[] = HEAD "<realm>x</realm>"
	    "<trusted-networks>local 192.0.2.0/24</trusted-networks>"
	    "<trusted-networks>::1</trusted-networks></rest-config>";
	long n = 0;

	for (int result = -1; result != 0; n++) {
		struct config config;

		CHECK_INT(config_init(&config), 0);
		memset(&err, 0, sizeof(err));
		mem_fail_after(n);
		result = settings_read(&config, text, sizeof(text) - 1, 7,
		    &err);
		mem_fail_after(-1);
		if (result != 0)
			CHECK(strstr(err.text, "out of memory") != NULL);
		config_release(&config);
	}
	CHECK(n > 10);
}

int
main(void)
{
	RUN(sipxecs);
	RUN(sipxecs_old);
	RUN(ours);
	RUN(wrong);
	RUN(no_memory);
	return check_done();
}
