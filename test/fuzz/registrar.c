/*
 * Requests to the registrar, a line each of words: method, Request-URI, user,
 * host, Call-ID, CSeq, expires, and contacts; seconds pass between them.  A
 * line that begins with '!' has right credentials for that user.
 */
#include "registrar.h"

#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

enum { CONTACTS = 6 };

static const struct digest_secret secret = { { 7 } };
static const struct hash_key seed = { 1, 2 };

/* MD5("a:b:c") is what digest_ha1 computes, three times (RFC 7616 3.4.1). */
static void
authorize(char *out, size_t size, const struct registrar_request *request,
    const char *challenge)
{
	char ha1[DIGEST_HEX_SIZE], ha2[DIGEST_HEX_SIZE];
	char response[DIGEST_HEX_SIZE], tail[64], nonce[128], scheme[8];
	const char *at = strstr(challenge, "nonce=\""), *uri = request->uri;
	const char *colon = strchr(uri, ':');

	*out = '\0';
	if (at == NULL || colon == NULL || colon - uri > 7)
		return;
	snprintf(nonce, sizeof nonce, "%.*s", (int)strcspn(at + 7, "\""),
	    at + 7);
	snprintf(scheme, sizeof scheme, "%.*s", (int)(colon - uri), uri);
	digest_ha1(ha1, request->to_user, "example.com", "123");
	digest_ha1(ha2, request->method, scheme, colon + 1);
	snprintf(tail, sizeof tail, "00000001:x:auth:%s", ha2);
	digest_ha1(response, ha1, nonce, tail);
	snprintf(out, size, "Digest username=\"%s\", realm=\"example.com\", "
	    "nonce=\"%s\", uri=\"%s\", response=\"%s\", qop=auth, "
	    "nc=00000001, cnonce=\"x\"", request->to_user, nonce, uri,
	    response);
}

static void
handle(struct registrar *registrar, struct registrar_request *request,
    bool right, uint64_t now_s)
{
	struct registrar_answer answer;
	char header[2048];

	registrar_answer_init(&answer);
	registrar_handle(registrar, request, now_s, now_s, &answer);
	if (right && answer.status == 401) {
		authorize(header, sizeof header, request,
		    buf_text(&answer.challenge));
		request->authorization = header;
		registrar_answer_release(&answer);
		registrar_answer_init(&answer);
		registrar_handle(registrar, request, now_s, now_s, &answer);
	}
	assert(answer.status == 0 || (answer.status >= 200 &&
	    answer.status < 700));
	assert(strpbrk(buf_text(&answer.contacts), "\r\n") == NULL);
	registrar_answer_release(&answer);
}

static void
play_line(struct registrar *registrar, char *line, uint64_t now_s)
{
	char *words[7 + CONTACTS];
	struct registrar_contact contacts[CONTACTS];
	struct registrar_request request = { .contacts = contacts };
	bool right = *line == '!';
	size_t n = 0;

	for (char *at = line + right; n < 7 + CONTACTS; n++) {
		words[n] = at;
		at += strcspn(at, " ");
		if (*at != '\0')
			*at++ = '\0';
	}
	request.method = words[0];
	request.uri = words[1];
	request.to_user = words[2];
	request.to_host = words[3];
	request.call_id = words[4];
	request.cseq = (uint32_t)strtoul(words[5], NULL, 10);
	request.expires = *words[6] != '\0' ? strtol(words[6], NULL, 10) : -1;
	for (size_t i = 0; i < CONTACTS && *words[7 + i] != '\0'; i++) {
		contacts[i].uri = words[7 + i];
		contacts[i].expires = i % 2 != 0 ? request.expires : -1;
		request.contact_count++;
	}
	handle(registrar, &request, right, now_s);
	unsigned status = 0;
	assert(registrar_locate(registrar, words[2], words[3], now_s,
	    &status) != NULL || status == 404 || status == 480);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char ha1[DIGEST_HEX_SIZE];
	struct users *users = users_new(&seed);
	struct err err;
	uint64_t now_s = 100;

	digest_ha1(ha1, "user1", "example.com", "123");
	struct user *user = users_add(users, "user1", NULL, "", "", "", ha1,
	    &err);
	users_add_alias(users, user, "201", &err);
	digest_ha1(ha1, "user2", "example.com", "123");
	users_add(users, "user2", "user2@example.com", "", "", "", ha1, &err);
	struct registrar *registrar = registrar_new("example.com",
	    "example.com", users, &secret, &seed);
	char *text = fuzz_text(data, size);
	for (char *at = text, *next; *at != '\0'; at = next, now_s += 7) {
		next = fuzz_line(at);
		play_line(registrar, at, now_s);
	}
	registrar_free(registrar);
	users_free(users);
	mem_free(text);
	return 0;
}
