/*
 * Expat within bounds.
 */
#include "reader.h"

#include <expat.h>
#include <stdbool.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "text.h"

enum {
	CHUNK = 65536,	/* fed at a time, as expat copies what it is fed */
	NAME_SHOWN = 40
};

/* Between namespace and name.  No URI can hold it: expat refuses that. */
#define SEPARATOR '\n'

/* An element that is open. */
struct frame {
	unsigned line, column;
	char name[NAME_SHOWN + 1];	/* for messages; may be cut */
	struct buf text;
};

struct reader {
	XML_Parser parser;
	const struct xml_handler *handler;
	struct frame frames[XML_READER_DEPTH_MAX];
	unsigned depth;		/* frames in use */
	unsigned spaces;	/* namespaces declared by the tag to come */
	struct buf names;	/* a name taken apart: namespace, NUL, name */
	bool failed;		/* err says why; callbacks may still come */
	struct err err;
};

/* The rest of the document is not looked at.  err is filled in already. */
static void
stop(struct reader *reader)
{
	reader->failed = true;
	XML_StopParser(reader->parser, XML_FALSE);
}

static unsigned
line_now(const struct reader *reader)
{
	return (unsigned)XML_GetCurrentLineNumber(reader->parser);
}

static unsigned
column_now(const struct reader *reader)
{
	return (unsigned)XML_GetCurrentColumnNumber(reader->parser) + 1;
}

static void
fail(struct reader *reader, const char *problem)
{
	err_set_at(&reader->err, line_now(reader), column_now(reader), "%s",
	    problem);
	stop(reader);
}

/* A handler said no: add the place, unless it knows a better one. */
static void
refused(struct reader *reader, const struct frame *frame)
{
	if (reader->err.line == 0) {
		reader->err.line = frame->line;
		reader->err.column = frame->column;
	}
	stop(reader);
}

/* Returns 0, or -1 without memory. */
static int
take_apart(struct reader *reader, const char *full, const char **space,
    const char **name)
{
	const char *separator = strrchr(full, SEPARATOR);
	size_t length = separator ? (size_t)(separator - full) : 0;

	buf_clear(&reader->names);
	buf_add(&reader->names, full, length);
	buf_putc(&reader->names, '\0');
	buf_puts(&reader->names, separator ? separator + 1 : full);
	if (!buf_ok(&reader->names)) {
		fail(reader, "out of memory");
		return -1;
	}
	*space = buf_text(&reader->names);
	*name = *space + length + 1;
	return 0;
}

static void
frame_open(struct reader *reader, struct frame *frame, const char *name)
{
	size_t length = strlen(name);

	if (length > NAME_SHOWN)
		length = NAME_SHOWN;
	memcpy(frame->name, name, length);
	frame->name[length] = '\0';
	frame->line = line_now(reader);
	frame->column = column_now(reader);
	buf_clear(&frame->text);
}

static void XMLCALL
on_start(void *arg, const XML_Char *full, const XML_Char **attributes)
{
	struct reader *reader = arg;
	const char *space, *name;
	unsigned count = reader->spaces;

	if (reader->failed)
		return;
	while (*attributes && count <= XML_READER_ATTRIBUTES_MAX) {
		attributes += 2;
		count++;
	}
	reader->spaces = 0;
	if (count > XML_READER_ATTRIBUTES_MAX) {
		fail(reader, "more than 64 attributes");
		return;
	}
	if (reader->depth == XML_READER_DEPTH_MAX) {
		fail(reader, "elements are nested more than 32 deep");
		return;
	}
	if (take_apart(reader, full, &space, &name) != 0)
		return;

	struct frame *frame = &reader->frames[reader->depth];
	frame_open(reader, frame, name);
	reader->depth++;
	if (reader->handler->start &&
	    reader->handler->start(reader->handler->arg, space, name,
	    reader->depth - 1, &reader->err) != 0)
		refused(reader, frame);
}

static void XMLCALL
on_text(void *arg, const XML_Char *text, int length)
{
	struct reader *reader = arg;
	size_t n = (size_t)length;

	if (reader->failed || reader->depth == 0)
		return;

	/*
	 * Blanks in front are never stored.  So the line feeds between a root's
	 * many children do not count towards its limit.
	 */
	struct buf *own = &reader->frames[reader->depth - 1].text;
	if (own->len == 0) {
		while (n > 0 && text_is_space(*text)) {
			text++;
			n--;
		}
	}
	if (n > XML_READER_TEXT_MAX - own->len) {
		fail(reader, "more than 64 KiB of text in one element");
		return;
	}
	buf_add(own, text, n);
	if (!buf_ok(own))
		fail(reader, "out of memory");
}

static void XMLCALL
on_end(void *arg, const XML_Char *full)
{
	struct reader *reader = arg;
	const char *space, *name;

	if (reader->failed || take_apart(reader, full, &space, &name) != 0)
		return;

	struct frame *frame = &reader->frames[--reader->depth];
	struct buf *own = &frame->text;
	while (own->len > 0 && text_is_space(own->data[own->len - 1]))
		own->data[--own->len] = '\0';
	if (reader->handler->end &&
	    reader->handler->end(reader->handler->arg, space, name,
	    reader->depth, buf_text(own), own->len, &reader->err) != 0)
		refused(reader, frame);
}

static void XMLCALL
on_namespace(void *arg, const XML_Char *prefix, const XML_Char *uri)
{
	struct reader *reader = arg;

	(void)prefix;
	(void)uri;
	if (reader->spaces <= XML_READER_ATTRIBUTES_MAX)
		reader->spaces++;
}

/* Without a DTD there are no entities of one's own, so none that explode. */
static void XMLCALL
on_doctype(void *arg, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int internal)
{
	struct reader *reader = arg;

	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	if (!reader->failed)
		fail(reader, "DOCTYPE is not allowed");
}

/* What expat found, with the element that it is about where that helps. */
static void
explain(struct reader *reader)
{
	enum XML_Error code = XML_GetErrorCode(reader->parser);
	const struct frame *open = reader->depth ?
	    &reader->frames[reader->depth - 1] : NULL;

	if (code == XML_ERROR_TAG_MISMATCH && open)
		err_set_at(&reader->err, line_now(reader), column_now(reader),
		    "this is not the end of '%s', which line %u begins",
		    open->name, open->line);
	else if (code == XML_ERROR_NO_ELEMENTS && open)
		err_set_at(&reader->err, line_now(reader), column_now(reader),
		    "the document ends inside '%s', which line %u begins",
		    open->name, open->line);
	else if (code == XML_ERROR_NO_ELEMENTS)
		fail(reader, "the document is empty");
	else
		fail(reader, XML_ErrorString(code));
}

static void
feed(struct reader *reader, const char *data, size_t n)
{
	enum XML_Status status;

	do {
		size_t length = n < CHUNK ? n : CHUNK;

		n -= length;
		status = XML_Parse(reader->parser, data, (int)length, n == 0);
		data += length;
	} while (n > 0 && status == XML_STATUS_OK);
	if (status != XML_STATUS_OK && !reader->failed) {
		explain(reader);
		reader->failed = true;
	}
}

static void
reader_release(struct reader *reader)
{
	/* Files with users hold hashes that are as good as passwords. */
	for (unsigned i = 0; i < XML_READER_DEPTH_MAX; i++) {
		struct buf *text = &reader->frames[i].text;

		if (text->data)
			mem_wipe(text->data, text->cap);
		buf_release(text);
	}
	buf_release(&reader->names);
	XML_ParserFree(reader->parser);
}

int
xml_read(const char *data, size_t n, unsigned long salt,
    const struct xml_handler *handler, struct err *err)
{
	static const XML_Memory_Handling_Suite memory = {
		mem_alloc, mem_resize, mem_free
	};
	static const XML_Char separator[] = { SEPARATOR, '\0' };
	struct reader reader = { .handler = handler, .names = BUF_INIT };

	if (n == 0)
		return err_set_at(err, 1, 1, "the document is empty");
	if (n > XML_READER_SIZE_MAX)
		return err_set(err, 0, "the document is over 64 MiB");
	reader.parser = XML_ParserCreate_MM(NULL, &memory, separator);
	if (!reader.parser)
		return err_set(err, 0, "out of memory");

	/* With salt 0 expat would go and find random numbers of its own. */
	XML_SetHashSalt(reader.parser, salt ? salt : 1);
	XML_SetUserData(reader.parser, &reader);
	XML_SetElementHandler(reader.parser, on_start, on_end);
	XML_SetCharacterDataHandler(reader.parser, on_text);
	XML_SetStartNamespaceDeclHandler(reader.parser, on_namespace);
	XML_SetStartDoctypeDeclHandler(reader.parser, on_doctype);
	feed(&reader, data, n);
	reader_release(&reader);
	if (!reader.failed)
		return 0;
	if (err)
		*err = reader.err;
	return -1;
}

int
xml_root(const char *space, const char *name, const char *want_space,
    const char *want_name, struct err *err)
{
	if (strcmp(name, want_name) != 0)
		return err_set(err, 0, "the root element is '%.60s', not '%s'",
		    name, want_name);
	if (!*space)
		return err_set(err, 0, "'%s' has no xmlns=\"%s\"", want_name,
		    want_space);
	if (strcmp(space, want_space) != 0)
		return err_set(err, 0, "the namespace of '%s' is not %s",
		    want_name, want_space);
	return 0;
}
