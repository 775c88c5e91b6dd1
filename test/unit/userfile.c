/*
 * validusers.xml: as sipXecs writes it, with less, and wrong ones.
 */
#include "../../xml/userfile.c"

#include "check.h"

#define HEAD "<validusers xmlns=\"" USERFILE_NAMESPACE "\">\n"
#define HASH "9c78d7b04fa11fe0086eb25933b01af3"

static const struct hash_key seed = { 1, 2 };
static struct err err;

static struct users *
read_text(const char *text)
{
	memset(&err, 0, sizeof(err));
	return userfile_read(text, strlen(text), &seed, 7, &err);
}

TEST(sipxecs)
{
	static const char text[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
	    "\n\n" HEAD
	    "  <user>\n"
	    "    <identity>301@example.com</identity>\n"
	    "    <userName>301</userName>\n"
	    "    <aliases>\n"
	    "      <alias>jdoe</alias>\n"
	    "      <alias>18003010000</alias>\n"
	    "    </aliases>\n"
	    "    <displayName>John Adams</displayName>\n"
	    "    <contact>\"John Adams\"&lt;sip:301@example.com&gt;"
	    "</contact>\n"
	    "    <pintoken>" HASH "</pintoken>\n"
	    "    <passtoken>6833FD1FC2DD908DC99A3A457D88B812</passtoken>\n"
	    "    <inDirectory>true</inDirectory>\n"
	    "    <email>\n"
	    "      <address>301@mail.example.com</address>\n"
	    "      <userName>nobody</userName>\n"
	    "      <imap synchronize=\"false\">\n"
	    "        <host>imap.example.com</host>\n"
	    "        <password>cGFzc3dvcmQ=</password>\n"
	    "        <pintoken>x</pintoken>\n"
	    "      </imap>\n"
	    "    </email>\n"
	    "    <email><alias>mail</alias></email>\n"
	    "  </user>\n"
	    "  <user>\n"
	    "    <identity>500@example.com</identity>\n"
	    "    <userName>500</userName>\n"
	    "    <aliases/>\n"
	    "    <contact>sip:500@example.com</contact>\n"
	    "    <inDirectory>false</inDirectory>\n"
	    "  </user>\n"
	    "</validusers>\n";
	struct users *users = read_text(text);
	const struct user *user;

	CHECK_STR(err.text, "");
	CHECK(users != NULL);
	if (!users)
		return;
	CHECK_INT(users_count(users), 2);
	user = users_find(users, "jdoe", "example.com", "example.com");
	CHECK(user != NULL);
	if (user) {
		CHECK_STR(user->name, "301");
		CHECK_STR(user->identity, "301@example.com");
		CHECK_STR(user->display_name, "John Adams");
		CHECK_STR(user->contact,
		    "\"John Adams\"<sip:301@example.com>");
		CHECK_STR(user->pin_ha1, HASH);
		CHECK_STR(user->sip_ha1, "6833fd1fc2dd908dc99a3a457d88b812");
	}
	CHECK(users_find(users, "18003010000", "example.com", "example.com")
	    == user);
	CHECK(users_find(users, "301", "example.com", "example.com") == user);
	CHECK(!users_find(users, "mail", "example.com", "example.com"));
	CHECK(!users_find(users, "nobody", "example.com", "example.com"));
	user = users_find(users, "500", "example.com", "example.com");
	CHECK(user != NULL);
	if (user) {
		CHECK_STR(user->display_name, "");
		CHECK_STR(user->pin_ha1, "");
	}
	users_free(users);
}

TEST(small)
{
	struct users *users = read_text(HEAD "</validusers>");

	CHECK(users && users_count(users) == 0);
	users_free(users);

	users = read_text(HEAD "<user><userName>201</userName></user>"
	    "<item><userName>202</userName></item>"
	    "<user xmlns='urn:x'><userName>203</userName></user>"
	    "<user><userName>204</userName><pintoken xmlns='urn:x'>bad"
	    "</pintoken><aliases xmlns='urn:x'><alias xmlns='"
	    USERFILE_NAMESPACE "'>205</alias></aliases></user>"
	    "</validusers>");
	CHECK_STR(err.text, "");
	CHECK(users && users_count(users) == 2);
	if (users) {
		CHECK(users_find(users, "201", "a.example", "a.example"));
		CHECK(!users_find(users, "205", "a.example", "a.example"));
	}
	users_free(users);
}

TEST(many)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, HEAD);
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "  <user>\n    <userName>u%d</userName>\n"
		    "    <aliases><alias>a%d</alias></aliases>\n  </user>\n",
		    i, i);
	buf_puts(&text, "</validusers>");
	struct users *users = read_text(text.data);
	CHECK_STR(err.text, "");
	CHECK(users && users_count(users) == 20000);
	if (users)
		CHECK(users_find(users, "a19999", "a.example", "a.example"));
	users_free(users);
	buf_release(&text);
}

TEST(wrong)
{
	static const struct {
		const char *text;
		unsigned line, column;
		const char *want;	/* what the text begins with */
	} table[] = {
		{ HEAD "<user>\n<identity>a@b.example</identity></user>"
		  "</validusers>", 2, 1, "user without userName" },
		{ HEAD "<user><userName> </userName></user></validusers>", 2,
		  1, "user without userName" },
		{ HEAD "<user><userName>a</userName></user>\n"
		  " <user><userName>a</userName></user></validusers>", 3, 2,
		  "userName: 'a' is taken" },
		{ HEAD "<user><userName>a</userName></user>\n"
		  " <user><userName>b</userName><aliases><alias>a</alias>"
		  "</aliases></user></validusers>", 3, 2, "alias: 'a'" },
		{ HEAD "<user><userName>a</userName>\n <userName>b</userName>"
		  "</user></validusers>", 3, 2, "userName: given twice" },
		{ HEAD "\n<user><userName>a</userName><pintoken>1234"
		  "</pintoken></user></validusers>", 3, 1, "pintoken: " },
		{ HEAD "\n<user><userName>a b;c</userName></user>"
		  "</validusers>", 3, 1, "userName: " },
		{ HEAD "<user><userName>a</userName></user>", 2, 0,
		  "the document ends inside 'validusers'" },
		{ HEAD "<user><userName>a</user></validusers>", 2, 0,
		  "this is not the end of 'userName'" },
		{ "<validusers/>", 1, 1, "'validusers' has no xmlns=" },
		{ "<users xmlns='" USERFILE_NAMESPACE "'/>", 1, 1,
		  "the root element is 'users', not 'validusers'" },
		{ "<!DOCTYPE x><x/>", 1, 0, "DOCTYPE is not allowed" },
		{ "", 1, 1, "the document is empty" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct users *users = read_text(table[i].text);

		check_row(table[i].want);
		CHECK(users == NULL);
		users_free(users);
		CHECK(strncmp(err.text, table[i].want,
		    strlen(table[i].want)) == 0);
		CHECK_INT(err.line, table[i].line);
		if (table[i].column)
			CHECK_INT(err.column, table[i].column);
	}
}

/* A token that is wrong is still a secret. */
TEST(no_secret_in_errors)
{
	struct users *users = read_text(HEAD "<user><userName>a</userName>"
	    "<pintoken>9c78secret</pintoken></user></validusers>");

	CHECK(users == NULL);
	users_free(users);
	CHECK(strstr(err.text, "secret") == NULL);
}

TEST(no_memory)
{
	static const char text[] = HEAD "<user><userName>a</userName>"
	    "<identity>a@b.example</identity><displayName>A</displayName>"
	    "<aliases><alias>1</alias><alias>2</alias></aliases>"
	    "<pintoken>" HASH "</pintoken></user>"
	    "<user><userName>b</userName></user></validusers>";
	struct users *users = NULL;
	long n;

	for (n = 0; !users; n++) {
		memset(&err, 0, sizeof(err));
		mem_fail_after(n);
		users = userfile_read(text, sizeof(text) - 1, &seed, 7, &err);
		mem_fail_after(-1);
		if (!users)
			CHECK(strstr(err.text, "memory") != NULL);
	}
	CHECK(n > 20);
	CHECK_INT(users_count(users), 2);
	users_free(users);
}

int
main(void)
{
	RUN(sipxecs);
	RUN(small);
	RUN(many);
	RUN(wrong);
	RUN(no_secret_in_errors);
	RUN(no_memory);
	return check_done();
}
