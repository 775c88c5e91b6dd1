/*
 * The HTTP client of a script: asks, and looks at the reply.  Besides what the
 * script says, each reply must keep the rules that all of them have.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "err.h"
#include "script.h"

static void
copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
}

/* --- rules that every reply keeps --- */

static void
check_get(struct script *script)
{
	const struct api_reply *reply = &script->reply;
	size_t n = strlen(reply->etag);

	if (!reply->no_store)
		script_fail(script, "Cache-Control: no-store is missing");
	if (n < 3 || reply->etag[0] != '"' || reply->etag[n - 1] != '"')
		script_fail(script, "the ETag is %s", reply->etag);
	copy(script->last_etag, sizeof script->last_etag, reply->etag);
	if (reply->status == 200 && strncmp(script->asked, "GET", 3) == 0 &&
	    strncmp(reply->content_type, "text/xml", 8) == 0)
		document_check_growth(script);
}

static void
check_post(struct script *script)
{
	const struct api_reply *reply = &script->reply;

	if (reply->body.len != 0 || reply->content_type != NULL)
		script_fail(script, "a POST has no body in its reply");
	if (strspn(reply->call_id, "0123456789abcdef") != 32 ||
	    strlen(reply->call_id) != 32)
		script_fail(script, "X-Call-Id is '%s'", reply->call_id);
	if (strstr(reply->location, reply->call_id) == NULL)
		script_fail(script, "Location is '%s'", reply->location);
}

static void
check_error(struct script *script)
{
	const struct api_reply *reply = &script->reply;

	if (reply->status == 503 && reply->retry_after_s == 0)
		script_fail(script, "503 without Retry-After");
	if (reply->status == 405 && reply->allow == NULL)
		script_fail(script, "405 without Allow");
	if (reply->body.len == 0)
		script_fail(script, "an error that does not explain itself");
}

static void
check_rules(struct script *script)
{
	const struct api_reply *reply = &script->reply;
	const char *type = reply->content_type;

	if (reply->status == 0)
		return;
	if (type != NULL && strstr(type, "xml") != NULL)
		document_check_rules(script);
	if (reply->body.len != 0 && type == NULL)
		script_fail(script, "a body without a type");
	if (reply->status == 304 && reply->body.len != 0)
		script_fail(script, "304 with a body");
	if (reply->status >= 400)
		check_error(script);
	else if (strncmp(script->asked, "POST", 4) == 0)
		check_post(script);
	else
		check_get(script);
}

/* --- asking --- */

static void
ask(struct script *script, const char *want)
{
	char target[SCRIPT_WORD];
	char *method = target, *path, *query;

	api_reply_release(&script->reply);
	api_reply_init(&script->reply);
	copy(target, sizeof target, script->asked);
	path = strchr(target, ' ');
	*path++ = '\0';
	query = strchr(path, '?');
	if (query != NULL)
		*query++ = '\0';
	script->request.method = method;
	script->request.path = path;
	script->request.query = query;
	api_handle(script->control, &script->request, &script->reply);
	script->have_reply = true;

	int status = script->reply.status;
	bool as_wanted = strcmp(want, "*") == 0 ||
	    status == (strcmp(want, "WAIT") == 0 ? 0 :
	    (int)strtol(want, NULL, 10));
	if (!as_wanted)
		script_fail(script, "the status is %d: %s", status,
		    buf_text(&script->reply.body));
	else
		check_rules(script);
	if (script->reply.call_id[0] != '\0')
		copy(script->call_id, sizeof script->call_id,
		    script->reply.call_id);
	script->changed[0] = '\0';
}

static void
plain_request(struct script *script)
{
	script->request = (struct api_request){
		.trusted = true, .peer = "127.0.0.1" };
}

/* "/path?query -> 200" */
void
client_request(struct script *script, const char *method, const char *rest)
{
	const char *arrow = strstr(rest, " -> ");

	script_start(script);
	if (arrow == NULL) {
		script_fail(script, "no \" -> STATUS\" behind the path");
		return;
	}
	snprintf(script->asked, sizeof script->asked, "%s %.*s", method,
	    (int)(arrow - rest), rest);
	if (script->request.peer == NULL) {
		struct api_request given = script->request;
		plain_request(script);
		script->request.accept = given.accept;
		script->request.if_none_match = given.if_none_match;
	}
	ask(script, arrow + strlen(" -> "));
	/* headers count once, but a wait asks again with the same */
	if (script->reply.status != 0)
		memset(&script->request, 0, sizeof script->request);
}

/* "AGAIN -> 200": the wait is over. */
void
client_again(struct script *script, const char *rest)
{
	if (!script->have_reply || script->reply.status != 0) {
		script_fail(script, "nobody waits");
		return;
	}
	script->request.waited = true;
	ask(script, rest + strspn(rest, "-> "));
	memset(&script->request, 0, sizeof script->request);
}

/* HOLD, RESUME [refused]: the call that a reply told the id of last. */
void
client_order(struct script *script, const char *verb, const char *rest)
{
	struct err err = { .code = 0 };
	const struct call *call = strcmp(verb, "HOLD") == 0 ?
	    control_hold(script->control, script->call_id, &err) :
	    control_resume(script->control, script->call_id, &err);
	bool wanted = strcmp(rest, "refused") != 0;
	if ((call != NULL) != wanted)
		script_fail(script, "%s: %s", verb, call != NULL ? "done" :
		    err.text);
}

/* Has the record changed that the last reply waits for? */
void
client_woken(struct script *script, bool wanted)
{
	const char *key = buf_text(&script->reply.wait_key);
	bool woken = *key != '\0' && strstr(script->changed, key) != NULL;

	if (woken != wanted)
		script_fail(script, "%s is %swoken; changed: %s", key,
		    woken ? "" : "not ", script->changed);
}

/* "Accept: application/json", "Peer: 192.0.2.1", "Untrusted" */
void
client_with(struct script *script, const char *rest)
{
	struct api_request *request = &script->request;
	const char *value = strchr(rest, ':');

	if (request->peer == NULL)
		plain_request(script);
	value = value != NULL ? value + 1 + strspn(value + 1, " ") : "";
	if (strncmp(rest, "Accept:", 7) == 0) {
		copy(script->accept, sizeof script->accept, value);
		request->accept = script->accept;
	} else if (strncmp(rest, "If-None-Match:", 14) == 0) {
		if (strcmp(value, "LAST") == 0)
			value = script->last_etag;
		copy(script->if_none_match, sizeof script->if_none_match,
		    value);
		request->if_none_match = script->if_none_match;
	} else if (strncmp(rest, "Peer:", 5) == 0) {
		copy(script->peer, sizeof script->peer, value);
		request->peer = script->peer;
	} else if (strcmp(rest, "Untrusted") == 0) {
		request->trusted = false;
	} else {
		script_fail(script, "WITH what?");
	}
}

/* --- what a script says about a reply --- */

static void
check_text(struct script *script, const char *what, const char *got,
    const char *want)
{
	if (got == NULL || strcmp(got, want) != 0)
		script_fail(script, "%s is: %s", what,
		    got != NULL ? got : "(none)");
}

static void
check_header(struct script *script, const char *rest)
{
	const struct api_reply *reply = &script->reply;
	char retry[16];

	snprintf(retry, sizeof retry, "%u", reply->retry_after_s);
	if (strncmp(rest, "Allow: ", 7) == 0)
		check_text(script, "Allow", reply->allow, rest + 7);
	else if (strncmp(rest, "Retry-After: ", 13) == 0)
		check_text(script, "Retry-After", retry, rest + 13);
	else if (strcmp(rest, "X-Call-Id") == 0)
		check_text(script, "X-Call-Id",
		    reply->call_id[0] != '\0' ? "" : NULL, "");
	else if (strcmp(rest, "no X-Call-Id") == 0)
		check_text(script, "X-Call-Id", reply->call_id, "");
	else
		script_fail(script, "which header?");
}

bool
client_check(struct script *script, const char *what, const char *rest)
{
	const struct api_reply *reply = &script->reply;
	const char *body = buf_text(&reply->body);
	bool has = strstr(body, rest) != NULL;
	char wait[16];

	snprintf(wait, sizeof wait, "%u", reply->wait_s);
	if (document_check(script, what, rest))
		return true;
	if (strcmp(what, "type") == 0)
		check_text(script, "the type", reply->content_type, rest);
	else if (strcmp(what, "wait") == 0)
		check_text(script, "the wait", wait, rest);
	else if (strcmp(what, "header") == 0)
		check_header(script, rest);
	else if (strcmp(what, "has") == 0 || strcmp(what, "hasnot") == 0) {
		if (has != (strcmp(what, "has") == 0))
			script_fail(script, "the body is: %s", body);
	} else {
		return false;
	}
	return true;
}

void
client_release(struct script *script)
{
	api_reply_release(&script->reply);
	for (int i = 0; i < SCRIPT_SEEN; i++)
		free(script->seen[i].body);
}
