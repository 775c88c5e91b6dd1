/*
 * The documents of the interface, read back: what a script says about them,
 * and the rules that all of them keep.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "loop.h"
#include "fake.h"
#include "reader.h"
#include "script.h"

enum { LINES_MAX = 256, DIALOGS_MAX = 40 };

struct line {
	unsigned long long time_ms;
	char call_id[128], method[16], text[160];
};

struct dialog {
	char id[160], local[160], remote[160], state[32];
};

struct document {
	struct line lines[LINES_MAX];
	struct dialog dialogs[DIALOGS_MAX];
	size_t line_count, dialog_count;
};

/* --- reading --- */

static void
copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
}

/* Of a <status>; false: the element is none of it. */
static bool
line_part(struct line *line, const char *name, const char *text)
{
	if (strcmp(name, "timestamp") == 0)
		line->time_ms = strtoull(text, NULL, 10);
	else if (strcmp(name, "call-id") == 0)
		copy(line->call_id, sizeof line->call_id, text);
	else if (strcmp(name, "method") == 0)
		copy(line->method, sizeof line->method, text);
	else if (strcmp(name, "status-line") == 0)
		copy(line->text, sizeof line->text, text);
	else
		return false;
	return true;
}

static bool
dialog_part(struct dialog *dialog, const char *name, const char *text)
{
	if (strcmp(name, "dialog-id") == 0)
		copy(dialog->id, sizeof dialog->id, text);
	else if (strcmp(name, "local-party") == 0)
		copy(dialog->local, sizeof dialog->local, text);
	else if (strcmp(name, "remote-party") == 0)
		copy(dialog->remote, sizeof dialog->remote, text);
	else if (strcmp(name, "dialog-state") == 0)
		copy(dialog->state, sizeof dialog->state, text);
	else
		return false;
	return true;
}

static int
element(void *arg, const char *space, const char *name, unsigned depth,
    const char *text, size_t n, struct err *err)
{
	struct document *document = arg;

	(void)space, (void)n, (void)err;
	if (line_part(&document->lines[document->line_count], name, text) ||
	    dialog_part(&document->dialogs[document->dialog_count], name,
	    text) || depth != 1)
		return 0;
	if (strcmp(name, "status") == 0 &&
	    document->line_count < LINES_MAX - 1)
		document->line_count++;
	if (strcmp(name, "dialog") == 0 &&
	    document->dialog_count < DIALOGS_MAX - 1)
		document->dialog_count++;
	return 0;
}

/* In a buffer of its own for each of two at a time. */
static const struct document *
read_document(struct script *script, const char *text, int which)
{
	static struct document documents[2];
	struct document *document = &documents[which];
	const struct xml_handler handler = { .end = element, .arg = document };
	struct err err = { .code = 0 };

	memset(document, 0, sizeof *document);
	if (xml_read(text, strlen(text), 1, &handler, &err) == -1)
		script_fail(script, "the reply is no XML: %s", err.text);
	return document;
}

static const struct document *
read_reply(struct script *script)
{
	return read_document(script, buf_text(&script->reply.body), 0);
}

/* --- what a script says --- */

static void
check_lines(struct script *script, const char *want)
{
	const struct document *document = read_reply(script);
	struct buf got = BUF_INIT;
	const char *method = "";

	for (size_t i = 0; i < document->line_count; i++) {
		const struct line *line = &document->lines[i];
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
	const struct document *document = read_reply(script);
	char *want;
	long n = strtol(rest, &want, 10), count = (long)document->line_count;

	if (n < 0)
		n += count + 1;
	if (n < 1 || n > count) {
		script_fail(script, "there are %ld lines", count);
		return;
	}
	const struct line *line = &document->lines[n - 1];
	want += strspn(want, " ");
	if (time && line->time_ms != FAKE_WALL_MS + strtoull(want, NULL, 10))
		script_fail(script, "the time is +%lld",
		    (long long)line->time_ms - (long long)FAKE_WALL_MS);
	else if (!time && strcmp(line->text, want) != 0)
		script_fail(script, "the line is: %s", line->text);
}

/* "dialogs Confirmed Early": the states' first words, in their order. */
static void
check_dialogs(struct script *script, const char *want)
{
	const struct document *document = read_reply(script);
	struct buf got = BUF_INIT;

	for (size_t i = 0; i < document->dialog_count; i++) {
		const char *state = document->dialogs[i].state;
		buf_printf(&got, "%s%.*s", i != 0 ? " " : "",
		    (int)strcspn(state, " "), state);
	}
	if (got.len == 0)
		buf_puts(&got, "none");
	if (strcmp(buf_text(&got), want) != 0)
		script_fail(script, "dialogs: %s", buf_text(&got));
	buf_release(&got);
}

/* "dialog 2 remote TEXT", also id, local, state: the exact value. */
static void
check_dialog(struct script *script, const char *rest)
{
	const struct document *document = read_reply(script);
	char word[SCRIPT_WORD] = "";
	char *end;
	size_t n = (size_t)strtol(rest, &end, 10);
	const char *want = end;

	if (n < 1 || n > document->dialog_count) {
		script_fail(script, "there are %zu dialogs",
		    document->dialog_count);
		return;
	}
	const struct dialog *dialog = &document->dialogs[n - 1];
	script_word(&want, word);
	const char *got = strcmp(word, "id") == 0 ? dialog->id :
	    strcmp(word, "local") == 0 ? dialog->local :
	    strcmp(word, "remote") == 0 ? dialog->remote : dialog->state;
	if (strcmp(got, want) != 0)
		script_fail(script, "its %s is: %s", word, got);
}

bool
document_check(struct script *script, const char *what, const char *rest)
{
	if (strcmp(what, "lines") == 0)
		check_lines(script, rest);
	else if (strcmp(what, "line") == 0)
		check_line(script, rest, false);
	else if (strcmp(what, "time") == 0)
		check_line(script, rest, true);
	else if (strcmp(what, "dialogs") == 0)
		check_dialogs(script, rest);
	else if (strcmp(what, "dialog") == 0)
		check_dialog(script, rest);
	else
		return false;
	return true;
}

/* --- rules --- */

static int
rank(const char *state)
{
	static const char *const states[] = {
		"null", "Early Dialog", "Confirmed Dialog", "Terminated Dialog",
	};
	int n = (int)(sizeof states / sizeof states[0]);

	for (int i = 0; i < n; i++)
		if (strcmp(states[i], state) == 0)
			return i;
	return -1;
}

static void
check_dialog_growth(struct script *script, const struct document *old,
    const struct document *new)
{
	if (new->dialog_count < old->dialog_count)
		script_fail(script, "a dialog is missing");
	for (size_t i = 0; i < old->dialog_count; i++) {
		const struct dialog *a = &old->dialogs[i];
		const struct dialog *b = &new->dialogs[i];
		if ((*a->id != '\0' && strcmp(a->id, b->id) != 0) ||
		    strcmp(a->local, b->local) != 0 ||
		    strcmp(a->remote, b->remote) != 0)
			script_fail(script, "dialog %zu is another one",
			    i + 1);
		if (rank(b->state) < rank(a->state))
			script_fail(script, "dialog %zu goes back from '%s' "
			    "to '%s'", i + 1, a->state, b->state);
	}
}

static void
check_growth(struct script *script, const char *old)
{
	static const char close_tag[] = "</status-lines>";
	const char *body = buf_text(&script->reply.body);
	const char *end = strstr(old, close_tag);

	if (end != NULL && strncmp(old, body, (size_t)(end - old)) != 0)
		script_fail(script, "the record did not just grow");
	if (end == NULL && strstr(old, "<status-lines") == NULL)
		check_dialog_growth(script, read_document(script, old, 1),
		    read_reply(script));
	if (strlen(body) < strlen(old))
		script_fail(script, "the record shrank");
}

void
document_check_growth(struct script *script)
{
	struct script_seen *seen = script->seen;

	if (script->reply.call_id[0] == '\0')
		return;
	while (seen->body != NULL &&
	    strcmp(seen->call_id, script->reply.call_id) != 0)
		if (++seen == script->seen + SCRIPT_SEEN - 1)
			return;
	if (seen->body != NULL)
		check_growth(script, seen->body);
	free(seen->body);
	copy(seen->call_id, sizeof seen->call_id, script->reply.call_id);
	seen->body = strdup(buf_text(&script->reply.body));
}

static void
check_dialog_texts(struct script *script, const struct document *document)
{
	for (size_t i = 0; i < document->dialog_count; i++) {
		const struct dialog *dialog = &document->dialogs[i];
		if (rank(dialog->state) < 0)
			script_fail(script, "the state is '%s'",
			    dialog->state);
		if (*dialog->local == '\0' || *dialog->remote == '\0')
			script_fail(script, "dialog %zu lacks a party", i + 1);
		for (size_t j = 0; *dialog->id != '\0' && j < i; j++)
			if (strcmp(document->dialogs[j].id, dialog->id) == 0)
				script_fail(script, "two dialogs are one");
	}
}

void
document_check_rules(struct script *script)
{
	const struct document *document = read_reply(script);

	for (size_t i = 1; i < document->line_count; i++) {
		const struct line *line = &document->lines[i];
		if (line->time_ms < line[-1].time_ms)
			script_fail(script, "the times go back");
		/* INVITEs may be those of other legs, after a fallback */
		if (strcmp(line->method, "NOTIFY") == 0 &&
		    strcmp(line->call_id, document->lines[0].call_id) != 0)
			script_fail(script, "the lines are of two calls");
	}
	check_dialog_texts(script, document);
}
