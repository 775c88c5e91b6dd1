/*
 * Requests of phones outside of calls: REGISTER with digest credentials, and
 * what is redirected.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "digest.h"
#include "script.h"

enum { CONTACTS_MAX = 8 };

struct request {
	struct registrar_request request;
	char method[32], uri[SCRIPT_WORD], user[128], host[128], call_id[160];
	char realm[256], authorization[2048];
	struct registrar_contact contacts[CONTACTS_MAX];
	char contact_uris[CONTACTS_MAX][256];
};

/*
 * MD5("a:b:c") is what digest_ha1 computes, so it serves for all three hashes
 * of RFC 7616 3.4.1.
 */
static void
authorize(struct script *script, struct request *request, const char *user,
    const char *password)
{
	static const char tail_format[] = "00000001:c0ffee:auth:%s";
	char ha1[DIGEST_HEX_SIZE], ha2[DIGEST_HEX_SIZE];
	char response[DIGEST_HEX_SIZE], tail[128];
	const char *colon = strchr(request->uri, ':');
	char scheme[16];

	snprintf(scheme, sizeof scheme, "%.*s",
	    (int)(colon - request->uri), request->uri);
	digest_ha1(ha1, user, request->realm, password);
	digest_ha1(ha2, request->method, scheme, colon + 1);
	snprintf(tail, sizeof tail, tail_format, ha2);
	digest_ha1(response, ha1, script->nonce, tail);
	snprintf(request->authorization, sizeof request->authorization,
	    "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", "
	    "response=\"%s\", algorithm=MD5, qop=auth, nc=00000001, "
	    "cnonce=\"c0ffee\"", user, request->realm, script->nonce,
	    request->uri, response);
	request->request.authorization = request->authorization;
}

static void
add_contact(struct request *request, char *text)
{
	size_t i = request->request.contact_count;
	char *expires = strstr(text, ";expires=");

	if (i == CONTACTS_MAX)
		return;
	request->contacts[i].expires = -1;
	if (expires != NULL) {
		request->contacts[i].expires = strtol(expires + 9, NULL, 10);
		*expires = '\0';
	}
	snprintf(request->contact_uris[i], sizeof request->contact_uris[i],
	    "%s", text);
	request->contacts[i].uri = request->contact_uris[i];
	request->request.contacts = request->contacts;
	request->request.contact_count++;
}

static void
option(struct script *script, struct request *request, char *word)
{
	char *value = strchr(word, '=');

	if (value == NULL) {
		script_fail(script, "what is %s?", word);
		return;
	}
	*value++ = '\0';
	if (strcmp(word, "contact") == 0) {
		add_contact(request, value);
	} else if (strcmp(word, "expires") == 0) {
		request->request.expires = strtol(value, NULL, 10);
	} else if (strcmp(word, "cseq") == 0) {
		request->request.cseq = (uint32_t)strtoul(value, NULL, 10);
	} else if (strcmp(word, "call-id") == 0) {
		snprintf(request->call_id, sizeof request->call_id, "%s",
		    value);
	} else if (strcmp(word, "realm") == 0) {
		snprintf(request->realm, sizeof request->realm, "%s", value);
	} else if (strcmp(word, "auth") == 0) {
		char *password = strchr(value, ':');
		if (password == NULL)
			return;
		*password++ = '\0';
		authorize(script, request, value, password);
	}
}

static void
keep_nonce(struct script *script)
{
	const char *at = strstr(buf_text(&script->answer.challenge),
	    "nonce=\"");

	if (at != NULL)
		snprintf(script->nonce, sizeof script->nonce, "%.*s",
		    (int)strcspn(at + 7, "\""), at + 7);
}

/* "REGISTER user1@127.0.0.1:6050 contact=sip:... auth=user1:123 -> 200" */
void
register_request(struct script *script, const char *rest)
{
	static struct request r;
	char word[SCRIPT_WORD];

	script_start(script);
	memset(&r, 0, sizeof r);
	script_word(&rest, word);
	snprintf(r.method, sizeof r.method, "%.31s", word);
	script_word(&rest, word);
	size_t n = strcspn(word, "@");
	snprintf(r.user, sizeof r.user, "%.*s", (int)n, word);
	snprintf(r.host, sizeof r.host, "%s",
	    word[n] == '@' ? word + n + 1 : "");
	snprintf(r.call_id, sizeof r.call_id, "reg-%s", r.user);
	snprintf(r.realm, sizeof r.realm, "%s",
	    script->realm);
	if (strcmp(r.method, "REGISTER") == 0)
		snprintf(r.uri, sizeof r.uri, "sip:%s", r.host);
	else
		snprintf(r.uri, sizeof r.uri, "sip:%.900s", word);
	r.request = (struct registrar_request){
		.method = r.method, .uri = r.uri, .to_user = r.user,
		.to_host = r.host, .call_id = r.call_id,
		.cseq = ++script->cseq, .expires = -1,
	};
	while (script_word(&rest, word) && strcmp(word, "->") != 0)
		option(script, &r, word);
	script_word(&rest, word);

	registrar_answer_release(&script->answer);
	registrar_answer_init(&script->answer);
	control_request(script->control, &r.request, &script->answer);
	if (script->answer.status != (unsigned)strtoul(word, NULL, 10))
		script_fail(script, "the answer is %u %s",
		    script->answer.status, script->answer.phrase != NULL ?
		    script->answer.phrase : "");
	keep_nonce(script);
}

bool
register_check(struct script *script, const char *what, const char *rest)
{
	const char *got = NULL;
	char number[16];

	if (strcmp(what, "contacts") == 0) {
		got = buf_text(&script->answer.contacts);
	} else if (strcmp(what, "challenge") == 0) {
		got = buf_text(&script->answer.challenge);
	} else if (strcmp(what, "min-expires") == 0) {
		snprintf(number, sizeof number, "%u",
		    script->answer.min_expires);
		got = number;
	}
	if (got == NULL)
		return false;
	if (strcmp(rest, "none") == 0 ? *got != '\0' :
	    strstr(got, rest) == NULL)
		script_fail(script, "%s: %s", what, got);
	return true;
}
