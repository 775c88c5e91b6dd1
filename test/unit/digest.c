/*
 * Digest authentication: the vectors of the RFCs, our own nonces, and what
 * somebody who does not know the password may try.
 */
#include "../../lib/digest.c"
#include "../../lib/digest_parse.c"

#include <stdio.h>

#include "check.h"

enum { NOW = 1000, LIFETIME = 60 };

static const struct digest_secret secret = { "thirty-one bytes of a secret, o" };
static const char realm[] = "example.com";
static const char uri[] = "sip:example.com";

/* --- the hashes, with nonces that are not ours */

TEST(rfc7616)
{
	/* RFC 7616 3.9.1 */
	struct digest_credentials with;
	char ha1[DIGEST_HEX_SIZE], response[DIGEST_HEX_SIZE];

	CHECK_INT(digest_parse(&with, "Digest username=\"Mufasa\",\r\n"
	    "  realm=\"http-auth@example.org\",\r\n"
	    "  uri=\"/dir/index.html\",\r\n"
	    "  algorithm=MD5,\r\n"
	    "  nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\",\r\n"
	    "  nc=00000001,\r\n"
	    "  cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\",\r\n"
	    "  qop=auth,\r\n"
	    "  response=\"8ca523f5e9506fed4657c9700eebdbec\",\r\n"
	    "  opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""), 0);
	CHECK_INT(digest_ha1(ha1, "Mufasa", "http-auth@example.org",
	    "Circle of Life"), 0);
	CHECK_STR(ha1, "3d78807defe7de2157e2b0b6573a855f");
	CHECK_INT(expected_response(response, &with, "GET", ha1), 0);
	CHECK_STR(response, "8ca523f5e9506fed4657c9700eebdbec");
	CHECK(response_fits(&with, "GET", ha1));
	CHECK(!response_fits(&with, "POST", ha1));
	CHECK(!response_fits(&with, "GET", NULL));
	/* Right, but the nonce is none of ours. */
	CHECK_INT(digest_check(&with, &secret, NULL, "GET", "/dir/index.html",
	    "http-auth@example.org", ha1, NOW, LIFETIME), DIGEST_STALE);
}

TEST(rfc2617)
{
	/* RFC 2617 3.5 */
	struct digest_credentials with;
	char ha1[DIGEST_HEX_SIZE];

	CHECK_INT(digest_parse(&with, "Digest username=\"Mufasa\", "
	    "realm=\"testrealm@host.com\", "
	    "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
	    "uri=\"/dir/index.html\", qop=auth, nc=00000001, "
	    "cnonce=\"0a4f113b\", "
	    "response=\"6629fae49393a05397450978507c4ef1\", "
	    "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""), 0);
	digest_ha1(ha1, "Mufasa", "testrealm@host.com", "Circle Of Life");
	CHECK_STR(ha1, "939e7578ed9e3c518a452acee763bce9");
	CHECK(response_fits(&with, "GET", ha1));
	/* The same in upper case. */
	snprintf(with.response, sizeof(with.response), "%s",
	    "6629FAE49393A05397450978507C4EF1");
	CHECK(response_fits(&with, "GET", ha1));
	/* RFC 2069: without qop. */
	with.qop[0] = '\0';
	CHECK(!response_fits(&with, "GET", ha1));
	snprintf(with.response, sizeof(with.response), "%s",
	    "670fd8c2df070c60b045671b8b24ff02");
	CHECK(response_fits(&with, "GET", ha1));
}

TEST(sip_count_as_written)
{
	struct digest_credentials with;
	char ha1[DIGEST_HEX_SIZE];

	CHECK_INT(digest_parse(&with, "DIGEST username=alice, "
	    "realm=\"atlanta.example.com\", nonce=n, "
	    "uri=\"sip:atlanta.example.com\", qop=\"auth\", nc=0000000A, "
	    "cnonce=c, response=d368f10783ca64c60489fa0967e6b58b"), 0);
	CHECK_INT(with.nc, 10);
	digest_ha1(ha1, "alice", "atlanta.example.com", "xyz");
	CHECK(response_fits(&with, "REGISTER", ha1));
}

/* --- parsing */

#define START "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", "
#define FULL START "response=\"0\""

struct parse_row {
	const char *header;
	int result;
};

TEST(parse)
{
	static const struct parse_row rows[] = {
		{ FULL, 0 },
		{ "digest  username=u,realm=r,nonce=n,uri=x,response=0", 0 },
		{ " Digest\tusername = u , realm= r ,nonce =n,uri=x,response=0 ",
		    0 },
		{ "Digest ,, username=u,,realm=r, ,nonce=n,uri=x,response=0,",
		    0 },
		{ FULL ", USERHASH=false, x=\"a\\\"b, uri=c\", y=", -1 },
		{ FULL ", USERHASH=false, x=\"a\\\"b, uri=c\"", 0 },
		{ FULL ", x=1, x=2", 0 },
		{ FULL ", nc=00000001", 0 },
		{ FULL ", nc=ffffffff", 0 },
		{ FULL ", nc=1", -1 },
		{ FULL ", nc=000000001", -1 },
		{ FULL ", nc=0000000g", -1 },
		{ FULL ", nc=\"\"", -1 },
		{ FULL ", nc=-0000001", -1 },
		{ FULL ", nc=00000001, nc=00000001", -1 },
		{ FULL ", Username=u", -1 },
		{ FULL ", response=\"0\"", -1 },
		{ FULL ", qop=auth, QOP=auth", -1 },
		{ FULL " x=1", -1 },
		{ FULL "x", -1 },
		{ FULL ", =x", -1 },
		{ FULL ", x", -1 },
		{ FULL ", x=", -1 },
		{ FULL ", x=\"", -1 },
		{ FULL ", x=\"abc", -1 },
		{ FULL ", x=\"abc\\", -1 },
		{ FULL ", x=\"a\nb\"", -1 },
		{ FULL ", opaque=\"a\rb\"", -1 },
		{ FULL ", opaque=\"a\x7f\"", -1 },
		{ FULL ", opaque=\"\xc3\xa9\"", 0 },
		{ FULL ", opaque=\xc3\xa9", -1 },
		{ FULL ", opaque=\"\"", 0 },
		{ START, -1 },
		{ "Digest realm=r, nonce=n, uri=x, response=0", -1 },
		{ "Digest username=u, nonce=n, uri=x, response=0", -1 },
		{ "Digest username=u, realm=r, uri=x, response=0", -1 },
		{ "Digest username=u, realm=r, nonce=n, response=0", -1 },
		{ START "response=\"012345678901234567890123456789012\"", -1 },
		{ "Digest", -1 },
		{ "Digest ", -1 },
		{ "Digestusername=u, realm=r, nonce=n, uri=x, response=0", -1 },
		{ "Digest,username=u, realm=r, nonce=n, uri=x, response=0", -1 },
		{ "Basic dTpw", -1 },
		{ "Dig", -1 },
		{ "", -1 },
		{ ",", -1 },
		{ "\xff\xff\xff\xff\xff\xff\xff", -1 },
	};
	struct digest_credentials with;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		check_row(rows[i].header);
		CHECK_INT(digest_parse(&with, rows[i].header), rows[i].result);
	}
	digest_parse(&with, "Digest username=\"a\\\"b\\\\c\", realm=r, nonce=n,"
	    "uri=x, response=0");
	CHECK_STR(with.username, "a\"b\\c");
	CHECK_STR(with.qop, "");
	CHECK_INT(with.nc, 0);
}

TEST(too_long)
{
	static const struct { const char *name; size_t max; } rows[] = {
		{ "username", 127 }, { "realm", 255 }, { "nonce", 127 },
		{ "uri", 511 }, { "cnonce", 127 }, { "opaque", 63 },
		{ "algorithm", 15 }, { "qop", 15 }, { "x", 5000 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		for (size_t over = 0; over < 2; over++) {
			struct digest_credentials with;
			struct buf header = BUF_INIT;

			check_row(rows[i].name);
			buf_printf(&header, "Digest %s=\"", rows[i].name);
			for (size_t n = 0; n < rows[i].max + over; n++)
				buf_putc(&header, 'a');
			buf_putc(&header, '"');
			for (int f = 0; f < 5; f++) {
				static const char *const needed[] = { "username",
				    "realm", "nonce", "uri", "response" };

				if (strcmp(needed[f], rows[i].name) != 0)
					buf_printf(&header, ", %s=1",
					    needed[f]);
			}
			CHECK_INT(digest_parse(&with, buf_text(&header)),
			    over && rows[i].max < 5000 ? -1 : 0);
			buf_release(&header);
		}
	}
}

/* --- challenge and answer */

static char ha1_of_u[DIGEST_HEX_SIZE];

/* The nonce of a challenge. */
static void
take_nonce(struct digest_credentials *with, uint64_t time_s, uint64_t salt)
{
	struct buf out = BUF_INIT;

	digest_challenge(&out, &secret, realm, time_s, salt, false);
	const char *at = strstr(buf_text(&out), "nonce=\"");
	CHECK(at);
	if (at)
		snprintf(with->nonce, NONCE_LENGTH + 1, "%s", at + 7);
	buf_release(&out);
}

static void
answer(struct digest_credentials *with)
{
	digest_ha1(ha1_of_u, "u", realm, "password");
	snprintf(with->nc_text, sizeof(with->nc_text), "%08lx",
	    (unsigned long)with->nc);
	CHECK_INT(expected_response(with->response, with, "REGISTER",
	    ha1_of_u), 0);
}

static struct digest_credentials
credentials(uint64_t time_s, uint64_t salt, uint32_t nc)
{
	struct digest_credentials with = { .username = "u", .cnonce = "c",
	    .qop = "auth", .nc = nc };

	snprintf(with.realm, sizeof(with.realm), "%s", realm);
	snprintf(with.uri, sizeof(with.uri), "%s", uri);
	take_nonce(&with, time_s, salt);
	answer(&with);
	return with;
}

static enum digest_verdict
check(const struct digest_credentials *with, struct digest_replay *replay,
    uint64_t now_s)
{
	return digest_check(with, &secret, replay, "REGISTER", uri, realm,
	    ha1_of_u, now_s, LIFETIME);
}

TEST(challenge)
{
	struct buf out = BUF_INIT, other = BUF_INIT;

	digest_challenge(&out, &secret, realm, NOW, 7, false);
	CHECK(strncmp(buf_text(&out),
	    "Digest realm=\"example.com\", nonce=\""
	    "00000000000003e80000000000000007", 66) == 0);
	CHECK(strstr(buf_text(&out), "\", algorithm=MD5, qop=\"auth\""));
	CHECK(!strstr(buf_text(&out), "stale"));
	/* Another salt, another proof. */
	digest_challenge(&other, &secret, realm, NOW, 8, false);
	CHECK(strcmp(buf_text(&out) + 66, buf_text(&other) + 66) != 0);
	buf_clear(&other);
	digest_challenge(&other, &secret, "a\"b\\c", NOW, 7, true);
	CHECK(strncmp(buf_text(&other), "Digest realm=\"a\\\"b\\\\c\", ",
	    24) == 0);
	CHECK(strstr(buf_text(&other), ", stale=true"));
	CHECK(strlen(buf_text(&other)) < 200);
	buf_release(&out);
	buf_release(&other);
}

TEST(good)
{
	struct digest_credentials with = credentials(NOW, 1, 1);

	CHECK_INT(check(&with, NULL, NOW), DIGEST_OK);
	CHECK_INT(check(&with, NULL, NOW + LIFETIME), DIGEST_OK);
	CHECK_INT(check(&with, NULL, NOW + LIFETIME + 1), DIGEST_STALE);
	CHECK_INT(check(&with, NULL, UINT64_MAX), DIGEST_STALE);
	/* From the future: another clock made it. */
	CHECK_INT(check(&with, NULL, NOW - 1), DIGEST_STALE);

	snprintf(with.algorithm, sizeof(with.algorithm), "md5");
	CHECK_INT(check(&with, NULL, NOW), DIGEST_OK);
	with.qop[0] = '\0';
	answer(&with);
	CHECK_INT(check(&with, NULL, NOW), DIGEST_OK);
}

TEST(wrong)
{
	const struct digest_credentials good = credentials(NOW, 1, 1);
	struct digest_credentials with = good;
	struct digest_secret other = { "another" };

	CHECK_INT(digest_check(&good, &secret, NULL, "INVITE", uri, realm,
	    ha1_of_u, NOW, LIFETIME), DIGEST_WRONG);
	CHECK_INT(digest_check(&good, &secret, NULL, "REGISTER", "sip:x", realm,
	    ha1_of_u, NOW, LIFETIME), DIGEST_WRONG);
	CHECK_INT(digest_check(&good, &secret, NULL, "REGISTER", uri, "x",
	    ha1_of_u, NOW, LIFETIME), DIGEST_WRONG);
	CHECK_INT(digest_check(&good, &secret, NULL, "REGISTER", uri, realm,
	    NULL, NOW, LIFETIME), DIGEST_WRONG);
	CHECK_INT(digest_check(&good, &secret, NULL, "REGISTER", uri, realm,
	    "", NOW, LIFETIME), DIGEST_WRONG);
	/* The password is right, the nonce was made by somebody else. */
	CHECK_INT(digest_check(&good, &other, NULL, "REGISTER", uri, realm,
	    ha1_of_u, NOW, LIFETIME), DIGEST_STALE);
	/* An old nonce and a wrong response: nothing is given away. */
	with.response[0] ^= 1;
	CHECK_INT(check(&with, NULL, NOW + 9999), DIGEST_WRONG);
	CHECK_INT(check(&with, NULL, NOW), DIGEST_WRONG);
	with.response[0] = '\0';
	CHECK_INT(check(&with, NULL, NOW), DIGEST_WRONG);

	with = good;
	with.nc = 0;
	answer(&with);
	CHECK_INT(check(&with, NULL, NOW), DIGEST_WRONG);
	with = good;
	with.cnonce[0] = '\0';
	answer(&with);
	CHECK_INT(check(&with, NULL, NOW), DIGEST_WRONG);
	with = good;
	snprintf(with.qop, sizeof(with.qop), "auth-int");
	answer(&with);
	CHECK_INT(check(&with, NULL, NOW), DIGEST_WRONG);
	with = good;
	snprintf(with.algorithm, sizeof(with.algorithm), "SHA-256");
	CHECK_INT(check(&with, NULL, NOW), DIGEST_WRONG);
	snprintf(with.algorithm, sizeof(with.algorithm), "MD5-sess");
	CHECK_INT(check(&with, NULL, NOW), DIGEST_WRONG);
}

/* The response for nobody's HA1 is no key. */
TEST(unknown_user)
{
	struct digest_credentials with = credentials(NOW, 1, 1);

	CHECK_INT(expected_response(with.response, &with, "REGISTER",
	    "00000000000000000000000000000000"), 0);
	CHECK_INT(digest_check(&with, &secret, NULL, "REGISTER", uri, realm,
	    NULL, NOW, LIFETIME), DIGEST_WRONG);
}

/* Every character of a nonce counts, and so does its length. */
TEST(forged_nonce)
{
	const struct digest_credentials good = credentials(NOW, 1, 1);

	for (int i = 0; i < NONCE_LENGTH; i++) {
		struct digest_credentials with = good;

		with.nonce[i] = with.nonce[i] == '0' ? '1' : '0';
		answer(&with);
		CHECK_INT(check(&with, NULL, NOW), DIGEST_STALE);
		with.nonce[i] = 'X';
		answer(&with);
		CHECK_INT(check(&with, NULL, NOW), DIGEST_STALE);
		with.nonce[i] = '\0';
		answer(&with);
		CHECK_INT(check(&with, NULL, NOW), DIGEST_STALE);
	}
	struct digest_credentials with = good;
	with.nonce[NONCE_LENGTH] = '0';
	answer(&with);
	CHECK_INT(check(&with, NULL, NOW), DIGEST_STALE);
}

/* --- replay */

TEST(replay_counts)
{
	static const struct { uint32_t nc; enum digest_verdict want; } rows[] = {
		{ 5, DIGEST_OK }, { 5, DIGEST_REPLAY }, { 4, DIGEST_OK },
		{ 4, DIGEST_REPLAY }, { 6, DIGEST_OK }, { 5, DIGEST_REPLAY },
		{ 3, DIGEST_OK }, { 69, DIGEST_OK }, { 6, DIGEST_REPLAY },
		{ 5, DIGEST_REPLAY }, { 7, DIGEST_OK }, { 7, DIGEST_REPLAY },
		{ 133, DIGEST_OK }, { 69, DIGEST_REPLAY },
		{ 68, DIGEST_REPLAY }, { 70, DIGEST_OK },
		{ 198, DIGEST_OK }, { 133, DIGEST_REPLAY }, { 134, DIGEST_OK },
		{ UINT32_MAX, DIGEST_OK }, { UINT32_MAX, DIGEST_REPLAY },
		{ UINT32_MAX - 64, DIGEST_OK },
		{ UINT32_MAX - 65, DIGEST_REPLAY }, { 1, DIGEST_REPLAY },
	};
	struct digest_replay *replay = digest_replay_new(10);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct digest_credentials with = credentials(NOW, 1,
		    rows[i].nc);
		char name[32];

		snprintf(name, sizeof(name), "row %zu", i);
		check_row(name);
		CHECK_INT(check(&with, replay, NOW), rows[i].want);
	}
	/* Another nonce has counts of its own. */
	struct digest_credentials other = credentials(NOW, 2, 1);
	CHECK_INT(check(&other, replay, NOW), DIGEST_OK);
	digest_replay_free(replay);
}

/* Every count once, in any order within the window. */
TEST(replay_random)
{
	struct spent spent = { .highest = 0 };
	bool used[2000] = { false };
	uint32_t random = 12345, highest = 0;

	for (int i = 0; i < 20000; i++) {
		random = random * 1664525 + 1013904223;
		uint32_t nc = 1 + (random >> 8) % 140 + (uint32_t)i / 12;
		bool want = !used[nc] && nc + 64 >= highest;

		CHECK_INT(spend(&spent, nc), want);
		used[nc] = true;
		if (nc > highest)
			highest = nc;
	}
}

TEST(replay_without_qop)
{
	struct digest_replay *replay = digest_replay_new(0);
	struct digest_credentials with = credentials(NOW, 1, 1);

	with.qop[0] = '\0';
	answer(&with);
	CHECK_INT(check(&with, replay, NOW), DIGEST_OK);
	CHECK_INT(check(&with, replay, NOW), DIGEST_REPLAY);
	with = credentials(NOW, 1, 1);
	CHECK_INT(check(&with, replay, NOW), DIGEST_REPLAY);
	with = credentials(NOW, 1, UINT32_MAX);
	CHECK_INT(check(&with, replay, NOW), DIGEST_REPLAY);
	/* The other way round. */
	with = credentials(NOW, 2, 1);
	CHECK_INT(check(&with, replay, NOW), DIGEST_OK);
	with.qop[0] = '\0';
	answer(&with);
	CHECK_INT(check(&with, replay, NOW), DIGEST_REPLAY);
	digest_replay_free(replay);
}

/* A wrong response spends nothing. */
TEST(replay_wrong)
{
	struct digest_replay *replay = digest_replay_new(8);
	struct digest_credentials with = credentials(NOW, 1, 1);

	with.response[3] ^= 1;
	CHECK_INT(check(&with, replay, NOW), DIGEST_WRONG);
	with.response[3] ^= 1;
	CHECK_INT(check(&with, replay, NOW), DIGEST_OK);
	digest_replay_free(replay);
}

/* What was forgotten does not work again. */
TEST(replay_full)
{
	struct digest_replay *replay = digest_replay_new(1);
	enum { NONCES = 3 * WAYS };

	for (unsigned i = 0; i < NONCES; i++) {
		struct digest_credentials with = credentials(NOW + i, i, 1);

		CHECK_INT(check(&with, replay, NOW + i), DIGEST_OK);
	}
	for (unsigned i = 0; i < NONCES; i++) {
		struct digest_credentials with = credentials(NOW + i, i, 1);

		CHECK_INT(check(&with, replay, NOW + NONCES),
		    i < NONCES - WAYS ? DIGEST_STALE : DIGEST_REPLAY);
		with = credentials(NOW + i, i, 2);
		CHECK_INT(check(&with, replay, NOW + NONCES),
		    i < NONCES - WAYS ? DIGEST_STALE : DIGEST_OK);
	}
	/* Not used yet, but as old as one that was forgotten. */
	struct digest_credentials with = credentials(NOW, 999, 1);
	CHECK_INT(check(&with, replay, NOW + NONCES), DIGEST_STALE);
	digest_replay_free(replay);
}

TEST(replay_sizes)
{
	digest_replay_free(NULL);
	struct digest_replay *replay = digest_replay_new(17);
	CHECK_INT(replay->count, 3);
	digest_replay_free(replay);
	CHECK(!digest_replay_new(SIZE_MAX));
	for (int n = 0; n < 2; n++) {
		mem_fail_after(n);
		CHECK(!digest_replay_new(8));
		mem_fail_after(-1);
	}
}

TEST(no_memory)
{
	struct digest_credentials with = credentials(NOW, 1, 1);

	for (int n = 0; n < 4; n++) {
		struct buf out = BUF_INIT;

		mem_fail_after(n);
		digest_challenge(&out, &secret, realm, NOW, 1, true);
		mem_fail_after(-1);
		CHECK(!buf_ok(&out) || strstr(buf_text(&out), "stale=true"));
		buf_release(&out);

		mem_fail_after(n);
		enum digest_verdict verdict = check(&with, NULL, NOW);
		mem_fail_after(-1);
		CHECK(verdict == DIGEST_OK || verdict == DIGEST_STALE);
	}
}

int
main(void)
{
	RUN(rfc7616);
	RUN(rfc2617);
	RUN(sip_count_as_written);
	RUN(parse);
	RUN(too_long);
	RUN(challenge);
	RUN(good);
	RUN(wrong);
	RUN(unknown_user);
	RUN(forged_nonce);
	RUN(replay_counts);
	RUN(replay_random);
	RUN(replay_without_qop);
	RUN(replay_wrong);
	RUN(replay_full);
	RUN(replay_sizes);
	RUN(no_memory);
	return check_done();
}
