/*
 * The configuration: values by their type.  What elements there are is in the
 * table of config_rows.c; single ones are known here only where a list's words
 * are checked.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "address.h"
#include "mem.h"
#include "net.h"
#include "text.h"

enum {
	WORD_MAX = 320,		/* of a list */
	VALUE_MAX = 4096,	/* of any other text */
	SESSION_EXPIRES_MIN = 90
};

#define AT(member) offsetof(struct config, member)

static bool
is_string(const struct config_row *row)
{
	return row->type == CONFIG_TEXT || row->type == CONFIG_HOST ||
	    row->type == CONFIG_IP || row->type == CONFIG_PATH ||
	    row->type == CONFIG_SIP_URI || row->type == CONFIG_LIST;
}

static char **
string_at(struct config *config, const struct config_row *row)
{
	return (char **)(void *)((char *)config + row->offset);
}

static const char *
string_of(const struct config *config, const struct config_row *row)
{
	return *(char *const *)(const void *)
	    ((const char *)config + row->offset);
}

static long *
number_at(struct config *config, const struct config_row *row)
{
	return (long *)(void *)((char *)config + row->offset);
}

static long
number_of(const struct config *config, const struct config_row *row)
{
	return *(const long *)(const void *)
	    ((const char *)config + row->offset);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_word(const char *text, size_t n, const char *word)
{
	return strlen(word) == n && text_same_n(text, word, n);
}

/* Which of the words of "a|b|c"?  -1: none. */
static long
choice_find(const char *choices, const char *text, size_t n)
{
	for (long i = 0; choices; i++) {
		size_t length = strcspn(choices, "|");

		if (length == n && text_same_n(choices, text, n))
			return i;
		choices = choices[length] ? choices + length + 1 : NULL;
	}
	return -1;
}

/* The words of syslog, which sipXecs writes, to our four levels. */
static long
log_level_find(const char *text, size_t n)
{
	static const struct {
		const char *word;
		long level;
	} words[] = {
		{ "emerg", CONFIG_LOG_ERR }, { "alert", CONFIG_LOG_ERR },
		{ "crit", CONFIG_LOG_ERR }, { "error", CONFIG_LOG_ERR },
		{ "warning", CONFIG_LOG_WARN }, { "notice", CONFIG_LOG_INFO },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (is_word(text, n, words[i].word))
			return words[i].level;
	}
	return -1;
}

static int
set_choice(struct config *config, const struct config_row *row,
    const char *text, size_t n, struct err *err)
{
	long value = choice_find(row->choices, text, n);

	if (value < 0 && row->offset == AT(log_level))
		value = log_level_find(text, n);
	if (value < 0) {
		char problem[80];

		snprintf(problem, sizeof(problem), "is none of %s",
		    row->choices);
		return err_value(err, 0, row->name, text, n, problem);
	}
	*number_at(config, row) = value;
	return 0;
}

static int
set_switch(struct config *config, const struct config_row *row,
    const char *text, size_t n, struct err *err)
{
	/* What is off and what is on takes turns. */
	long value = choice_find("off|on|false|true|no|yes|0|1", text, n);

	if (value < 0)
		return err_value(err, 0, row->name, text, n,
		    "is neither on nor off");
	*number_at(config, row) = value % 2;
	return 0;
}

static int
set_number(struct config *config, const struct config_row *row,
    const char *text, size_t n, struct err *err)
{
	/* 0 switches session timers off; RFC 4028 5 has the least value */
	bool session = row->offset == AT(session_expires);
	long min = session ? SESSION_EXPIRES_MIN : row->min;
	long long value;

	if (text_number(text, n, &value) != 0 || value > row->max ||
	    (value < min && !(session && value == 0))) {
		char problem[80];

		snprintf(problem, sizeof(problem),
		    "is %s a whole number from %ld to %ld",
		    session ? "neither 0 nor" : "not", min, row->max);
		return err_value(err, 0, row->name, text, n, problem);
	}
	*number_at(config, row) = (long)value;
	return 0;
}

/* Of no single machine: unspecified, multicast, or IPv4's broadcast. */
static bool
ip_usable(const struct net_address *ip)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t none[16];
	const uint8_t *b = ip->bytes;

	if (memcmp(b, mapped, sizeof(mapped)) == 0)
		return b[12] != 0 && b[12] < 224;
	return memcmp(b, none, sizeof(none)) != 0 && b[0] != 0xff;
}

static const char *
ip_problem(const char *text)
{
	struct net_address ip;

	if (net_parse(&ip, text) != 0)
		return "is not a numeric IP address";
	if (!ip_usable(&ip))
		return "is not the address of one machine";
	return NULL;
}

static const char *
uri_problem(const char *text)
{
	static const char problem[] =
	    "is not sip:host[:port][;transport=udp|tcp]";
	char host[ADDRESS_HOST_MAX + 8];
	size_t length;

	if (strlen(text) < 4 || !text_same_n(text, "sip:", 4))
		return problem;
	text += 4;
	length = strcspn(text, ";");
	if (length >= sizeof(host))
		return problem;
	memcpy(host, text, length);
	host[length] = '\0';
	if (!address_host_valid(host))
		return problem;
	text += length;
	if (*text && !text_same(text, ";transport=udp") &&
	    !text_same(text, ";transport=tcp"))
		return problem;
	return NULL;
}

/* What is wrong with the value of an element that is a string? */
static const char *
string_problem(const struct config_row *row, const char *text, size_t n)
{
	if (n > VALUE_MAX)
		return "is too long";
	if (text_has_control(text, n))
		return "has control characters";
	if (!text_utf8_valid(text, n))
		return "is not UTF-8";
	if (row->type == CONFIG_IP)
		return ip_problem(text);
	if (!*text)
		return NULL;
	if (row->type == CONFIG_HOST && !address_host_valid(text))
		return "is not a host name or address";
	if (row->type == CONFIG_SIP_URI)
		return uri_problem(text);
	return NULL;
}

static int
set_string(struct config *config, const struct config_row *row,
    const char *text, size_t n, struct err *err)
{
	/* The address is used without the brackets that a URI has. */
	if (row->type == CONFIG_IP && n > 2 && text[0] == '[' &&
	    text[n - 1] == ']') {
		text++;
		n -= 2;
	}

	char *copy = mem_dup_n(text, n);
	if (!copy)
		return err_set(err, 0, "%s: out of memory", row->name);
	const char *problem = string_problem(row, copy, n);
	if (problem) {
		mem_free(copy);
		return err_value(err, 0, row->name, text, n, problem);
	}
	mem_free(*string_at(config, row));
	*string_at(config, row) = copy;
	return 0;
}

static int
network_check(const struct config_row *row, const char *word, struct err *err)
{
	struct net_list list = { NULL, 0 };
	struct err why = { 0 };

	if (text_same(word, "local"))
		return 0;
	int result = net_list_add(&list, word, &why);
	net_list_release(&list);
	if (result == 0)
		return 0;

	static const char prefix[] = "network: ";
	const char *text = why.text;
	if (strncmp(text, prefix, sizeof(prefix) - 1) == 0)
		text += sizeof(prefix) - 1;
	return err_set(err, 0, "%s: %s", row->name, text);
}

/* RFC 3841 9.1: the directives of Request-Disposition. */
static int
directive_check(const struct config_row *row, const char *word,
    struct err *err)
{
	static const char directives[] = "proxy|redirect|cancel|no-cancel|"
	    "fork|no-fork|recurse|no-recurse|parallel|sequential|"
	    "queue|no-queue";
	size_t n = strlen(word);

	if (choice_find(directives, word, n) >= 0)
		return 0;
	return err_value(err, 0, row->name, word, n,
	    "is no directive of RFC 3841");
}

static int
operator_check(const struct config_row *row, const char *word,
    struct err *err)
{
	struct address address;

	if (address_parse(&address, row->name, word, strlen(word),
	    "localhost", err) == 0)
		return 0;
	if (err)
		err->code = 0;	/* of HTTP, which is not involved here */
	return -1;
}

static int
word_check(const struct config_row *row, const char *text, size_t n,
    struct err *err)
{
	char word[WORD_MAX + 1];

	if (n > WORD_MAX)
		return err_value(err, 0, row->name, text, n, "is too long");
	if (text_has_control(text, n))
		return err_value(err, 0, row->name, text, n,
		    "has control characters");
	memcpy(word, text, n);
	word[n] = '\0';
	if (row->offset == AT(trusted_networks))
		return network_check(row, word, err);
	if (row->offset == AT(request_disposition))
		return directive_check(row, word, err);
	if (row->offset == AT(operators))
		return operator_check(row, word, err);
	if (!address_host_valid(word))
		return err_value(err, 0, row->name, text, n,
		    "is not a host name or address");
	return 0;
}

/* The length of the separators, or of the word, that text begins with. */
static size_t
span(const char *text, size_t n, bool separators)
{
	size_t length = 0;

	while (length < n &&
	    (is_blank(text[length]) || text[length] == ',') == separators)
		length++;
	return length;
}

static int
set_list(struct config *config, const struct config_row *row,
    const char *text, size_t n, bool grow, struct err *err)
{
	struct buf list = BUF_INIT;

	if (grow)
		buf_puts(&list, *string_at(config, row));
	for (;;) {
		size_t skip = span(text, n, true);
		text += skip;
		n -= skip;
		if (n == 0)
			break;

		size_t length = span(text, n, false);
		if (word_check(row, text, length, err) != 0) {
			buf_release(&list);
			return -1;
		}
		if (list.len)
			buf_putc(&list, ' ');
		buf_add(&list, text, length);
		text += length;
		n -= length;
	}

	char *value = buf_take(&list);
	if (!value)
		return err_set(err, 0, "%s: out of memory", row->name);
	mem_free(*string_at(config, row));
	*string_at(config, row) = value;
	return 0;
}

static int
set(struct config *config, const struct config_row *row, const char *text,
    size_t n, bool grow, struct err *err)
{
	switch (row->type) {
	case CONFIG_NUMBER:
		return set_number(config, row, text, n, err);
	case CONFIG_SWITCH:
		return set_switch(config, row, text, n, err);
	case CONFIG_CHOICE:
		return set_choice(config, row, text, n, err);
	case CONFIG_LIST:
		return set_list(config, row, text, n, grow, err);
	case CONFIG_IGNORED:
		return 0;
	default:
		return set_string(config, row, text, n, err);
	}
}

int
config_init(struct config *config)
{
	size_t count;
	const struct config_row *row = config_rows(&count);

	memset(config, 0, sizeof(*config));
	for (size_t i = 0; i < count; i++) {
		if (set(config, &row[i], row[i].initial,
		    strlen(row[i].initial), false, NULL) != 0) {
			config_release(config);
			return -1;
		}
	}
	return 0;
}

void
config_release(struct config *config)
{
	size_t count;
	const struct config_row *row = config_rows(&count);

	for (size_t i = 0; i < count; i++) {
		if (is_string(&row[i]))
			mem_free(*string_at(config, &row[i]));
	}
	memset(config, 0, sizeof(*config));
}

int
config_set(struct config *config, const char *name, const char *text,
    size_t n, bool repeated, struct err *err)
{
	const struct config_row *row = config_row(name, err);

	if (!row)
		return -1;
	if (repeated && row->type != CONFIG_LIST &&
	    row->type != CONFIG_IGNORED && row->offset != AT(https_port))
		return err_set(err, 0, "%s: given twice", name);
	while (n > 0 && is_blank(text[0])) {
		text++;
		n--;
	}
	while (n > 0 && is_blank(text[n - 1]))
		n--;
	return set(config, row, text, n, repeated, err);
}

/* The word number i of "a|b|c". */
static void
choice_write(const char *choices, long i, struct buf *out)
{
	for (; i > 0; i--)
		choices += strcspn(choices, "|") + 1;
	buf_add(out, choices, strcspn(choices, "|"));
}

void
config_get(const struct config *config, const struct config_row *row,
    struct buf *out)
{
	switch (row->type) {
	case CONFIG_NUMBER:
		buf_printf(out, "%ld", number_of(config, row));
		break;
	case CONFIG_SWITCH:
		buf_puts(out, number_of(config, row) ? "on" : "off");
		break;
	case CONFIG_CHOICE:
		choice_write(row->choices, number_of(config, row), out);
		break;
	case CONFIG_IGNORED:
		break;
	default:
		buf_puts(out, string_of(config, row));
	}
}

static bool
same(const struct config *a, const struct config *b,
    const struct config_row *row)
{
	if (row->type == CONFIG_IGNORED)
		return true;
	if (is_string(row))
		return strcmp(string_of(a, row), string_of(b, row)) == 0;
	return number_of(a, row) == number_of(b, row);
}

const char *
config_differs(const struct config *a, const struct config *b)
{
	size_t count;
	const struct config_row *row = config_rows(&count);

	for (size_t i = 0; i < count; i++) {
		if (row[i].reload == CONFIG_RESTART && !same(a, b, &row[i]))
			return row[i].name;
	}
	return NULL;
}
