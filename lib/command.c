/*
 * A request on the classic API to a command.  Everything from outside stays a
 * slice of the request target until it is decoded, once, into a bounded
 * buffer; from there it goes through a check into the command or nowhere.
 */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

enum {
	NAME_MAX_RAW = 64,	/* longest name we know, all of it escaped */
	VALUE_MAX_RAW = 1024,	/* a longest address, all of it escaped */
	TIMEOUT_MAX_S = 3600,
	CACHE_MAX_S = 86400,
	WAIT_MAX_S = 60
};

enum parameter {
	P_ACTION, P_AGENT, P_CACHE, P_CONFPIN, P_FORWARDING, P_METHOD,
	P_SUBJECT, P_TARGET, P_TIMEOUT, P_WAIT,
	P_COUNT
};

static const char *const names[P_COUNT] = {
	[P_ACTION] = "action",
	[P_AGENT] = "agent",
	[P_CACHE] = "resultCacheTime",
	[P_CONFPIN] = "confpin",
	[P_FORWARDING] = "isForwardingAllowed",
	[P_METHOD] = "sipMethod",
	[P_SUBJECT] = "subject",
	[P_TARGET] = "target",
	[P_TIMEOUT] = "timeout",
	[P_WAIT] = "wait"
};

static const char *const prefixes[] = {
	"/callcontroller/",
	"/my/redirect/callcontroller/",
	"/sipxconfig/rest/my/redirect/callcontroller/"
};

struct slice {
	const char *at;		/* NULL: not given */
	size_t len;
};

/* A request in slices, not decoded. */
struct request {
	struct slice calling, called;
	bool too_long;		/* the path has more than two segments */
	struct slice value[P_COUNT];
	const struct command_defaults *defaults;
};

/* A value after decoding.  Not a string: it may hold NULs. */
struct value {
	const char *field;
	char bytes[VALUE_MAX_RAW];
	size_t len;
};

struct word {
	const char *text;
	int meaning;
};

/* The path behind the prefix, or NULL. */
static const char *
behind_prefix(const char *path)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t n = strlen(prefixes[i]);

		if (strncmp(path, prefixes[i], n) == 0)
			return path + n;
	}
	return NULL;
}

bool
command_path(const char *path)
{
	return behind_prefix(path) != NULL;
}

const char *
command_allow(void)
{
	return "GET, HEAD, POST";
}

/* Cut off what is before the first `stop`; *at moves behind it. */
static struct slice
cut(struct slice *at, char stop)
{
	struct slice head = { at->at, at->len };
	const char *end = at->len ? memchr(at->at, stop, at->len) : NULL;

	if (end)
		head.len = (size_t)(end - at->at);
	size_t used = head.len + (end ? 1 : 0);
	at->at += used;
	at->len -= used;
	return head;
}

static void
split_path(struct request *request, const char *rest)
{
	struct slice at = { rest, strlen(rest) };

	request->calling = cut(&at, '/');
	request->called = cut(&at, '/');
	/* A slash behind the called party was cut off as well. */
	request->too_long = request->called.at + request->called.len < at.at;
}

static enum parameter
find_name(struct slice raw)
{
	char name[NAME_MAX_RAW];
	long len = raw.len > sizeof(name) ? -1 :
	    text_percent_decode(name, raw.at, raw.len);

	if (len <= 0)
		return P_COUNT;
	for (int i = 0; i < P_COUNT; i++) {
		if (strlen(names[i]) == (size_t)len &&
		    text_same_n(name, names[i], (size_t)len))
			return (enum parameter)i;
	}
	return P_COUNT;
}

static void
split_query(struct request *request, const char *query)
{
	struct slice at = { query, query ? strlen(query) : 0 };

	while (at.len > 0) {
		struct slice value = cut(&at, '&');
		enum parameter p = find_name(cut(&value, '='));

		if (p != P_COUNT && !request->value[p].at)
			request->value[p] = value;
	}
}

static int
decode(struct value *value, const char *field, struct slice raw,
    struct err *err)
{
	value->field = field;
	if (raw.len > sizeof(value->bytes))
		return err_value(err, 400, field, raw.at, raw.len,
		    "is too long");
	long len = text_percent_decode(value->bytes, raw.at, raw.len);
	if (len < 0)
		return err_value(err, 400, field, raw.at, raw.len,
		    "has a '%' without two hexadecimal digits behind");
	value->len = (size_t)len;
	return 0;
}

static int
refuse(const struct value *value, const char *problem, struct err *err)
{
	return err_value(err, 400, value->field, value->bytes, value->len,
	    problem);
}

static int
get_address(const struct request *request, const char *field,
    struct slice raw, struct address *out, struct err *err)
{
	struct value value;

	if (decode(&value, field, raw, err) != 0)
		return -1;
	return address_parse(out, field, value.bytes, value.len,
	    request->defaults->domain, err);
}

/* *out keeps its value when the parameter was not given. */
static int
get_number(const struct request *request, enum parameter p, unsigned min,
    unsigned max, unsigned *out, struct err *err)
{
	struct value value;
	long long number;

	if (!request->value[p].at)
		return 0;
	if (decode(&value, names[p], request->value[p], err) != 0)
		return -1;
	if (text_number(value.bytes, value.len, &number) != 0 ||
	    number < min || number > max) {
		char problem[64];

		snprintf(problem, sizeof(problem),
		    "is not a whole number from %u to %u", min, max);
		return refuse(&value, problem, err);
	}
	*out = (unsigned)number;
	return 0;
}

/* words ends with a NULL text.  *out keeps its value as above. */
static int
get_word(const struct request *request, enum parameter p,
    const struct word *words, const char *problem, int *out, struct err *err)
{
	struct value value;

	if (!request->value[p].at)
		return 0;
	if (decode(&value, names[p], request->value[p], err) != 0)
		return -1;
	for (const struct word *word = words; word->text; word++) {
		if (strlen(word->text) == value.len &&
		    text_same_n(value.bytes, word->text, value.len)) {
			*out = word->meaning;
			return 0;
		}
	}
	return refuse(&value, problem, err);
}

/* The two parties, the agent and the flow: what every request can say. */
static int
get_common(struct command *out, const struct request *request,
    struct err *err)
{
	static const struct word flows[] = {
		{ "Refer", FLOW_REFER }, { "Invite", FLOW_INVITE }, { NULL, 0 }
	};
	struct slice agent = request->value[P_AGENT];
	int flow = FLOW_DEFAULT;

	if (get_address(request, "calling", request->calling, &out->calling,
	    err) != 0 ||
	    get_address(request, "called", request->called, &out->called,
	    err) != 0)
		return -1;
	out->agent = out->calling;
	if (agent.at && get_address(request, "agent", agent, &out->agent,
	    err) != 0)
		return -1;
	if (get_word(request, P_METHOD, flows, "is not Refer or Invite", &flow,
	    err) != 0)
		return -1;
	out->flow = (enum command_flow)flow;
	return 0;
}

static int
get_action(struct command *out, const struct request *request,
    struct err *err)
{
	static const struct word actions[] = {
		{ "Call", COMMAND_CALL }, { "Transfer", COMMAND_TRANSFER },
		{ "Hangup", COMMAND_HANGUP }, { NULL, 0 }
	};
	struct slice target = request->value[P_TARGET];
	int action = COMMAND_CALL;

	if (get_word(request, P_ACTION, actions,
	    "is not Call, Transfer or Hangup", &action, err) != 0)
		return -1;
	out->action = (enum command_action)action;
	if (target.at)
		return get_address(request, "target", target, &out->target,
		    err);
	if (out->action == COMMAND_TRANSFER)
		return err_set(err, 400, "target: missing");
	return 0;
}

static int
get_subject(struct command *out, const struct request *request,
    struct err *err)
{
	struct slice raw = request->value[P_SUBJECT];
	struct value value;

	if (!raw.at)
		return 0;
	if (decode(&value, names[P_SUBJECT], raw, err) != 0)
		return -1;
	if (text_has_control(value.bytes, value.len))
		return refuse(&value, "holds a control character", err);
	if (!text_utf8_valid(value.bytes, value.len))
		return refuse(&value, "is not UTF-8", err);

	/* Blanks around a header's value mean nothing in SIP. */
	const char *text = value.bytes;
	size_t n = value.len;
	while (n > 0 && text[n - 1] == ' ')
		n--;
	while (n > 0 && *text == ' ') {
		text++;
		n--;
	}
	if (n > COMMAND_SUBJECT_MAX)
		return refuse(&value, "is longer than 256 bytes", err);
	memcpy(out->subject, text, n);
	out->subject[n] = '\0';
	return 0;
}

static int
get_confpin(struct command *out, const struct request *request,
    struct err *err)
{
	struct slice raw = request->value[P_CONFPIN];
	struct value value;

	if (!raw.at)
		return 0;
	if (decode(&value, names[P_CONFPIN], raw, err) != 0)
		return -1;
	for (size_t i = 0; i < value.len; i++) {
		if (!text_is_digit(value.bytes[i]))
			return refuse(&value, "is not a number", err);
	}
	if (value.len > COMMAND_CONFPIN_MAX)
		return refuse(&value, "is longer than 32 digits", err);
	memcpy(out->confpin, value.bytes, value.len);
	out->confpin[value.len] = '\0';
	return 0;
}

static int
get_forwarding(struct command *out, const struct request *request,
    struct err *err)
{
	static const struct word switches[] = {
		{ "True", true }, { "False", false }, { NULL, 0 }
	};
	int forwarding = false;

	if (get_word(request, P_FORWARDING, switches, "is not True or False",
	    &forwarding, err) != 0)
		return -1;
	out->forwarding = forwarding;
	return 0;
}

static int
parse_post(struct command *out, const struct request *request,
    struct err *err)
{
	if (get_common(out, request, err) != 0 ||
	    get_action(out, request, err) != 0 ||
	    get_number(request, P_TIMEOUT, 1, TIMEOUT_MAX_S, &out->timeout_s,
	    err) != 0 ||
	    get_number(request, P_CACHE, 0, CACHE_MAX_S, &out->cache_s,
	    err) != 0 ||
	    get_forwarding(out, request, err) != 0 ||
	    get_subject(out, request, err) != 0)
		return -1;
	return get_confpin(out, request, err);
}

static int
parse_get(struct command *out, const struct request *request,
    struct err *err)
{
	out->action = COMMAND_STATUS;
	if (get_common(out, request, err) != 0)
		return -1;
	return get_number(request, P_WAIT, 0, WAIT_MAX_S, &out->wait_s, err);
}

int
command_parse(struct command *out, const char *method, const char *path,
    const char *query, const struct command_defaults *defaults,
    struct err *err)
{
	struct request request = { .defaults = defaults };
	const char *rest = behind_prefix(path);
	bool get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;

	if (!rest)
		return err_value(err, 404, "path", path, strlen(path),
		    "is not known here");
	split_path(&request, rest);
	split_query(&request, query);
	/* An empty segment is an error of its own, said by get_address(). */
	if (request.too_long && request.calling.len && request.called.len)
		return err_value(err, 404, "path", path, strlen(path),
		    "has more than a calling and a called party");
	if (!get && strcmp(method, "POST") != 0)
		return err_value(err, 405, "method", method, strlen(method),
		    "is not GET, HEAD or POST");

	memset(out, 0, sizeof(*out));
	out->timeout_s = defaults->timeout_s;
	out->cache_s = defaults->cache_s;
	return get ? parse_get(out, &request, err) :
	    parse_post(out, &request, err);
}
