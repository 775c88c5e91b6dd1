/*
 * The HTTP client of a script: asks, and looks at the reply.  Besides what the
 * script says, each reply must keep the rules that all of them have.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "fake.h"
#include "loop.h"
#include "reader.h"
#include "script.h"

enum { LINES_MAX = 256 };

struct line {
	unsigned long long time_ms;
	char call_id[128], method[16], text[160];
};

struct lines {
	struct line line[LINES_MAX];
	size_t count;
};

/* --- reading the document back --- */

static void
copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
}

static int
element(void *arg, const char *space, const char *name, unsigned depth,
    const char *text, size_t n, struct err *err)
{
	struct lines *lines = arg;
	struct line *line = &lines->line[lines->count];

	(void)space, (void)n, (void)err;
	if (strcmp(name, "timestamp") == 0)
		line->time_ms = strtoull(text, NULL, 10);
	else if (strcmp(name, "call-id") == 0)
		copy(line->call_id, sizeof line->call_id, text);
	else if (strcmp(name, "method") == 0)
		copy(line->method, sizeof line->method, text);
	else if (strcmp(name, "status-line") == 0)
		copy(line->text, sizeof line->text, text);
	else if (depth == 1 && lines->count < LINES_MAX - 1)
		lines->count++;
	return 0;
}

static void
read_lines(struct script *script, struct lines *lines)
{
	const struct xml_handler handler = { .end = element, .arg = lines };
	const struct buf *body = &script->reply.body;
	struct err err = { .code = 0 };

	memset(lines, 0, sizeof *lines);
	if (xml_read(buf_text(body), body->len, 1, &handler, &err) == -1)
		script_fail(script, "the reply is no XML: %s", err.text);
}

static void
check_lines(struct script *script, const char *want)
{
	static struct lines lines;
	struct buf got = BUF_INIT;
	const char *method = "";

	read_lines(script, &lines);
	for (size_t i = 0; i < lines.count; i++) {
		const struct line *line = &lines.line[i];
		if (strcmp(line->method, method) != 0)
			buf_printf(&got, "%s%s", i != 0 ? " " : "",
			    line->method);
		method = line->method;
		buf_printf(&got, " %.3s", line->text + strlen("SIP/2.0 "));
	}
	if (got.len == 0)
		buf_puts(&got, "none");
	if (strcmp(buf_text(&got), want) != 0)
		script_fail(script, "lines: %s", buf_text(&got));
	buf_release(&got);
}

/* "line 2 SIP/2.0 180 Ringing", "time 2 +1500ms"; -1 is the last one. */
static void
check_line(struct script *script, const char *rest, bool time)
{
	static struct lines lines;
	char *want;
	long n = strtol(rest, &want, 10);

	read_lines(script, &lines);
	if (n < 0)
		n += (long)lines.count + 1;
	if (n < 1 || n > (long)lines.count) {
		script_fail(script, "there are %zu lines", lines.count);
		return;
	}
	const struct line *line = &lines.line[n - 1];
	want += strspn(want, " ");
	if (time && line->time_ms != FAKE_WALL_MS + strtoull(want, NULL, 10))
		script_fail(script, "the time is +%lld",
		    (long long)line->time_ms - (long long)FAKE_WALL_MS);
	else if (!time && strcmp(line->text, want) != 0)
		script_fail(script, "the line is: %s", line->text);
}

/* --- rules that every reply keeps --- */

static void
check_growth(struct script *script)
{
	static const char close_tag[] = "</status-lines>";
	const char *body = buf_text(&script->reply.body);
	struct script_seen *seen = script->seen;

	if (script->reply.call_id[0] == '\0')
		return;
	while (seen->body != NULL &&
	    strcmp(seen->call_id, script->reply.call_id) != 0)
		if (++seen == script->seen + SCRIPT_SEEN - 1)
			return;
	if (seen->body != NULL) {
		const char *end = strstr(seen->body, close_tag);
		size_t n = end != NULL ? (size_t)(end - seen->body) : 0;
		if (strncmp(seen->body, body, n) != 0)
			script_fail(script, "the record did not just grow");
		free(seen->body);
	}
	copy(seen->call_id, sizeof seen->call_id, script->reply.call_id);
	seen->body = strdup(body);
}

static void
check_document(struct script *script)
{
	static struct lines lines;

	read_lines(script, &lines);
	for (size_t i = 1; i < lines.count; i++) {
		if (lines.line[i].time_ms < lines.line[i - 1].time_ms)
			script_fail(script, "the times go back");
		if (strcmp(lines.line[i].call_id, lines.line[0].call_id) != 0)
			script_fail(script, "the lines are of two calls");
	}
}

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
		check_growth(script);
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
		check_document(script);
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
	if (strcmp(want, "WAIT") == 0 ? status != 0 :
	    status != (int)strtol(want, NULL, 10))
		script_fail(script, "the status is %d: %s", status,
		    buf_text(&script->reply.body));
	else
		check_rules(script);
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
	if (strcmp(what, "lines") == 0)
		check_lines(script, rest);
	else if (strcmp(what, "line") == 0)
		check_line(script, rest, false);
	else if (strcmp(what, "time") == 0)
		check_line(script, rest, true);
	else if (strcmp(what, "type") == 0)
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
