/*
 * One pass over the header lines; only what the phone uses is kept. The
 * peers are known not to fold lines.
 */
#include "msg.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const method_names[] = {
	[M_INVITE] = "INVITE", [M_ACK] = "ACK", [M_CANCEL] = "CANCEL",
	[M_BYE] = "BYE", [M_REFER] = "REFER", [M_NOTIFY] = "NOTIFY",
	[M_OPTIONS] = "OPTIONS", [M_INFO] = "INFO", [M_UPDATE] = "UPDATE",
	[M_PRACK] = "PRACK",
};

bool slice_starts(struct slice a, const char *b)
{
	size_t n = strlen(b);

	return a.n >= n && !memcmp(a.p, b, n);
}

static enum method method_of(struct slice s)
{
	for (int i = 0; i < M_OTHER; i++) {
		if (s.n == strlen(method_names[i]) &&
		    !memcmp(s.p, method_names[i], s.n))
			return (enum method)i;
	}
	return M_OTHER;
}

static unsigned number(const char **p, const char *end)
{
	unsigned v = 0;

	for (; *p < end && isdigit((unsigned char)**p); (*p)++)
		v = v * 10 + (unsigned)(**p - '0');
	return v;
}

static struct slice trim(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	while (end > p && isspace((unsigned char)end[-1]))
		end--;
	return (struct slice){p, (size_t)(end - p)};
}

static struct slice tag_of(struct slice s)
{
	const char *p = memmem(s.p, s.n, ";tag=", 5);

	if (!p)
		return (struct slice){NULL, 0};
	p += 5;
	const char *end = p;
	while (end < s.p + s.n && *end != ';' && *end != ' ')
		end++;
	return (struct slice){p, (size_t)(end - p)};
}

static struct slice uri_of(struct slice s)
{
	const char *p = memchr(s.p, '<', s.n);

	if (!p)
		return s;
	const char *end = memchr(p, '>', (size_t)(s.p + s.n - p));
	if (!end)
		return s;
	return (struct slice){p + 1, (size_t)(end - p - 1)};
}

static void grow(struct slice *block, const char *line, const char *end)
{
	if (!block->p)
		block->p = line;
	block->n = (size_t)(end - block->p);
}

static void set_cseq(struct msg *m, struct slice v)
{
	const char *p = v.p;

	m->head.cseq = v;
	m->cseq = number(&p, v.p + v.n);
	struct slice name = trim(p, v.p + v.n);
	if (!m->request)
		m->method = method_of(name);
}

static bool named(struct slice name, const char *lng, char shrt)
{
	if (name.n == 1)
		return shrt && tolower((unsigned char)*name.p) == shrt;
	return name.n == strlen(lng) && !strncasecmp(name.p, lng, name.n);
}

static void header(struct msg *m, const char *line, const char *end,
		   size_t *length)
{
	const char *colon = memchr(line, ':', (size_t)(end - line));

	if (!colon)
		return;
	struct slice name = trim(line, colon);
	struct slice v = trim(colon + 1, end);
	if (named(name, "via", 'v'))
		grow(&m->head.via, line, end);
	else if (named(name, "record-route", 0))
		grow(&m->head.record, line, end);
	else if (named(name, "from", 'f'))
		m->head.from = v;
	else if (named(name, "to", 't'))
		m->head.to = v;
	else if (named(name, "call-id", 'i'))
		m->head.call_id = v;
	else if (named(name, "cseq", 0))
		set_cseq(m, v);
	else if (named(name, "contact", 'm'))
		m->contact = uri_of(v);
	else if (named(name, "content-length", 'l'))
		*length = number(&v.p, v.p + v.n);
	else if (named(name, "authorization", 0) ||
		 named(name, "proxy-authorization", 0))
		m->has_auth = true;
	else if (named(name, "supported", 'k'))
		m->reliable = memmem(v.p, v.n, "100rel", 6) != NULL;
}

static int first_line(struct msg *m, const char *p, const char *end)
{
	struct slice line = trim(p, end);

	if (slice_starts(line, "SIP/2.0 ")) {
		const char *c = line.p + 8;
		m->code = (int)number(&c, line.p + line.n);
		return m->code >= 100 && m->code < 700 ? 0 : -1;
	}
	const char *sp = memchr(line.p, ' ', line.n);
	if (!sp)
		return -1;
	const char *end_uri = memchr(sp + 1, ' ',
				     (size_t)(line.p + line.n - sp - 1));
	if (!end_uri)
		return -1;
	m->request = true;
	m->method = method_of((struct slice){line.p, (size_t)(sp - line.p)});
	m->uri = (struct slice){sp + 1, (size_t)(end_uri - sp - 1)};
	return 0;
}

ssize_t msg_parse(struct msg *m, const char *buf, size_t len, bool stream)
{
	const char *stop = memmem(buf, len, "\r\n\r\n", 4);
	size_t length = SIZE_MAX;

	if (!stop)
		return stream ? 0 : -1;
	memset(m, 0, sizeof(*m));
	const char *line = buf;
	const char *body = stop + 4;
	for (const char *end; line < stop + 2; line = end) {
		end = memchr(line, '\n', (size_t)(body - line));
		end++;
		if (line != buf)
			header(m, line, end, &length);
		else if (first_line(m, line, end) < 0)
			return -1;
	}
	size_t rest = len - (size_t)(body - buf);
	if (length == SIZE_MAX)
		length = stream ? 0 : rest;
	if (length > rest)
		return stream && length < 1 << 20 ? 0 : -1;
	if (!m->head.call_id.p || !m->head.cseq.p || !m->head.to.p)
		return -1;
	m->to_tag = tag_of(m->head.to);
	m->body = (struct slice){body, length};
	return body - buf + (ssize_t)length;
}

static void keep(struct slice *to, char **at, struct slice from)
{
	to->p = *at;
	to->n = from.n;
	if (from.n)
		memcpy(*at, from.p, from.n);
	*at += from.n;
}

int head_save(struct head *to, const struct head *from)
{
	char *text = malloc(from->via.n + from->record.n + from->from.n +
			    from->to.n + from->call_id.n + from->cseq.n + 1);
	char *at = text;

	if (!text)
		return -1;
	head_free(to);
	keep(&to->via, &at, from->via);
	keep(&to->record, &at, from->record);
	keep(&to->from, &at, from->from);
	keep(&to->to, &at, from->to);
	keep(&to->call_id, &at, from->call_id);
	keep(&to->cseq, &at, from->cseq);
	to->text = text;
	return 0;
}

void head_free(struct head *h)
{
	free(h->text);
	memset(h, 0, sizeof(*h));
}

void put_slice(struct out *o, struct slice s)
{
	if (!s.n || s.n > (size_t)(o->end - o->p))
		return;
	memcpy(o->p, s.p, s.n);
	o->p += s.n;
}

void put(struct out *o, const char *text)
{
	put_slice(o, (struct slice){text, strlen(text)});
}

void put_uint(struct out *o, unsigned long v)
{
	char digits[24];
	char *p = digits + sizeof(digits);

	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	put_slice(o, (struct slice){p, (size_t)(digits + sizeof(digits) - p)});
}
