/*
 * The list of users: what is taken, and under which names it is found.
 */
#include "../../lib/users.c"

#include "check.h"

#define HA1 "0123456789abcdef0123456789abcdef"
#define DOMAIN "example.com"

static const struct hash_key seed = { 1, 2 };

static struct users *
three_users(void)
{
	struct users *users = users_new(&seed);
	struct err err;

	struct user *user = users_add(users, "201", "201@Example.com",
	    "Alice Liddell", "sip:201@192.0.2.1", HA1, HA1, &err);
	CHECK_INT(users_add_alias(users, user, "alice", &err), 0);
	CHECK_INT(users_add_alias(users, user, "2001", &err), 0);
	CHECK(users_add(users, "202", "bob@other.example", NULL, NULL, NULL,
	    NULL, &err));
	CHECK(users_add(users, "#9", "", "", "", "", "", &err));
	return users;
}

struct find_row {
	const char *user, *host, *want;
};

TEST(find)
{
	static const struct find_row rows[] = {
		{ "201", "example.com", "201" },
		{ "201", "EXAMPLE.com", "201" },
		{ "alice", "example.com", "201" },
		{ "2001", "example.com", "201" },
		{ "Alice", "example.com", NULL },
		{ "alice", "other.example", NULL },
		{ "201", "other.example", NULL },
		{ "202", "example.com", "202" },
		{ "202", "other.example", "202" },
		{ "bob", "other.example", "202" },
		{ "bob", "Other.Example", "202" },
		{ "Bob", "other.example", NULL },
		{ "bob", "example.com", NULL },
		{ "%239", "example.com", "#9" },
		{ "#9", "example.com", NULL },
		{ "%239", "other.example", NULL },
		{ "", "example.com", NULL },
		{ "", "", NULL },
		{ "201@example.com", "", NULL },
		{ "203", "example.com", NULL },
	};
	struct users *users = three_users();

	CHECK_INT(users_count(users), 3);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct user *user = users_find(users, rows[i].user,
		    rows[i].host, DOMAIN);

		check_row(rows[i].user);
		CHECK_STR(user ? user->name : NULL, rows[i].want);
	}
	users_free(users);
}

TEST(overlong_question)
{
	struct users *users = three_users();
	char text[2000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	CHECK(!users_find(users, text, "example.com", DOMAIN));
	CHECK(!users_find(users, "201", text, DOMAIN));
	CHECK(!users_find(users, text, text, text));
	users_free(users);
}

TEST(values)
{
	struct users *users = three_users();
	const struct user *user = users_find(users, "alice", DOMAIN, DOMAIN);

	CHECK_STR(user->name, "201");
	CHECK_STR(user->identity, "201@example.com");
	CHECK_STR(user->display_name, "Alice Liddell");
	CHECK_STR(user->contact, "sip:201@192.0.2.1");
	CHECK_STR(user->pin_ha1, HA1);
	user = users_find(users, "202", DOMAIN, DOMAIN);
	CHECK_STR(user->display_name, "");
	CHECK_STR(user->contact, "");
	CHECK_STR(user->pin_ha1, "");
	CHECK_STR(user->sip_ha1, "");
	user = users_find(users, "%239", DOMAIN, DOMAIN);
	CHECK_STR(user->identity, "");
	users_free(users);
}

TEST(name_before_identity)
{
	struct users *users = users_new(&seed);

	users_add(users, "a", "b@example.com", "", "", "", "", NULL);
	users_add(users, "b", "a@example.com", "", "", "", "", NULL);
	CHECK_STR(users_find(users, "a", DOMAIN, DOMAIN)->name, "a");
	CHECK_STR(users_find(users, "b", DOMAIN, DOMAIN)->name, "b");
	/* Without our domain the name counts by its identity's host. */
	CHECK_STR(users_find(users, "a", DOMAIN, "x")->name, "a");
	users_free(users);
}

struct add_row {
	const char *name, *identity, *pin, *sip;
	const char *error;	/* what its text begins with */
};

TEST(refused)
{
	static const struct add_row rows[] = {
		{ NULL, "", "", "", "userName: missing" },
		{ "", "", "", "", "userName: missing" },
		{ "201", "", "", "", "userName: '201' is taken" },
		{ "alice", "", "", "", "userName: 'alice' is taken" },
		{ "x", "201@example.com", "", "",
		    "identity: '201@example.com' is taken" },
		{ "x", "201@EXAMPLE.COM", "", "", "identity: '201@" },
		{ "x", "x", "", "", "identity: 'x' has no '@'" },
		{ "x", "@", "", "", "identity: '@'" },
		{ "x", "x@", "", "", "identity: 'x@'" },
		{ "x", "x@a b", "", "", "identity: " },
		{ "x", "x@a;b=c", "", "", "identity: " },
		{ "x@y", "", "", "", "userName: 'x@y'" },
		{ "sip:x", "", "", "", "userName: 'sip:x'" },
		{ "a;b", "", "", "", "userName: " },
		{ "a?b", "", "", "", "userName: " },
		{ "a<b", "", "", "", "userName: " },
		{ "a b", "", "", "", "userName: " },
		{ "a\r\nb", "", "", "", "userName: " },
		{ "a%0d", "", "", "", "userName: " },
		{ "\xc3\xa9", "", "", "", "userName: " },
		{ "x", "", "0123", "", "pintoken: not 32" },
		{ "x", "", HA1 "0", "", "pintoken: not 32" },
		{ "x", "", "", "0123456789abcdef0123456789abcdeg",
		    "passtoken: not 32" },
		{ "x", "", "", "0123456789abcdef0123456789abcde\n",
		    "passtoken: not 32" },
	};
	struct users *users = three_users();

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct add_row *row = &rows[i];
		struct err err = { .code = 7 };

		check_row(row->error);
		CHECK(!users_add(users, row->name, row->identity, "", "",
		    row->pin, row->sip, &err));
		CHECK_INT(err.code, 0);
		CHECK(strncmp(err.text, row->error, strlen(row->error)) == 0);
		CHECK(!users_add(users, row->name, row->identity, "", "",
		    row->pin, row->sip, NULL));
	}
	CHECK_INT(users_count(users), 3);
	users_free(users);
}

TEST(token_not_shown)
{
	struct users *users = users_new(&seed);
	struct err err;

	CHECK(!users_add(users, "x", "", "", "", "secret-secret", "", &err));
	CHECK(!strstr(err.text, "secret"));
	users_free(users);
}

TEST(upper_case_token)
{
	struct users *users = users_new(&seed);
	struct user *user = users_add(users, "x", "", "", "",
	    "0123456789ABCDEF0123456789ABCDEF", "", NULL);

	CHECK_STR(user->pin_ha1, HA1);
	users_free(users);
}

TEST(aliases)
{
	struct users *users = three_users();
	struct user *user = users_add(users, "300", "", "", "", "", "", NULL);
	struct err err = { .code = 7 };

	CHECK_INT(users_add_alias(users, user, "alice", &err), -1);
	CHECK_INT(err.code, 0);
	CHECK_STR(err.text, "alias: 'alice' is taken");
	CHECK_INT(users_add_alias(users, user, "201", &err), -1);
	CHECK_INT(users_add_alias(users, user, "", &err), -1);
	CHECK_INT(users_add_alias(users, user, NULL, &err), -1);
	CHECK_INT(users_add_alias(users, user, "a@b", &err), -1);
	CHECK_INT(users_add_alias(users, user, "a b", &err), -1);
	CHECK_INT(users_add_alias(users, user, "carol", &err), 0);
	CHECK_INT(users_add_alias(users, user, "carol", &err), 0);
	CHECK_INT(users_add_alias(users, user, "300", &err), 0);
	CHECK_STR(users_find(users, "carol", DOMAIN, DOMAIN)->name, "300");
	CHECK_STR(users_find(users, "alice", DOMAIN, DOMAIN)->name, "201");
	users_free(users);
}

TEST(longest_name)
{
	struct users *users = users_new(&seed);
	char name[ADDRESS_USER_MAX + 2];
	struct err err;

	memset(name, '#', sizeof(name));
	name[ADDRESS_USER_MAX + 1] = '\0';
	CHECK(!users_add(users, name, "", "", "", "", "", &err));
	name[ADDRESS_USER_MAX] = '\0';
	CHECK(users_add(users, name, "", "", "", "", "", &err));
	users_free(users);
}

TEST(many)
{
	enum { MANY = 5000 };
	struct users *users = users_new(&seed);
	char name[32], identity[64];

	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "u%d", i);
		snprintf(identity, sizeof(identity), "i%d@h%d.example", i, i);
		CHECK(users_add(users, name, identity, "", "", "", "", NULL));
	}
	CHECK_INT(users_count(users), MANY);
	CHECK_STR(users_find(users, "u4999", DOMAIN, DOMAIN)->name, "u4999");
	CHECK_STR(users_find(users, "i77", "H77.example", DOMAIN)->name, "u77");
	users_free(users);
	users_free(NULL);
}

TEST(no_memory)
{
	int failures = 0;

	for (int n = 0; n < 30; n++) {
		struct err err = { .code = 7 };

		mem_fail_after(n);
		struct users *users = users_new(&seed);
		struct user *user = users ? users_add(users, "201",
		    "201@example.com", "Alice", "", HA1, HA1, &err) : NULL;
		int alias = user ? users_add_alias(users, user, "alice", &err) :
		    -1;
		mem_fail_after(-1);
		if (alias) {
			failures++;
			CHECK(!users || strcmp(err.text, "no memory") == 0);
		}
		/* What failed left nothing behind. */
		if (users && !user)
			CHECK(users_add(users, "201", "201@example.com", "",
			    "", "", "", &err));
		users_free(users);
	}
	CHECK(failures >= 8 && failures < 30);
}

int
main(void)
{
	RUN(find);
	RUN(overlong_question);
	RUN(values);
	RUN(name_before_identity);
	RUN(refused);
	RUN(token_not_shown);
	RUN(upper_case_token);
	RUN(aliases);
	RUN(longest_name);
	RUN(many);
	RUN(no_memory);
	return check_done();
}
