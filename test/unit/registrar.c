/*
 * Phones that register, some as they should, and calls to them.
 */
#include "../../lib/registrar.c"

#include <stdio.h>

#include "check.h"

#define DOMAIN "127.0.0.1:6050"
#define URI "sip:127.0.0.1:6050"
#define CONTACT "sip:user1@127.0.0.1:5070"

static const struct hash_key seed = { 1, 2 };
static const struct digest_secret secret = { "a secret" };
static uint64_t salt;

struct setup {
	struct users *users;
	struct registrar *registrar;
	struct registrar_answer answer;
};

static struct users *
make_users(const char *const *names)
{
	struct users *users = users_new(&seed);
	char ha1[DIGEST_HEX_SIZE];

	for (; *names; names++) {
		digest_ha1(ha1, *names, "realm", "123");
		struct user *user = users_add(users, *names, "", "", "", "",
		    ha1, NULL);
		char alias[32];

		snprintf(alias, sizeof(alias), "%s-alias",
		    **names == '#' ? "hash" : *names);
		users_add_alias(users, user, alias, NULL);
	}
	users_add(users, "nosip", "nosip@other.example", "", "", "", "", NULL);
	return users;
}

static const char *const three[] = { "user1", "user2", "#3", NULL };

static void
start(struct setup *setup)
{
	setup->users = make_users(three);
	setup->registrar = registrar_new(DOMAIN, "realm", setup->users,
	    &secret, &seed);
	registrar_answer_init(&setup->answer);
}

static void
stop(struct setup *setup)
{
	registrar_answer_release(&setup->answer);
	registrar_free(setup->registrar);
	users_free(setup->users);
}

/* An Authorization header for a nonce made at nonce_s. */
static void
sign(struct buf *out, const char *user, const char *password, uint64_t nonce_s)
{
	struct buf challenge = BUF_INIT;
	char nonce[80] = "", ha1[DIGEST_HEX_SIZE], ha2[DIGEST_HEX_SIZE];
	char response[DIGEST_HEX_SIZE], middle[200];

	digest_challenge(&challenge, &secret, "realm", nonce_s, ++salt, false);
	sscanf(strstr(buf_text(&challenge), "nonce=\""), "nonce=\"%79[0-9a-f]",
	    nonce);
	digest_ha1(ha1, user, "realm", password);
	digest_ha1(ha2, "REGISTER", "sip", "127.0.0.1:6050");
	snprintf(middle, sizeof(middle), "%s:00000001:c:auth", nonce);
	digest_ha1(response, ha1, middle, ha2);
	buf_clear(out);
	buf_printf(out, "Digest username=\"%s\", realm=\"realm\", nonce=\"%s\", "
	    "uri=\"" URI "\", cnonce=c, nc=00000001, qop=auth, response=%s",
	    user, nonce, response);
	buf_release(&challenge);
}

static unsigned
send(struct setup *setup, const struct registrar_request *request,
    uint64_t now_s)
{
	registrar_answer_release(&setup->answer);
	registrar_answer_init(&setup->answer);
	registrar_handle(setup->registrar, request, now_s, ++salt,
	    &setup->answer);
	return setup->answer.status;
}

/* A REGISTER of user1 with good credentials; contact NULL: a question. */
static unsigned
enrol(struct setup *setup, const char *contact, long expires, uint32_t cseq,
    uint64_t now_s)
{
	struct registrar_contact one = { contact, -1 };
	struct buf authorization = BUF_INIT;
	struct registrar_request request = { .method = "REGISTER", .uri = URI,
	    .to_user = "user1", .to_host = DOMAIN, .call_id = "c1",
	    .cseq = cseq, .expires = expires, .contacts = &one,
	    .contact_count = contact ? 1 : 0 };

	sign(&authorization, "user1", "123", now_s);
	request.authorization = buf_text(&authorization);
	unsigned status = send(setup, &request, now_s);
	buf_release(&authorization);
	return status;
}

static unsigned
invite(struct setup *setup, const char *user, const char *host, uint64_t now_s)
{
	struct registrar_request request = { .method = "INVITE",
	    .uri = "sip:x", .to_user = user, .to_host = host, .expires = -1 };

	return send(setup, &request, now_s);
}

/* How many users have a binding now. */
static size_t
phones(struct setup *setup, uint64_t now_s)
{
	struct phone *next;
	size_t count = 0;

	for (struct phone *phone = setup->registrar->phones; phone;
	    phone = next) {
		next = phone->next;
		if (phone_expire(setup->registrar, phone, now_s))
			count++;
	}
	return count;
}

#define CHECK_CONTACTS(setup, want) \
	CHECK_STR(buf_text(&(setup).answer.contacts), (want))

TEST(register_and_call)
{
	struct setup s;
	unsigned status;

	start(&s);
	CHECK_INT(invite(&s, "user1", DOMAIN, 100), 480);
	CHECK_INT(enrol(&s, CONTACT, 60, 1, 100), 200);
	CHECK_STR(s.answer.phrase, "OK");
	CHECK_CONTACTS(s, "<" CONTACT ">;expires=60");
	CHECK_INT(phones(&s, 100), 1);

	CHECK_INT(invite(&s, "user1", DOMAIN, 130), 302);
	CHECK_CONTACTS(s, "<" CONTACT ">;expires=30");
	CHECK_INT(invite(&s, "user1-alias", DOMAIN, 130), 302);
	CHECK_INT(invite(&s, "user1", "127.0.0.1", 130), 302);
	CHECK_INT(invite(&s, "user1", "127.0.0.1:5060", 130), 404);
	CHECK_INT(invite(&s, "user2", DOMAIN, 130), 480);
	CHECK_INT(invite(&s, "%233", DOMAIN, 130), 480);
	CHECK_INT(invite(&s, "nobody", DOMAIN, 130), 404);
	CHECK_INT(invite(&s, "user1", "elsewhere", 130), 404);
	CHECK_INT(invite(&s, NULL, NULL, 130), 404);
	CHECK_CONTACTS(s, "");
	CHECK_STR(registrar_locate(s.registrar, "user1-alias", DOMAIN, 130,
	    &status), CONTACT);

	/* The last second, and the one after it. */
	CHECK_INT(invite(&s, "user1", DOMAIN, 159), 302);
	CHECK_INT(invite(&s, "user1", DOMAIN, 160), 480);
	CHECK(!registrar_locate(s.registrar, "user1", DOMAIN, 160, &status));
	CHECK_INT(status, 480);
	CHECK(!registrar_locate(s.registrar, "nobody", DOMAIN, 160, &status));
	CHECK_INT(status, 404);
	CHECK_INT(phones(&s, 160), 0);
	stop(&s);
}

TEST(other_methods)
{
	static const char *const methods[] = { "OPTIONS", "BYE", "ACK",
	    "register", "REGISTERX", "" };
	struct setup s;

	start(&s);
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		struct registrar_request request = { .method = methods[i],
		    .uri = URI, .to_user = "user1", .to_host = DOMAIN };

		check_row(methods[i]);
		CHECK_INT(send(&s, &request, 100), 0);
	}
	stop(&s);
}

struct sign_row {
	const char *user, *password;	/* NULL: no header */
	const char *to_user, *to_host, *uri;
	uint64_t age_s;
	unsigned status;
	bool stale;
};

TEST(credentials)
{
	static const struct sign_row rows[] = {
		{ "user1", "123", "user1", DOMAIN, URI, 0, 200, false },
		{ "user1", "123", "user1-alias", DOMAIN, URI, 0, 200, false },
		{ "user1", "123", "user1", "127.0.0.1", URI, 0, 200, false },
		{ "#3", "123", "%233", DOMAIN, URI, 0, 200, false },
		{ NULL, NULL, "user1", DOMAIN, URI, 0, 401, false },
		{ NULL, NULL, "nobody", DOMAIN, URI, 0, 401, false },
		{ "user1", "124", "user1", DOMAIN, URI, 0, 401, false },
		{ "user1", "", "user1", DOMAIN, URI, 0, 401, false },
		{ "nobody", "123", "user1", DOMAIN, URI, 0, 401, false },
		{ "nobody", "123", "nobody", DOMAIN, URI, 0, 401, false },
		{ "nosip", "", "nosip", DOMAIN, URI, 0, 401, false },
		{ "nosip", "123", "nosip", DOMAIN, URI, 0, 401, false },
		{ "", "123", "user1", DOMAIN, URI, 0, 401, false },
		{ "us er1", "123", "user1", DOMAIN, URI, 0, 401, false },
		{ "user1", "123", "user2", DOMAIN, URI, 0, 403, false },
		{ "user1", "123", "nosip", "other.example", URI, 0, 403,
		    false },
		{ "user1", "123", "nobody", DOMAIN, URI, 0, 404, false },
		{ "user1", "123", "user1", "elsewhere", URI, 0, 404, false },
		{ "user1", "123", NULL, NULL, URI, 0, 404, false },
		{ "user1", "123", "user1", DOMAIN, "sip:x", 0, 401, false },
		{ "user1", "123", "user1", DOMAIN, NULL, 0, 401, false },
		{ "user1", "123", "user1", DOMAIN, URI, 301, 401, true },
		{ "user1", "124", "user1", DOMAIN, URI, 301, 401, false },
	};
	struct setup s;

	start(&s);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct sign_row *row = &rows[i];
		struct buf header = BUF_INIT;
		struct registrar_request request = { .method = "REGISTER",
		    .uri = row->uri, .to_user = row->to_user,
		    .to_host = row->to_host, .call_id = "c", .cseq = 1,
		    .expires = -1 };
		char name[32];

		snprintf(name, sizeof(name), "row %zu", i);
		check_row(name);
		if (row->user) {
			sign(&header, row->user, row->password,
			    1000 - row->age_s);
			request.authorization = buf_text(&header);
		}
		CHECK_INT(send(&s, &request, 1000), row->status);
		const char *challenge = buf_text(&s.answer.challenge);
		CHECK_INT(strncmp(challenge, "Digest realm=\"realm\", nonce=",
		    28) == 0, row->status == 401);
		CHECK_INT(strstr(challenge, "stale=true") != NULL, row->stale);
		buf_release(&header);
	}
	stop(&s);
}

TEST(bad_authorization)
{
	static const char *const headers[] = { "", "Basic dXNlcjE6MTIz",
	    "Digest", "Digest username=user1", "\xff\r\n" };
	struct setup s;

	start(&s);
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		struct registrar_request request = { .method = "REGISTER",
		    .uri = URI, .to_user = "user1", .to_host = DOMAIN,
		    .authorization = headers[i] };

		check_row(headers[i]);
		CHECK_INT(send(&s, &request, 1000), 401);
	}
	stop(&s);
}

/* The same header twice: the second time the count is spent. */
TEST(replayed)
{
	struct setup s;
	struct buf header = BUF_INIT;
	struct registrar_request request = { .method = "REGISTER", .uri = URI,
	    .to_user = "user1", .to_host = DOMAIN, .call_id = "c", .cseq = 1,
	    .expires = -1 };

	start(&s);
	sign(&header, "user1", "123", 1000);
	request.authorization = buf_text(&header);
	CHECK_INT(send(&s, &request, 1000), 200);
	CHECK_INT(send(&s, &request, 1000), 401);
	CHECK(strstr(buf_text(&s.answer.challenge), "stale=true"));
	buf_release(&header);
	stop(&s);
}

struct contact_row {
	const char *uri;
	long expires;		/* of the contact */
	long header;		/* Expires */
	unsigned status;
	const char *want;
};

TEST(contacts)
{
	static const struct contact_row rows[] = {
		{ "sip:a@b", -1, -1, 200, "<sip:a@b>;expires=300" },
		{ "sip:a@b", -1, 60, 200, "<sip:a@b>;expires=60" },
		{ "sip:a@b", 70, 60, 200, "<sip:a@b>;expires=70" },
		{ "sip:a@b", 70, 0, 200, "<sip:a@b>;expires=70" },
		{ "sip:a@b", 10, -1, 200, "<sip:a@b>;expires=10" },
		{ "sip:a@b", 999999, -1, 200, "<sip:a@b>;expires=3600" },
		{ "sip:a@b", -1, 2147483647, 200, "<sip:a@b>;expires=3600" },
		{ "sip:a@b", -5, -5, 200, "<sip:a@b>;expires=300" },
		{ "sip:a@b", 0, 60, 200, "" },
		{ "sip:a@b", 9, -1, 423, "" },
		{ "sip:a@b", -1, 1, 423, "" },
		{ "SIP:a@B:5070;transport=tcp;x=%41", -1, -1, 200,
		    "<SIP:a@B:5070;transport=tcp;x=%41>;expires=300" },
		{ "sip:[::1]:5070", -1, -1, 200,
		    "<sip:[::1]:5070>;expires=300" },
		{ "sip:host", -1, -1, 200, "<sip:host>;expires=300" },
		{ "*", -1, 0, 200, "" },
		{ "*", -1, -1, 400, "" },
		{ "*", -1, 60, 400, "" },
		{ "*", 0, 60, 400, "" },
		{ "", -1, -1, 400, "" },
		{ "sip:", -1, -1, 400, "" },
		{ "sip:@", -1, -1, 400, "" },
		{ "sip:a@", -1, -1, 400, "" },
		{ "sip:a@;x=y", -1, -1, 400, "" },
		{ "sip:a@b@c", -1, -1, 400, "" },
		{ "sip:;x", -1, -1, 400, "" },
		{ "sips:a@b", -1, -1, 400, "" },
		{ "tel:123", -1, -1, 400, "" },
		{ "http://a/", -1, -1, 400, "" },
		{ "a@b", -1, -1, 400, "" },
		{ "sip:a@b?Subject=x", -1, -1, 400, "" },
		{ "sip:a@b\r\nX: y", -1, -1, 400, "" },
		{ "sip:a@b\x01", -1, -1, 400, "" },
		{ "sip:a@b\x7f", -1, -1, 400, "" },
		{ "sip:a@b c", -1, -1, 400, "" },
		{ "sip:a@b\tc", -1, -1, 400, "" },
		{ "sip:a@b>", -1, -1, 400, "" },
		{ "<sip:a@b>", -1, -1, 400, "" },
		{ "sip:\"a\"@b", -1, -1, 400, "" },
		{ "sip:a\\@b", -1, -1, 400, "" },
		{ "sip:\xc3\xa9@b", -1, -1, 400, "" },
		{ "sip:a%@b", -1, -1, 400, "" },
		{ "sip:a@b;x=%4", -1, -1, 400, "" },
		{ "sip:a@b;x=%", -1, -1, 400, "" },
		{ "sip:a%0z@b", -1, -1, 400, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct contact_row *row = &rows[i];
		struct registrar_contact contact = { row->uri, row->expires };
		struct buf header = BUF_INIT;
		struct setup s;

		check_row(row->uri);
		start(&s);
		sign(&header, "user1", "123", 1000);
		struct registrar_request request = { .method = "REGISTER",
		    .uri = URI, .to_user = "user1", .to_host = DOMAIN,
		    .call_id = "c", .cseq = 1, .expires = row->header,
		    .contacts = &contact, .contact_count = 1,
		    .authorization = buf_text(&header) };
		CHECK_INT(send(&s, &request, 1000), row->status);
		CHECK_INT(s.answer.min_expires, row->status == 423 ? 10 : 0);
		CHECK_CONTACTS(s, row->want);
		CHECK_INT(phones(&s, 1000), *row->want != 0);
		buf_release(&header);
		stop(&s);
	}
}

TEST(longest_contact)
{
	char uri[REGISTRAR_URI_MAX + 2];
	struct setup s;

	start(&s);
	memset(uri, 'a', sizeof(uri));
	memcpy(uri, "sip:", 4);
	uri[REGISTRAR_URI_MAX + 1] = '\0';
	CHECK_INT(enrol(&s, uri, -1, 1, 100), 400);
	uri[REGISTRAR_URI_MAX] = '\0';
	CHECK_INT(enrol(&s, uri, -1, 2, 100), 200);
	stop(&s);
}

TEST(refresh_and_remove)
{
	struct setup s;

	start(&s);
	CHECK_INT(enrol(&s, "sip:a@b", 60, 1, 100), 200);
	CHECK_INT(enrol(&s, "sip:c@d", 60, 2, 110), 200);
	CHECK_CONTACTS(s, "<sip:c@d>;expires=60, <sip:a@b>;expires=50");
	/* Refreshed: now it is the newest. */
	CHECK_INT(enrol(&s, "sip:a@b", 60, 3, 120), 200);
	CHECK_CONTACTS(s, "<sip:a@b>;expires=60, <sip:c@d>;expires=50");
	/* A question changes nothing. */
	CHECK_INT(enrol(&s, NULL, -1, 4, 130), 200);
	CHECK_CONTACTS(s, "<sip:a@b>;expires=50, <sip:c@d>;expires=40");
	CHECK_INT(enrol(&s, "sip:a@b", 0, 5, 130), 200);
	CHECK_CONTACTS(s, "<sip:c@d>;expires=40");
	CHECK_INT(enrol(&s, "sip:unknown@b", 0, 6, 130), 200);
	CHECK_CONTACTS(s, "<sip:c@d>;expires=40");
	CHECK_INT(enrol(&s, "*", 0, 7, 130), 200);
	CHECK_CONTACTS(s, "");
	CHECK_INT(phones(&s, 130), 0);
	CHECK_INT(enrol(&s, "*", 0, 8, 130), 200);
	stop(&s);
}

TEST(fifth_contact)
{
	struct setup s;

	start(&s);
	CHECK_INT(enrol(&s, "sip:1@b", 100, 1, 100), 200);
	CHECK_INT(enrol(&s, "sip:2@b", 100, 2, 100), 200);
	CHECK_INT(enrol(&s, "sip:3@b", 100, 3, 100), 200);
	CHECK_INT(enrol(&s, "sip:4@b", 100, 4, 100), 200);
	CHECK_INT(enrol(&s, "sip:1@b", 100, 5, 100), 200);
	CHECK_INT(enrol(&s, "sip:5@b", 100, 6, 100), 200);
	CHECK_CONTACTS(s, "<sip:5@b>;expires=100, <sip:1@b>;expires=100, "
	    "<sip:4@b>;expires=100, <sip:3@b>;expires=100");
	/* One that has run out goes first, were it the newest. */
	CHECK_INT(enrol(&s, "sip:5@b", 10, 7, 100), 200);
	CHECK_INT(enrol(&s, "sip:6@b", 100, 8, 110), 200);
	CHECK_CONTACTS(s, "<sip:6@b>;expires=100, <sip:1@b>;expires=90, "
	    "<sip:4@b>;expires=90, <sip:3@b>;expires=90");
	stop(&s);
}

/* Many in one request; the first named are kept, and come first. */
TEST(many_in_one)
{
	static const struct registrar_contact contacts[] = {
		{ "sip:1@b", 60 }, { "sip:2@b", -1 }, { "sip:1@b", 70 },
		{ "sip:3@b", 60 }, { "sip:4@b", 60 }, { "sip:5@b", 60 },
	};
	struct setup s;
	struct buf header = BUF_INIT;
	struct registrar_request request = { .method = "REGISTER", .uri = URI,
	    .to_user = "user1", .to_host = DOMAIN, .call_id = "c", .cseq = 1,
	    .expires = 30, .contacts = contacts, .contact_count = 6 };

	start(&s);
	sign(&header, "user1", "123", 100);
	request.authorization = buf_text(&header);
	CHECK_INT(send(&s, &request, 100), 200);
	CHECK_CONTACTS(s, "<sip:1@b>;expires=60, <sip:2@b>;expires=30, "
	    "<sip:3@b>;expires=60, <sip:4@b>;expires=60");
	buf_release(&header);
	stop(&s);
}

/* As a whole or not at all. */
TEST(one_bad_of_three)
{
	static const struct registrar_contact bad[][3] = {
		{ { "sip:1@b", 60 }, { "sip:2@b?x=y", 60 }, { "sip:3@b", 60 } },
		{ { "sip:1@b", 5 }, { "sip:2@b", 60 }, { "sip:3@b", 60 } },
		{ { "*", 0 }, { "sip:2@b", 60 }, { "sip:3@b", 60 } },
		{ { "sip:1@b", 60 }, { "*", 0 }, { "*", 0 } },
		{ { "sip:old@b", 60 }, { "sip:2@b", 60 }, { "sip:3@b", 0 } },
	};
	static const unsigned want[] = { 400, 423, 400, 400, 500 };
	struct setup s;

	start(&s);
	CHECK_INT(enrol(&s, "sip:old@b", 60, 7, 100), 200);
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		struct buf header = BUF_INIT;
		struct registrar_request request = { .method = "REGISTER",
		    .uri = URI, .to_user = "user1", .to_host = DOMAIN,
		    .call_id = "c1", .cseq = 7, .expires = -1,
		    .contacts = bad[i], .contact_count = 3 };

		sign(&header, "user1", "123", 100);
		request.authorization = buf_text(&header);
		CHECK_INT(send(&s, &request, 100), want[i]);
		CHECK_CONTACTS(s, "");
		CHECK_INT(enrol(&s, NULL, -1, 8, 100), 200);
		CHECK_CONTACTS(s, "<sip:old@b>;expires=60");
		buf_release(&header);
	}
	stop(&s);
}

TEST(cseq)
{
	struct setup s;

	start(&s);
	CHECK_INT(enrol(&s, CONTACT, 60, 5, 100), 200);
	CHECK_INT(enrol(&s, CONTACT, 60, 5, 101), 500);
	CHECK_INT(enrol(&s, CONTACT, 60, 4, 101), 500);
	CHECK_INT(enrol(&s, CONTACT, 0, 4, 101), 500);
	CHECK_INT(enrol(&s, "*", 0, 5, 101), 500);
	CHECK_INT(phones(&s, 101), 1);
	CHECK_INT(enrol(&s, CONTACT, 60, 6, 101), 200);
	/* Once it has run out, its past is forgotten. */
	CHECK_INT(enrol(&s, CONTACT, 60, 1, 500), 200);
	stop(&s);
}

/* A phone that was started anew has another Call-ID. */
TEST(new_call_id)
{
	struct registrar_contact contact = { CONTACT, 60 };
	struct setup s;
	struct buf header = BUF_INIT;
	struct registrar_request request = { .method = "REGISTER", .uri = URI,
	    .to_user = "user1", .to_host = DOMAIN, .call_id = NULL, .cseq = 1,
	    .expires = -1, .contacts = &contact, .contact_count = 1 };

	start(&s);
	CHECK_INT(enrol(&s, CONTACT, 60, 500, 100), 200);
	sign(&header, "user1", "123", 101);
	request.authorization = buf_text(&header);
	CHECK_INT(send(&s, &request, 101), 200);
	CHECK_CONTACTS(s, "<" CONTACT ">;expires=60");
	buf_release(&header);
	stop(&s);
}

TEST(new_users)
{
	static const char *const without[] = { "user2", NULL };
	static const char *const with[] = { "user2", "user1", NULL };
	struct setup s;

	start(&s);
	CHECK_INT(enrol(&s, CONTACT, 60, 1, 100), 200);
	struct users *users = make_users(with);
	registrar_set_users(s.registrar, users);
	users_free(s.users);
	s.users = users;
	CHECK_INT(invite(&s, "user1", DOMAIN, 110), 302);

	/* Gone, and its name is somebody else's alias. */
	users = make_users(without);
	struct user *other = users_add(users, "x", "", "", "", "", "", NULL);
	users_add_alias(users, other, "user1", NULL);
	registrar_set_users(s.registrar, users);
	users_free(s.users);
	s.users = users;
	CHECK_INT(phones(&s, 110), 0);
	CHECK_INT(invite(&s, "user1", DOMAIN, 110), 480);
	CHECK_INT(enrol(&s, CONTACT, 60, 2, 110), 401);
	stop(&s);
}

TEST(hosts)
{
	static const struct { const char *domain, *host; unsigned want; }
	    rows[] = {
		{ "a.example", "a.example", 480 },
		{ "a.example", "A.Example:5060", 480 },
		{ "a.example:6050", "a.example", 480 },
		{ "a.example:6050", "a.example:6051", 404 },
		{ "a.example", "a.example.org", 404 },
		{ "a.example", "a.exampl", 404 },
		{ "a.example", "", 404 },
		{ "[::1]", "[::1]:6050", 480 },
		{ "[::1]:6050", "[::1]", 480 },
		{ "[::1]:6050", "[::2]", 404 },
		{ "[::1]:6050", "[::1", 404 },
		{ "[::1]:6050", "[", 404 },
		{ "[::1]:6050", "::1", 404 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct setup s;

		check_row(rows[i].host);
		start(&s);
		registrar_free(s.registrar);
		s.registrar = registrar_new(rows[i].domain, "realm", s.users,
		    &secret, &seed);
		CHECK_INT(invite(&s, "user1", rows[i].host, 1), rows[i].want);
		stop(&s);
	}
}

TEST(no_memory)
{
	int done = 0;

	registrar_free(NULL);
	for (int n = 0; n < 6; n++) {
		struct users *users = make_users(three);

		mem_fail_after(n);
		struct registrar *registrar = registrar_new(DOMAIN, "realm",
		    users, &secret, &seed);
		mem_fail_after(-1);
		CHECK(!registrar == (n < 5));
		registrar_free(registrar);
		users_free(users);
	}
	for (int n = 0; n < 12; n++) {
		struct registrar_contact contact = { CONTACT, 60 };
		struct setup s;
		struct buf header = BUF_INIT;

		start(&s);
		sign(&header, "user1", "123", 100);
		struct registrar_request request = { .method = "REGISTER",
		    .uri = URI, .to_user = "user1", .to_host = DOMAIN,
		    .expires = -1, .contacts = &contact, .contact_count = 1,
		    .authorization = buf_text(&header) };
		mem_fail_after(n);
		unsigned status = send(&s, &request, 100);
		mem_fail_after(-1);
		CHECK(status == 200 || status == 401 || status == 500);
		CHECK_INT(phones(&s, 100), status == 200);
		CHECK_INT(s.answer.contacts.len > 0, status == 200);
		done += status == 200;

		CHECK_INT(enrol(&s, CONTACT, 60, 1, 100), 200);
		mem_fail_after(n);
		status = invite(&s, "user1", DOMAIN, 100);
		mem_fail_after(-1);
		CHECK(status == 302 || status == 500);
		CHECK_INT(s.answer.contacts.len > 0, status == 302);
		buf_release(&header);
		stop(&s);
	}
	CHECK(done > 0 && done < 12);
}

int
main(void)
{
	RUN(register_and_call);
	RUN(other_methods);
	RUN(credentials);
	RUN(bad_authorization);
	RUN(replayed);
	RUN(contacts);
	RUN(longest_contact);
	RUN(refresh_and_remove);
	RUN(fifth_contact);
	RUN(many_in_one);
	RUN(one_bad_of_three);
	RUN(cseq);
	RUN(new_call_id);
	RUN(new_users);
	RUN(hosts);
	RUN(no_memory);
	return check_done();
}
