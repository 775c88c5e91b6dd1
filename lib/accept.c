/*
 * Content negotiation and entity tags.
 */
#include "accept.h"

#include <stddef.h>
#include <string.h>

#include "text.h"

enum { OURS = 3 };		/* ACCEPT_TEXT, ACCEPT_XML, ACCEPT_JSON */

enum specificity { BY_NOTHING, BY_ALL, BY_GROUP, BY_NAME };

struct slice {
	const char *at;
	size_t len;
};

/* How well the client takes one of our types. */
struct score {
	int q;			/* thousandths */
	enum specificity by;
	unsigned order;		/* the element that says so */
};

/* One media range, with a bit 1 << type for each type that it fits. */
static const struct {
	const char *range;
	enum specificity by;
	unsigned fits;
} ranges[] = {
	{ "*/*", BY_ALL, 1 << ACCEPT_TEXT | 1 << ACCEPT_XML |
	    1 << ACCEPT_JSON },
	{ "*", BY_ALL, 1 << ACCEPT_TEXT | 1 << ACCEPT_XML |
	    1 << ACCEPT_JSON },
	{ "text/*", BY_GROUP, 1 << ACCEPT_TEXT | 1 << ACCEPT_XML },
	{ "application/*", BY_GROUP, 1 << ACCEPT_JSON },
	{ "text/plain", BY_NAME, 1 << ACCEPT_TEXT },
	{ "text/xml", BY_NAME, 1 << ACCEPT_XML },
	{ "application/xml", BY_NAME, 1 << ACCEPT_XML },
	{ "application/json", BY_NAME, 1 << ACCEPT_JSON },
	{ "application/problem+json", BY_NAME, 1 << ACCEPT_JSON }
};

static struct slice
trim(struct slice text)
{
	while (text.len > 0 && text_is_blank(text.at[0])) {
		text.at++;
		text.len--;
	}
	while (text.len > 0 && text_is_blank(text.at[text.len - 1]))
		text.len--;
	return text;
}

/*
 * Cut off what is before the first `stop` that is not in a quoted-string
 * (RFC 9110 5.6.4); *at moves behind it.  `escapes`: a backslash quotes, which
 * is so in parameters but not in entity tags.
 */
static struct slice
cut(struct slice *at, char stop, bool escapes)
{
	bool quoted = false;
	size_t i = 0;

	for (; i < at->len && (quoted || at->at[i] != stop); i++) {
		if (at->at[i] == '"')
			quoted = !quoted;
		else if (quoted && escapes && at->at[i] == '\\' &&
		    i + 1 < at->len)
			i++;
	}
	struct slice head = { at->at, i };
	size_t used = i < at->len ? i + 1 : i;
	at->at += used;
	at->len -= used;
	return trim(head);
}

/* "0.75" to 750; -1 if it is no weight.  ".75" is taken as well. */
static int
parse_q(struct slice text)
{
	int q = 0, unit = 100;
	size_t i = 0;

	if (text.len == 0)
		return -1;
	if (text.at[0] == '0' || text.at[0] == '1')
		q = (text.at[i++] - '0') * 1000;
	if (i < text.len && text.at[i++] != '.')
		return -1;
	if (text.len == 1 && i == 1 && text.at[0] == '.')
		return -1;
	for (; i < text.len; i++, unit /= 10) {
		if (!text_is_digit(text.at[i]))
			return -1;
		q += (text.at[i] - '0') * unit;
	}
	return q <= 1000 ? q : -1;
}

/* The weight among an element's parameters, 1000 without one, -1 malformed. */
static int
find_q(struct slice parameters)
{
	while (parameters.len > 0) {
		struct slice one = cut(&parameters, ';', true);

		if (one.len >= 2 && text_same_n(one.at, "q=", 2))
			return parse_q((struct slice){ one.at + 2,
			    one.len - 2 });
	}
	return 1000;
}

/* RFC 9110 5.6.2 */
static bool
is_token(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!text_is_token(text[i]))
			return false;
	}
	return n > 0;
}

static bool
is_range(struct slice range)
{
	const char *slash = memchr(range.at, '/', range.len);

	if (!slash)
		return range.len == 1 && range.at[0] == '*';
	size_t n = (size_t)(slash - range.at);
	return is_token(range.at, n) &&
	    is_token(slash + 1, range.len - n - 1);
}

/*
 * What is more specific has the last word on a type (RFC 9110 12.5.1); among
 * equals the better weight, since XML and JSON have two names each.
 */
static void
note(struct score *scores, struct slice range, int q, unsigned order)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (strlen(ranges[i].range) != range.len ||
		    !text_same_n(range.at, ranges[i].range, range.len))
			continue;
		for (unsigned t = ACCEPT_TEXT; t <= OURS; t++) {
			struct score *score = &scores[t];
			bool fits = ranges[i].fits >> t & 1;

			if (fits && (ranges[i].by > score->by ||
			    (ranges[i].by == score->by && q > score->q)))
				*score = (struct score){ q, ranges[i].by,
				    order };
		}
	}
}

static bool
is_better(const struct score *a, const struct score *b)
{
	if (a->q != b->q)
		return a->q > b->q;
	if (a->by != b->by)
		return a->by > b->by;
	return a->order < b->order;
}

static enum accept_type
pick(const struct score *scores)
{
	unsigned best = ACCEPT_TEXT;

	for (unsigned t = ACCEPT_TEXT + 1; t <= OURS; t++) {
		if (is_better(&scores[t], &scores[best]))
			best = t;
	}
	if (scores[best].q == 0)
		return ACCEPT_OTHER;

	/* A wildcard that leaves us text and XML leaves us the choice. */
	const struct score *text = &scores[ACCEPT_TEXT];
	const struct score *xml = &scores[ACCEPT_XML];
	if (scores[best].by < BY_NAME &&
	    text->q == scores[best].q && text->by == scores[best].by &&
	    xml->q == scores[best].q && xml->by == scores[best].by)
		return ACCEPT_ANY;
	return (enum accept_type)best;
}

enum accept_type
accept_best(const char *header)
{
	struct score scores[OURS + 1] = { { 0, BY_NOTHING, 0 } };
	struct slice at = { header, header ? strlen(header) : 0 };
	unsigned order = 0;

	while (at.len > 0) {
		struct slice element = cut(&at, ',', true);
		struct slice range = cut(&element, ';', true);
		int q = find_q(element);

		if (range.len == 0 || !is_range(range) || q < 0)
			continue;
		note(scores, range, q, ++order);
	}
	return order ? pick(scores) : ACCEPT_ANY;
}

/* Without the mark of a weak tag. */
static struct slice
strong(struct slice tag)
{
	if (tag.len >= 2 && memcmp(tag.at, "W/", 2) == 0) {
		tag.at += 2;
		tag.len -= 2;
	}
	return tag;
}

bool
accept_none_match(const char *header, const char *etag)
{
	if (!header)
		return false;

	struct slice at = { header, strlen(header) };
	struct slice all = trim(at);
	if (all.len == 1 && all.at[0] == '*')
		return true;

	struct slice ours = strong((struct slice){ etag, strlen(etag) });
	while (at.len > 0) {
		struct slice tag = strong(cut(&at, ',', false));

		if (tag.len == ours.len && tag.len >= 2 &&
		    memcmp(tag.at, ours.at, tag.len) == 0)
			return true;
	}
	return false;
}
