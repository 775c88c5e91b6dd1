/*
 * Who may place which call, and where a redirection may lead.
 */
#include "../../lib/policy.c"

#include "check.h"

#define HA1 "0123456789abcdef0123456789abcdef"
#define SET(member, text) snprintf((member), sizeof(member), "%s", (text))

static const struct hash_key seed = { 1, 2 };

static struct users *
make_users(void)
{
	struct users *users = users_new(&seed);
	struct user *user = users_add(users, "201", "alice@Example.com", "", "",
	    "", HA1, NULL);

	users_add_alias(users, user, "2001", NULL);
	users_add(users, "202", "bob@other.example", "", "", "", HA1, NULL);
	users_add(users, "203", "", "", "", "", HA1, NULL);
	users_add(users, "#9", "", "", "", "", HA1, NULL);
	users_add(users, "silent", "", "", "", HA1, "", NULL);
	return users;
}

static struct policy
proxied(const struct users *users)
{
	return (struct policy){ .users = users, .domain = "example.com",
		.allowed_domains = "" };
}

static struct policy
stand_alone(const struct users *users)
{
	return (struct policy){ .users = users, .domain = "127.0.0.1:6050",
		.own_host = "127.0.0.1", .allowed_domains = "" };
}

static struct command
example(void)
{
	return (struct command){
		.action = COMMAND_CALL,
		.agent = { "201", "example.com" },
		.calling = { "1", "example.com" },
		.called = { "2", "example.com" },
	};
}

struct agent_row {
	const char *user, *host;
	const char *want_user, *want_host;	/* NULL: refused */
};

static void
check_agents(const struct policy *policy, const struct agent_row *rows,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct agent_row *row = &rows[i];
		struct command command = example();
		struct err err = { .code = 0 };

		check_row(row->user);
		SET(command.agent.user, row->user);
		SET(command.agent.host, row->host);
		SET(command.calling.host, policy->domain);
		SET(command.called.host, policy->domain);
		CHECK_INT(policy_check(policy, &command, &err),
		    row->want_user ? 0 : -1);
		CHECK_INT(err.code, row->want_user ? 0 : 403);
		if (row->want_user) {
			CHECK_STR(command.agent.user, row->want_user);
			CHECK_STR(command.agent.host, row->want_host);
		} else {
			CHECK(strncmp(err.text, "agent: '", 8) == 0);
			CHECK(strncmp(err.text + 8, row->user,
			    strlen(row->user)) == 0);
		}
	}
}

TEST(agents)
{
	static const struct agent_row rows[] = {
		{ "201", "example.com", "alice", "example.com" },
		{ "2001", "example.com", "alice", "example.com" },
		{ "alice", "example.com", "alice", "example.com" },
		{ "alice", "EXAMPLE.com", "alice", "example.com" },
		{ "202", "example.com", "bob", "other.example" },
		{ "202", "other.example", "bob", "other.example" },
		{ "bob", "other.example", "bob", "other.example" },
		{ "203", "example.com", "203", "example.com" },
		{ "%239", "example.com", "%239", "example.com" },
		{ "silent", "example.com", NULL, NULL },
		{ "nobody", "example.com", NULL, NULL },
		{ "201", "foreign.example", NULL, NULL },
		{ "bob", "example.com", NULL, NULL },
		{ "Alice", "example.com", NULL, NULL },
		{ "", "", NULL, NULL },
	};
	struct users *users = make_users();
	const struct policy policy = proxied(users);

	check_agents(&policy, rows, CHECK_ROWS(rows));
	users_free(users);
}

TEST(own_host_agents)
{
	static const struct agent_row rows[] = {
		{ "203", "127.0.0.1:6050", "203", "127.0.0.1:6050" },
		{ "203", "127.0.0.1", "203", "127.0.0.1:6050" },
		{ "203", "127.0.0.1:6051", NULL, NULL },
		{ "203", "127.0.0.2", NULL, NULL },
	};
	struct users *users = make_users();
	const struct policy policy = stand_alone(users);

	check_agents(&policy, rows, CHECK_ROWS(rows));
	users_free(users);
}

/* Two ways to name a user must be one key; who is none stays as it was. */
TEST(resolve)
{
	struct users *users = make_users();
	const struct policy policy = proxied(users);
	struct command command = example();

	const struct user *user = policy_resolve(&policy, &command);
	CHECK(user != NULL);
	CHECK_STR(user ? user->name : NULL, "201");
	SET(command.agent.user, "nobody");
	CHECK(policy_resolve(&policy, &command) == NULL);
	CHECK_STR(command.agent.user, "nobody");

	/* Without credentials it is a user all the same. */
	SET(command.agent.user, "silent");
	user = policy_resolve(&policy, &command);
	CHECK_STR(user ? user->name : NULL, "silent");
	users_free(users);
}

/* Each field in turn gets each host. */
static struct address *
field_of(struct command *command, int field)
{
	struct address *const fields[] = { &command->calling, &command->called,
		&command->target };

	return fields[field];
}

TEST(destinations)
{
	static const char *const names[] = { "calling: ", "called: ",
		"target: " };
	static const struct {
		const char *host, *allowed;
		bool good;
	} rows[] = {
		{ "example.com", "", true },
		{ "EXAMPLE.COM", "", true },
		{ "foreign.example", "", false },
		{ "foreign.example", "foreign.example", true },
		{ "foreign.example", "a.example Foreign.Example b", true },
		{ "foreign.example", "a foreign.example", true },
		{ "foreign.example", "a.foreign.example", false },
		{ "foreign.example", "foreign.example2", false },
		{ "foreign.example", "foreign", false },
		{ "foreign.example:5070", "foreign.example", false },
		{ "foreign.example:5070", "foreign.example:5070", true },
		{ "example.com:5060", "", false },
		{ "example.com", "foreign.example", true },
		{ "sub.example.com", "", false },
		{ "", "", false },
		{ "", "a b", false },
	};
	struct users *users = make_users();
	struct policy policy = proxied(users);

	for (size_t i = 0; i < CHECK_ROWS(rows) * 3; i++) {
		struct command command = example();
		struct address *field = field_of(&command, (int)(i % 3));
		struct err err = { .code = 0 };
		bool good = rows[i / 3].good;
		const char *name = names[i % 3];

		check_row(rows[i / 3].host);
		SET(field->user, "9");
		SET(field->host, rows[i / 3].host);
		policy.allowed_domains = rows[i / 3].allowed;
		CHECK_INT(policy_check(&policy, &command, &err), good ? 0 : -1);
		CHECK_INT(err.code, good ? 0 : 403);
		CHECK_STR(command.agent.user, "alice");
		if (good)
			continue;
		CHECK(strncmp(err.text, name, strlen(name)) == 0);
		CHECK(strstr(err.text, rows[i / 3].host) != NULL);
	}
	users_free(users);
}

/* A target that is not given is no destination. */
TEST(no_target)
{
	struct users *users = make_users();
	const struct policy policy = proxied(users);
	struct command command = example();

	SET(command.target.host, "foreign.example");
	CHECK_INT(policy_check(&policy, &command, NULL), 0);
	users_free(users);
}

TEST(own_host)
{
	struct users *users = make_users();
	const struct policy policy = stand_alone(users);
	const struct policy other = proxied(users);

	for (int i = 0; i < 3; i++) {
		struct command command = example();
		struct address *field = field_of(&command, i);

		SET(command.agent.host, "127.0.0.1");
		SET(command.calling.host, "127.0.0.1:6050");
		SET(command.called.host, "127.0.0.1:6050");
		SET(field->user, "9");
		SET(field->host, "127.0.0.1");
		CHECK_INT(policy_check(&policy, &command, NULL), 0);
		CHECK_STR(field->host, "127.0.0.1:6050");
		SET(field->host, "127.0.0.1:5070");
		CHECK_INT(policy_check(&policy, &command, NULL), -1);
		CHECK_STR(field->host, "127.0.0.1:5070");

		/* Behind a proxy it is an address like any other. */
		SET(field->host, "127.0.0.1");
		policy_resolve(&other, &command);
		CHECK_STR(field->host, "127.0.0.1");
	}
	users_free(users);
}

struct redirect_row {
	const char *contact;
	const char *user, *host;	/* NULL: not followed */
};

static void
check_redirects(const struct policy *policy, const struct redirect_row *rows,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct redirect_row *row = &rows[i];
		struct address out;

		check_row(row->contact);
		CHECK_INT(policy_redirect(policy, row->contact, &out),
		    row->user ? 0 : -1);
		if (row->user) {
			CHECK_STR(out.user, row->user);
			CHECK_STR(out.host, row->host);
		}
	}
}

TEST(redirect)
{
	static const struct redirect_row rows[] = {
		{ "sip:5@example.com", "5", "example.com" },
		{ "SIP:5@Example.COM", "5", "example.com" },
		{ "sip:5@example.com;transport=tcp", "5", "example.com" },
		{ "sip:5@example.com;lr;x=y?Subject=z", "5", "example.com" },
		{ "sip:5@example.com?X-ConfPin=1;2", "5", "example.com" },
		{ "sip:5@good.example:5070;a", "5", "good.example:5070" },
		{ "sip:5@good.example", NULL, NULL },
		{ "sip:5;x@example.com", NULL, NULL },
		{ "sip:5?x@example.com", NULL, NULL },
		{ "*", NULL, NULL },
		{ "sip:5@evil.example", NULL, NULL },
		{ "sip:5@evil.example;maddr=example.com", NULL, NULL },
		{ "sip:5@evil.example?@example.com", NULL, NULL },
		{ "sips:5@example.com", NULL, NULL },
		{ "tel:5", NULL, NULL },
		{ "http://example.com/", NULL, NULL },
		{ "<sip:5@example.com>", NULL, NULL },
		{ "sip:5@example.com\r\nEvil: x", NULL, NULL },
		{ "sip:", NULL, NULL },
		{ ";", NULL, NULL }, { "?", NULL, NULL }, { "", NULL, NULL },
		{ "\xff\xfe", NULL, NULL }, { NULL, NULL, NULL },
	};
	struct users *users = make_users();
	struct policy policy = proxied(users);

	policy.allowed_domains = "other.example good.example:5070";
	check_redirects(&policy, rows, CHECK_ROWS(rows));
	users_free(users);
}

TEST(own_host_redirect)
{
	static const struct redirect_row rows[] = {
		{ "sip:5@127.0.0.1", "5", "127.0.0.1:6050" },
		{ "sip:5@127.0.0.1:6050;x", "5", "127.0.0.1:6050" },
		{ "sip:5@127.0.0.1:5070", NULL, NULL },
	};
	struct users *users = make_users();
	const struct policy policy = stand_alone(users);

	check_redirects(&policy, rows, CHECK_ROWS(rows));
	users_free(users);
}

int
main(void)
{
	RUN(agents);
	RUN(own_host_agents);
	RUN(resolve);
	RUN(destinations);
	RUN(no_target);
	RUN(own_host);
	RUN(redirect);
	RUN(own_host_redirect);
	return check_done();
}
